import math

import numpy as np
import pytest

from core.numerics.exponential_propagation import lag, piece_of, relax_between, relax_to_knots, turning_times
from core.result import Floats


def between(
    knots: list[float], targets: list[float], slopes: list[float], tau: float, start: float, times: Floats
) -> Floats:
    pieces = np.array(knots), np.array(targets), np.array(slopes)
    values = relax_to_knots(*pieces, tau, start)
    return relax_between(*pieces, tau, values, times)[0]


@pytest.mark.parametrize("xi", [1e-300, 1e-12, 1e-6, 1e-3, 0.1, 0.499, 0.501, 1.0, 30.0, 1e10])
def test_lag_keeps_its_digits(xi: float) -> None:
    # Σ (−1)ⁿ ξⁿ/n! from n = 2, in exact fractions where the closed form cancels.
    if xi > 0.5:
        expected = xi + math.expm1(-xi)
    else:
        expected = math.fsum((-1.0) ** n * xi**n / math.factorial(n) for n in range(2, 30))
    assert lag(xi) == pytest.approx(expected, rel=1e-15)


def test_a_step_is_an_exponential() -> None:
    times = np.linspace(0.0, 50.0, 501)
    found = between([0.0, 10.0], [0.0, 2.0], [0.0, 0.0], 5.0, 1.0, times)
    expected = np.exp(-times / 5.0) + np.where(times > 10.0, -2.0 * np.expm1(-(times - 10.0) / 5.0), 0.0)
    assert np.allclose(found, expected, rtol=0.0, atol=1e-15)


def test_a_ramp_lags_by_the_time_constant() -> None:
    times = np.array([0.0, 1e-9, 1e-3, 1.0, 100.0])
    found = between([0.0], [0.0], [2.0], 3.0, 0.0, times)
    expected = [0.0, 2.0 * 1e-18 / 6.0, *(2.0 * (t - 3.0 * (1.0 - math.exp(-t / 3.0))) for t in times[2:])]
    assert found[:2] == pytest.approx(expected[:2], rel=1e-9)  # t²/2τ, the next term is t/3τ of it
    assert found[2:] == pytest.approx(expected[2:], rel=1e-9)  # the reference cancels at t = 1e-3


@pytest.mark.parametrize("tau", [1e-6, 0.01, 10.0, 1e9])
def test_cutting_a_piece_in_pieces_changes_nothing(tau: float) -> None:
    rng = np.random.default_rng(1)
    knots = 0.1 * np.arange(1000.0)  # equal but for rounding
    jitter = np.sort(rng.random(1000)) * 100.0
    for cuts in (knots, np.concatenate([[0.0], jitter])):
        values = relax_to_knots(cuts, 1.0 + 0.3 * cuts, np.full(cuts.size, 0.3), tau, 5.0)
        whole = between([0.0], [1.0], [0.3], tau, 5.0, cuts)
        # A rounding of the largest value at each of 1000 knots, at most.
        assert np.allclose(values, whole, rtol=0.0, atol=1000 * 2.3e-16 * 31.0)


def test_an_integrator_integrates() -> None:
    # For t ≪ τ, y = ∫f/τ: 1000 equal pieces of 1e-3 under f = 1, with τ = 1e12.
    knots = 1e-3 * np.arange(1001.0)
    values = relax_to_knots(knots, np.ones(1001), np.zeros(1001), 1e12, 0.0)
    assert values[-1] == pytest.approx(1e-12, rel=1e-12)


def test_the_forcing_is_its_value_after_a_jump() -> None:
    knots, targets = np.array([0.0, 1.0]), np.array([1.0, 2.0])
    _, f = relax_between(knots, targets, np.array([0.5, 0.0]), 1.0, np.zeros(2), np.array([0.5, 1.0, 3.0]))
    assert f.tolist() == [1.25, 2.0, 2.0]


def test_a_piece_is_found_from_any_piece_before() -> None:
    knots = np.sort(np.random.default_rng(3).random(300))
    for time in (knots[0], knots[150], knots[-1], 2.0, *np.random.default_rng(4).uniform(knots[0], 1.0, 50)):
        expected = int(np.searchsorted(knots, time, side="right")) - 1
        assert {piece_of(knots, time, k) for k in range(0, expected + 1, 7)} | {expected} == {expected}


def test_turning_points_are_where_forcing_and_value_meet() -> None:
    knots = np.array([0.0, 1.0, 2.0, 10.0])
    targets, slopes = np.array([0.0, 5.0, -4.0, 0.0]), np.array([1.0, -6.0, 0.0, 0.0])
    values = relax_to_knots(knots, targets, slopes, 2.0, 3.0)
    turns = turning_times(knots, targets, slopes, 2.0, values, 0.0)
    assert turns.size == 1
    y, f = relax_between(knots, targets, slopes, 2.0, values, turns)
    assert y == pytest.approx(f, rel=1e-14)
    assert turning_times(knots, targets, slopes, 2.0, values, 1.5).size == 0
