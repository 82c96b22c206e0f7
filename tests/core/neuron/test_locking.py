import numpy as np
import pytest

from core.neuron.pair.locking import locking, phase_curve, phases
from core.result import Floats

BEAT = 10.0 * np.arange(21.0)
"""A spike every 10 ms."""


def test_a_phase_is_the_share_of_the_interval() -> None:
    found = phases(np.array([0.0, 10.0, 14.0]), np.array([-1.0, 0.0, 2.5, 13.0, 14.0, 20.0]))
    assert found.times.tolist() == [0.0, 2.5, 13.0]
    assert found.lags.tolist() == [0.0, 2.5, 3.0]
    assert found.phases.tolist() == [0.0, 0.25, 0.75]
    curve = phase_curve(found)
    assert [(column.name, column.unit) for column in curve.columns] == [
        ("time", "ms"),
        ("lag", "ms"),
        ("phase", "1"),
    ]


@pytest.mark.parametrize(
    ("second", "pattern", "periods", "mean"),
    [
        (BEAT, "synchrony", (1, 1), 0.0),
        (BEAT + 0.03 * (-1.0) ** np.arange(21), "synchrony", (1, 1), 0.0),
        (BEAT + 5.0, "antiphase", (1, 1), 0.5),
        (BEAT + 2.5, "phase-locked", (1, 1), 0.25),
        (BEAT + 2.5 + 3.0 * 0.7 ** np.arange(21), "phase-locked", (1, 1), 0.26),
        (5.0 * np.arange(41.0) + 1.0, "locked", (1, 2), None),
        (20.0 * np.arange(11.0) + 1.0, "locked", (2, 1), 0.1),
        (np.sort(np.concatenate([BEAT[::3] + 1.0, BEAT[::3] + 14.0])), "locked", (3, 2), None),
        (10.1 * np.arange(20.0), "not-locked", (None, None), None),
        (np.cumsum(np.random.default_rng(1).exponential(10.0, 20)), "not-locked", (None, None), None),
        (np.array([31.0, 41.0]), "too-few-spikes", (None, None), 0.1),
    ],
)
def test_patterns(
    second: Floats, pattern: str, periods: tuple[int | None, int | None], mean: float | None
) -> None:
    found = locking(BEAT, second)
    assert found.pattern == pattern
    assert (found.spikes_per_period_1, found.spikes_per_period_2) == periods
    if periods[0] is not None:
        assert found.period == pytest.approx(10.0 * periods[0], abs=0.2)
    if mean is not None:
        assert found.mean_phase is not None
        assert abs((found.mean_phase - mean + 0.5) % 1.0 - 0.5) < 0.02


def test_the_phase_locking_value() -> None:
    # Phases 0 and 1/2 in turn cancel; 0 and 1/4 have a mean of length 1/√2.
    for second, value in (
        (BEAT + 2.5 * (np.arange(21) % 2), 0.5**0.5),
        (BEAT + 5.0 * (np.arange(21) % 2), 0.0),
    ):
        found = locking(BEAT, second[:-1])
        assert found.phase_locking_value == pytest.approx(value, abs=1e-12)
    assert locking(BEAT, BEAT + 3.0).phase_locking_value == pytest.approx(1.0, abs=1e-15)


def test_differences_and_ratios() -> None:
    found = locking(np.array([1.0, 11.0, 21.0]), np.array([12.5, 20.0]))
    assert found.spike_time_difference == -1.0
    assert found.count_ratio == pytest.approx(2 / 3)
    assert (found.last_lag, found.last_phase) == pytest.approx((9.0, 0.9))


@pytest.mark.parametrize(
    ("first", "second", "ratio"), [([], [], None), ([], [1.0], None), ([1.0], [], 0.0), ([1.0], [2.0], 1.0)]
)
def test_trains_too_short_for_phases(first: list[float], second: list[float], ratio: float | None) -> None:
    found = locking(np.array(first), np.array(second))
    assert (found.pattern, found.count_ratio) == ("too-few-spikes", ratio)
    assert found.last_phase is found.mean_phase is found.phase_locking_value is None
    assert found.spike_time_difference == (1.0 if len(first) == len(second) == 1 else None)
