"""Isochrons against closed forms."""

import numpy as np
import pytest

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.result import Curve
from tests.core.dynamics.plane.conftest import Asked, Planar


def _turned(curve: Curve, twist: float) -> tuple[float, float]:
    """Smallest and largest of θ + twist ln r along a curve [turns]."""
    x, y = (column.values for column in curve.columns)
    phase = np.unwrap(np.arctan2(y, x)) + twist * np.log(np.hypot(x, y))
    return float(phase.min() / (2.0 * np.pi)), float(phase.max() / (2.0 * np.pi))


@pytest.mark.parametrize("twist", [0.0, 0.7])
def test_isochrons_of_the_radial_oscillator(planar: Planar, ask: Asked, twist: float) -> None:
    # r' = r (1 − r²), θ' = 1 + b (1 − r²): θ − b ln r advances by 1 and is constant on isochrons.
    growth = "(1 - V^2 - y^2)"
    neuron = planar(
        f"V * {growth} - y * (1 + {twist} * {growth})", f"y * {growth} + V * (1 + {twist} * {growth})"
    )
    result, report = ask(neuron, voltage_range=(-2.0, 2.0), gate_range=(-2.0, 2.0), isochrons=8)
    assert report.isochrons is not None
    (found,) = report.isochrons
    assert found.complete
    assert found.phases == tuple(k / 8 for k in range(8))
    assert found.phase_error < 1e-6
    curves = [curve for curve in result.curves if curve.kind == "isochron"]
    for k in range(8):
        # Phase 0 is the maximum of V, at θ = 0.
        main = next(curve for curve in curves if curve.name.startswith(f"cycle 1 isochron {k + 1}"))
        low, high = _turned(main, -twist)
        for value in (low, high):
            # A begin 10⁻⁴ of the window from the cycle leaves its square, and the steps 10⁻⁸ each.
            assert (value - k / 8 + 0.5) % 1.0 - 0.5 == pytest.approx(0.0, abs=2e-7)
        radius = np.hypot(*(column.values for column in main.columns))
        assert radius.min() < 0.3
        assert radius.max() > 1.9


def test_isochrons_of_morris_and_lecar_are_checked_by_going_forwards(ask: Asked) -> None:
    neuron = Neuron.of(CATALOGUE["morris-lecar"], "snic")
    result, report = ask(neuron, current=45.0, voltage_range=(-80.0, 60.0), isochrons=5)
    assert report.isochrons is not None
    (found,) = report.isochrons
    assert found.checked == 10
    assert found.phase_error < 1e-6
    assert found.position_error < 1e-6
    assert {curve.detail for curve in result.curves if curve.kind == "isochron"} == {
        f"phase {k / 5:g} of the period after the maximum of V" for k in range(5)
    }
