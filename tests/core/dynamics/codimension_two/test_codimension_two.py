"""Curves of bifurcations in two parameters, against closed forms and equilibria on slices."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.dynamics.codimension_two.codimension_two import codimension_two
from core.dynamics.codimension_two.report import CodimensionTwoPoint, CodimensionTwoReport
from core.dynamics.codimension_two.request import CodimensionTwoRequest
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.result import Curve, Result

MORRIS_LECAR, HODGKIN_HUXLEY = CATALOGUE["morris-lecar"], CATALOGUE["hodgkin-huxley"]


def _asked(neuron: Neuron, first: str, second: str, **request: Any) -> tuple[CodimensionTwoReport, Result]:
    result = codimension_two(neuron, CodimensionTwoRequest(free_parameters=(first, second), **request))
    assert isinstance(result.report, CodimensionTwoReport)
    return result.report, result


def _points(report: CodimensionTwoReport, kind: str) -> list[CodimensionTwoPoint]:
    return [point for point in report.points if point.kind == kind]


def _column(curve: Curve, name: str) -> NDArray[np.float64]:
    return next(column.values for column in curve.columns if column.name == name)


@pytest.fixture(scope="module")
def calcium() -> tuple[CodimensionTwoReport, Result]:
    """Morris-Lecar's snic set over current and calcium conductance."""
    return _asked(
        Neuron.of(MORRIS_LECAR, "snic"),
        "current",
        "g_ca",
        first_range=(-50.0, 250.0),
        second_range=(2.0, 6.0),
    )


class ClosedForm:
    """Morris-Lecar's snic set with g_Ca free, which enters linearly: everything as a function of V."""

    def __init__(self, phi: float = 0.067) -> None:
        self.phi = phi

    def gates(self, v: Any, order: int) -> tuple[Any, Any]:
        """m∞ and n∞ or their derivatives."""
        a, b = np.tanh((v + 1.2) / 18.0), np.tanh((v - 12.0) / 17.4)
        if order == 0:
            return 0.5 * (1.0 + a), 0.5 * (1.0 + b)
        return 0.5 * (1.0 - a * a) / 18.0, 0.5 * (1.0 - b * b) / 17.4

    def parts(self, v: Any) -> tuple[Any, ...]:
        """Slopes by V: of the calcium current over g_Ca, of the others at fixed n, by n∞′; 1/τ."""
        m, n = self.gates(v, 0)
        dm, dn = self.gates(v, 1)
        return dm * (v - 120.0) + m, 2.0 + 8.0 * n, 8.0 * dn * (v + 84.0), np.cosh((v - 12.0) / 34.8)

    def current(self, v: Any, g_ca: Any) -> Any:
        """I_ss(V)."""
        m, n = self.gates(v, 0)
        return 2.0 * (v + 60.0) + 8.0 * n * (v + 84.0) + g_ca * m * (v - 120.0)

    def fold(self, v: Any) -> Any:
        """The g_Ca at which I_ss′ = 0."""
        calcium, others, gate, _ = self.parts(v)
        return -(others + gate) / calcium

    def hopf(self, v: Any) -> Any:
        """The g_Ca at which tr J = 0."""
        calcium, others, _, rate = self.parts(v)
        return -(others + 20.0 * self.phi * rate) / calcium

    def square(self, v: Any) -> Any:
        """The det J = ω² at a Hopf point."""
        calcium, others, gate, rate = self.parts(v)
        return self.phi * rate * (self.hopf(v) * calcium + others + gate) / 20.0


def test_curves_are_the_closed_forms_everywhere(calcium: tuple[CodimensionTwoReport, Result]) -> None:
    form = ClosedForm()
    kinds = set()
    for curve in calcium[1].curves:
        v, g_ca = _column(curve, "voltage"), _column(curve, "g_ca")
        expected = form.fold(v) if curve.kind == "fold-curve" else form.hopf(v)
        kinds.add(curve.kind)
        # Rounding of V, 1e-15, times a slope that does not exceed 1e3 of its size.
        np.testing.assert_allclose(g_ca, expected, rtol=1e-11)
        np.testing.assert_allclose(_column(curve, "current"), form.current(v, expected), rtol=0.0, atol=1e-9)
        if curve.kind == "hopf-curve":
            omega = 2e-3 * np.pi * _column(curve, "frequency")
            np.testing.assert_allclose(omega**2, form.square(v), rtol=1e-9, atol=1e-14)
    assert kinds == {"fold-curve", "hopf-curve"}


