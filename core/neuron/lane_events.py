"""What happens within a step of one lane: extrema, crossings, settled cycles; and its results (compiled).

Between the ends of a step the solution is the cubic Hermite polynomial through states and derivatives.
"""

import numpy as np

from core.neuron.lane_workspace import (
    DONE,
    DRIFT,
    END,
    FINAL,
    FIRST,
    HELD,
    INTERVAL,
    KEPT,
    LAST,
    LIMIT,
    OUT_DRIFT,
    OUT_FIRST,
    OUT_LAST,
    OUT_LAST_INTERVAL,
    OUT_MEAN_INTERVAL,
    OUT_PEAK,
    OUT_PEAK_TIME,
    OUT_RATE,
    OUT_SPIKES,
    OUT_STATUS,
    OUT_STEPS,
    OUT_TIME,
    OUT_TRIALS,
    OUT_TROUGH,
    OUT_TROUGH_TIME,
    PATTERN,
    PEAK,
    PEAK_TIME,
    PERIOD,
    POINT,
    REPEATS,
    RING,
    SETTLED_AT,
    SETTLED_CYCLE,
    SINCE,
    SIZE,
    SKIPPED,
    SPIKES,
    STEPS,
    STRIDE,
    TIME,
    TRIALS,
    TROUGH,
    TROUGH_TIME,
    Lanes,
    Outcome,
    Task,
)
from core.numerics.compilation import inlined, kernel

LONGEST_PATTERN = 8
"""Spikes in a period of the longest pattern that is recognised."""
PERIODS = 4
"""Periods that must have been alike."""


@inlined
def _cubic(x: float, old: float, new: float, before: float, after: float) -> float:
    """Hermite polynomial at a fraction of the step; slopes are per step."""
    rise = new - old
    a = before + after - 2.0 * rise
    b = 3.0 * rise - 2.0 * before - after
    value: float = old + x * (before + x * (b + x * a))
    return value


@inlined
def _turning(old: float, new: float, before: float, after: float) -> float:
    """Fraction of the step at which the polynomial's slope, of other signs at its ends, is 0."""
    rise = new - old
    a = 3.0 * (before + after - 2.0 * rise)
    b = 3.0 * rise - 2.0 * before - after
    # a x² + 2 b x + before = 0, in the form that does not cancel.
    root = np.sqrt(max(b * b - a * before, 0.0))
    below = b + (root if b >= 0.0 else -root)
    first = -before / below if below != 0.0 else 0.5
    second = -below / a if a != 0.0 else first
    x: float = first if 0.0 <= first <= 1.0 else second
    return min(max(x, 0.0), 1.0)


@kernel
def _crossing(old: float, new: float, before: float, after: float, high: float, threshold: float) -> float:
    """Fraction of the step below `high` at which the polynomial rises through the threshold."""
    low = 0.0
    x = 0.5 * high
    rise = new - old
    a, b = before + after - 2.0 * rise, 3.0 * rise - 2.0 * before - after
    for _ in range(60):
        value = old + x * (before + x * (b + x * a)) - threshold
        if value < 0.0:
            low = x
        else:
            high = x
        slope = before + x * (2.0 * b + 3.0 * a * x)
        following = x - value / slope if slope > 0.0 else 0.5 * (low + high)
        if not low <= following <= high:
            following = 0.5 * (low + high)
        if abs(following - x) <= 1e-14:
            return following
        x = following
    return x


@kernel
def note_corner(lanes: Lanes, lane: int, slope: float) -> None:
    """Note an extremum where a jump of the current turns the voltage round."""
    numbers = lanes.numbers
    before, voltage = lanes.slopes[0, lane], lanes.states[0, lane]
    time = numbers[TIME, lane] + numbers[SKIPPED, lane]
    if before > 0.0 >= slope and voltage > numbers[PEAK, lane]:
        numbers[PEAK, lane], numbers[PEAK_TIME, lane] = voltage, time
    if before < 0.0 <= slope and lanes.counts[SPIKES, lane] > 0 and not voltage >= numbers[TROUGH, lane]:
        numbers[TROUGH, lane], numbers[TROUGH_TIME, lane] = voltage, time


