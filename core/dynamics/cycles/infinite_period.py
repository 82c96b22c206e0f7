"""Branches whose period grows without bound: on a saddle-node (SNIC) or on a saddle (homoclinic)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import NamedTuple

import numpy as np

from core.dynamics.cycles.branch import BranchEnd, BranchPoint
from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.crossings import Stretch
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.follow import Path
from core.dynamics.cycles.solvers import Solvers
from core.dynamics.equilibrium_branches.branch import LocalBifurcation
from core.dynamics.vector_field import VectorField
from core.result import Floats

LONG = 8.0
"""A period of so many times the shortest of the branch may be one that grows without bound."""
LONGEST = 3e3
"""Of the shortest period: what is longer is not followed."""
NEAR_SADDLE = 0.02
"""Distance from a saddle, in scaled states, within which a homoclinic orbit must pass."""
ENOUGH = 1e-11
"""Of the parameter's unit: a homoclinic orbit is near enough."""
AGREES = 0.08
"""Largest relative difference from a scaling law."""

CONSTANT = 2e-9
"""Of the parameter's unit: no more than errors of the mesh make of it."""
CONSTANT_UNRESOLVED = 3e-7
"""The same where errors are so large that no multiplier is told from others."""
GROWN = 4.0
"""A period of so many times the shortest may be one that grows while the parameter is constant."""
FEWEST = 3
"""Cycles on which the parameter must have been constant."""
LAST_SHARE = 2.0 / 3.0
"""Of the period: since it had grown to it the parameter must have been constant."""
DECAY = 5.0
"""Logarithm of the factor by which the parameter should have come nearer to its end meanwhile."""


class _Approach(NamedTuple):
    """What a long cycle says of the homoclinic orbit that it is near.

    Attributes
    ----------
    period
        Of the cycle [ms].
    end, ahead
        Value of the parameter at the homoclinic orbit, and how far it is.
    rate
        The slower of the rates at which the saddle is left and approached [1/ms].
    saddle
        The equilibrium, shape (n,).
    distance
        Of the cycle from it, in scaled states.
    """

    period: float
    end: float
    ahead: float
    rate: float
    saddle: Floats
    distance: float


@dataclass(slots=True)
class Lengthening:
    """Ends a branch whose period grows without bound: on a saddle-node (SNIC) or on a saddle (homoclinic).

    Attributes
    ----------
    candidate
        A homoclinic orbit with good evidence, while the branch is still followed towards it.
    """

    landmarks: Sequence[LocalBifurcation]
    solvers: Solvers
    candidate: BranchEnd | None = None
    _approach: list[_Approach] = dataclass_field(default_factory=list)

    def __call__(self, solver: CycleSolver, path: Path, _: Stretch) -> BranchEnd | None:
        """Both the scaling law and the equilibrium that the cycles slow down at must agree."""
        last = path.points[-1]
        shortest = min(point.cycle.period for point in path.points)
        grows = last.cycle.period >= path.points[-2].cycle.period
        if grows and last.cycle.period > GROWN * shortest:
            constant = self._constant(solver, path)
            if constant is not None:
                return constant
        if not grows or last.cycle.period < LONG * shortest:
            self._approach.clear()
            self.candidate = None
            return None
        end = self._on_saddle_node(last) or self._on_saddle(solver, last)
        if end is None and last.cycle.period > LONGEST * shortest:
            detail = f"the period has grown to {last.cycle.period:.4g} ms, and no scaling law is recognised"
            end = BranchEnd("unresolved", last.cycle.value, detail)
        return end

    def _on_saddle_node(self, point: BranchPoint) -> BranchEnd | None:
        cycle = point.cycle
        slope = _per_time(point)
        for mark in self.landmarks:
            ahead = mark.value - cycle.value
            if mark.kind != "saddle-node" or ahead * slope <= 0.0:
                continue
            # p − p* ∝ 1/T²: the law predicts the end from the slope of the branch.
            predicted = cycle.value + 0.5 * cycle.period * slope
            ratio = saddle_node_time(cycle.field, mark, cycle.value) / cycle.period
            distance = _nearest(cycle, mark.state)
            if (
                abs(predicted - mark.value) < AGREES * abs(ahead)
                and abs(ratio - 1.0) < AGREES
                and distance < 0.1
            ):
                return BranchEnd(
                    "snic",
                    mark.value,
                    "the period grows as 1/√|p − p*| towards a saddle-node on the cycle",
                    state=mark.state,
                    evidence=1.0 / ratio,
                    distance=distance,
                )
        return None

    def _on_saddle(self, solver: CycleSolver, point: BranchPoint) -> BranchEnd | None:
        """The homoclinic orbit, once it is so near that going on would only add rounding."""
        made = _approach(point)
        if made is None:
            self._approach.clear()
            return None
        self._approach.append(made)
        if len(self._approach) < 2:
            return None
        before, unit = self._approach[-2], float(solver.units[0])
        if self.candidate is not None and abs(made.ahead) >= abs(before.ahead):
            return self._refined(point)
        if made.ahead * before.ahead <= 0.0 or made.distance > NEAR_SADDLE:
            return None
        measured = float(np.log(before.ahead / made.ahead)) / (made.period - before.period)
        if abs(measured / made.rate - 1.0) > AGREES:
            return None
        self.candidate = BranchEnd(
            "homoclinic",
            made.end,
            "the period grows as the logarithm of |p − p*| towards an orbit homoclinic to a saddle",
            value_error=abs(made.end - before.end),
            state=made.saddle,
            evidence=measured / made.rate,
            distance=made.distance,
        )
        return self._refined(point) if abs(made.ahead) < ENOUGH * unit else None

    def _constant(self, solver: CycleSolver, path: Path) -> BranchEnd | None:
        """A homoclinic orbit that is so near that the parameter does not change any more but for errors.

        Where the saddle's rates are high, this is so before the period is long; then no law can be measured.
        """
        period = path.points[-1].cycle.period
        count = next(
            (i for i, point in enumerate(reversed(path.points)) if point.cycle.period < LAST_SHARE * period),
            0,
        )
        points = path.points[len(path.points) - count :]
        values = [point.cycle.value for point in points]
        resolved = any(point.cycle.resolved for point in points)
        allowed = (CONSTANT if resolved else CONSTANT_UNRESOLVED) * float(solver.units[0])
        if count < FEWEST or np.ptp(values) > allowed:
            return None
        made = _approach(points[0])
        if made is None or made.distance > NEAR_SADDLE or made.rate * (period - made.period) < DECAY:
            return None
        self.candidate = BranchEnd(
            "homoclinic",
            float(np.median(values)),
            "the period grows while the parameter is constant but for errors of the mesh, towards an orbit "
            "homoclinic to a saddle",
            value_error=float(np.ptp(values)),
            state=made.saddle,
            distance=made.distance,
        )
        return self._refined(points[0])

    def _refined(self, point: BranchPoint) -> BranchEnd | None:
        """The candidate with its value from finer meshes; the difference of the last two is its error."""
        ends: list[_Approach] = []
        if self.candidate is None:
            return None
        for factor in (2, 4):
            finer = self.solvers.of(factor * (point.cycle.mesh.size - 1))
            cycle, tangent = finer.remeshed(point.cycle, point.tangent)
            found = finer.correct(cycle, cycle, tangent)
            made = None if found is None else _approach(BranchPoint(found.cycle, found.tangent))
            if made is None:
                return self.candidate
            ends.append(made)
        error = abs(ends[1].end - ends[0].end) + AGREES * abs(ends[1].ahead)
        last = ends[1]
        self.candidate = replace(
            self.candidate, value=last.end, value_error=error, state=last.saddle, distance=last.distance
        )
        return self.candidate


