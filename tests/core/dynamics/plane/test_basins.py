"""Basins of attraction and the manifolds that bound them."""

import numpy as np
import pytest

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from tests.core.dynamics.plane.conftest import Asked, Planar

MORRIS_LECAR = CATALOGUE["morris-lecar"]
WINDOW = (-80.0, 60.0)


def test_the_disc_within_an_unstable_cycle_has_its_area(planar: Planar, ask: Asked) -> None:
    # r' = −r (1 − r²)(4 − r²)/4: the origin attracts the unit disc, the cycle of radius 2 all else.
    growth, turning = "(-(1 - (V^2 + y^2)) * (4 - (V^2 + y^2)) / 4)", "(1 + V^2 + y^2)"
    neuron = planar(f"V * {growth} - y * {turning}", f"y * {growth} + V * {turning}")
    result, report = ask(neuron, voltage_range=(-3.0, 3.0), gate_range=(-3.0, 3.0), basins=True)
    found = report.basins
    assert found is not None
    shares = {basin.attractor: basin.fraction for basin in found.basins}
    assert shares == pytest.approx({"equilibrium 1": np.pi / 36.0, "cycle 2": 1.0 - np.pi / 36.0}, abs=1e-6)
    assert abs(shares["equilibrium 1"] - np.pi / 36.0) <= found.fraction_error
    assert found.boundaries == ("cycle 1",)
    assert found.agreeing == found.sampled
    (grid,) = (curve for curve in result.curves if curve.kind == "basins")
    radius = np.hypot(*(column.values for column in grid.columns))
    inside = np.array([label == "equilibrium 1" for label in grid.labels])
    beside = np.abs(radius - 1.0) > 1e-6
    np.testing.assert_array_equal(inside[beside], radius[beside] < 1.0)


def test_a_separatrix_that_is_a_straight_line(planar: Planar, ask: Asked) -> None:
    # x' = x − x³, y' = −y, turned so that the separatrix x = 0 is the line V = y/2.
    x = "(V - y / 2)"
    neuron = planar(f"{x} - {x}^3 - y / 2", "-y")
    result, report = ask(neuron, voltage_range=(-2.0, 2.0), gate_range=(-1.0, 1.0), basins=True)
    assert [point.type for point in report.fixed_points] == ["stable node", "saddle", "stable node"]
    assert report.basins is not None
    assert [basin.fraction for basin in report.basins.basins] == pytest.approx([0.5, 0.5], abs=1e-8)
    for curve in result.curves:
        if curve.name.startswith("stable manifold"):
            volts, others = (column.values for column in curve.columns[1:])
            # The line is the whole manifold: no curvature, rounding and the error of the steps alone.
            assert np.abs(volts - others / 2.0).max() < 1e-8
    ends = {entry.name: (entry.ended, entry.equilibrium) for entry in report.trajectories if entry.saddle}
    assert {ends[f"unstable manifold 1{side}"] for side in "ab"} == {("equilibrium", 1), ("equilibrium", 3)}
    assert {ends[f"stable manifold 1{side}"][0] for side in "ab"} == {"left the window"}


def test_a_curved_manifold_begins_on_itself(planar: Planar, ask: Asked) -> None:
    # x' = x, y' = −2 y + 4 x² has the unstable manifold y = x²; written in V = x, y.
    neuron = planar("V", "-2 * y + 4 * V^2")
    result, _ = ask(neuron, voltage_range=(-1.0, 1.0), gate_range=(-1.0, 1.0), initial=())
    curves = [curve for curve in result.curves if curve.name.startswith("unstable")]
    assert len(curves) == 2
    for curve in curves:
        volts, others = (column.values for column in curve.columns[1:])
        # The quadratic term is exact here; a linear start would be 10⁻⁸ off.
        assert np.abs(others - volts**2).max() < 1e-10 + 1e-8 * np.abs(others).max()


def test_a_manifold_that_winds_onto_a_cycle_says_so(ask: Asked) -> None:
    _, report = ask(Neuron.of(MORRIS_LECAR, "homoclinic"), current=36.0, voltage_range=WINDOW, basins=True)
    ends = {entry.name: entry for entry in report.trajectories if entry.saddle}
    assert {ends[f"unstable manifold 1{side}"].ended for side in "ab"} == {"cycle", "equilibrium"}
    assert report.basins is not None
    assert {basin.attractor for basin in report.basins.basins} == {"cycle 1", "equilibrium 1"}
    assert report.basins.agreeing == report.basins.sampled
    for basin in report.basins.basins:
        # 192 states: three standard deviations of their share.
        spread = 3.0 * (basin.fraction * (1.0 - basin.fraction) / 192.0) ** 0.5
        assert basin.sampled_fraction == pytest.approx(basin.fraction, abs=spread + 1.0 / 192.0)


def test_rest_and_firing_are_parted_by_the_unstable_cycle(ask: Asked) -> None:
    result, report = ask(
        Neuron.of(MORRIS_LECAR), current=90.0, voltage_range=WINDOW, gate_range=(0.0, 1.0), basins=True
    )
    assert report.basins is not None
    shares = {basin.attractor: basin.fraction for basin in report.basins.basins}
    (cycle,) = (curve for curve in result.curves if curve.name == "cycle 1")
    volts, gates = (column.values for column in cycle.columns[1:])
    # Gauss's area of the polygon within the unstable cycle, in steps of a hundredth of the window.
    area = abs(float((volts[:-1] * gates[1:] - volts[1:] * gates[:-1]).sum())) / 2.0 / 140.0
    assert shares["equilibrium 1"] == pytest.approx(area, rel=2e-3)


def test_solutions_that_leave_for_good_have_their_own_basin(planar: Planar, ask: Asked) -> None:
    # V' = V² − 1/4: beyond the saddle at 1/2 all goes to infinity.
    neuron = planar("V^2 - 1/4", "-y")
    _, report = ask(neuron, voltage_range=(-1.0, 1.0), gate_range=(-1.0, 1.0), basins=True, initial=())
    assert report.basins is not None
    shares = {basin.attractor: basin.fraction for basin in report.basins.basins}
    assert shares == pytest.approx({"equilibrium 1": 0.75, "escapes": 0.25}, abs=1e-9)
