"""Statistics of a spike train: intervals, adaptation, bursts.

Names and definitions are eFEL's (https://efel.readthedocs.io/en/latest/eFeatures.html), with its default
settings unless said otherwise. A spike's time is that of its peak, as there. What a train is too short for is
None.
"""

from heapq import heappush, heappushpop

import numpy as np

from core.result import Floats

SKIPPED_FRACTION, MOST_SKIPPED = 0.1, 2
"""Spikes at the beginning that `adaptation_index` leaves out (spike_skipf, max_spike_skip)."""
BURST_FACTOR = 2.0
"""How many times the median interval of a burst is too long for it (strict_burst_factor)."""


def isi_cv(peaks: Floats) -> float | None:
    """Standard deviation of the interspike intervals over their mean, the first interval left out.

    Parameters
    ----------
    peaks
        Increasing times [ms], shape (k,); here and below.
    """
    if peaks.size < 4:
        return None
    intervals = peaks[2:] - peaks[1:-1]
    mean = (peaks[-1] - peaks[1]) / intervals.size
    deviations = intervals - mean
    return float((deviations @ deviations / (intervals.size - 1)) ** 0.5 / mean)


def irregularity_index(peaks: Floats) -> float | None:
    """Mean absolute difference of successive interspike intervals [ms], the first interval left out."""
    if peaks.size < 4:
        return None
    intervals = peaks[2:] - peaks[1:-1]
    return float(np.abs(intervals[1:] - intervals[:-1]).sum()) / (intervals.size - 1)


def adaptation_index(peaks: Floats) -> float | None:
    """Mean of (ISI_k − ISI_(k−1)) / (ISI_k + ISI_(k−1)) without the first tenth of the spikes, two at most.

    Parameters
    ----------
    peaks
        Times within the stimulus [ms], shape (k,).
    """
    skipped = min(int(peaks.size * SKIPPED_FRACTION + 0.5), MOST_SKIPPED)
    return _adaptation(peaks[skipped:])


def adaptation_index2(peaks: Floats) -> float | None:
    """The same from the second interval on.

    Parameters
    ----------
    peaks
        Times within the stimulus [ms], shape (k,).
    """
    # eFEL asks for four spikes before it leaves out the first.
    return _adaptation(peaks[1:], least=3)


def _adaptation(peaks: Floats, least: int = 4) -> float | None:
    if peaks.size < least:
        return None
    intervals = peaks[1:] - peaks[:-1]
    changes, sums = intervals[1:] - intervals[:-1], peaks[2:] - peaks[:-2]
    return float((changes / sums).sum()) / changes.size


def mean_frequency(peaks: Floats, onset: float) -> float | None:
    """Number of spikes over the time from the onset of the stimulus to the last of them [Hz].

    Parameters
    ----------
    peaks
        Times within the stimulus [ms], shape (k,).
    onset
        Onset of the stimulus [ms].
    """
    if peaks.size == 0 or peaks[-1] <= onset:
        return None
    return float(1e3 * peaks.size / (peaks[-1] - onset))


def strict_bursts(peaks: Floats) -> list[tuple[int, int]]:
    """First and last spike of every burst, single spikes among them.

    A burst ends before an interval that is longer than twice the median of its intervals so far, and begins
    with an interval that is shorter than half of the one before: eFEL's burst_begin_indices and
    burst_end_indices, with ignore_first_ISI = 0. A regular train is one burst.
    """
    intervals = (peaks[1:] - peaks[:-1]).tolist()
    if len(intervals) < 2:
        return []
    if max(intervals) <= BURST_FACTOR * min(intervals):
        return [(0, len(intervals))]
    bursts, first, inside = [], 0, True
    median = _Median(intervals[0])
    for k in range(1, len(intervals)):
        interval = intervals[k]
        ends = inside and interval > BURST_FACTOR * median.value
        begins = interval < intervals[k - 1] / BURST_FACTOR
        if ends:
            bursts.append((first, k))
            inside = False
        if begins:
            first, inside = k, True
        if ends or begins:
            median = _Median(interval)
        else:
            median.add(interval)
    if inside:
        bursts.append((first, len(intervals)))
    return bursts


class _Median:
    """Median of numbers that come one by one: the lower half and the upper half of them, each a heap."""

    def __init__(self, first: float) -> None:
        self._lower, self._upper = [-first], list[float]()

    @property
    def value(self) -> float:
        lower = -self._lower[0]
        return lower if len(self._lower) > len(self._upper) else 0.5 * (lower + self._upper[0])

    def add(self, number: float) -> None:
        if len(self._lower) > len(self._upper):
            heappush(self._upper, -heappushpop(self._lower, -number))
        else:
            heappush(self._lower, -heappushpop(self._upper, number))


def burst_statistics(peaks: Floats) -> tuple[int, float | None, float | None]:
    """Number of bursts of two or more spikes, their mean number of spikes, and their period [ms].

    The period is the mean time from the first spike of a burst to that of the next; None below two bursts.
    """
    bursts = [(first, last) for first, last in strict_bursts(peaks) if last > first]
    count = len(bursts)
    if count == 0:
        return 0, None, None
    spikes = sum(last - first + 1 for first, last in bursts) / count
    span = float(peaks[bursts[-1][0]] - peaks[bursts[0][0]])
    return count, spikes, span / (count - 1) if count > 1 else None
