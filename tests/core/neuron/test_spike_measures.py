"""Measures of waveforms whose measures are known in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import lambertw

from core.neuron.spikes import measures
from core.neuron.spikes.features import SHAPE
from core.neuron.spikes.measures import column_means, mean_over, spike_measures, stays_above
from core.result import Floats
from tests.core.neuron.waveforms import bumps, lines, logged, parted

HEIGHT, CENTER, WIDTH, BASE = 110.0, 4.0, 0.3, -70.0
"""A bell from −70 to 40 mV."""
DIP, LATER, BROAD = -8.0, 9.0, 0.6
"""The dip after it: at 9 ms the bell has gone, exp(−(5/0.3)²/2) < 10⁻⁶⁰."""
NARROW = 1e-8
"""Of a quintic Hermite polynomial over 0.01 ms: h⁶ V⁽⁶⁾/46080 with V⁽⁶⁾ = 15·110/0.3⁶, 5·10⁻¹¹ mV; of places,
that over the slowest of the rates there, 10 mV/ms; of rates, 10⁻⁹ mV/ms."""


def spike(steps: Floats, *, center: float = CENTER, threshold: float = 0.0, peak: float = 40.0) -> Floats:
    crossing = center - WIDTH * np.sqrt(2.0 * np.log(HEIGHT / (threshold - BASE)))
    found: Floats = spike_measures(steps, np.array([[crossing, center, peak]]), threshold, base=-69.0)[0]
    return found


def far_flank(rate: float) -> float:
    """|t − t₀|/s on the outer flank where |dV/dt| is `rate`: u exp(−u²/2) = rate·s/A."""
    return float(np.sqrt(-lambertw(-((rate * WIDTH / HEIGHT) ** 2), -1).real))


@pytest.fixture(scope="module")
def bell() -> Floats:
    return logged(bumps(BASE, (HEIGHT, CENTER, WIDTH), (DIP, LATER, BROAD)), np.arange(0.0, 15.001, 0.01))


def test_the_columns_are_in_the_order_of_their_names() -> None:
    assert len(SHAPE) == measures.MEASURES
    for column, name in enumerate(SHAPE):
        assert getattr(measures, name.removeprefix("ap_").upper()) == column


def test_a_bell(bell: Floats) -> None:
    found = spike(bell)
    u = far_flank(10.0)
    foot = BASE + HEIGHT * np.exp(-0.5 * u * u)
    fall = WIDTH * far_flank(12.0)
    half = 2.0 * WIDTH * np.sqrt(2.0 * np.log(HEIGHT / (0.5 * (40.0 + foot) - BASE)))
    trough = BASE + DIP
    between = 2.0 * WIDTH * np.sqrt(2.0 * np.log(HEIGHT / (0.5 * (40.0 + trough) - BASE)))
    steepest = HEIGHT / WIDTH * np.exp(-0.5)
    expected = {
        measures.BEGIN_VOLTAGE: foot,
        measures.AMPLITUDE: 40.0 - foot,
        measures.RISE_TIME: WIDTH * u,
        measures.FALL_TIME: fall,
        measures.DURATION: WIDTH * u + fall,
        measures.DURATION_HALF_WIDTH: half,
        measures.SPIKE_HALF_WIDTH: between,
        measures.PEAK_UPSTROKE: steepest,
        measures.PEAK_DOWNSTROKE: -steepest,
        measures.AHP_DEPTH_ABS: trough,
        measures.AHP_TIME_FROM_PEAK: LATER - CENTER,
        measures.FAST_AHP: foot - trough,
        measures.AHP_DEPTH: trough + 69.0,
    }
    assert sorted(expected) == list(range(13))
    for column, value in expected.items():
        assert found[column] == pytest.approx(value, rel=1e-10, abs=NARROW), SHAPE[column]


def test_without_a_dip_there_is_no_afterhyperpolarisation() -> None:
    found = spike(logged(bumps(BASE, (HEIGHT, CENTER, WIDTH)), np.arange(0.0, 8.0, 0.01)))
    nothing = [measures.SPIKE_HALF_WIDTH, measures.AHP_DEPTH_ABS, measures.AHP_TIME_FROM_PEAK]
    nothing += [measures.FAST_AHP, measures.AHP_DEPTH]
    assert np.flatnonzero(np.isnan(found)).tolist() == sorted(nothing)


@pytest.mark.parametrize(
    ("end", "missing"),
    [
        # Cut before, and after, the steepest fall at t₀ + s; the half width needs 0.35 ms after the peak.
        (CENTER + 0.2, [measures.PEAK_DOWNSTROKE, measures.DURATION_HALF_WIDTH, measures.FALL_TIME]),
        (CENTER + 0.32, [measures.DURATION_HALF_WIDTH, measures.FALL_TIME]),
        (CENTER + 0.5, [measures.FALL_TIME]),
    ],
)
def test_a_spike_that_the_end_cuts(end: float, missing: list[int]) -> None:
    found = spike(logged(bumps(BASE, (HEIGHT, CENTER, WIDTH)), np.linspace(0.0, end, 401)))
    there = {measures.PEAK_DOWNSTROKE, measures.DURATION_HALF_WIDTH, measures.FALL_TIME}
    assert {column for column in there if np.isnan(found[column])} == set(missing)
    assert found[measures.AMPLITUDE] > 100.0


def test_a_peak_without_steps_or_without_a_maximum_has_no_measures(bell: Floats) -> None:
    spikes = np.array([[3.7, 4.0, 40.0], [20.0, 20.3, 40.0], [30.0, np.nan, np.nan]])
    found = spike_measures(bell, spikes, 0.0)
    assert np.isfinite(found[0]).sum() == 12
    assert np.isnan(found[1:]).all()
    assert spike_measures(bell, np.empty((0, 3)), 0.0).shape == (0, 13)


def test_a_run_that_starts_in_the_upstroke_begins_there() -> None:
    start = CENTER - WIDTH
    found = spike(logged(bumps(BASE, (HEIGHT, CENTER, WIDTH)), np.linspace(start, 8.0, 401)))
    assert found[measures.RISE_TIME] == pytest.approx(WIDTH, abs=NARROW)
    assert found[measures.AMPLITUDE] == pytest.approx(HEIGHT * (1.0 - np.exp(-0.5)), rel=1e-12)


ARTEFACT = [(0.0, -70.0), (2.0, -70.0), (2.05, -60.0), (4.0, -62.0)]
"""A pulse of 0.05 ms and 200 mV/ms, and the decay after it."""
FAST = [(5.0, -58.0), (6.0, 40.0), (7.0, -80.0), (9.0, -60.0)]
SLOW = [(14.0, -58.0), (26.0, 40.0), (46.0, -80.0), (66.0, -60.0)]
"""dV/dt of 4 and of 98/12 mV/ms."""


def straight(points: list[tuple[float, float]], peak_time: float) -> Floats:
    found: Floats = spike_measures(lines(points), np.array([[peak_time - 0.4, peak_time, 40.0]]), 0.0)[0]
    return found


def test_the_artefact_of_a_short_pulse_is_no_begin() -> None:
    found = straight(ARTEFACT + FAST, 6.0)
    assert found[measures.BEGIN_VOLTAGE] == -58.0
    assert found[measures.RISE_TIME] == 1.0
    assert found[measures.PEAK_UPSTROKE] == pytest.approx(98.0, rel=1e-14)
    assert found[measures.PEAK_DOWNSTROKE] == pytest.approx(-120.0, rel=1e-14)
    # 40 mV to −9 mV at −120 mV/ms, from −9 mV to 40 mV at 98 mV/ms
    assert found[measures.DURATION_HALF_WIDTH] == pytest.approx(49.0 / 98.0 + 49.0 / 120.0, rel=1e-13)
    assert found[measures.AHP_DEPTH_ABS] == -80.0
    assert found[measures.FALL_TIME] == 1.0


def test_a_failed_stimulus_is_no_begin_of_a_slow_spike() -> None:
    failed = [(0.0, -70.0), (2.0, -70.0), (3.0, -50.0), (4.0, -62.0)]
    found = straight(failed + SLOW, 26.0)
    assert np.isnan(found[[measures.BEGIN_VOLTAGE, measures.AMPLITUDE, measures.PEAK_UPSTROKE]]).all()
    assert found[measures.PEAK_DOWNSTROKE] == pytest.approx(-6.0, rel=1e-13)
    # Too slow for the end, too.
    assert np.isnan(found[measures.FALL_TIME])
    assert found[measures.SPIKE_HALF_WIDTH] == pytest.approx(60.0 / (98.0 / 12.0) + 60.0 / 6.0, rel=1e-13)


def test_a_stimulus_that_leads_into_the_spike_begins_it() -> None:
    found = straight([(0.0, -70.0), (2.0, -70.0), (3.0, -40.0), (4.0, 40.0), (5.0, -80.0), (9.0, -60.0)], 4.0)
    assert found[measures.BEGIN_VOLTAGE] == -70.0
    assert found[measures.RISE_TIME] == 2.0


def test_a_notch_in_the_upstroke_begins_it_anew() -> None:
    points = [(0.0, -70.0), (1.0, -70.0), (2.0, -40.0), (2.2, -39.0), (3.0, 40.0), (4.0, -80.0), (9.0, -60.0)]
    found = straight(points, 3.0)
    assert found[measures.BEGIN_VOLTAGE] == pytest.approx(-39.0, rel=1e-15)


def test_a_minimum_counts_from_a_hundredth_of_a_millivolt_on() -> None:
    def points(rise: float) -> list[tuple[float, float]]:
        return [*FAST[:2], (7.0, -70.0), (7.1, -70.0 + rise), (7.5, -75.0), (9.0, -60.0)]

    assert straight(points(0.009), 6.0)[measures.AHP_DEPTH_ABS] == -75.0
    assert straight(points(0.011), 6.0)[measures.AHP_DEPTH_ABS] == -70.0


def test_successive_spikes_share_nothing() -> None:
    bells = [(HEIGHT, 4.0, 0.3), (DIP, 8.0, 0.6), (HEIGHT, 14.0, 0.3), (DIP, 18.0, 0.6)]
    steps = logged(bumps(BASE, *bells), np.arange(0.0, 25.001, 0.01))
    first, second = spike_measures(steps, np.array([[3.7, 4.0, 40.0], [13.7, 14.0, 40.0]]), 0.0, base=-70.0)
    assert first == pytest.approx(second, abs=NARROW)


@given(
    scale=st.sampled_from([0.01, 0.5, 30.0]),
    shift=st.floats(-50.0, 50.0),
    delay=st.floats(0.0, 1000.0),
    parts=st.integers(1, 3),
)
def test_units_zeros_and_steps_do_not_matter(
    bell_steps: Floats, scale: float, shift: float, delay: float, parts: int
) -> None:
    moved = parted(bell_steps, parts)
    moved[[0, 2]] += delay
    moved[1] = scale * moved[1] + shift
    moved[3:] *= scale
    moved[3] += shift
    spikes = np.array([[3.7, 4.0, 40.0]])
    plain = spike_measures(bell_steps, spikes, 0.0, base=-70.0)
    there = np.array([[3.7 + delay, 4.0 + delay, scale * 40.0 + shift]])
    found = spike_measures(moved, there, shift, base=-70.0 * scale + shift, voltage_scale=100.0 * scale)
    times = [measures.RISE_TIME, measures.FALL_TIME, measures.DURATION, measures.DURATION_HALF_WIDTH]
    times += [measures.SPIKE_HALF_WIDTH, measures.AHP_TIME_FROM_PEAK]
    factors = np.full(13, scale)
    factors[times] = 1.0
    offsets = np.zeros(13)
    offsets[[measures.BEGIN_VOLTAGE, measures.AHP_DEPTH_ABS]] = shift
    # A time of 1,000 ms has 10⁻¹³ ms; the flat minimum is found to the root of that, from its slope to 10⁻¹⁰.
    assert found[0] == pytest.approx(plain[0] * factors + offsets, rel=1e-8, abs=1e-8)


@pytest.fixture(scope="module", name="bell_steps")
def coarse_bell() -> Floats:
    return logged(bumps(BASE, (HEIGHT, CENTER, WIDTH), (DIP, LATER, BROAD)), np.linspace(0.0, 15.0, 151))


def test_means_of_columns_leave_out_what_is_not_there() -> None:
    table = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan]])
    assert column_means(table) == pytest.approx(np.array([2.0, 5.0, np.nan]), nan_ok=True)


def test_means_over_time(bell: Floats) -> None:
    steps = lines([(0.0, 0.0), (1.0, 10.0), (3.0, 10.0), (4.0, 30.0)])
    assert mean_over(steps, 0.0, 4.0) == pytest.approx((5.0 + 20.0 + 20.0) / 4.0, rel=1e-15)
    assert mean_over(steps, 0.5, 3.5) == pytest.approx((0.5 * 7.5 + 20.0 + 0.5 * 15.0) / 3.0, rel=1e-15)
    assert np.isnan(mean_over(steps, 3.0, 5.0))
    assert np.isnan(mean_over(steps, 0.0, 0.0))
    area = np.sqrt(2.0 * np.pi) * (HEIGHT * WIDTH + DIP * BROAD)
    assert mean_over(bell, 0.0, 15.0) == pytest.approx(BASE + area / 15.0, rel=1e-12)


def test_the_longest_time_above_a_level(bell: Floats) -> None:
    inside = 2.0 * WIDTH * np.sqrt(2.0 * np.log(HEIGHT / 50.0))
    assert stays_above(bell, BASE + 50.0) == pytest.approx(inside, abs=NARROW)
    assert stays_above(bell, 41.0) == 0.0
    assert stays_above(bell, -100.0) == pytest.approx(15.0, rel=1e-15)
    assert stays_above(lines([(0.0, 5.0), (1.0, -5.0), (2.0, 5.0), (9.0, 6.0)]), 0.0) == 7.5