def test_cusp_and_bogdanov_takens_point_are_the_closed_ones(
    calcium: tuple[CodimensionTwoReport, Result],
) -> None:
    form = ClosedForm()

    def slope(v: float) -> float:
        return float((form.fold(v + 1e-5) - form.fold(v - 1e-5)) / 2e-5)

    (cusp,) = _points(calcium[0], "cusp")
    (takens,) = _points(calcium[0], "bogdanov-takens")
    # The cusp is the extremum of g_Ca over V, which the differences of 1e-5 mV find to 1e-8 mV.
    assert cusp.voltage == pytest.approx(brentq(slope, -17.5, -15.0, xtol=1e-12), abs=1e-7)
    voltage = brentq(form.square, -18.0, -17.0, xtol=1e-13)
    assert takens.voltage == pytest.approx(voltage, abs=1e-10)
    assert takens.values["g_ca"] == pytest.approx(form.fold(voltage), rel=1e-12)
    assert takens.values["current"] == pytest.approx(form.current(voltage, form.fold(voltage)), rel=1e-12)
    # Found on both curves; how far apart counts as an error.
    assert takens.curves == ("fold 1", "hopf 1")
    assert takens.errors["current"] < 1e-9
    assert all(point.residual < 1e-9 for point in calcium[0].points)


def test_planes_without_the_current_agree_with_those_with_it() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    with_current, _ = _asked(
        neuron, "current", "phi", first_range=(-50.0, 0.0), second_range=(0.3, 0.5), points=15
    )
    (expected,) = _points(with_current, "bogdanov-takens")
    without, _ = _asked(
        neuron,
        "phi",
        "g_ca",
        current=expected.values["current"],
        second_range=(3.6, 4.4),
        first_range=(0.3, 0.5),
    )
    nearest = min(_points(without, "bogdanov-takens"), key=lambda point: abs(point.values["g_ca"] - 4.0))
    assert nearest.values["g_ca"] == pytest.approx(4.0, rel=1e-9)
    assert nearest.values["phi"] == pytest.approx(expected.values["phi"], rel=1e-9)


def test_no_curve_is_missed_on_slices_of_random_neurons() -> None:
    # On a slice the curves must have the folds and Hopf points that following the equilibria finds there.
    generator = np.random.default_rng(20)
    seen = 0
    for _ in range(8):
        usual = MORRIS_LECAR.defaults(str(generator.choice(["hopf", "snic", "homoclinic"])))
        values = {name: value * generator.uniform(0.7, 1.3) for name, value in usual.items()}
        second = str(generator.choice(["g_ca", "g_k", "v3", "v4", "phi", "e_ca"]))
        neuron = Neuron.of(MORRIS_LECAR, None, **values)
        report, result = _asked(neuron, "current", second, points=15)
        value = generator.uniform(report.second_range[0], report.second_range[1])
        slice_of = Neuron(MORRIS_LECAR, {**neuron.values, second: value})
        branches = equilibrium_branches(slice_of, "current", *report.first_range, rows=50).branches
        expected = sorted(
            (point.kind == "hopf", point.value)
            for branch in branches
            for point in branch.points
            if point.kind in {"hopf", "saddle-node"}
        )
        found = sorted(
            (curve.kind == "hopf-curve", current)
            for curve in result.curves
            for current in _crossings(curve, value)
        )
        assert [kind for kind, _ in found] == [kind for kind, _ in expected]
        # Straight lines between the rows.
        width = report.first_range[1] - report.first_range[0]
        assert [x for _, x in found] == pytest.approx([x for _, x in expected], abs=0.02 * width)
        seen += len(expected)
        # A Bogdanov-Takens point is the end of a curve of Hopf points, with the criticality that it says.
        for point in _points(report, "bogdanov-takens"):
            assert sorted(name.split()[0] for name in point.curves) == ["fold", "hopf"]
            words = next(curve.labels for curve in result.curves if curve.name == point.curves[1])
            beside = words[1] if words[0] == "bogdanov-takens" else words[-2]
            assert beside == ("subcritical" if point.coefficients["s"] > 0.0 else "supercritical")
    assert seen > 10


def _crossings(curve: Curve, value: float) -> list[float]:
    first, second = (column.values for column in curve.columns[:2])
    off = second - value
    cells = np.flatnonzero(off[:-1] * off[1:] < 0.0)
    share = off[cells] / (off[cells] - off[cells + 1])
    crossed: list[float] = (first[cells] + share * (first[cells + 1] - first[cells])).tolist()
    return crossed


def test_criticality_changes_at_a_bautin_point_only() -> None:
    neuron = Neuron.of(HODGKIN_HUXLEY)
    report, result = _asked(neuron, "current", "temperature", second_range=(20.0, 35.0))
    (curve,) = result.curves
    words = [label for label in curve.labels if label != "bautin"]
    assert sum(a != b for a, b in pairwise(words)) == 1
    (point,) = _points(report, "bautin")
    before = curve.labels.index("bautin")
    assert _column(curve, "current")[before] == pytest.approx(point.values["current"], rel=1e-12)
    assert {curve.labels[before - 1], curve.labels[before + 1]} == {"subcritical", "supercritical"}
    assert abs(_column(curve, "first_lyapunov_coefficient")[before]) < 1e-12


def test_a_plane_without_bifurcations_says_so() -> None:
    report, result = _asked(Neuron.of(HODGKIN_HUXLEY, g_na=0.0), "current", "g_k", points=10)
    assert not report.curves
    assert not report.points
    assert not result.curves
    assert report.summary == ("There is no fold and no Hopf point in the rectangle.",)
