"""What happens within a step of one lane: extrema and crossings (compiled)."""

from core.neuron.lanes.cycles import cycle_at_crossing, cycle_at_maximum
from core.neuron.lanes.polynomial import crossing_point, hermite, turning_point
from core.neuron.lanes.workspace import (
    FIRST,
    HELD,
    INTERVAL,
    KEPT,
    LAST,
    MINIMUM,
    PEAK,
    PEAK_TIME,
    SIZE,
    SKIPPED,
    SPIKES,
    STRIDE,
    TIME,
    TROUGH,
    TROUGH_TIME,
    Lanes,
    Task,
)
from core.numerics.compilation import inlined, kernel


@inlined
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
        x = turning_point(old, new, before, after)
        peak = max(hermite(x, old, new, before, after), old, new)
        if peak > numbers[PEAK, lane]:
            numbers[PEAK, lane], numbers[PEAK_TIME, lane] = peak, time + x * size
        if old < task.threshold <= peak:
            # The spike may begin and end within the step.
            crosses, high = True, x
        cycle_at_maximum(lanes, task, n, last, lane, x)
    if crosses:
        x = crossing_point(old, new, before, after, high, task.threshold)
        _note_spike(lanes, task, n, last, lane, x)
    if before < 0.0 <= after:
        x = turning_point(old, new, before, after)
        trough = min(hermite(x, old, new, before, after), old, new)
        numbers[MINIMUM, lane] = trough
        if lanes.counts[SPIKES, lane] > 0 and not trough >= numbers[TROUGH, lane]:
            numbers[TROUGH, lane], numbers[TROUGH_TIME, lane] = trough, time + x * size


@inlined
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
    """Note a crossing at a fraction of the step."""
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
    cycle_at_crossing(lanes, task, n, last, lane, x)