@kernel
def note_events(lanes: Lanes, task: Task, n: int, last: int, lane: int) -> None:
    """Note the extrema and the crossing in a lane's accepted step."""
    numbers, size = lanes.numbers, lanes.numbers[SIZE, lane]
    old, new = lanes.states[0, lane], lanes.states[n, lane]
    before, after = size * lanes.slopes[0, lane], size * lanes.slopes[last * n, lane]
    time = numbers[TIME, lane] + numbers[SKIPPED, lane]
    crosses, high = old < task.threshold <= new, 1.0
    if before > 0.0 >= after:
        x = _turning(old, new, before, after)
        peak = max(_cubic(x, old, new, before, after), old, new)
        if peak > numbers[PEAK, lane]:
            numbers[PEAK, lane], numbers[PEAK_TIME, lane] = peak, time + x * size
        if old < task.threshold <= peak:
            # The spike may begin and end within the step.
            crosses, high = True, x
    if crosses:
        x = _crossing(old, new, before, after, high, task.threshold)
        _note_spike(lanes, task, n, last, lane, x)
    if before < 0.0 <= after and lanes.counts[SPIKES, lane] > 0:
        x = _turning(old, new, before, after)
        trough = min(_cubic(x, old, new, before, after), old, new)
        if not trough >= numbers[TROUGH, lane]:
            numbers[TROUGH, lane], numbers[TROUGH_TIME, lane] = trough, time + x * size


