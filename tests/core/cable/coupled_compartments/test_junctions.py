"""Junctions whose conductance follows their voltage."""

import numpy as np
import pytest

from core.cable.coupled_compartments.junctions import (
    Characteristic,
    Junction,
    OhmicJunction,
    RectifyingJunction,
    VoltageGatedJunction,
    conductance,
)
from core.errors import ParameterError
from core.result import Floats

VOLTAGES = np.linspace(-150.0, 150.0, 3001)
GATED = VoltageGatedJunction(
    first=1, second=2, maximal_conductance=8.0, minimal_conductance=0.4, steepness=0.217, half_voltage=14.7
)
ONE_WAY = RectifyingJunction(
    first=1, second=2, maximal_conductance=8.0, minimal_conductance=0.4, steepness=0.1, half_voltage=15.0
)


def boltzmann(voltage: Floats, steepness: float, half: float) -> Floats:
    """1/(1 + e^{A(V − V₀)})."""
    return np.asarray(1.0 / (1.0 + np.exp(steepness * (voltage - half))))


def test_each_polarity_of_a_gated_junction_is_a_boltzmann_function() -> None:
    g = conductance(GATED.characteristic, VOLTAGES)[0] / 1e-3
    assert g == pytest.approx(g[::-1], rel=1e-13)
    forwards = 0.4 + 7.6 * boltzmann(VOLTAGES, 0.217, 14.7)
    # What the other gate takes away: e^{−A(V + V₀)} of the open share.
    bound = 7.6 * np.exp(-0.217 * (VOLTAGES + 14.7))
    positive = VOLTAGES > 0.0
    assert np.all((forwards - g)[positive] >= -1e-14)
    assert np.all((forwards - g - bound)[positive] <= 0.0)
    assert g[VOLTAGES > 140.0] == pytest.approx(0.4, rel=1e-9)
    # Three states of two gates of which one closes only while the other is open: 1 + 2 e^{−A V₀} at rest.
    assert g[1500] == pytest.approx(0.4 + 7.6 / (1.0 + 2.0 * np.exp(-0.217 * 14.7)), rel=1e-14)


def test_a_rectifier_is_half_open_at_its_half_voltage() -> None:
    g = conductance(ONE_WAY.characteristic, VOLTAGES)[0] / 1e-3
    assert g == pytest.approx(0.4 + 7.6 * boltzmann(-VOLTAGES, 0.1, -15.0), rel=1e-13)
    assert g[VOLTAGES == 15.0] == pytest.approx(4.2, rel=1e-14)
    assert np.all(np.diff(g) > 0.0)


@pytest.mark.parametrize("junction", [GATED, ONE_WAY, OhmicJunction(first=1, second=2)])
def test_the_slope_is_the_derivative(junction: Junction) -> None:
    of, step = junction.characteristic, 1e-3
    slope = conductance(of, VOLTAGES)[1]
    ahead, behind = (conductance(of, VOLTAGES + sign * step)[0] for sign in (1.0, -1.0))
    # Central differences err by h² g'''/6 < 1e-6 · 8e-3 · 0.2³/6 and by rounding over h.
    assert slope == pytest.approx((ahead - behind) / (2.0 * step), abs=2e-11)


@pytest.mark.parametrize("kind", [1, 2])
def test_extreme_voltages_neither_overflow_nor_have_no_value(kind: int) -> None:
    far = np.array([-1e15, -1e4, 0.0, 1e4, 1e15])
    with np.errstate(all="raise"):
        g, slope = conductance(Characteristic(kind, 1e-3, 1.0, 10.0, 100.0), far)
    assert np.all(np.isfinite(g))
    assert np.all(np.isfinite(slope))
    assert np.all((g >= 1e-3) & (g <= 1.001))


@pytest.mark.parametrize("kind", [VoltageGatedJunction, RectifyingJunction])
def test_the_least_conductance_is_not_the_largest(kind: type[RectifyingJunction]) -> None:
    with pytest.raises(ParameterError) as caught:
        kind(first=1, second=2, maximal_conductance=1.0, minimal_conductance=2.0)
    assert caught.value.pointer == "/minimal_conductance"
