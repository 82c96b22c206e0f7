import numpy as np
import pytest

from core.errors import ParameterError
from core.sampling import MAX_POINTS, OutputSampling, chosen_series, min_max_rows, plan


def test_a_series_too_coarse_for_spikes_says_so() -> None:
    assert plan(OutputSampling(), 1e4).doubts() == ()
    (doubt,) = plan(OutputSampling(), 1e6).doubts()
    assert doubt.code == "coarse-sampling"


def test_a_short_run_is_sampled_equally() -> None:
    planned = plan(OutputSampling(), 50.0)
    assert planned.method == "uniform"
    assert planned.times.size == OutputSampling().points
    assert (planned.times[0], planned.times[-1]) == (0.0, 50.0)
    assert planned.select(planned.times) == slice(None)


def test_a_long_run_keeps_its_extremes() -> None:
    planned = plan(OutputSampling(), 10_000.0)
    assert planned.method == "min-max"
    assert planned.times.size == 200_000
    spikes = np.zeros(planned.times.size)
    spikes[[1234, 150_000]] = 1.0, -1.0
    rows = planned.select(spikes)
    assert not isinstance(rows, slice)
    assert {0, 1234, 150_000, 199_999} <= set(rows.tolist())
    assert rows.size <= OutputSampling().points
    assert planned.describe(rows.size).returned == rows.size


def test_an_interval_is_honoured() -> None:
    # 0.3/0.1 is 2.9999999999999996: the last point is there nevertheless.
    assert plan(OutputSampling(interval=0.1), 0.3).times == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert plan(OutputSampling(interval=3.0), 10.0).times.tolist() == [0.0, 3.0, 6.0, 9.0]


def test_an_interval_may_be_thinned_by_its_extremes() -> None:
    planned = plan(OutputSampling(interval=0.01, points=100, method="min-max"), 10.0)
    assert (planned.method, planned.times.size) == ("min-max", 1001)
    rows = planned.select(np.sin(planned.times))
    assert not isinstance(rows, slice)
    assert rows.size <= 100


def test_too_fine_an_interval_is_refused_and_not_cut_off() -> None:
    with pytest.raises(ParameterError) as caught:
        plan(OutputSampling(interval=1e-3), 1e6)
    assert caught.value.pointer == "/sampling/interval"
    assert caught.value.allowed == "> 5"


@pytest.mark.parametrize("points", [2, 3, 5, 6, 100, 1999])
@pytest.mark.parametrize("columns", [1, 2])
def test_rows_are_never_more_than_asked_for(points: int, columns: int) -> None:
    rng = np.random.default_rng(1)
    times = np.sort(rng.random(5000))
    series = tuple(rng.normal(size=5000) for _ in range(columns))
    rows = min_max_rows(times, series, points)
    assert 2 <= rows.size <= points
    assert np.all(np.diff(rows) > 0)
    assert (rows[0], rows[-1]) == (0, 4999)


def test_every_bin_of_time_keeps_its_extremes_of_every_column() -> None:
    rng = np.random.default_rng(2)
    # Most of the points in the first tenth of the time.
    times = np.sort(np.concatenate([0.1 * rng.random(9000), rng.random(1000)]))
    first, second = rng.normal(size=(2, 10_000))
    rows = set(min_max_rows(times, (first, second), 402).tolist())
    edges = np.searchsorted(times, np.linspace(times[0], times[-1], 101))
    edges[-1] = times.size
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        for column in (first, second):
            if low < high:
                assert low + int(column[low:high].argmin()) in rows
                assert low + int(column[low:high].argmax()) in rows


def test_equal_values_are_no_trouble() -> None:
    rows = min_max_rows(np.arange(1000.0), (np.zeros(1000),), 100)
    assert (rows[0], rows[-1]) == (0, 999)


def test_points_are_capped() -> None:
    assert plan(OutputSampling(points=100), 1e9).times.size == MAX_POINTS


def test_series_are_chosen_by_name() -> None:
    usual, every = ("voltage",), ("voltage", "leak_current")
    assert chosen_series(OutputSampling(), usual, every) == usual
    asked = OutputSampling(series=("leak_current", "voltage", "leak_current"))
    assert chosen_series(asked, usual, every) == ("leak_current", "voltage")
    with pytest.raises(ParameterError) as caught:
        chosen_series(OutputSampling(series=("voltage", "leek_current")), usual, every)
    assert caught.value.pointer == "/sampling/series/1"
    assert caught.value.hint == "did you mean leak_current?"
