"""The integrator of many runs side by side (compiled).

All lanes try a step together, each of its own size from its own time; what happens to single ones, a spike, a
jump of the current, the end, is looked at lane by lane. A lane whose run is over takes the next point.
"""

import numpy as np

from core.neuron.lanes.events import note_events
from core.neuron.lanes.rest import Linearisation, comes_to_rest
from core.neuron.lanes.results import finish
from core.neuron.lanes.steps import commit, limit_by_waves, refresh, try_step
from core.neuron.lanes.workspace import (
    ACTIVE,
    BASE,
    CRAWLING,
    DONE,
    END,
    ERROR,
    FINAL,
    FIRST,
    INTERVAL,
    LAST,
    LIMIT,
    MINIMUM,
    PEAK,
    PERIOD,
    PIECE,
    POINT,
    RAMP,
    SETTLED_REST,
    SINCE,
    SIZE,
    SPIKES,
    STALE,
    STEP,
    STILL,
    STRIDE,
    TIME,
    TRIALS,
    TROUGH,
    Equation,
    Lanes,
    Method,
    Outcome,
    Points,
    Task,
)
from core.numerics.compilation import inlined, kernel
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import ALL_LANES, bits_less, claim, load, lowest_bit, spread, store, where_bits

CRAWL = (4_000.0, 60.0)
"""Steps, and steps a millisecond, past which stability and not accuracy limits an explicit method."""
FARTHEST = 1000.0
"""Voltage that no run comes back from [mV]."""
STILLER = 0.1
"""Speed at which it is looked again whether a run is at rest, in units of that before."""
LOOK = 256
"""Trial steps between two looks at whether a lane crawls."""


@kernel
def enter_piece(points: Points, lanes: Lanes, lane: int, time: float) -> None:
    """Make a lane's current that of its piece at a time [ms], at which the piece begins."""
    point = lanes.counts[POINT, lane]
    row = point if points.knots.shape[0] > 1 else 0
    piece, size = lanes.counts[PIECE, lane], points.knots.shape[1]
    while piece + 1 < size and points.knots[row, piece + 1] <= time:
        piece += 1
    lanes.counts[PIECE, lane] = piece
    numbers, end = lanes.numbers, lanes.numbers[END, lane]
    following = points.knots[row, piece + 1] if piece + 1 < size else np.inf
    numbers[LIMIT, lane] = min(following, end)
    numbers[RAMP, lane] = points.slopes[row, piece]
    numbers[BASE, lane] = points.values[row, piece] + points.slopes[row, piece] * (
        time - points.knots[row, piece]
    )
    bit = np.uint64(1) << np.uint64(lane)
    lanes.flags[STALE] |= bit
    if following >= end and points.slopes[row, piece] == 0.0 and points.sinusoids.shape[1] == 0:
        lanes.flags[FINAL] |= bit
    else:
        lanes.flags[FINAL] &= ~bit
    lanes.counts[SINCE, lane] = 0


@inlined
def _begin(equation: Equation, points: Points, task: Task, lanes: Lanes, lane: int, point: int) -> None:
    """Put a point into a lane."""
    numbers, counts = lanes.numbers, lanes.counts
    for i in range(counts.shape[0]):
        counts[i, lane] = 0
    counts[POINT, lane], counts[STRIDE, lane] = point, 1
    for i in range(equation.varied.size):
        lanes.registers[equation.varied[i], lane] = points.parameters[i, point]
    for s in range(points.states.shape[0]):
        lanes.states[s, lane] = points.states[s, point]
    for i in range(numbers.shape[0]):
        numbers[i, lane] = 0.0
    numbers[STEP, lane], numbers[STILL, lane] = task.first_step, task.still * task.still
    numbers[END, lane] = points.ends[point]
    for i in (FIRST, LAST, INTERVAL, TROUGH, PERIOD):
        numbers[i, lane] = np.nan
    numbers[PEAK, lane], numbers[MINIMUM, lane] = points.states[0, point], np.inf
    lanes.flags[ACTIVE] |= np.uint64(1) << np.uint64(lane)
    enter_piece(points, lanes, lane, 0.0)


@kernel
def _fill(equation: Equation, points: Points, task: Task, lanes: Lanes) -> None:
    """Give idle lanes the next points."""
    idle = ~lanes.flags[ACTIVE] & np.uint64(ALL_LANES)
    filled = False
    while idle != 0 and points.claimed[0] < points.queue.size:
        lane = lowest_bit(idle)
        idle &= idle - np.uint64(1)
        place = claim(points.claimed)
        if place < points.queue.size:
            _begin(equation, points, task, lanes, lane, points.queue[place])
            filled = True
    if filled and equation.varied.size > 0:
        run_lanes(equation.prologue, lanes.registers)