@kernel
def _keep_crossing(lanes: Lanes, lane: int, time: float) -> None:
    """Keep the time of a crossing, or of every second, fourth ... where there are many."""
    counts, kept = lanes.counts, lanes.crossings
    if counts[SPIKES, lane] % counts[STRIDE, lane] == 0:
        if counts[HELD, lane] == KEPT:
            for k in range(KEPT // 2):
                kept[lane, k] = kept[lane, 2 * k]
            counts[HELD, lane] = KEPT // 2
            counts[STRIDE, lane] *= 2
        if counts[SPIKES, lane] % counts[STRIDE, lane] == 0:
            kept[lane, counts[HELD, lane]] = time
            counts[HELD, lane] += 1


@kernel
def _note_spike(lanes: Lanes, task: Task, n: int, last: int, lane: int, x: float) -> None:
    """Note a crossing at a fraction of the step; jump ahead if it shows that the run has settled."""
    numbers, counts, size = lanes.numbers, lanes.counts, lanes.numbers[SIZE, lane]
    local = numbers[TIME, lane] + x * size
    time = local + numbers[SKIPPED, lane]
    if counts[SPIKES, lane] == 0:
        numbers[FIRST, lane] = time
    else:
        numbers[INTERVAL, lane] = time - numbers[LAST, lane]
    numbers[LAST, lane] = time
    _keep_crossing(lanes, lane, time)
    counts[SPIKES, lane] += 1
    final = (lanes.flags[FINAL] >> np.uint64(lane)) & np.uint64(1)
    # After a jump a few crossings more must find room.
    full = counts[STRIDE, lane] > 1 or counts[HELD, lane] + 2 * LONGEST_PATTERN > KEPT
    if final == 0 or task.drift == 0.0 or counts[REPEATS, lane] > 0 or full:
        return
    row = counts[SINCE, lane] % RING
    counts[SINCE, lane] += 1
    lanes.ring[lane, row, 0] = local
    for s in range(1, n):
        lanes.ring[lane, row, s] = _cubic(
            x,
            lanes.states[s, lane],
            lanes.states[n + s, lane],
            size * lanes.slopes[s, lane],
            size * lanes.slopes[last * n + s, lane],
        )
    for pattern in range(1, LONGEST_PATTERN + 1):
        if counts[SINCE, lane] <= PERIODS * pattern:
            return
        if _settled(lanes, task, n, lane, pattern):
            return


@kernel
def _difference(lanes: Lanes, task: Task, n: int, lane: int, lag: int) -> float:
    """Largest difference between the states at the last crossing and one before [share of a spike]."""
    newest = lanes.counts[SINCE, lane] - 1
    row, other = newest % RING, (newest - lag) % RING
    worst = 0.0
    for s in range(1, n):
        worst = max(worst, abs(lanes.ring[lane, row, s] - lanes.ring[lane, other, s]) * task.scales[s])
    return worst


@kernel
def _settled(lanes: Lanes, task: Task, n: int, lane: int, pattern: int) -> bool:
    """Whether crossings repeat with a pattern; if so, leave out as many periods as fit before the end."""
    numbers, counts = lanes.numbers, lanes.counts
    newest = counts[SINCE, lane] - 1
    row, span = newest % RING, PERIODS * pattern
    local = lanes.ring[lane, row, 0]
    period = (local - lanes.ring[lane, (newest - span) % RING, 0]) / PERIODS
    left = (numbers[END, lane] - local) / period
    if left < 1.0:
        return False
    # A slow passage must not be taken for a cycle: at its present pace, over all the periods left, the state
    # may not move by more than `drift`, nor by so much that a passage could end before the run does.
    allowed = task.drift / left
    allowed = min(allowed, 0.1 / (left * left))
    drift = _difference(lanes, task, n, lane, span) / PERIODS
    if drift > allowed:
        return False
    for k in range(1, PERIODS):
        if _difference(lanes, task, n, lane, k * pattern) > k * max(3.0 * allowed, 0.0):
            return False
    recent = local - lanes.ring[lane, (newest - pattern) % RING, 0]
    # The last interval lies 3/2 periods after the middle of the four.
    if abs(recent - period) * left > 1.5 * task.interval_drift * period:
        return False
    repeats = np.int64(left)
    counts[SETTLED_AT, lane], counts[PATTERN, lane] = counts[SPIKES, lane], pattern
    counts[REPEATS, lane] = repeats
    skipped = repeats * period
    numbers[PERIOD, lane] = period
    numbers[DRIFT, lane] = drift * left
    numbers[SKIPPED, lane] = skipped
    numbers[END, lane] -= skipped
    numbers[LIMIT, lane] = numbers[END, lane]
    counts[SPIKES, lane] += repeats * pattern
    numbers[LAST, lane] += skipped
    return True


@kernel
def _crossing_time(lanes: Lanes, lane: int, index: int) -> float:
    """Time of a crossing, also of one that was left out; of an earlier one near it where not all are kept."""
    counts, kept = lanes.counts, lanes.crossings
    pattern, first = counts[PATTERN, lane], counts[SETTLED_AT, lane]
    left_out = counts[REPEATS, lane] * pattern
    if counts[REPEATS, lane] > 0 and index >= first:
        if index >= first + left_out:
            index -= left_out
        else:
            beyond = index - first
            time: float = kept[lane, first - pattern + beyond % pattern]
            return float(time + (beyond // pattern + 1) * lanes.numbers[PERIOD, lane])
    return float(kept[lane, index // counts[STRIDE, lane]])


@kernel
def finish(lanes: Lanes, outcome: Outcome, lane: int, status: int) -> None:
    """Write down the results of a lane's run."""
    numbers, counts, out = lanes.numbers, lanes.counts, outcome.numbers
    point, spikes = counts[POINT, lane], counts[SPIKES, lane]
    settled = status == DONE and counts[REPEATS, lane] > 0
    outcome.counts[OUT_STATUS, point] = SETTLED_CYCLE if settled else status
    outcome.counts[OUT_SPIKES, point] = spikes
    outcome.counts[OUT_STEPS, point] = np.int64(numbers[STEPS, lane])
    outcome.counts[OUT_TRIALS, point] = np.int64(numbers[TRIALS, lane])
    for s in range(outcome.states.shape[0]):
        outcome.states[s, point] = lanes.states[s, lane]
    out[OUT_TIME, point] = numbers[TIME, lane] + numbers[SKIPPED, lane]
    voltage = lanes.states[0, lane]
    peaks_now = voltage > numbers[PEAK, lane]
    out[OUT_PEAK, point] = voltage if peaks_now else numbers[PEAK, lane]
    out[OUT_PEAK_TIME, point] = out[OUT_TIME, point] if peaks_now else numbers[PEAK_TIME, lane]
    out[OUT_TROUGH, point] = numbers[TROUGH, lane]
    out[OUT_TROUGH_TIME, point] = numbers[TROUGH_TIME, lane] if spikes > 0 else np.nan
    out[OUT_DRIFT, point] = numbers[DRIFT, lane]
    out[OUT_FIRST, point], out[OUT_LAST, point] = numbers[FIRST, lane], numbers[LAST, lane]
    out[OUT_LAST_INTERVAL, point] = numbers[INTERVAL, lane]
    out[OUT_MEAN_INTERVAL, point] = np.nan
    out[OUT_RATE, point] = np.nan
    if spikes > 1:
        first, last = numbers[FIRST, lane], numbers[LAST, lane]
        out[OUT_MEAN_INTERVAL, point] = (last - first) / (spikes - 1)
        # The later half of the intervals; where not all crossings are kept, from the last one kept before.
        stride = counts[STRIDE, lane]
        index = (spikes - 1 - spikes // 2) // stride * stride
        out[OUT_RATE, point] = 1e3 * (spikes - 1 - index) / (last - _crossing_time(lanes, lane, index))
