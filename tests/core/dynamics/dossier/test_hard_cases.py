"""Dossiers where something nearly happens, or never ends: right answers or stated limits."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.dossier.report import Dossier
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron, Variable
from tests.core.dynamics.cycles.planar import escaping, isola, two_oscillators
from tests.core.dynamics.equilibrium_branches.polynomial_models import polynomial

DATA = Path(__file__).parents[3] / "validation" / "data"
MORRIS_LECAR, FITZHUGH_NAGUMO = CATALOGUE["morris-lecar"], CATALOGUE["fitzhugh-nagumo"]
SNIC = 39.96315309274537


def _told(neuron: Neuron, **request: Any) -> tuple[BifurcationReport, Dossier]:
    report = bifurcation(neuron, BifurcationRequest(**request)).report
    assert isinstance(report, BifurcationReport)
    assert report.cycles is not None
    return report, report.cycles


def _behaviours(cycles: Dossier) -> list[str]:
    return [region.behaviour for region in cycles.attractors]


@pytest.mark.parametrize(
    ("beyond", "kinds"), [(1e-9, ["neutral-saddle", "saddle-node"]), (-1e-9, ["neutral-saddle"])]
)
def test_a_saddle_node_next_to_the_end_of_the_range(beyond: float, kinds: list[str]) -> None:
    report, cycles = _told(Neuron.of(MORRIS_LECAR, "snic"), parameter_range=(20.0, SNIC + beyond))
    assert sorted(point.kind for point in report.special_points) == kinds
    # What is narrower than 1e-10 of the range is no region of its own.
    assert _behaviours(cycles) == ["rest"]
    assert cycles.complete


def test_two_saddle_nodes_a_hair_apart() -> None:
    # V′ = I + μV − V³ folds at ±(2μ/3)√(μ/3): 1e-9 apart, with three equilibria in between.
    neuron = polynomial(
        "V^3 - mu * V", Variable("w", "w", "follows V", "V - w"), mu=3.0 * (2.5e-10) ** (2 / 3)
    )
    report, cycles = _told(neuron)
    folds = sorted(point.value for point in report.special_points)
    assert folds == pytest.approx([-5e-10, 5e-10], rel=1e-9)
    assert _behaviours(cycles) == ["rest", "several resting states", "rest"]
    assert [region.stable_equilibria for region in cycles.attractors] == [1, 2, 1]
    # Sentences tell the two apart.
    assert "-5e-10 to 5e-10" in cycles.summary[1]


@pytest.mark.parametrize(
    ("off", "criticality"), [(1e-6, "supercritical"), (-1e-6, "subcritical"), (0.0, "degenerate")]
)
def test_a_hopf_point_next_to_a_bautin_point(off: float, criticality: str) -> None:
    points = json.loads((DATA / "bautin_points.json").read_text())["points"]
    chosen = next(p for p in points if p["set"] == "hopf" and p["second"] == "phi" and p["current"] < 130.0)
    report, cycles = _told(Neuron.of(MORRIS_LECAR, phi=chosen["phi"] * (1.0 + off)))
    hopf = next(point for point in report.special_points if point.kind == "hopf")
    assert hopf.value == pytest.approx(chosen["current"], abs=1e-4)
    assert hopf.criticality == criticality
    size, error = hopf.first_lyapunov_coefficient, hopf.first_lyapunov_error
    assert size is not None
    assert error is not None
    assert (abs(size) <= error) == (criticality == "degenerate")
    assert _behaviours(cycles) == ["rest", "tonic", "block"]


def test_a_model_without_a_bifurcation_says_so() -> None:
    report, cycles = _told(Neuron.of(MORRIS_LECAR, g_ca=1.0))
    assert report.special_points == ()
    assert cycles.branches == ()
    assert cycles.complete
    assert cycles.summary == ("I from 0 to 250 µA/cm²: the neuron rests.",)
    assert cycles.onset is not None
    assert cycles.onset.why == "no stable cycle was found over the range"


def test_stiff_canards_have_their_folds() -> None:
    # The equations are odd about I = 0.875: what happens at I happens at 1.75 − I. Along the canards I is
    # constant to 1e-13 and multipliers exceed 1e150.
    _, cycles = _told(Neuron.of(FITZHUGH_NAGUMO, phi=0.005))
    low, high = sorted(special.value for special in cycles.special_cycles)
    assert {special.kind for special in cycles.special_cycles} == {"fold-of-cycles"}
    assert low + high == pytest.approx(1.75, abs=1e-11)
    assert _behaviours(cycles) == ["rest", "rest or tonic", "tonic", "tonic or block", "block"]
    # Relaxation oscillations take more cycles than are allowed, which is told.
    assert cycles.complete == (not cycles.limits)


def test_a_closed_branch_of_cycles() -> None:
    # r′ = r (1 − μ² − (r² − 2)²): one loop of cycles, with folds at μ = ±1.
    _, cycles = _told(Neuron.of(isola()), parameter="mu", parameter_range=(-2.0, 2.0))
    (branch,) = cycles.branches
    assert (branch.start.kind, branch.end.kind) == ("closed", "closed")
    folds = sorted((special.value, special.period) for special in cycles.special_cycles)
    assert np.array(folds) == pytest.approx(np.array([(-1.0, 2.0 * np.pi), (1.0, 2.0 * np.pi)]), rel=1e-10)
    assert [(r.behaviour, r.stable_cycles) for r in cycles.attractors] == [
        ("rest", 0),
        ("rest or tonic", 1),
        ("rest", 0),
    ]
    assert cycles.complete


def test_cycles_that_grow_without_bound_end_in_a_stated_limit() -> None:
    # r′ = r (1 − μ r²): radius 1/√μ, nothing stable where μ ≤ 0.
    _, cycles = _told(Neuron.of(escaping()), parameter="mu", parameter_range=(-0.5, 1.0))
    nothing, tonic = cycles.attractors
    assert (nothing.behaviour, tonic.behaviour) == ("no attractor found", "tonic")
    assert 0.0 <= nothing.value_to < 1e-3
    assert "not followed" in nothing.ends_with
    assert not cycles.complete
    assert any("not followed" in limit for limit in cycles.limits)


def test_two_frequencies_without_a_common_period() -> None:
    # Uncoupled oscillators of frequencies 1 and √2 that begin at μ = 0 and −0.1: the second's cycle turns
    # into a torus at 0, on which no run ever comes back.
    _, cycles = _told(Neuron.of(two_oscillators()), parameter="mu", parameter_range=(-0.3, 0.05))
    (torus,) = cycles.special_cycles
    assert torus.kind == "torus"
    assert torus.value == pytest.approx(0.0, abs=1e-10)
    assert torus.period == pytest.approx(np.sqrt(2.0) * np.pi, rel=1e-10)
    assert _behaviours(cycles) == ["rest", "tonic", "no attractor found"]
    assert "irregular" in cycles.summary[-1]


def test_chaos_is_no_attractor_that_is_claimed() -> None:
    # At 3.25 the bursts of Hindmarsh and Rose never repeat.
    _, cycles = _told(Neuron.of(CATALOGUE["hindmarsh-rose"]), parameter_range=(3.24, 3.26))
    assert _behaviours(cycles) == ["no attractor found"]
    assert cycles.onset is not None
    assert cycles.onset.excitability_class is None


def test_a_vertical_branch_of_cycles_ends_in_a_stated_limit() -> None:
    # V′ = μV − w, w′ = V + μw: all cycles lie at μ = 0.
    neuron = polynomial("-mu * V", Variable("w", "w", "other coordinate", "V + mu * w"), coupling="1", mu=0.5)
    report, cycles = _told(neuron, parameter="mu", parameter_range=(-0.5, 1.0))
    (hopf,) = report.special_points
    assert (hopf.kind, hopf.criticality) == ("hopf", "degenerate")
    assert cycles.special_cycles == ()
    assert _behaviours(cycles) == ["rest", "no attractor found"]
    assert not cycles.complete
