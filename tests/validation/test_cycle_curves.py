"""Curves of cycles of published models against values found by other methods; regions against the curves."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.dynamics.cycle_curves.found import CycleCurve
from core.dynamics.cycle_curves.regions import RegionMap, regions
from core.dynamics.cycle_curves.search import CurveSearch
from core.dynamics.vector_field import VectorField
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.result import Floats

DATA = Path(__file__).parent / "data"
HOPF_RANGES = np.array([[50.0, 300.0], [0.04, 0.4]])


def searched(neuron: Neuron, second: str, ranges: Floats, share: float) -> CurveSearch:
    search = CurveSearch(VectorField(neuron, ("current", second)), ranges)
    search.sections((share,))
    assert not search.failures
    return search


def bautin(preset: str, second: str) -> Floats:
    """Zeros of the first Lyapunov coefficient, from `generators/bautin_points.py`, shape (k, 2)."""
    points = json.loads((DATA / "bautin_points.json").read_text())["points"]
    return np.array(
        [
            [point["current"], point[second]]
            for point in points
            if point["set"] == preset and point["second"] == second
        ]
    )


def ends_on(curve: CycleCurve, bound: float) -> float:
    """The first parameter at the end of a curve that lies on a bound of the second."""
    return float(curve.values[int(np.argmin(np.abs(curve.values[:, 1] - bound))), 0])


@pytest.fixture(scope="module")
def hopf_set() -> CurveSearch:
    return searched(Neuron.of(CATALOGUE["morris-lecar"]), "phi", HOPF_RANGES, 0.3)


def test_folds_of_cycles_of_the_hopf_set_end_at_its_bautin_points(hopf_set: CurveSearch) -> None:
    exact = bautin("hopf", "phi")
    assert [curve.kind for curve in hopf_set.curves] == ["fold-of-cycles"] * 2
    for curve in hopf_set.curves:
        mark = next(mark for mark in curve.marks if mark.kind == "bautin")
        nearest = exact[int(np.argmin(np.abs(exact[:, 0] - mark.values[0])))]
        assert np.abs((mark.values - nearest) / nearest).max() < 1e-8
        assert (np.abs(mark.values - nearest) < 20.0 * mark.errors + 1e-8 * nearest).all()
    # At the lower edge stand the reference table's folds of cycles.
    found = sorted(ends_on(curve, 0.04) for curve in hopf_set.curves)
    assert found == pytest.approx([88.2932505, 216.8998014], abs=1e-7)


@pytest.mark.parametrize(("phi", "current"), [(0.067, 115.9487214878), (1.0 / 15.0, 116.10954)])
def test_the_snic_set(phi: float, current: float) -> None:
    neuron = Neuron.of(CATALOGUE["morris-lecar"], preset="snic")
    search = searched(neuron, "phi", np.array([[-30.0, 160.0], [phi, 0.45]]), 0.5)
    kinds = {curve.kind: curve for curve in search.curves}
    assert set(kinds) == {"fold-of-cycles", "homoclinic"}
    decimals = 5 if phi != 0.067 else 8
    assert ends_on(kinds["fold-of-cycles"], phi) == pytest.approx(current, abs=0.6 * 10.0**-decimals)
    marks = {mark.kind: mark for curve in search.curves for mark in curve.marks}
    assert set(marks) == {"bautin", "bogdanov-takens", "saddle-node-homoclinic"}
    assert marks["bautin"].values == pytest.approx(bautin("snic", "phi")[0], rel=1e-8)
    # By shooting along the manifolds of the saddle-node: generators/saddle_node_homoclinic.py.
    shot = json.loads((DATA / "saddle_node_homoclinic.json").read_text())
    corner = marks["saddle-node-homoclinic"]
    assert corner.values == pytest.approx([shot["current"], shot["phi"]], rel=1e-8)


def test_the_leak_shifts_all_bifurcations_of_hodgkin_and_huxley_alike() -> None:
    # E_L enters as −g_L E_L beside the current: every curve is a straight line of slope −0.3 µA/cm² per mV.
    neuron = Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-54.4)
    ranges = np.array([[5.0, 12.0], [-56.4, -52.4]])
    search = searched(neuron, "e_l", ranges, 0.5)
    crossings: dict[str, list[float]] = {"fold-of-cycles": [], "period-doubling": []}
    for curve in search.curves:
        currents = curve.values[:, 0] + 0.3 * (curve.values[:, 1] + 54.4)
        assert np.ptp(currents) < 1e-9
        crossings[curve.kind].append(float(currents.mean()))
    assert sorted(crossings["fold-of-cycles"]) == pytest.approx([6.264221, 7.846247, 7.921685], abs=6e-7)
    assert len(crossings["period-doubling"]) == 2


def test_folds_of_cycles_of_hodgkin_and_huxley_end_where_heat_ends_them() -> None:
    neuron = Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-54.4)
    search = searched(neuron, "temperature", np.array([[0.0, 180.0], [10.0, 35.0]]), 0.4)
    mark = next(mark for curve in search.curves for mark in curve.marks if mark.kind == "bautin")
    points = json.loads((DATA / "bautin_points.json").read_text())["points"]
    exact = next(point for point in points if point["second"] == "temperature")
    assert mark.values == pytest.approx([exact["current"], exact["temperature"]], rel=1e-8)


@pytest.fixture(scope="module")
def picture() -> RegionMap:
    field = VectorField(Neuron.of(CATALOGUE["morris-lecar"]), ("current", "phi"))
    return regions(field, HOPF_RANGES)


def test_oscillations_lie_between_the_folds_of_cycles(hopf_set: CurveSearch, picture: RegionMap) -> None:
    left, right = sorted(hopf_set.curves, key=lambda curve: float(curve.values[:, 0].mean()))
    rows = picture.rows < 0.95 * right.values[:, 1].max()
    for phi, found in zip(picture.rows[rows], picture.oscillating[rows], strict=True):
        bounds = [
            float(np.interp(phi, *(curve.values[np.argsort(curve.values[:, 1])].T[::-1])))
            for curve in (left, right)
        ]
        # Chords of the curves are up to half a µA/cm² off them.
        sure = np.abs(picture.columns[:, None] - bounds).min(axis=1) > 0.5
        expected = (picture.columns > bounds[0]) & (picture.columns < bounds[1])
        assert (found.astype(bool) == expected)[sure].all()
    kinds = {region.behaviour for region in picture.regions if region.share > 0.1}
    assert kinds == {"rest", "tonic", "block"}
    assert sum(region.share for region in picture.regions) == pytest.approx(1.0)
