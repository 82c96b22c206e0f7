"""Steps of all lanes together: stages, error, choice of the next step (compiled)."""

import numpy as np

from core.neuron.lanes.events import note_corner
from core.neuron.lanes.workspace import (
    BASE,
    ERROR,
    FACTOR,
    LIMIT,
    PIECE,
    POINT,
    RAMP,
    SIZE,
    STALE,
    STEP,
    STEPS,
    TIME,
    TRIALS,
    Equation,
    Lanes,
    Method,
    Points,
    Task,
)
from core.numerics.compilation import inlined, kernel
from core.numerics.elementary import exponential, natural_logarithm
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import LANES, load, lowest_bit, spread, store, where_bits, where_less

SAFETY, GROWTH, SHRINKAGE = 0.8, 5.0, 0.2
LEAST_ERROR, WORST_ERROR = 1e-14, 1e30


@kernel
def _add_waves(points: Points, lanes: Lanes, row: int, node: float) -> None:
    """Add the sinusoids of the current at a node of the step to a row of registers."""
    for lane in range(LANES):
        point = lanes.counts[POINT, lane] if points.sinusoids.shape[0] > 1 else 0
        pieces = lanes.counts[POINT, lane] if points.knots.shape[0] > 1 else 0
        knot = points.knots[pieces, lanes.counts[PIECE, lane]]
        time = lanes.numbers[TIME, lane] + node * lanes.numbers[SIZE, lane]
        for k in range(points.sinusoids.shape[1]):
            wave = points.sinusoids[point, k]
            if wave[0] <= knot < wave[1]:
                elapsed = time - wave[0]
                phase = wave[3] + elapsed * (wave[4] + 0.5 * wave[5] * elapsed)
                lanes.registers[row, lane] += wave[2] * np.sin(phase)


@inlined
def limit_by_waves(points: Points, lanes: Lanes) -> None:
    """At least two steps a period: the error estimate cannot see a wave that its stages miss."""
    for lane in range(LANES):
        point = lanes.counts[POINT, lane] if points.sinusoids.shape[0] > 1 else 0
        for k in range(points.sinusoids.shape[1]):
            wave = points.sinusoids[point, k]
            time = lanes.numbers[TIME, lane]
            if wave[0] <= time < wave[1]:
                omega = abs(wave[4] + wave[5] * (time - wave[0]))
                lanes.numbers[STEP, lane] = min(lanes.numbers[STEP, lane], np.pi / max(omega, 1e-300))


@kernel
def refresh(equation: Equation, points: Points, lanes: Lanes) -> None:
    """Find the derivatives of lanes whose state or current has jumped."""
    n, stale = equation.weights.size, lanes.flags[STALE]
    for s in range(n):
        store(lanes.registers, np.uint64(s), load(lanes.states, np.uint64(s)))
    store(lanes.registers, np.uint64(n), load(lanes.numbers, np.uint64(BASE)))
    if points.sinusoids.shape[1] > 0:
        _add_waves(points, lanes, n, 0.0)
    run_lanes(equation.body, lanes.registers)
    bits = stale
    while bits != 0:
        lane = lowest_bit(bits)
        bits &= bits - np.uint64(1)
        new = lanes.registers[equation.outputs[0], lane]
        if lanes.numbers[TIME, lane] > 0.0:
            note_corner(lanes, lane, new)
    for s in range(n):
        new = load(lanes.registers, np.uint64(equation.outputs[s]))
        store(lanes.slopes, np.uint64(s), where_bits(stale, new, load(lanes.slopes, np.uint64(s))))
    lanes.flags[STALE] = 0


