"""Many orbits side by side that leave an equilibrium, until they escape (compiled).

Each lane has its own time and its own steps, which its own error controls: the equations are autonomous.
"""

import numpy as np
from numpy.typing import NDArray

from core.numerics.compilation import inlined, kernel
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import LANES, load, spread, store
from core.numerics.machine import Code
from core.result import Floats

TIME, STEP, ERROR, OUTCOME, COUNT, HIGHEST, FALLEN, NUMBERS = range(8)
"""Rows of the numbers of each lane: its time and next step [ms], the error of a trial over what is allowed,
how it has escaped (1 upwards, −1 downwards, 0 not yet), its steps, how far its first wave has come above
rest, and whether that is over."""
WAVE, OVER, AGAIN = 0.02, 0.3, 0.5
"""Height of a wave in units of a spike; what is left of it when it is over; how high, over it, the next one
is when the orbit counts as having left upwards."""
SAFETY, GROWTH, SHRINKAGE = 0.8, 4.0, 0.2
EXPONENT = -0.2


@kernel
def shoot(  # noqa: PLR0913, PLR0917 - a kernel
    body: Code,
    outputs: NDArray[np.int64],
    matrix: Floats,
    errors: Floats,
    registers: Floats,
    scale: Floats,
    tolerance: float,
    bounds: Floats,
    trials: int,
    states: Floats,
    slopes: Floats,
    numbers: Floats,
    record: Floats,
) -> None:
    """Follow every lane until its voltage is past a bound and moving away, or for so many trials of a step.

    Parameters
    ----------
    body, outputs
        Code of F, and the registers that hold its elements, shape (n,).
    matrix, errors
        Of an explicit method whose last stage is the new point, shapes (s, s) and (s,).
    registers
        With the results of the prologue, shape (m, LANES).
    scale
        A size of each state, to which the tolerance is relative, shape (n,).
    bounds
        Lowest and highest voltage, and that at rest. An orbit that comes down from a first wave and rises to
        a second one has left upwards, too: it is on its way to waves of several spikes.
    states
        In its first n rows where the orbits begin, and how far they come; shape (2 n, LANES).
    slopes
        Room, shape (s n, LANES).
    numbers
        With the first steps in place; see `TIME`.
    record
        To hold time, states and F after every step, shape (k, 1 + 2 n, LANES), as far as k reaches.
    """
    n, stages = scale.shape[0], errors.shape[0]
    _slopes_at(body, outputs, registers, states, slopes, n, 0, 0)
    for lane in range(LANES):
        _keep(record, states, slopes, numbers, n, lane)
    for _ in range(trials):
        for stage in range(1, stages):
            size = load(numbers, np.uint64(STEP))
            for s in range(n):
                change = spread(matrix[stage, 0]) * load(slopes, np.uint64(s))
                for j in range(1, stage):
                    change = change + spread(matrix[stage, j]) * load(slopes, np.uint64(j * n + s))
                store(states, np.uint64(n + s), load(states, np.uint64(s)) + size * change)
            _slopes_at(body, outputs, registers, states, slopes, n, n, stage * n)
        _measure(errors, scale, tolerance, states, slopes, numbers, n)
        going = False
        for lane in range(LANES):
            if numbers[OUTCOME, lane] == 0.0:
                _conclude(states, slopes, numbers, bounds, scale[0], record, n, lane)
                going = going or numbers[OUTCOME, lane] == 0.0
        if not going:
            break


@inlined
def _slopes_at(
    body: Code,
    outputs: NDArray[np.int64],
    registers: Floats,
    states: Floats,
    slopes: Floats,
    n: int,
    source: int,
    target: int,
) -> None:
    """Put F at states from a row on into slopes from a row on."""
    for s in range(n):
        store(registers, np.uint64(s), load(states, np.uint64(source + s)))
    run_lanes(body, registers)
    for s in range(n):
        store(slopes, np.uint64(target + s), load(registers, np.uint64(outputs[s])))


@inlined
def _measure(
    errors: Floats, scale: Floats, tolerance: float, states: Floats, slopes: Floats, numbers: Floats, n: int
) -> None:
    """The error of a trial over what is allowed, the largest of all states."""
    for lane in range(LANES):
        numbers[ERROR, lane] = 0.0
    for s in range(n):
        for lane in range(LANES):
            change = 0.0
            for j in range(errors.shape[0]):
                change += errors[j] * slopes[j * n + s, lane]
            allowed = tolerance * (scale[s] + abs(states[n + s, lane]))
            found = abs(change * numbers[STEP, lane]) / allowed
            # Also where it is NaN.
            if not found <= numbers[ERROR, lane]:
                numbers[ERROR, lane] = found if found > numbers[ERROR, lane] else np.inf


@inlined
def _conclude(
    states: Floats,
    slopes: Floats,
    numbers: Floats,
    bounds: Floats,
    spike: float,
    record: Floats,
    n: int,
    lane: int,
) -> None:
    """Take a lane's step or not, choose the next one, and see whether the orbit has escaped."""
    error = numbers[ERROR, lane]
    factor = SHRINKAGE
    if error < 1e10:
        factor = min(SAFETY * max(error, 1e-10) ** EXPONENT, GROWTH)
        factor = max(factor, SHRINKAGE)
    if error <= 1.0:
        numbers[TIME, lane] += numbers[STEP, lane]
        numbers[COUNT, lane] += 1.0
        last = slopes.shape[0] - n
        for s in range(n):
            states[s, lane] = states[n + s, lane]
            slopes[s, lane] = slopes[last + s, lane]
        _keep(record, states, slopes, numbers, n, lane)
        if states[0, lane] > bounds[1] and slopes[0, lane] > 0.0:
            numbers[OUTCOME, lane] = 1.0
        elif states[0, lane] < bounds[0] and slopes[0, lane] < 0.0:
            numbers[OUTCOME, lane] = -1.0
        _note_wave(states[0, lane] - bounds[2], slopes[0, lane], spike, numbers, lane)
    else:
        factor = min(factor, 1.0)
    numbers[STEP, lane] *= factor


@inlined
def _note_wave(height: float, slope: float, spike: float, numbers: Floats, lane: int) -> None:
    """See whether a lane's first wave is over, and whether a second one has begun."""
    highest = numbers[HIGHEST, lane]
    if numbers[FALLEN, lane] == 0.0:
        if height > highest:
            numbers[HIGHEST, lane] = height
        elif highest > WAVE * spike and height < OVER * highest and slope < 0.0:
            numbers[FALLEN, lane] = 1.0
    elif height > AGAIN * highest and slope > 0.0:
        numbers[OUTCOME, lane] = 1.0


@inlined
def _keep(record: Floats, states: Floats, slopes: Floats, numbers: Floats, n: int, lane: int) -> None:
    """Record a lane's time, states and slopes."""
    k = int(numbers[COUNT, lane])
    if k < record.shape[0]:
        record[k, 0, lane] = numbers[TIME, lane]
        for s in range(n):
            record[k, 1 + s, lane] = states[s, lane]
            record[k, 1 + n + s, lane] = slopes[s, lane]
