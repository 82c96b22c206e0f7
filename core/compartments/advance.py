"""The adaptive integrator of a tree of compartments (compiled)."""

from typing import NamedTuple

import numpy as np

from core.compartments.injection import Injections, enter, inject, longest_step, look_ahead
from core.compartments.rosenbrock_step import (
    begin,
    finish,
    first_stage,
    fourth_stage,
    second_stage,
    third_stage,
)
from core.compartments.watch import Watch, note
from core.compartments.workspace import Membranes, Work
from core.numerics import shampine
from core.numerics.compilation import kernel
from core.numerics.lane_vector import LANES, load, store
from core.numerics.tree.elimination import solve
from core.numerics.tree.partition import Integers, Partition
from core.result import Floats

NODE = shampine.NODES[2]
D1, D2, D3, D4 = shampine.DRIFTS
SAFETY, SHRINKAGE, GROWTH = 0.9, 0.2, 4.0
SPEED, SLOWEST = 100.0, 0.02
"""A step's error may be as large as the tolerance where the voltage changes by so much [mV/ms]; where it
changes slower, in proportion, down to this fraction: the same error then delays a spike more."""
AFTER_CORNER = 0.1
"""First step after a jump of the current, in units of that before."""
SMALLEST = 1e-12
"""Smallest step [ms], beyond rounding."""

# Elements of `Clock.numbers` and `Clock.counts`.
TIME, STEP, LAST_ERROR, LOWEST, HIGHEST = range(5)
STEPS, REJECTED, CORNER, STATUS = range(4)
RUNNING, DONE, LEFT, STUCK = range(4)


class Clock(NamedTuple):
    """Where a run stands: time [ms], next step [ms], lowest and highest voltage [mV]; counts and status."""

    numbers: Floats
    counts: Integers


@kernel
def _attempt(tree: Partition, m: Membranes, w: Work, s: Injections, links: Floats, size: float) -> None:
    """A step from the state, whose derivatives stand in the workspace; `measures` go to the scratch."""
    rows = w.voltage.shape[0]
    first_stage(tree, m, w, links, size)
    inject(s, w.voltage_steps, 0, -1, D1 * size)
    solve(tree, w.factors, w.voltage_steps, 0)
    second_stage(tree, m, w, size)
    inject(s, w.voltage_steps, rows, 2, D2 * size)
    solve(tree, w.factors, w.voltage_steps, rows)
    third_stage(tree, m, w, size)
    inject(s, w.voltage_steps, 2 * rows, 1, D3 * size)
    inject(s, w.voltage_rate, 0, 1, 0.0)
    solve(tree, w.factors, w.voltage_steps, 2 * rows)
    fourth_stage(m, w, size)
    inject(s, w.voltage_steps, 3 * rows, -1, D4 * size)
    solve(tree, w.factors, w.voltage_steps, 3 * rows)
    finish(m, w, w.scratch)


@kernel
def _accept(w: Work) -> None:
    """Make the new state the state; the old voltages and their slopes are kept for the output."""
    for row in range(w.voltage.shape[0]):
        at = np.uint64(row)
        old = load(w.voltage, at)
        store(w.voltage, at, load(w.new_voltage, at))
        store(w.new_voltage, at, old)
        store(w.old_slope, at, load(w.voltage_slope, at))
    for row in range(w.gates.shape[0]):
        store(w.gates, np.uint64(row), load(w.new_gates, np.uint64(row)))


@kernel
def start(tree: Partition, m: Membranes, w: Work, s: Injections) -> None:
    """Derivatives at the beginning of the run."""
    enter(s, 0.0)
    look_ahead(s, 0.0, 0.0, NODE)
    begin(tree, m, w)
    inject(s, w.voltage_slope, 0, 0, 0.0)


@kernel
def advance(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - one loop, which its parts share arrays with
    tree: Partition,
    m: Membranes,
    w: Work,
    s: Injections,
    k: Watch,
    c: Clock,
    links: Floats,
    end: float,
    tolerance: float,
    budget: int,
) -> None:
    """Run on for a number of trial steps, or to the end [ms], or until the voltage leaves the table."""
    numbers, counts = c.numbers, c.counts
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
        _attempt(tree, m, w, s, links, size)
        error, change, lowest, highest = 0.0, 0.0, np.inf, -np.inf
        for lane in range(LANES):
            error = max(error, w.scratch[0, lane])
            change = max(change, w.scratch[1, lane])
            lowest, highest = min(lowest, -w.scratch[2, lane]), max(highest, w.scratch[3, lane])
        error /= tolerance * min(1.0, max(SLOWEST, change / (size * SPEED)))
        if not error <= 1.0:
            counts[REJECTED] += 1
            factor = SAFETY * error**-0.25 if error < 1e6 else SHRINKAGE
            numbers[STEP] = size * max(factor, SHRINKAGE)
            if numbers[STEP] < SMALLEST + 1e-15 * time:
                counts[STATUS] = STUCK
                return
            continue
        counts[STEPS] += 1
        numbers[LOWEST], numbers[HIGHEST] = min(numbers[LOWEST], lowest), max(numbers[HIGHEST], highest)
        _accept(w)
        begin(tree, m, w)
        inject(s, w.voltage_slope, 0, 2, 0.0)
        numbers[TIME] = limit if ending else time + size
        note(m, w, k, time, size, ending, ending and limit == end)
        growth = SAFETY * max(error, 1e-8) ** -0.25
        # A step that was cut short says little about the next one.
        if not (ending and size < 0.5 * numbers[STEP]):
            numbers[STEP] = size * max(min(growth, GROWTH), SHRINKAGE)
        if ending:
            if limit == end:
                counts[STATUS] = DONE
                return
            counts[CORNER] += 1
            for wave in range(s.pieces.size):
                s.now[wave, 3] = -s.now[wave, 2]
            enter(s, limit)
            inject(s, w.voltage_slope, 0, -1, 1.0)
            look_ahead(s, limit, 0.0, NODE)
            inject(s, w.voltage_slope, 0, 0, 0.0)
            numbers[STEP] *= AFTER_CORNER
        for kind in range(m.kind_rows.size - 1):
            if m.functions[kind] > 0:
                low, high = m.low[kind], m.low[kind] + m.cells[kind] / m.inverse_cell[kind]
                if not (lowest >= low and highest <= high):
                    counts[STATUS] = LEFT
                    return
