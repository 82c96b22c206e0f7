"""The results of a lane's run (compiled)."""

import numpy as np

from core.neuron.lanes.workspace import (
    DONE,
    DRIFT,
    FIRST,
    INTERVAL,
    LAST,
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
    SETTLED_AT,
    SETTLED_CYCLE,
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
)
from core.numerics.compilation import inlined, kernel


@inlined
def _crossing_time(lanes: Lanes, lane: int, index: int) -> float:
    """Time of a crossing, also of one that was left out; of an earlier one near it where not all are kept."""
    counts, kept = lanes.counts, lanes.crossings
    pattern, first = counts[PATTERN, lane], counts[SETTLED_AT, lane]
    left_out = counts[REPEATS, lane] * pattern
    if left_out > 0 and index >= first:
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
