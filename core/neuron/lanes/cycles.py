"""Runs that repeat themselves, one lane at a time (compiled).

States are remembered where the voltage crosses the threshold or, of a run that spikes no more, at its maxima.
If they and the intervals between them repeat, so closely that at their present drift nothing changes before
the end, as many periods as fit before it are left out.
"""

import numpy as np

from core.neuron.lanes.polynomial import hermite
from core.neuron.lanes.workspace import (
    DRIFT,
    END,
    FINAL,
    HELD,
    KEPT,
    LAST,
    LIMIT,
    MINIMUM,
    PATTERN,
    PERIOD,
    QUIET,
    REPEATS,
    RING,
    SETTLED_AT,
    SINCE,
    SIZE,
    SKIPPED,
    SPIKES,
    STRIDE,
    TIME,
    Lanes,
    Task,
)
from core.numerics.compilation import inlined, kernel

LONGEST_PATTERN = 8
"""Oscillations in a period of the longest pattern that is recognised."""
PERIODS = 4
"""Periods that must have been alike."""


@kernel
def cycle_at_crossing(lanes: Lanes, task: Task, n: int, last: int, lane: int, x: float) -> None:
    """Remember a crossing at a fraction of the step; jump ahead if it shows that the run has settled."""
    counts = lanes.counts
    if counts[QUIET, lane] > 1:
        counts[SINCE, lane] = 0
    counts[QUIET, lane] = 0
    # After a jump a few crossings more must find room.
    full = counts[STRIDE, lane] > 1 or counts[HELD, lane] + 2 * LONGEST_PATTERN > KEPT
    if _may_settle(lanes, task, lane) and not full:
        _remember(lanes, n, last, lane, x)
        _look_for_cycle(lanes, task, n, lane, 1.0)


@kernel
def cycle_at_maximum(lanes: Lanes, task: Task, n: int, last: int, lane: int, x: float) -> None:
    """Remember a maximum of a run that spikes no more; jump ahead if it shows that the run has settled."""
    counts = lanes.counts
    counts[QUIET, lane] += 1
    if counts[QUIET, lane] < 2 or not _may_settle(lanes, task, lane):
        return
    if counts[QUIET, lane] == 2:
        counts[SINCE, lane] = 0
    row = _remember(lanes, n, last, lane, x)
    height = (lanes.ring[lane, row, n] - lanes.numbers[MINIMUM, lane]) * task.scales[0]
    _look_for_cycle(lanes, task, n, lane, min(max(height, 0.0), 1.0))


@inlined
def _may_settle(lanes: Lanes, task: Task, lane: int) -> bool:
    """Whether the current is constant for the rest of a run that is to be cut short and has not been."""
    final = (lanes.flags[FINAL] >> np.uint64(lane)) & np.uint64(1)
    may: bool = final != 0 and task.drift > 0.0 and lanes.counts[REPEATS, lane] == 0
    return may


@kernel
def _remember(lanes: Lanes, n: int, last: int, lane: int, x: float) -> int:
    """Put time and states at a fraction of the step into the ring; return their row."""
    size = lanes.numbers[SIZE, lane]
    row: int = lanes.counts[SINCE, lane] % RING
    lanes.counts[SINCE, lane] += 1
    lanes.ring[lane, row, 0] = lanes.numbers[TIME, lane] + x * size
    for s in range(n):
        # The voltage comes last: the time has its place.
        lanes.ring[lane, row, s if s > 0 else n] = hermite(
            x,
            lanes.states[s, lane],
            lanes.states[n + s, lane],
            size * lanes.slopes[s, lane],
            size * lanes.slopes[last * n + s, lane],
        )
    return row


@kernel
def _look_for_cycle(lanes: Lanes, task: Task, n: int, lane: int, height: float) -> None:
    """Look for a pattern that repeats, of oscillations of a height [share of a spike]."""
    for pattern in range(1, LONGEST_PATTERN + 1):
        if lanes.counts[SINCE, lane] <= PERIODS * pattern:
            return
        if _settled(lanes, task, n, lane, pattern, height):
            return


@inlined
def _difference(lanes: Lanes, task: Task, n: int, lane: int, lag: int) -> float:
    """Largest difference between the states at the last crossing and one before [share of a spike]."""
    newest = lanes.counts[SINCE, lane] - 1
    row, other = newest % RING, (newest - lag) % RING
    worst = 0.0
    for s in range(1, n + 1):
        scale = task.scales[s] if s < n else task.scales[0]
        worst = max(worst, abs(lanes.ring[lane, row, s] - lanes.ring[lane, other, s]) * scale)
    return worst


@kernel
def _settled(lanes: Lanes, task: Task, n: int, lane: int, pattern: int, height: float) -> bool:
    """Whether the states in the ring repeat; if so, leave out as many periods as fit before the end."""
    numbers, counts = lanes.numbers, lanes.counts
    newest = counts[SINCE, lane] - 1
    row, span = newest % RING, PERIODS * pattern
    local = lanes.ring[lane, row, 0]
    period = (local - lanes.ring[lane, (newest - span) % RING, 0]) / PERIODS
    left = (numbers[END, lane] - local) / period
    if left < 1.0:
        return False
    # A slow passage must not be taken for a cycle: at its present pace, over all the periods left, the state
    # may not move by more than `drift`, nor by so much that a passage could end before the run does; both in
    # units of the oscillation, which may be a small one that grows.
    allowed = height * min(task.drift / left, 0.1 / (left * left))
    drift = _difference(lanes, task, n, lane, span) / PERIODS
    if drift > allowed:
        return False
    for k in range(1, PERIODS):
        if _difference(lanes, task, n, lane, k * pattern) > k * max(3.0 * allowed, 0.0):
            return False
    recent = local - lanes.ring[lane, (newest - pattern) % RING, 0]
    # The last interval lies 3/2 periods after the middle of the four.
    silent = counts[QUIET, lane] > 1
    if not silent and abs(recent - period) * left > 1.5 * task.interval_drift * period:
        return False
    # The run goes on at the end of this step.
    repeats = int((numbers[END, lane] - numbers[TIME, lane] - numbers[SIZE, lane]) / period)
    if repeats < 1:
        return False
    spikes = 0 if silent else pattern
    counts[SETTLED_AT, lane], counts[PATTERN, lane] = counts[SPIKES, lane], spikes
    counts[REPEATS, lane] = repeats
    skipped = repeats * period
    numbers[PERIOD, lane] = period
    numbers[DRIFT, lane] = drift * left
    numbers[SKIPPED, lane] = skipped
    numbers[END, lane] -= skipped
    numbers[LIMIT, lane] = numbers[END, lane]
    counts[SPIKES, lane] += repeats * spikes
    if not silent:
        numbers[LAST, lane] += skipped
    return True
