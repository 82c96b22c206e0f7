"""Branches of cycles against closed forms, PHYSICS values, AUTO-07p and shooting."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.dynamics.cycles.branch import SpecialCycle
from core.dynamics.cycles.branches import Limits, Survey
from core.dynamics.cycles.infinite_period import saddle_node_time
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.vector_field import VectorField
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from tests.core.dynamics.cycles.planar import hopf_normal_form, hopf_of_fifth_order

DATA = Path(__file__).parents[3] / "validation" / "data"


def surveyed(neuron: Neuron, low: float, high: float, parameter: str = "current", **limits: Any) -> Survey:
    found = equilibrium_branches(neuron, parameter, low, high)
    marks = [point for point in found.points if point.kind in {"hopf", "saddle-node"}]
    survey = Survey(VectorField(neuron, (parameter,)), marks, Limits(low, high, high - low, **limits))
    survey.from_hopf_points()
    survey.from_period_doublings()
    return survey


@pytest.fixture(scope="module")
def hodgkin_huxley() -> Survey:
    return surveyed(Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-54.4), 0.0, 180.0)


@pytest.fixture(scope="module")
def morris_lecar() -> dict[str, Survey]:
    model = CATALOGUE["morris-lecar"]
    return {
        "hopf": surveyed(Neuron.of(model), 0.0, 250.0),
        "snic": surveyed(Neuron.of(model, "snic"), 0.0, 250.0),
        "snic, phi 1/15": surveyed(Neuron.of(model, "snic", phi=1.0 / 15.0), 0.0, 250.0),
        "homoclinic": surveyed(Neuron.of(model, "homoclinic"), 0.0, 250.0),
    }


def named(survey: Survey, kind: str, branch: int = 0) -> list[SpecialCycle]:
    special = [point for point in survey.branches[branch].special if point.kind == kind]
    return sorted(special, key=lambda point: point.cycle.value)


@pytest.mark.parametrize(
    ("which", "folds"),
    [
        # Value, period (PHYSICS.md, section 4; that of the homoclinic set by AUTO), digits printed.
        ("hopf", [(88.2932505, 135.386, 1e-7, 1e-3), (216.8998014, 77.929, 1e-7, 1e-3)]),
        ("snic", [(115.9487214878, 37.0358485, 1e-10, 1e-7)]),
        ("snic, phi 1/15", [(116.10954, None, 1e-5, 0.0)]),
        ("homoclinic", [(40.593351958, 21.110055, 1e-9, 2e-6)]),
    ],
)
def test_folds_of_cycles_of_morris_lecar(
    morris_lecar: dict[str, Survey], which: str, folds: list[tuple[float, float | None, float, float]]
) -> None:
    found = named(morris_lecar[which], "fold-of-cycles")
    assert len(found) == len(folds)
    for special, (value, period, digit, period_digit) in zip(found, folds, strict=True):
        assert special.cycle.value == pytest.approx(value, rel=0, abs=digit)
        assert special.value_error < 1e-9
        if period is not None:
            assert special.cycle.period == pytest.approx(period, rel=0, abs=period_digit)
    assert [len(branch.special) for branch in morris_lecar[which].branches] == [len(folds)]


def test_ends_of_branches_of_morris_lecar(morris_lecar: dict[str, Survey]) -> None:
    ends = {name: survey.branches[0].end for name, survey in morris_lecar.items()}
    assert {name: end.kind for name, end in ends.items()} == {
        "hopf": "hopf",
        "snic": "snic",
        "snic, phi 1/15": "snic",
        "homoclinic": "homoclinic",
    }
    assert ends["hopf"].value == pytest.approx(212.0188161004, abs=1e-10)
    assert ends["snic"].value == pytest.approx(39.9631530927, abs=1e-10)
    # The connecting orbit itself, by another method: tests/validation/data/shooting_cycles.json.
    error = ends["homoclinic"].value_error
    assert error < 1e-9
    assert ends["homoclinic"].value == pytest.approx(35.00673419758318, abs=error)
    for name in ("snic", "homoclinic"):
        assert ends[name].evidence == pytest.approx(1.0, abs=0.1)


def test_a_snic_has_the_period_of_its_normal_form(morris_lecar: dict[str, Survey]) -> None:
    # PHYSICS.md: T √(I − I*) tends to 176.618, which is π/√(a b).
    survey = morris_lecar["snic"]
    (mark,) = [mark for mark in survey.landmarks if abs(mark.value - 39.963) < 1e-3]
    assert saddle_node_time(survey.vector_field, mark, mark.value + 0.01) * 0.1 == pytest.approx(
        176.618, abs=5e-4
    )
    # The next term is a constant time, that outside of the bottleneck: two cycles take it out.
    near, nearer = survey.branches[0].points[-2:]
    distance = [point.cycle.value - mark.value for point in (near, nearer)]
    bottleneck = (nearer.cycle.period - near.cycle.period) / (distance[1] ** -0.5 - distance[0] ** -0.5)
    # What is left is of the order of √(I − I*)/T, about 1 %.
    assert bottleneck == pytest.approx(176.618, rel=0.01)


def test_folds_and_doublings_of_hodgkin_huxley(hodgkin_huxley: Survey) -> None:
    folds = [special.cycle.value for special in named(hodgkin_huxley, "fold-of-cycles")]
    assert folds == pytest.approx([6.264221, 7.846247, 7.921685], abs=1e-6)
    # AUTO steps over both with its usual steps; with DSMAX 1e-4 it finds the second (the data say where).
    doublings = [special.cycle.value for special in named(hodgkin_huxley, "period-doubling")]
    assert doublings == pytest.approx([7.849237398, 7.921677675722], abs=1e-9)
    assert all(special.value_error < 1e-8 for special in hodgkin_huxley.branches[0].special)
    assert len(hodgkin_huxley.branches[0].special) == 5


def test_multipliers_of_auto(hodgkin_huxley: Survey) -> None:
    known = json.loads((DATA / "auto_hodgkin_huxley.json").read_text())["sets"]["ermentrout"]
    folds = {round(p["current"], 5): p for p in known["cycles from 2"]["special_points"] if p["type"] == "LP"}
    for special in named(hodgkin_huxley, "fold-of-cycles"):
        row = folds[round(special.cycle.value, 5)]
        largest = max((complex(*pair) for pair in row["multipliers"]), key=abs)
        ours = max(special.cycle.multipliers, key=abs)
        assert special.cycle.value == pytest.approx(row["current"], abs=1e-8)
        assert ours == pytest.approx(largest, rel=1e-4)


def test_the_doubled_branch_leads_from_one_doubling_to_the_other(hodgkin_huxley: Survey) -> None:
    doubled = hodgkin_huxley.branches[1]
    assert doubled.doublings == 1
    assert {doubled.start.kind, doubled.end.kind} == {"period-doubling"}
    assert {doubled.start.value, doubled.end.value} == {
        special.cycle.value for special in named(hodgkin_huxley, "period-doubling")
    }


def test_doublings_of_the_doubled_branch(hodgkin_huxley: Survey) -> None:
    # By shooting: tests/validation/data/shooting_cycles.json.
    found = [(point.kind, point.cycle.value) for point in hodgkin_huxley.branches[1].special]
    expected = [
        ("period-doubling", 7.850381432343554),
        ("period-doubling", 7.910703877395913),
        ("fold-of-cycles", 7.910704139188584),
        ("fold-of-cycles", 7.859622807406124),
        ("period-doubling", 7.859622808036897),
        ("period-doubling", 7.921673653260693),
    ]
    assert [kind for kind, _ in found] == [kind for kind, _ in expected]
    # Multipliers up to 4e10 leave six digits fewer than a double has.
    assert [value for _, value in found] == pytest.approx([value for _, value in expected], abs=1e-9)


def test_a_shift_of_the_leak_shifts_everything(hodgkin_huxley: Survey) -> None:
    shifted = surveyed(Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-54.387), 0.0, 180.0, doublings=0)
    before, after = (
        np.array([special.cycle.value for special in survey.branches[0].special])
        for survey in (hodgkin_huxley, shifted)
    )
    # C V′ reads I + g_L E_L only.
    assert after - before == pytest.approx(np.full(5, -0.3 * 0.013), abs=1e-9)


def test_the_branch_of_a_normal_form_is_exact() -> None:
    """x′ = μ x − ω y − x r², y′ = ω x + μ y − y r²: radius √μ, period 2π/ω, multiplier exp(−4π μ/ω)."""
    survey = surveyed(Neuron.of(hopf_normal_form(), omega=2.0), -0.5, 1.0, "mu")
    (branch,) = survey.branches
    assert (branch.start.kind, branch.end.kind, branch.special) == ("hopf", "bound", ())
    for point in branch.points:
        mu, cycle = point.cycle.value, point.cycle
        assert cycle.period == pytest.approx(np.pi, rel=1e-11)
        assert cycle.extremes() == pytest.approx((-np.sqrt(mu), np.sqrt(mu)), rel=1e-8)
        assert cycle.multipliers[1] == pytest.approx(np.exp(-4.0 * np.pi * mu / 2.0), rel=1e-6)


def test_the_fold_of_the_fifth_order_form_is_exact() -> None:
    survey = surveyed(Neuron.of(hopf_of_fifth_order()), -2.0, 1.0, "mu")
    (branch,) = survey.branches
    (fold,) = branch.special
    # r⁴ − 2 r² = μ: the fold is at μ = −1, r = 1; the branch is born at μ = 0 and goes down to it.
    assert fold.kind == "fold-of-cycles"
    assert fold.cycle.value == pytest.approx(-1.0, abs=1e-11)
    assert fold.cycle.extremes() == pytest.approx((-1.0, 1.0), rel=1e-5)
    for point in branch.points:
        mu, r = point.cycle.value, point.cycle.extremes()[1]
        assert r**4 - 2.0 * r**2 == pytest.approx(mu, abs=1e-7)
        exact = np.exp((mu + 6.0 * r**2 - 5.0 * r**4) * 2.0 * np.pi)
        assert point.cycle.multipliers[1] == pytest.approx(exact, rel=1e-5)
