"""What the dossier says of the classical models: regions by attractor, bistability, class, limits."""

from functools import cache

import pytest

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.dossier.report import Dossier
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from tests.validation.dossier_family.members import member


@cache
def report(
    model: str, preset: str | None = None, parameter: str = "current", current: float = 0.0
) -> BifurcationReport:
    request = BifurcationRequest(parameter=parameter, current=current, points=50, period_doublings=0)
    found = bifurcation(Neuron.of(CATALOGUE[model], preset), request).report
    assert isinstance(found, BifurcationReport)
    return found


def dossier(
    model: str, preset: str | None = None, parameter: str = "current", current: float = 0.0
) -> Dossier:
    found = report(model, preset, parameter, current).cycles
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("model", "preset", "behaviours"),
    [
        ("morris-lecar", None, ["rest", "rest or tonic", "tonic", "tonic or block", "block"]),
        ("morris-lecar", "snic", ["rest", "tonic", "tonic or block", "block"]),
        (
            "morris-lecar",
            "homoclinic",
            ["rest", "rest or tonic", "rest, tonic or block", "tonic or block", "block"],
        ),
        ("hodgkin-huxley", None, ["rest", "rest or tonic", "tonic", "block"]),
        ("wang-buzsaki", None, ["rest", "tonic", "block"]),
        ("fitzhugh-nagumo", None, ["rest", "rest or tonic", "tonic", "tonic or block", "block"]),
    ],
)
def test_regions_by_attractor(model: str, preset: str | None, behaviours: list[str]) -> None:
    found = dossier(model, preset)
    assert [region.behaviour for region in found.attractors] == behaviours
    assert found.complete
    assert found.limits == ()
    edges = [region.value_from for region in found.attractors[1:]]
    assert edges == [region.value_to for region in found.attractors[:-1]]
    # Every edge is a point that is reported, and says which.
    for region in found.attractors[:-1]:
        assert "not resolved" not in region.ends_with
    values = {point.value for point in found.special_cycles}
    values |= {point.value for point in report(model, preset).special_points}
    values |= {end.value for branch in found.branches for end in (branch.start, branch.end)}
    assert all(min(abs(edge - value) for value in values) < 1e-9 for edge in edges)


@pytest.mark.parametrize(
    ("model", "preset", "number", "ends_with"),
    [
        ("morris-lecar", None, 2, "subcritical Hopf point"),
        ("morris-lecar", "snic", 1, "saddle-node on the cycle (snic)"),
        ("morris-lecar", "homoclinic", 2, "saddle-node"),
        ("hodgkin-huxley", None, 2, "subcritical Hopf point"),
        ("wang-buzsaki", None, 1, "saddle-node on the cycle (snic)"),
    ],
)
def test_class_of_excitability(model: str, preset: str | None, number: int, ends_with: str) -> None:
    onset = dossier(model, preset).onset
    assert onset is not None
    assert (onset.excitability_class, onset.rest_ends_with) == (number, ends_with)
    assert (onset.frequency == 0.0) == (number == 1)


def test_the_rate_where_rest_ends() -> None:
    onset = dossier("hodgkin-huxley").onset
    assert onset is not None
    # PHYSICS.md: 68.31 Hz at 10 µA/cm² with E_L = -54.4, so a little less at 9.775.
    assert onset.frequency == pytest.approx(67.6, abs=0.3)
    assert onset.firing_from == pytest.approx(6.264221 - 0.3 * 0.013, abs=1e-6)


def test_bistability_is_where_rest_and_cycle_coexist() -> None:
    lower, upper = dossier("morris-lecar").bistability
    assert (lower.value_from, lower.value_to) == pytest.approx((88.2932505, 93.8576183737), abs=1e-7)
    assert (upper.value_from, upper.value_to) == pytest.approx((212.0188161004, 216.8998014), abs=1e-7)


def test_over_another_parameter_there_is_no_onset() -> None:
    found = dossier("morris-lecar", None, "g_ca", 100.0)
    assert found.onset is None
    assert [region.behaviour for region in found.attractors] == [
        "rest",
        "rest or tonic",
        "tonic",
        "tonic or block",
        "block",
    ]
    # At the default conductance the same cell rests below, fires at 100 µA/cm².
    tonic = found.attractors[2]
    assert tonic.value_from < 4.4 < tonic.value_to


def test_the_speed_of_recovery_makes_no_block() -> None:
    # V of the equilibrium does not depend on phi, and below the voltages of instability it is rest.
    found = dossier("morris-lecar", None, "phi", 90.0)
    assert {region.behaviour for region in found.attractors} == {"tonic", "rest or tonic", "rest"}


def test_the_summary_tells_the_regions_in_words() -> None:
    summary = dossier("morris-lecar").summary
    assert len(summary) == 6
    assert summary[0] == "I from 0 to 88.2933 µA/cm²: the neuron rests."
    assert "bistable" in summary[1]
    assert summary[-1].startswith("Class 2 excitability: rest ends in a subcritical Hopf point")


def test_limits_are_told() -> None:
    request = BifurcationRequest(cycle_points=10)
    result = bifurcation(Neuron.of(CATALOGUE["morris-lecar"]), request)
    assert isinstance(result.report, BifurcationReport)
    assert result.report.cycles is not None
    assert not result.report.cycles.complete
    assert [notice.code for notice in result.warnings] == ["partial"] * len(result.report.cycles.limits)
    assert "10 cycles were computed" in result.report.cycles.limits[0]


def test_a_narrow_range_has_the_cycles_of_the_wide_one() -> None:
    # Their Hopf points are far off: 9.78 and 154.5 µA/cm².
    request = BifurcationRequest(parameter_range=(7.8, 7.95), points=50, period_doublings=0)
    found = bifurcation(Neuron.of(CATALOGUE["hodgkin-huxley"], e_l=-54.4), request)
    assert isinstance(found.report, BifurcationReport)
    assert found.report.cycles is not None
    values = sorted(point.value for point in found.report.cycles.special_cycles)
    assert values == pytest.approx([7.846247120, 7.849237398, 7.921677676, 7.921685494], abs=1e-8)
    assert all(estimate.value < 0.01 for estimate in found.numerics.estimated_errors)


def test_a_branch_that_is_followed_again_from_its_other_end_counts_once() -> None:
    # Number 480 of the random family: 300 cycles are two too few from the lower Hopf point.
    values = member(480).values
    request = BifurcationRequest(parameter_range=(0.0, 250.0), points=50)
    found = bifurcation(Neuron.of(CATALOGUE["morris-lecar"], None, **values), request).report
    assert isinstance(found, BifurcationReport)
    assert found.cycles is not None
    assert found.cycles.complete
    assert max(region.stable_cycles for region in found.cycles.attractors) == 1
    assert [branch.end.kind for branch in found.cycles.branches] == ["hopf"]