@inlined
def _leave(lanes: Lanes, outcome: Outcome, lane: int, status: int) -> None:
    """Write a lane's results down and free it."""
    finish(lanes, outcome, lane, status)
    bit = np.uint64(1) << np.uint64(lane)
    lanes.flags[ACTIVE] &= ~bit
    lanes.flags[STALE] &= ~bit
    lanes.flags[FINAL] &= ~bit


@inlined
def _drop_hopeless(lanes: Lanes, outcome: Outcome) -> None:
    """Give up lanes whose steps are too small or too many, or whose voltage runs away."""
    numbers = lanes.numbers
    bits = lanes.flags[ACTIVE]
    while bits != 0:
        lane = lowest_bit(bits)
        bits &= bits - np.uint64(1)
        time = numbers[TIME, lane]
        small = not numbers[STEP, lane] > 1e-15 * time + 1e-13
        far = not abs(lanes.states[0, lane]) < FARTHEST
        if small or far or numbers[TRIALS, lane] > CRAWL[0] + CRAWL[1] * time:
            _leave(lanes, outcome, lane, CRAWLING)


@kernel
def advance_lanes(  # noqa: C901, PLR0912, PLR0915 - one loop, which its parts share arrays with
    method: Method,
    equation: Equation,
    linear: Linearisation,
    points: Points,
    task: Task,
    lanes: Lanes,
    outcome: Outcome,
) -> bool:
    """Run on for a number of trial steps; return whether nothing is left to do.

    Parameters
    ----------
    method, equation, points, task
        What is computed; `points` may be shared with other threads.
    linear, lanes
        Those of this thread.
    outcome
        Where the results of points are put.
    """
    n, last = equation.weights.size, method.nodes.size - 1
    numbers, states, slopes, flags = lanes.numbers, lanes.states, lanes.slopes, lanes.flags
    wavy = points.sinusoids.shape[1] > 0
    threshold, nothing = spread(task.threshold), spread(0.0)
    for trial in range(task.budget):
        if flags[ACTIVE] != ALL_LANES:
            _fill(equation, points, task, lanes)
            if flags[ACTIVE] == 0:
                return True
        if flags[STALE] != 0:
            refresh(equation, points, lanes)
        if wavy:
            limit_by_waves(points, lanes)
        step, time = load(numbers, np.uint64(STEP)), load(numbers, np.uint64(TIME))
        left = load(numbers, np.uint64(LIMIT)) - time
        ending = bits_less(left, spread(1.01) * step)
        store(numbers, np.uint64(SIZE), where_bits(ending, left, step))
        try_step(method, equation, points, task, lanes)
        accepted = bits_less(load(numbers, np.uint64(ERROR)), spread(1.0)) & flags[ACTIVE]
        ending &= accepted

        old, new = load(states, np.uint64(0)), load(states, np.uint64(n))
        before, after = load(slopes, np.uint64(0)), load(slopes, np.uint64(last * n))
        rising = bits_less(old, threshold) & ~bits_less(new, threshold)
        maximum = bits_less(nothing, before) & ~bits_less(nothing, after)
        minimum = bits_less(before, nothing) & ~bits_less(after, nothing)
        events = (rising | maximum | minimum) & accepted
        over = events ^ events
        while events != 0:
            lane = lowest_bit(events)
            events &= events - np.uint64(1)
            note_events(lanes, task, n, last, lane)
            if 0 < task.enough <= lanes.counts[SPIKES, lane]:
                over |= np.uint64(1) << np.uint64(lane)
        commit(n, last, accepted, ending, lanes, method.exponent)

        ending &= ~over
        while over != 0:
            lane = lowest_bit(over)
            over &= over - np.uint64(1)
            _leave(lanes, outcome, lane, DONE)
        while ending != 0:
            lane = lowest_bit(ending)
            ending &= ending - np.uint64(1)
            if numbers[TIME, lane] >= numbers[END, lane]:
                _leave(lanes, outcome, lane, DONE)
            else:
                enter_piece(points, lanes, lane, numbers[TIME, lane])
        if task.still > 0.0:
            speed = nothing
            for s in range(n):
                part = load(slopes, np.uint64(s)) * spread(equation.weights[s])
                speed = speed + part * part
            resting = bits_less(speed, load(numbers, np.uint64(STILL))) & flags[ACTIVE] & flags[FINAL]
            resting &= ~flags[STALE] & accepted
            while resting != 0:
                lane = lowest_bit(resting)
                resting &= resting - np.uint64(1)
                if comes_to_rest(linear, points, task, equation.weights, lanes, lane):
                    _leave(lanes, outcome, lane, SETTLED_REST)
                else:
                    numbers[STILL, lane] *= STILLER * STILLER
        if trial % LOOK == LOOK - 1:
            _drop_hopeless(lanes, outcome)
    return False
