"""Branches that cross, nearly cross, close, vanish or reach far: closed forms."""

import numpy as np
import pytest

from core.dynamics.equilibrium_branches.branch import EquilibriumBranches, LocalBifurcation
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron, Variable
from core.neuron.equations import jacobian_matrix, time_derivative
from tests.core.dynamics.equilibrium_branches.polynomial_models import polynomial


def _branches(neuron: Neuron, low: float, high: float, current: float = 0.0) -> EquilibriumBranches:
    return equilibrium_branches(neuron, "mu", low, high, current=current)


def _points(found: EquilibriumBranches, kind: str) -> list[LocalBifurcation]:
    return [point for point in found.points if point.kind == kind]


FOLLOWER = Variable("w", "w", "follows V", "V - w")


@pytest.mark.parametrize("others", [(), (FOLLOWER,)])
def test_a_pitchfork_is_a_branch_point_on_both_its_branches(others: tuple[Variable, ...]) -> None:
    found = _branches(polynomial("V^3 - mu * V", *others, mu=0.0), -1.0, 1.0)
    bent, straight = sorted(found.branches, key=lambda branch: float(branch.values.min()), reverse=True)
    assert [point.kind for point in (*bent.points, *straight.points)] == ["branch-point", "branch-point"]
    for point in found.points:
        assert point.crossing == "pitchfork"
        assert abs(point.value) < 1e-12
        assert abs(point.voltage) < 1e-12
    assert sorted(bent.voltage[[0, -1]]) == pytest.approx([-1.0, 1.0], abs=1e-12)
    assert np.abs(straight.voltage).max() < 1e-12
    assert found.complete


def test_a_transcritical_crossing_exchanges_stability() -> None:
    found = _branches(polynomial("V^2 - mu * V", mu=0.0), -1.0, 1.0)
    for branch in found.branches:
        (point,) = branch.points
        assert (point.kind, point.crossing) == ("branch-point", "transcritical")
        assert set(branch.between.types) == {"stable node", "unstable node"}


@pytest.mark.parametrize("imperfection", [1e-3, 1e-6, 1e-9])
def test_an_imperfect_pitchfork_is_a_fold_beside_a_smooth_branch(imperfection: float) -> None:
    # V³ − μV = ε: the fold is at V = −(ε/2)^(1/3), μ = 3V²; both branches are (4ε)^(1/3) apart there.
    neuron = polynomial("V^3 - mu * V - offset", mu=0.0, offset=imperfection)
    found = _branches(neuron, -1.0, 1.0)
    assert [point.kind for point in found.points] == ["saddle-node"]
    (fold,) = found.points
    voltage = -((0.5 * imperfection) ** (1.0 / 3.0))
    assert fold.value == pytest.approx(3.0 * voltage**2, rel=1e-9)
    assert fold.voltage == pytest.approx(voltage, rel=1e-7)
    # μ = V² − ε/V.
    assert fold.curvature == pytest.approx(2.0 - 2.0 * imperfection / voltage**3, rel=1e-6)
    assert len(found.branches) == 2


def test_an_equilibrium_with_an_invariant_line_keeps_the_branch_that_elimination_would_lose() -> None:
    # x′ = x (V − ½): on the line V = ½ any x is at rest, and x = 0 otherwise.
    neuron = polynomial("V - mu", Variable("x", "x", "", "x * (V - 0.5)"), coupling="1", mu=0.0)
    found = _branches(neuron, -1.0, 2.0)
    assert len(found.branches) == 2
    upright = next(branch for branch in found.branches if np.ptp(branch.voltage) < 1e-9)
    assert upright.voltage == pytest.approx(0.5, abs=1e-12)
    assert upright.z[1] == pytest.approx(upright.values - 0.5, abs=1e-11)
    for branch in found.branches:
        crossing = next(point for point in branch.points if point.kind == "branch-point")
        assert (crossing.value, crossing.voltage) == pytest.approx((0.5, 0.5), abs=1e-12)
    assert not found.complete
    assert "not proven" in found.coverage


def test_a_hidden_variables_pitchfork_is_found() -> None:
    neuron = polynomial("V", Variable("x", "x", "", "mu * x - x^3"), coupling="-1", mu=0.0)
    found = _branches(neuron, -1.0, 1.0)
    assert len(found.branches) == 2
    assert {point.crossing for point in found.points} == {"pitchfork"}
    report = fixed_points(Neuron.of(neuron.model, mu=0.25), FixedPointsRequest(current=0.0)).report
    assert isinstance(report, FixedPointsReport)
    assert [point.voltage for point in report.fixed_points] == pytest.approx([-0.5, 0.0, 0.5], abs=1e-12)
    assert not report.complete


