import math

import numpy as np
import pytest

from core.cable.transient.line import HELD, SEALED, Line, Load
from core.cable.transient.modes import Modes, modes
from core.cable.transient.slow_modes import bound_mode
from core.result import Floats

ENDS = {
    "sealed": SEALED,
    "held": HELD,
    "even": Load(0.7, 0.7),
    "quick": Load(5.0, 0.3),
    "slow": Load(0.2, 3.0),
    "huge": Load(1e-3, 1e5),
}
LENGTHS = [1e-3, 0.3, 30.0]


def gram(found: Modes) -> Floats:
    """Inner products, the integral by Gauss-Legendre panels of at most a wave."""
    line, (nodes, weights) = found.line, np.polynomial.legendre.leggauss(40)
    edges = np.linspace(0.0, line.length, 2 + found.wave_numbers.size)
    half = 0.5 * np.diff(edges)[:, np.newaxis]
    x = (edges[:-1, np.newaxis] + half * (1.0 + nodes)).ravel()
    shapes = found.at(x)
    table = shapes.T @ ((half * weights).ravel()[:, np.newaxis] * shapes)
    for load, row in zip((line.left, line.right), found.at(np.array([0.0, line.length])), strict=True):
        assert load is not None
        table += load.capacitance * np.outer(row, row)
    return np.asarray(table)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("left", ENDS)
@pytest.mark.parametrize("right", ENDS)
def test_modes_are_orthonormal_and_none_is_missing(left: str, right: str, length: float) -> None:
    line = Line(0.0, length, ENDS[left], ENDS[right])
    found = modes(line, 12)
    assert np.all(np.diff(found.rates) >= 0.0)
    assert found.rates[0] > 0.0
    assert gram(found) == pytest.approx(np.eye(found.rates.size), abs=1e-11)
    # Σ φ(x)φ(y)/μ(μ + 1) is K(0) − K(1); what N modes leave of it is below 2/L Σ κ⁻⁴.
    every, x, y = modes(line, 300), length * np.array([0.0, 0.4, 0.9]), 0.3 * length
    rates = every.rates
    summed = (every.at(x) * every.at(np.array([y]))[0] / (rates * (rates + 1.0))).sum(axis=1)
    zero, one = line.transfer(np.array([0j, 1.0 + 0j]), x, y).real
    rest = 2.0 / length / (3.0 * (math.pi / length) ** 4 * 298.0**3)
    assert np.max(np.abs(summed - (zero - one))) < 1.1 * rest + 1e-13 * float(np.max(zero))


def test_wave_numbers_of_plain_ends() -> None:
    n = np.arange(6.0)
    for left, right, expected in (
        (SEALED, SEALED, n),
        (SEALED, HELD, n + 0.5),
        (HELD, SEALED, n + 0.5),
        (HELD, HELD, n + 1.0),
    ):
        rates = modes(Line(0.0, 1.5, left, right), 6).rates
        assert rates == pytest.approx(1.0 + (expected * math.pi / 1.5) ** 2, rel=1e-14)


def test_a_soma_of_the_membrane_s_own_time_constant_leaves_the_slowest_mode_uniform() -> None:
    found = modes(Line(0.0, 0.8, Load(2.0, 2.0), Load(0.1, 0.1)), 3)
    assert found.rates[0] == 1.0
    assert np.ptp(found.at(np.linspace(0.0, 0.8, 5))[:, 0]) == 0.0
    # κ tan κL of a sealed cable with a soma: κ tan(κL) = −cκ² (Rall 1969, equation 27, with c = L/ρ).
    one_soma = modes(Line(0.0, 0.8, Load(2.0, 2.0), SEALED), 5)
    kappa = one_soma.wave_numbers
    assert np.tan(0.8 * kappa) == pytest.approx(-2.0 * kappa, rel=1e-11)


@pytest.mark.parametrize("length", [20.0, 40.0, 400.0])
def test_equal_slow_somata_far_apart_share_two_modes(length: float) -> None:
    # Each binds a mode of its own; the two differ by e^{−kL}, as even and odd sums.
    soma = Load(0.1, 10.0)
    found = modes(Line(0.0, length, soma, soma), 2)
    nu = bound_mode(soma)
    assert nu is not None
    assert [mode.rate for mode in found.slow] == pytest.approx(2 * [nu * (2.0 - nu)], rel=1e-7)
    at_ends = found.at(np.array([0.0, length]))
    # Summed over both, what the soma's own mode gives, φ(0)² = 1/(1/2k + c), and nothing across.
    k = 1.0 - nu
    own = 1.0 / (0.5 / k + 10.0)
    assert at_ends[:, :2] @ at_ends[:, :2].T == pytest.approx(own * np.eye(2), abs=1e-8)


def test_a_short_cable_between_somata_is_one_compartment() -> None:
    # μ = (b₁ + b₂ + L)/(c₁ + c₂ + L), but for the axial resistance.
    line = Line(0.0, 1e-7, Load(3.0, 50.0), Load(1.0, 8.0))
    assert modes(line, 1).rates[0] == pytest.approx((4.0 + 1e-7) / (58.0 + 1e-7), rel=1e-6)


def test_a_soma_that_is_quick_binds_nothing() -> None:
    assert bound_mode(Load(2.0, 2.0)) is None
    assert bound_mode(SEALED) is None