def _approach(point: BranchPoint) -> _Approach | None:
    """How near a cycle is to a homoclinic orbit: p − p* ∝ exp(−λT)."""
    cycle = point.cycle
    saddle = nearby_equilibrium(cycle.field, _slowest(cycle), cycle.values)
    rate = None if saddle is None else _saddle_rate(cycle.field, np.append(saddle, cycle.values))
    if saddle is None or rate is None:
        return None
    ahead = _per_time(point) / rate
    return _Approach(cycle.period, cycle.value + ahead, ahead, rate, saddle, _nearest(cycle, saddle))


def _saddle_rate(field: VectorField, z: Floats) -> float | None:
    """The slower of the rates [1/ms] at which a saddle is left and approached; None where it is none."""
    n = len(field.states)
    real = np.linalg.eigvals(field.jacobian(z)[:, :n]).real
    growing, decaying = real[real > 0.0], real[real < 0.0]
    if growing.size == 0 or decaying.size == 0:
        return None
    return min(float(growing.min()), float(-decaying.max()))


def _per_time(point: BranchPoint) -> float:
    """dp/dT along the branch."""
    change = point.tangent.log_period * point.cycle.period
    return float(point.tangent.values[0]) / change if change != 0.0 else 0.0


def _slowest(cycle: Cycle) -> Floats:
    """The state of the cycle at which it moves most slowly, shape (n,)."""
    states = cycle.mesh_states
    z = np.vstack([states.T, np.repeat(cycle.values[:, None], states.shape[0], axis=1)])
    speed = np.abs(cycle.field.rates(z).T / cycle.field.scale).max(axis=1)
    return np.asarray(states[int(np.argmin(speed))])


def _nearest(cycle: Cycle, state: Floats) -> float:
    """Least distance of the cycle's nodes from a state, in scaled states."""
    return float(np.abs(cycle.nodes - state / cycle.field.scale).max(axis=1).min())


def nearby_equilibrium(field: VectorField, state: Floats, values: Floats) -> Floats | None:
    """The equilibrium near a state by Newton's method, or None where it does not converge."""
    n, x = state.size, state.copy()
    for _ in range(30):
        z = np.append(x, values)
        try:
            step = np.linalg.solve(field.jacobian(z)[:, :n], field.rates(z))
        except np.linalg.LinAlgError:
            return None
        x = x - step
        size = float(np.abs(step / field.scale).max())
        if not size < 0.5:
            return None
        if size < 1e-13:
            return x
    return None


def saddle_node_time(field: VectorField, mark: LocalBifurcation, value: float) -> float:
    """π/√(a b |p − p*|) [ms]: the time that y′ = a y² + b (p − p*) takes from −∞ to ∞."""
    n = mark.state.size
    z = np.append(mark.state, mark.value)
    jacobian = field.jacobian(z)
    eigenvalues, right = np.linalg.eig(jacobian[:, :n])
    nearest = int(np.argmin(np.abs(eigenvalues)))
    q = right[:, nearest].real
    p = np.linalg.inv(right)[nearest].real
    p = p / (p @ q)
    quadratic = 0.5 * float(p @ np.einsum("ijk,j,k->i", field.second(z)[:, :n, :n], q, q))
    drift = float(p @ jacobian[:, n]) * (value - mark.value)
    return float(np.pi / np.sqrt(quadratic * drift)) if quadratic * drift > 0.0 else np.inf
