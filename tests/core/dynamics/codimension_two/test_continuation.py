"""Continuation of a circle, whose points are known, and of curves found through each other."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.dynamics.codimension_two.companions import companions
from core.dynamics.codimension_two.continuation import trace
from core.dynamics.codimension_two.correction import start
from core.dynamics.codimension_two.curves import TracedCurve, trace_all
from core.dynamics.codimension_two.derivatives import Expansion, ScaledField
from core.dynamics.codimension_two.location import located
from core.dynamics.codimension_two.scan import scan
from core.dynamics.codimension_two.seeds import seeds
from core.dynamics.codimension_two.systems import Borders, Linearised, Measures
from core.dynamics.vector_field import VectorField
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.result import Floats

NONE = np.zeros((0, 0))


class Circle:
    """(p₁ − ½)² + (p₂ − ½)² = r², without states."""

    def __init__(self, radius: float) -> None:
        self.radius = radius
        self.field: Any = SimpleNamespace(states=0)

    def borders(self, _: Floats) -> Borders:
        return Borders(NONE, NONE, ())

    def updated(self, borders: Borders, _: Linearised) -> Borders:
        return borders

    def measures(self, _: Linearised) -> Measures:
        return Measures(NONE)

    def resolves(self, *_: object) -> bool:
        return True

    def holds(self, *_: object) -> bool:
        return True

    def linearised(self, y: Floats, _: Borders) -> Linearised:
        off = y - 0.5
        expansion = Expansion(np.zeros(0), np.zeros((0, 2)), np.zeros((0, 0, 2)))
        return Linearised(
            np.array([off @ off - self.radius**2]), 2.0 * off[None], expansion, NONE, NONE, NONE, NONE
        )


def test_a_closed_curve_ends_where_it_began() -> None:
    system = Circle(0.3)
    first = start(system, np.array([0.8, 0.51]), 1)
    assert first is not None
    found = trace(system, first, 0.05, 1000)
    assert found.end == "closed"
    assert found.points[-1] is first
    places = np.array([point.y for point in found.points]) - 0.5
    np.testing.assert_allclose(np.hypot(*places.T), 0.3, rtol=1e-14)
    turned = np.unwrap(np.arctan2(places[:, 1], places[:, 0]))
    assert abs(turned[-1] - turned[0]) == pytest.approx(2.0 * np.pi)
    assert (np.diff(turned) * np.sign(turned[-1] - turned[0]) > 0.0).all()


def test_a_curve_ends_on_the_edge() -> None:
    system = Circle(0.6)
    first = start(system, np.array([0.9, 0.9]), 1)
    assert first is not None
    found = trace(system, first, 0.05, 1000)
    assert found.end == "edge"
    assert sorted(found.points[-1].y) == pytest.approx([0.5 + np.sqrt(0.36 - 0.25), 1.0], rel=1e-14)


def test_a_curve_that_is_cut_short_says_so() -> None:
    system = Circle(0.3)
    first = start(system, np.array([0.8, 0.51]), 1)
    assert first is not None
    assert trace(system, first, 0.05, 5).end == "limit of points"


def test_hopf_points_are_found_from_folds_alone() -> None:
    field = VectorField(Neuron.of(CATALOGUE["morris-lecar"], "snic"), ("current", "g_ca"))
    scaled = ScaledField(field, np.array([[-50.0, 250.0], [2.0, 6.0]]))
    grid = scan(scaled)
    every = trace_all(scaled, seeds(scaled, grid), 0.05, 1000)
    folds = trace_all(scaled, (seed for seed in seeds(scaled, grid) if seed.kind == "fold"), 0.05, 1000)
    assert {curve.kind for curve in folds} == {"fold"}
    found = companions(scaled, folds, [located(curve)[0] for curve in folds], 0.05, 1000)
    (expected,) = [curve for curve in every if curve.kind == "hopf" and "bogdanov-takens" in curve.ends]
    (curve,) = found
    assert set(curve.ends) == set(expected.ends) == {"edge", "bogdanov-takens"}
    assert _edge(curve) == pytest.approx(_edge(expected), rel=1e-12)


def _edge(curve: TracedCurve) -> list[float]:
    end = curve.points[-1 if curve.ends[1] == "edge" else 0]
    place: list[float] = end.y.tolist()
    return place