@kernel
def try_step(  # noqa: C901 - loops over stages and states
    method: Method, equation: Equation, points: Points, task: Task, lanes: Lanes
) -> None:
    """Evaluate the stages and the squared error of a step of size SIZE from the states."""
    n, stages = equation.weights.size, method.nodes.size
    registers, states, slopes = lanes.registers, lanes.states, lanes.slopes
    for stage in range(1, stages):
        size = load(lanes.numbers, np.uint64(SIZE))
        for s in range(n):
            change = spread(method.matrix[stage, 0]) * load(slopes, np.uint64(s))
            for j in range(1, stage):
                weight = method.matrix[stage, j]
                if weight != 0.0:
                    change = change + spread(weight) * load(slopes, np.uint64(j * n + s))
            store(registers, np.uint64(s), load(states, np.uint64(s)) + size * change)
            if stage == stages - 1:
                store(states, np.uint64(n + s), load(states, np.uint64(s)) + size * change)
        ahead = spread(method.nodes[stage]) * size
        current = load(lanes.numbers, np.uint64(BASE)) + load(lanes.numbers, np.uint64(RAMP)) * ahead
        store(registers, np.uint64(n), current)
        if points.sinusoids.shape[1] > 0:
            _add_waves(points, lanes, n, method.nodes[stage])
        run_lanes(equation.body, registers)
        for s in range(n):
            store(slopes, np.uint64(stage * n + s), load(registers, np.uint64(equation.outputs[s])))
    size = load(lanes.numbers, np.uint64(SIZE))
    total = spread(0.0)
    for s in range(n):
        change = spread(method.errors[0]) * load(slopes, np.uint64(s))
        for j in range(1, stages):
            weight = method.errors[j]
            if weight != 0.0:
                change = change + spread(weight) * load(slopes, np.uint64(j * n + s))
        change = change * spread(equation.weights[s] / task.tolerance)
        total = total + change * change
    total = total * size * size
    worst, least = spread(WORST_ERROR), spread(LEAST_ERROR)
    total = where_less(total, worst, total, worst)
    store(lanes.numbers, np.uint64(ERROR), where_less(least, total, total, least))


@inlined
def commit(n: int, last: int, accepted: int, ending: int, lanes: Lanes, exponent: float) -> None:
    """Make the new point that of the lanes whose step is accepted, and choose all lanes' next steps."""
    numbers, states, slopes = lanes.numbers, lanes.states, lanes.slopes
    for s in range(n):
        new, old = load(states, np.uint64(n + s)), load(states, np.uint64(s))
        store(states, np.uint64(s), where_bits(accepted, new, old))
        new, old = load(slopes, np.uint64(last * n + s)), load(slopes, np.uint64(s))
        store(slopes, np.uint64(s), where_bits(accepted, new, old))
    one, zero = spread(1.0), spread(0.0)
    size, step = load(numbers, np.uint64(SIZE)), load(numbers, np.uint64(STEP))
    time = load(numbers, np.uint64(TIME))
    reached = where_bits(ending, load(numbers, np.uint64(LIMIT)), time + size)
    store(numbers, np.uint64(TIME), where_bits(accepted, reached, time))
    base = load(numbers, np.uint64(BASE))
    store(
        numbers,
        np.uint64(BASE),
        where_bits(accepted, base + load(numbers, np.uint64(RAMP)) * size, base),
    )
    count = load(numbers, np.uint64(STEPS))
    store(numbers, np.uint64(STEPS), count + where_bits(accepted, one, zero))
    store(numbers, np.uint64(TRIALS), load(numbers, np.uint64(TRIALS)) + one)
    for i in range(LANES):
        numbers[FACTOR, i] = exponential(exponent * natural_logarithm(numbers[ERROR, i]))
    factor = spread(SAFETY) * load(numbers, np.uint64(FACTOR))
    factor = where_less(factor, spread(GROWTH), factor, spread(GROWTH))
    factor = where_less(spread(SHRINKAGE), factor, factor, spread(SHRINKAGE))
    next_step = size * factor
    # A step cut short by a knot says little about the next one.
    cut = where_less(next_step, step, step, next_step)
    next_step = where_bits(accepted, where_less(size, step, cut, next_step), next_step)
    store(numbers, np.uint64(STEP), next_step)
