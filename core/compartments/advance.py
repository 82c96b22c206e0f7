"""The adaptive integrator of a tree of compartments (compiled)."""

from typing import NamedTuple

import numpy as np

from core.compartments.coupled_states import begin_coupled, has_coupled, inner_coupled_stage
from core.compartments.injection import (
    AT_END,
    AT_NODE,
    AT_START,
    Injections,
    enter,
    inject,
    longest_step,
    look_ahead,
)
from core.compartments.rosenbrock_step import begin, finish, first_stage, inner_stage, last_stage
from core.compartments.watch import Watch, note, note_corner
from core.compartments.workspace import (
    CAPACITANCE,
    CHANGE,
    DIAGONAL,
    END_ROW,
    LEAK,
    LINKS,
    POINT,
    RIGHT,
    SECTIONS,
    SLOPE,
    U1,
    WORST,
    Membranes,
    Work,
)
from core.numerics import shampine
from core.numerics.compilation import inlined, kernel
from core.numerics.lane_vector import LANES
from core.numerics.tree.elimination import Tree, factorise, solve
from core.numerics.tree.partition import Integers
from core.result import Floats

NODE = shampine.NODES[2]
_D1, _D2, _D3, _D4 = shampine.DRIFTS
DRIFTS = (_D1, _D2, _D3, _D4 - _D3)
STAGE_TIMES = (-1, AT_END, AT_NODE, -1)
"""Columns of the currents of the stages; the first one's is in the slope already, and the fourth's is that of
the third, to which also its drift is added."""
SAFETY, SHRINKAGE, GROWTH = 0.9, 0.2, 4.0
SPEED, SLOWEST = 100.0, 0.02
"""A step's error may be as large as the tolerance where the voltage changes by so much [mV/ms]; where it
changes slower, in proportion, down to this fraction: the same error then delays a spike more."""
AFTER_CORNER = 0.1
"""First step after a jump of the current, in units of that before."""
SMALLEST = 1e-12
"""Smallest step [ms], beyond rounding."""
INERTIA = 1e15
"""Factor [1/ms] of the capacitances where only what has none may move."""

# Elements of `Clock.numbers` and `Clock.counts`.
TIME, STEP = range(2)
STEPS, REJECTED, CORNER, STATUS, JOINTS = range(5)
FRESH, RUNNING, DONE, LEFT, STUCK = range(5)


class Clock(NamedTuple):
    """Where a run stands: time and next step [ms]; counts, status, whether there are mere joints."""

    numbers: Floats
    counts: Integers


@inlined
def _arrive(t: Tree, m: Membranes, w: Work, coupled: bool) -> None:
    """Make the point that was reached the state, and find the derivatives but for the stimulus."""
    begin(t, m, w)
    if coupled:
        begin_coupled(t, m, w)


@inlined
def _attempt(t: Tree, m: Membranes, w: Work, s: Injections, size: float, coupled: bool) -> bool:
    """A step from the state; whether it ends outside of a table."""
    first_stage(t, m, w, size)
    for stage in range(4):
        if stage == 3:
            last_stage(t, m, w, size)
        elif stage > 0:
            if coupled:
                inner_coupled_stage(t, m, w, size, stage == 2)
            inner_stage(t, m, w, size, stage == 2)
        inject(s, w.vectors, RIGHT * t.rows, STAGE_TIMES[stage], DRIFTS[stage] * size)
        solve(t, w.vectors, RIGHT * t.rows, (U1 + stage) * t.rows)
    return finish(t, m, w)


@inlined
def _measure(t: Tree, w: Work, size: float) -> float:
    """Error of the step [mV], as it counts at the speed of the voltage."""
    error, change, row = 0.0, 0.0, SECTIONS * t.rows
    for lane in range(LANES):
        if not w.vectors[row + WORST, lane] <= error:
            error = w.vectors[row + WORST, lane]
        change = max(change, w.vectors[row + CHANGE, lane])
    return error / min(1.0, max(SLOWEST, change / (size * SPEED)))


