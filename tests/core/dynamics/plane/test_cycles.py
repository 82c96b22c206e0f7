"""Limit cycles of planes: closed forms, the reference table of Morris and Lecar, the integrator on tables."""

import numpy as np
import pytest

from core.dynamics.plane.full_orbit import constant_drive
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.integrator.integration import integrate
from tests.core.dynamics.plane.conftest import Asked, Planar

MORRIS_LECAR = CATALOGUE["morris-lecar"]
WINDOW = (-80.0, 60.0)


def test_nested_cycles_of_a_polynomial_are_all_found(planar: Planar, ask: Asked) -> None:
    # r' = −r (1 − s)(2 − s)(4 − s)/8, θ' = 1 + s, s = r²: cycles of radius √s of period 2π/(1 + s).
    growth, turning = "(-(1 - (V^2 + y^2)) * (2 - (V^2 + y^2)) * (4 - (V^2 + y^2)) / 8)", "(1 + V^2 + y^2)"
    neuron = planar(f"V * {growth} - y * {turning}", f"y * {growth} + V * {turning}")
    _, report = ask(neuron, voltage_range=(-3.0, 3.0), gate_range=(-3.0, 3.0), cycles=True, initial=())
    assert report.cycles is not None
    assert [cycle.stable for cycle in report.cycles] == [False, True, False]
    for cycle, s in zip(report.cycles, (1.0, 2.0, 4.0), strict=True):
        period = 2.0 * np.pi / (1.0 + s)
        # The multiplier is e^{T r ∂(r'/r)/∂r}: with g(s) = (1 − s)(2 − s)(4 − s), r'/r = −g/8.
        slope = -((2 - s) * (4 - s) + (1 - s) * (4 - s) + (1 - s) * (2 - s))
        exponent = period * (-2.0 * s * slope / 8.0)
        assert cycle.period == pytest.approx(period, rel=1e-9)
        assert cycle.period_error < 1e-8
        assert cycle.exponent == pytest.approx(exponent, rel=1e-8)
        # Extremes from points 10⁻² of the window apart, by quintics.
        assert (cycle.voltage_min, cycle.gate_max) == pytest.approx((-(s**0.5), s**0.5), rel=1e-8)
        assert cycle.encloses == (1,)
        assert cycle.within_window


def test_two_cycles_a_hair_apart_are_two(planar: Planar, ask: Asked) -> None:
    # s = 1 ± 10⁻³: the return map keeps its sign between the points of any scan.
    growth = "(0.1 * (10^-6 - (V^2 + y^2 - 1)^2))"
    neuron = planar(f"V * {growth} - y", f"y * {growth} + V")
    _, report = ask(neuron, voltage_range=(-2.0, 2.0), gate_range=(-2.0, 2.0), cycles=True)
    assert report.cycles is not None
    found = [cycle.voltage_max for cycle in report.cycles]
    # ∫ div F is 2·10⁻³ of what it might be: errors of 10⁻¹⁰ of the window become 10⁻⁷.
    assert found == pytest.approx([0.999**0.5, 1.001**0.5], abs=1e-7)
    assert [cycle.stable for cycle in report.cycles] == [False, True]


def test_a_plane_without_cycles_has_none(planar: Planar, ask: Asked) -> None:
    # A linear centre: closed orbits everywhere, none of them isolated.
    _, report = ask(
        planar("-y", "V * (1 + y^2) / (1 + y^2)"),
        voltage_range=(-2.0, 2.0),
        gate_range=(-2.0, 2.0),
        cycles=True,
    )
    assert report.cycles is not None
    assert all(abs(cycle.exponent) < 1e-9 for cycle in report.cycles)
    _, report = ask(
        planar("y", "-V - y - y^3"), voltage_range=(-2.0, 2.0), gate_range=(-2.0, 2.0), cycles=True
    )
    assert report.cycles == ()


def test_the_reference_cycle_of_morris_and_lecar(ask: Asked) -> None:
    _, report = ask(Neuron.of(MORRIS_LECAR), current=100.0, voltage_range=WINDOW, cycles=True)
    assert report.cycles is not None
    (cycle,) = report.cycles
    # The table's digits.
    assert cycle.period == pytest.approx(85.29064, abs=5e-6)
    assert cycle.voltage_min == pytest.approx(-50.33607, abs=5e-6)
    assert cycle.voltage_max == pytest.approx(33.32580, abs=5e-6)


def test_cycles_agree_with_the_integrator_on_tables(ask: Asked) -> None:
    neuron = Neuron.of(MORRIS_LECAR)
    result, report = ask(neuron, current=90.0, voltage_range=WINDOW, cycles=True)
    assert report.cycles is not None
    unstable, stable = report.cycles
    assert (unstable.stable, stable.stable) == (False, True)
    # Started at the unstable cycle's maximum, a little to either side of it.
    (orbit,) = (curve for curve in result.curves if curve.name == "cycle 1")
    volts, gates = (column.values for column in orbit.columns[1:])
    top = int(np.argmax(volts))
    times = np.linspace(0.0, 3000.0, 30_001)
    for shift, amplitude in ((-0.5, 0.0), (0.5, stable.voltage_max - stable.voltage_min)):
        start = np.array([volts[top] + shift, gates[top]])
        run = integrate(neuron, constant_drive(90.0), start, times, tolerance=1e-5)
        # Sampled every 0.1 ms: the maximum is missed by a hundredth of a millivolt at most.
        assert np.ptp(run.states[-2000:, 0]) == pytest.approx(amplitude, abs=0.05)


@pytest.mark.parametrize(("current", "count"), [(88.293, 0), (88.2935, 2)])
def test_cycles_appear_at_the_fold_of_cycles(ask: Asked, current: float, count: int) -> None:
    # Reference table: 88.2932505, period 135.386 ms.
    _, report = ask(Neuron.of(MORRIS_LECAR), current=current, voltage_range=WINDOW, cycles=True)
    assert report.cycles is not None
    assert len(report.cycles) == count
    if count:
        slow, fast = (cycle.period for cycle in report.cycles)
        assert fast < 135.386 < slow


def test_a_small_cycle_just_past_a_hopf_point(ask: Asked) -> None:
    # Subcritical at 97.6461639215: above it the focus is stable within an unstable cycle of amplitude ~√ΔI.
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    for current, count in ((97.66, 2), (97.64, 1)):
        _, report = ask(neuron, current=current, voltage_range=WINDOW, cycles=True)
        assert report.cycles is not None
        assert len(report.cycles) == count