def test_an_isolated_branch_is_closed() -> None:
    found = _branches(polynomial("V^2 + mu^2 - 0.25", mu=0.0), -1.0, 1.0)
    (branch,) = found.branches
    assert branch.ends == ("closed", "closed")
    assert sorted(point.value for point in branch.points) == pytest.approx([-0.5, 0.5], rel=1e-12)
    assert np.hypot(branch.voltage, branch.values) == pytest.approx(0.5, rel=1e-12)
    assert not found.complete


def test_a_fold_in_a_huge_range_is_where_it_is() -> None:
    found = _branches(polynomial("V^2 - mu", mu=0.0), -1e6, 1e6)
    (branch,) = found.branches
    (fold,) = branch.points
    assert abs(fold.value) < 1e-9
    assert sorted(branch.voltage[[0, -1]]) == pytest.approx([-1000.0, 1000.0], rel=1e-12)


def test_two_folds_a_hair_apart() -> None:
    # V³ − 10⁻⁸ V = μ: folds at V = ±√(10⁻⁸/3), 8 × 10⁻¹³ apart in μ.
    found = _branches(polynomial("V^3 - 1e-8 * V - mu", mu=0.0), -1.0, 1.0)
    place = np.sqrt(1e-8 / 3.0)
    assert [point.voltage for point in found.points] == pytest.approx([-place, place], rel=1e-9)
    assert [point.value for point in found.points] == pytest.approx(
        [2.0 * place**3, -2.0 * place**3], rel=1e-9
    )


def test_nothing_happens_on_a_line() -> None:
    found = _branches(polynomial("V - mu", mu=0.0), -1.0, 1.0)
    assert found.points == ()
    assert found.branches[0].between.types == ("stable node",)


def test_a_hopf_point_at_a_bautin_point_is_degenerate() -> None:
    # x″ + x = μx′ + … in Liénard form: V′ = −w + μV − c V³ has l₁ ∝ −c, which is 0 here.
    neuron = polynomial("-mu * V + c * V^3", Variable("w", "w", "", "V"), coupling="1", mu=0.1, c=0.0)
    found = _branches(neuron, -1.0, 1.0)
    (hopf,) = _points(found, "hopf")
    assert abs(hopf.value) < 1e-12
    assert hopf.angular_frequency == pytest.approx(1.0, rel=1e-12)
    assert hopf.hopf is not None
    assert hopf.hopf.criticality == "degenerate"
    for c, criticality in ((1e-6, "supercritical"), (-1e-6, "subcritical")):
        (beside,) = _points(_branches(Neuron.of(neuron.model, c=c), -1.0, 1.0), "hopf")
        assert beside.hopf is not None
        assert beside.hopf.criticality == criticality
        # |q_V|² = |q_w|² = ½ and p = q: Re c₁ = ½ p̄ (−6c) q|q|² = −3c |q_V|⁴.
        assert beside.hopf.cubic_coefficient == pytest.approx(-0.75 * c, rel=1e-9)


def test_a_relay_cells_equilibria_balance_all_rates() -> None:
    neuron = Neuron.of(CATALOGUE["thalamic-relay"])
    result = fixed_points(neuron, FixedPointsRequest(current=0.0))
    assert isinstance(result.report, FixedPointsReport)
    assert result.report.count == 3
    assert not result.report.complete
    # Against a fine brute scan of the voltage with the calcium solved for by bisection: the same roots.
    found = equilibrium_branches(neuron, "current", -2.0, 5.0)
    for branch in found.branches:
        for z in branch.z[:, ::50].T:
            rates = time_derivative(neuron, z[:-1], float(z[-1]))
            assert np.abs(rates).max() < 1e-9
    at_zero = [
        float(np.interp(0.0, *branch.z[[-1, 0], i : i + 2][:, np.argsort(branch.z[-1, i : i + 2])]))
        for branch in found.branches
        for i in np.flatnonzero(np.diff(np.sign(branch.values)))
    ]
    expected = [point.voltage for point in result.report.fixed_points]
    assert sorted(at_zero) == pytest.approx(expected, abs=0.02)


def test_states_that_act_on_nothing_make_no_special_points() -> None:
    # Pospischil's fast-spiking cell has no M-, L- or T-current: their gates only follow V.
    neuron = Neuron.of(CATALOGUE["pospischil"], "fs")
    found = equilibrium_branches(neuron, "current", *neuron.model.standard.current_range)
    # Of the 28 pairs of eigenvalues six are opposite somewhere; in two of them both are of V, m, h and n.
    assert [point.kind for point in found.points].count("neutral-saddle") == 2
    acting = [neuron.model.states.index(state) for state in ("V", "m", "h", "n")]
    for point in found.points:
        values = np.linalg.eigvals(jacobian_matrix(neuron, point.state)[np.ix_(acting, acting)])
        i, j = np.triu_indices(4, 1)
        if point.kind == "neutral-saddle":
            assert np.abs(values[i] + values[j]).min() < 1e-10
        if point.kind == "node-focus":
            # A double eigenvalue is off by the square root of rounding.
            assert np.abs(values[i] - values[j]).min() < 1e-5