# Numba compiles a function anew for every whole number in a call of it; np.int64(k) is no such number.
@inlined
def _start(t: Tree, m: Membranes, w: Work, s: Injections, time: float, joints: bool, coupled: bool) -> None:
    """Derivatives at a point [ms] at which currents may have jumped: places without capacitance jump, too."""
    a, n = w.vectors, t.rows
    enter(s, time)
    look_ahead(s, time, 0.0, NODE)
    _arrive(t, m, w, coupled)
    inject(s, a, SLOPE * n, np.int64(AT_START), 0.0)
    if joints:
        for row in range(n):
            for lane in range(LANES):
                held = a[CAPACITANCE * n + row, lane]
                a[RIGHT * n + row, lane] = 0.0 if held > 0.0 else a[SLOPE * n + row, lane]
                resting = INERTIA * held + a[LEAK * n + row, lane] + a[LINKS * n + row, lane]
                a[DIAGONAL * n + row, lane] = resting
        factorise(t, a, DIAGONAL * n, np.int64(0), np.int64(0))
        solve(t, a, RIGHT * n, U1 * n)
        for row in range(n):
            for lane in range(LANES):
                a[POINT * n + row, lane] += a[U1 * n + row, lane]
        _arrive(t, m, w, coupled)
        inject(s, a, SLOPE * n, np.int64(AT_START), 0.0)


@kernel
def advance(  # noqa: C901, PLR0915 - one loop, which its parts share arrays with
    t: Tree,
    m: Membranes,
    w: Work,
    s: Injections,
    k: Watch,
    c: Clock,
    limits: tuple[float, float],
    budget: int,
) -> None:
    """Run on for a number of trial steps, or to the end, or until the voltage leaves the table.

    Parameters
    ----------
    limits
        End of the run [ms] and tolerance of a step [mV].
    """
    numbers, counts = c.numbers, c.counts
    end, tolerance = limits
    coupled = has_coupled(m)
    rows = m.numbers[m.numbers.shape[0] - 1, END_ROW]
    if counts[STATUS] == FRESH:
        counts[STATUS] = RUNNING
        _start(t, m, w, s, 0.0, counts[JOINTS] != 0, coupled)
    for _ in range(budget):
        time = numbers[TIME]
        limit = min(s.corners[counts[CORNER]], end)
        size = min(numbers[STEP], longest_step(s, time))
        left = limit - time
        ending = size > 0.999 * left
        if ending:
            size = left
        elif size > 0.5 * left:
            size = 0.5 * left
        look_ahead(s, time, size, NODE)
        outside = _attempt(t, m, w, s, size, coupled)
        error = _measure(t, w, size) / tolerance
        if not error <= 1.0:
            counts[REJECTED] += 1
            factor = SAFETY * error**-0.25 if error < 1e6 else SHRINKAGE
            numbers[STEP] = size * max(factor, SHRINKAGE)
            if numbers[STEP] < SMALLEST + 1e-15 * time:
                counts[STATUS] = STUCK
                return
            continue
        counts[STEPS] += 1
        _arrive(t, m, w, coupled)
        inject(s, w.vectors, SLOPE * t.rows, np.int64(AT_END), 0.0)
        numbers[TIME] = limit if ending else time + size
        note(w.vectors, t.rows, rows, k, time, size, ending and limit == end)
        # A step that was cut short says little about the next one.
        if not (ending and size < 0.5 * numbers[STEP]):
            growth = SAFETY * max(error, 1e-8) ** -0.25
            numbers[STEP] = size * max(min(growth, GROWTH), SHRINKAGE)
        if outside:
            counts[STATUS] = LEFT
            return
        if ending:
            note_corner(w.vectors, t.rows, rows, k, limit)
            if limit == end:
                counts[STATUS] = DONE
                return
            counts[CORNER] += 1
            numbers[STEP] *= AFTER_CORNER
            _start(t, m, w, s, limit, counts[JOINTS] != 0, coupled)
    return
