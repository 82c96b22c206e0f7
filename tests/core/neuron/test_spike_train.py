"""Statistics of spike trains against their definitions, on trains that can be done by hand."""

from itertools import pairwise
from statistics import mean, median, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.neuron.spikes import train as spike_train
from core.neuron.spikes.train import (
    adaptation_index,
    adaptation_index2,
    burst_statistics,
    irregularity_index,
    isi_cv,
    mean_frequency,
    strict_bursts,
)
from core.result import Floats

intervals = st.lists(st.floats(0.5, 500.0), max_size=40)


def train(intervals: list[float], start: float = 7.0) -> Floats:
    return start + np.cumsum([0.0, *intervals])


def test_a_regular_train() -> None:
    peaks = train([10.0] * 9)
    assert isi_cv(peaks) == pytest.approx(0.0, abs=1e-14)
    assert irregularity_index(peaks) == pytest.approx(0.0, abs=1e-13)
    assert adaptation_index(peaks) == pytest.approx(0.0, abs=1e-14)
    assert burst_statistics(peaks) == (1, 10.0, None)
    assert mean_frequency(peaks, 2.0) == pytest.approx(1e3 * 10 / 95.0, rel=1e-15)


def test_an_adapting_train() -> None:
    # Every interval is 1.5 times the one before: (1.5 − 1)/(1.5 + 1) each time.
    peaks = train([4.0 * 1.5**k for k in range(6)])
    assert adaptation_index(peaks) == pytest.approx(0.2, rel=1e-13)
    assert adaptation_index2(peaks) == pytest.approx(0.2, rel=1e-13)


def test_adaptation_leaves_out_a_tenth_of_the_spikes() -> None:
    # Of 16 spikes two, so the first two intervals; of 30 still two. The other index leaves out one spike.
    peaks = train([1.0, 2.0] + [10.0] * 13)
    assert adaptation_index(peaks) == pytest.approx(0.0, abs=1e-14)
    assert adaptation_index2(peaks) == pytest.approx(8.0 / 12.0 / 13.0, rel=1e-13)
    assert adaptation_index(train([1.0, 1.0, 2.0] + [10.0] * 26)) == pytest.approx(
        8.0 / 12.0 / 26.0, rel=1e-13
    )


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_short_trains(count: int) -> None:
    peaks = train([5.0] * 2)[:count]
    assert isi_cv(peaks) is None
    assert irregularity_index(peaks) is None
    assert adaptation_index(peaks) is None
    assert adaptation_index2(peaks) is None
    assert burst_statistics(peaks) == ((1, 3.0, None) if count == 3 else (0, None, None))
    assert (mean_frequency(peaks, 0.0) is None) == (count == 0)


def test_no_frequency_where_the_only_spike_is_at_the_onset() -> None:
    assert mean_frequency(train([]), 7.0) is None


def test_bursts_of_four() -> None:
    burst = [3.0, 3.5, 4.0]
    peaks = train([*burst, 60.0, *burst, 60.0, *burst])
    assert strict_bursts(peaks) == [(0, 3), (4, 7), (8, 11)]
    assert burst_statistics(peaks) == pytest.approx((3, 4.0, 70.5))


def test_single_spikes_between_bursts_are_no_bursts() -> None:
    peaks = train([4.0, 4.0, 50.0, 60.0, 4.0, 4.0])
    assert strict_bursts(peaks) == [(0, 2), (4, 6)]
    assert burst_statistics(peaks) == (2, 3.0, 118.0)


@given(intervals)
def test_statistics_are_those_of_the_definitions(found: list[float]) -> None:
    peaks = train(found)
    rest = np.diff(peaks)[1:].tolist()
    if len(rest) < 2:
        assert isi_cv(peaks) is None
        return
    assert isi_cv(peaks) == pytest.approx(stdev(rest) / mean(rest), abs=1e-9)
    changes = [abs(b - a) for a, b in pairwise(rest)]
    assert irregularity_index(peaks) == pytest.approx(mean(changes), abs=1e-9)


@given(intervals, st.floats(0.01, 100.0))
def test_bursts_are_in_order_and_have_no_unit(found: list[float], scale: float) -> None:
    bursts = strict_bursts(train(found, 0.0))
    flat = [index for burst in bursts for index in burst]
    assert flat == sorted(flat)
    assert all(0 <= index <= len(found) for index in flat)
    exact = [round(interval * 64.0) / 64.0 + 1.0 for interval in found]
    assert strict_bursts(train(exact, 0.0)) == strict_bursts(train(exact, 0.0) * 2.0 ** round(np.log2(scale)))


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60))
def test_the_running_median_is_the_median(numbers: list[float]) -> None:
    running = spike_train._Median(numbers[0])
    for count, number in enumerate(numbers[1:], start=2):
        running.add(number)
        assert running.value == median(numbers[:count])
