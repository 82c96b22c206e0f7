"""Newton's method for a point of a curve of bifurcations of cycles.

The unknowns are the extended states, log T, both parameters and β or κ; besides the collocation equations of
`variational_field` these conditions, linear in them, hold relative to a reference (ū, v̄, β̄) nearby:

    ∫⟨u − ū, ū′⟩ = 0                     phase of the cycle
    ∫⟨v, v̄⟩ + β β̄ = 1                   length of the critical vector
    ∫⟨v, ū′⟩ = 0                         (folds) that it is not the trivial one
    ∫⟨v, w̄⟩ − ⟨w, v̄⟩ = 0                (tori) its phase in the complex plane

and one that picks the point: distance along the curve, or a value of a parameter. After Doedel, Govaerts and
Kuznetsov (2003) Computation of periodic solution bifurcations in ODEs using bordered systems. SIAM J Numer
Anal 41:401-435, doi:10.1137/S0036142902400779, and AUTO's extended systems.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.dynamics.cycle_curves.critical_cycle import CriticalCycle, Direction, Solved, moved
from core.dynamics.cycle_curves.monodromy import Monodromy
from core.dynamics.cycle_curves.variational_field import COPIES, EXTRA, Kind, variational_code
from core.dynamics.vector_field import VectorField
from core.interruption import checkpoint
from core.numerics.collocation.basis import basis
from core.numerics.collocation.closed_system import ClosedSystem, returning
from core.numerics.collocation.criteria import CONVERGED, DEGREE, FIRST_RESIDUAL, LONGEST_CORRECTION
from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.numerics.collocation.system import Border, Solution
from core.result import Floats

MAX_ITERATIONS = 8
LOST_IN_ROUNDING = 1e-5
"""Corrections below it that shrink no more are rounding."""


class _Condition(NamedTuple):
    """⟨row, y⟩ + ⟨parameters, (log T, values)⟩ = value."""

    row: Floats
    parameters: Floats
    value: float


class CurveSolver:
    """Solves for points of one curve on meshes of one size.

    Parameters
    ----------
    field
        The vector field, with two free parameters.
    units
        A size of each of them that matters, shape (2,): lengths along the curve count by it.
    """

    def __init__(self, field: VectorField, kind: Kind, intervals: int, units: Floats) -> None:
        self.field, self.kind, self.intervals = field, kind, intervals
        self.basis = basis(DEGREE)
        self.states = len(field.states)
        n = self.states
        opposite = slice(n, 2 * n) if kind == "period-doubling" else slice(0, 0)
        self.system = ClosedSystem(variational_code(field, kind), self.basis, intervals)
        self._ends = returning(COPIES[kind] * n, opposite)
        self.system.closing[:, : self._ends.shape[1]] = self._ends
        self.monodromy = Monodromy(field, self.basis, intervals)
        self.units = np.append(units, [] if EXTRA[kind] is None else [1.0])

    # ------------------------------------------------------------------------------------ integrals

    def weights(self, mesh: Floats) -> Floats:
        """Weight of every Gauss point in an integral over the period, shape (N m,)."""
        return np.asarray((np.diff(mesh)[:, None] * self.basis.weights).ravel())

    def at_gauss_points(self, nodes: Floats) -> Floats:
        """A piecewise polynomial at the Gauss points, from its values at the nodes."""
        m = self.basis.degree
        parts = nodes[np.arange(self.intervals)[:, None] * m + np.arange(m + 1)]
        return np.asarray((self.basis.values @ parts).reshape(self.intervals * m, -1))

    def product(self, mesh: Floats, a: Direction, b: Direction) -> float:
        """∫⟨u, u⟩ + the products of log T and of both parameters: the critical vectors do not count."""
        n = self.states
        u = self.at_gauss_points(a.nodes[:, :n]) * self.at_gauss_points(b.nodes[:, :n])
        integral = float(self.weights(mesh) @ u.sum(axis=1))
        scaled = (a.values[:2] / self.units[:2]) @ (b.values[:2] / self.units[:2])
        return integral + a.log_period * b.log_period + float(scaled)

    # ------------------------------------------------------------------------------------- solution

    def step(self, point: CriticalCycle, direction: Direction, length: float) -> Solved | None:
        """The point at a length along the curve from a point on it; None where Newton does not converge."""
        return self.correct(moved(point, direction, length), point, direction)

    def correct(self, guess: CriticalCycle, reference: CriticalCycle, direction: Direction) -> Solved | None:
        """The point near a guess, at the guess's place along a direction."""
        n = self.states
        rows = self.at_gauss_points(direction.nodes)
        rows[:, n:] = 0.0
        parameters = np.append(direction.log_period, direction.values / self.units**2)
        parameters[3:] = 0.0
        row = self.system.row(rows, self.weights(guess.mesh))
        condition = _Condition(row, parameters, 0.0)
        along = condition._replace(value=self._left_side(condition, guess))
        return self._newton(guess, [*self._conditions(reference), along])

    def at_value(
        self, guess: CriticalCycle, which: int, reference: CriticalCycle | None = None
    ) -> Solved | None:
        """The point near a guess at the guess's own value of one of the parameters."""
        conditions = self._conditions(reference or guess)
        parameters = np.zeros(1 + self.units.size)
        parameters[1 + which] = 1.0 / self.units[which]
        value = float(guess.values[which] / self.units[which])
        fixed = _Condition(np.zeros_like(conditions[0].row), parameters, value)
        return self._newton(guess, [*conditions, fixed])

    def _conditions(self, reference: CriticalCycle) -> list[_Condition]:
        n, none = self.states, np.zeros(1 + self.units.size)
        self.system.evaluate(reference.nodes, reference.values)
        rates = self.system.field[:, :n] / max(float(np.abs(self.system.field[:, :n]).max()), 1e-300)
        weights = self.weights(reference.mesh)
        count, width = rates.shape[0], COPIES[self.kind] * n
        vectors = self.at_gauss_points(reference.nodes)

        def condition(parts: dict[int, Floats], parameters: Floats, value: float) -> _Condition:
            rows = np.zeros((count, width))
            for k, part in parts.items():
                rows[:, k * n : (k + 1) * n] = part
            return _Condition(self.system.row(rows, weights), parameters, value)

        phase = condition({0: rates}, none, 0.0)
        conditions = [phase._replace(value=self._left_side(phase, reference))]
        size, extra = none.copy(), float(reference.values[2]) if self.kind == "fold-of-cycles" else 0.0
        parts = {k: vectors[:, k * n : (k + 1) * n] for k in range(1, COPIES[self.kind])}
        length = sum(float(weights @ (part * part).sum(axis=1)) for part in parts.values()) + extra**2
        if self.kind == "fold-of-cycles":
            size[3] = extra / length
        # The reference's own length counts as 1, so that a guess need not be normalised.
        conditions.append(condition({k: part / length for k, part in parts.items()}, size, 1.0))
        if self.kind == "fold-of-cycles":
            conditions.append(condition({1: rates}, none, 0.0))
        if self.kind == "torus":
            conditions.append(condition({1: parts[2], 2: -parts[1]}, none, 0.0))
        return conditions

    def _left_side(self, condition: _Condition, point: CriticalCycle) -> float:
        m = self.basis.degree
        parts = point.nodes[np.arange(self.intervals)[:, None] * m + np.arange(m + 1)]
        unknowns = np.append(point.log_period, point.values)
        return float((condition.row * parts).sum() + condition.parameters @ unknowns)

    def _newton(self, guess: CriticalCycle, conditions: list[_Condition]) -> Solved | None:
        point, steps, previous = guess, np.diff(guess.mesh), np.inf
        last = len(conditions) - 1
        for iteration in range(1, MAX_ITERATIONS + 1):
            checkpoint()
            self.system.evaluate(point.nodes, point.values)
            residual = self.system.assemble(point.nodes, steps, point.period)
            if not residual < FIRST_RESIDUAL:
                return None
            self.system.closing[:, -2] = -self._ends @ np.append(point.nodes[0], point.nodes[-1])
            borders = [
                Border(
                    condition.row,
                    condition.parameters,
                    np.array([condition.value - self._left_side(condition, point), float(k == last)]),
                )
                for k, condition in enumerate(conditions)
            ]
            solution = self.system.solve_closed(borders)
            if solution is None:
                return None
            change = Direction(
                solution.nodes[0], float(solution.parameters[0, 0]), solution.parameters[1:, 0]
            )
            size = self._size(change)
            # Where vectors grow by many orders of magnitude over a period, rounding ends the convergence.
            settled = size < CONVERGED or (size < LOST_IN_ROUNDING and size > 0.2 * previous)
            # Also where it is NaN.
            if not settled and not size < min(LONGEST_CORRECTION, 2.0 * previous):
                return None
            point = moved(point, change, 1.0)
            previous = size
            if settled:
                return self._solved(point, solution, iteration)
        return None

    def _size(self, change: Direction) -> float:
        """Of a correction of the cycle; the critical vectors count a tenth: they follow the cycle."""
        n = self.states
        return max(
            float(np.abs(change.nodes[:, :n]).max()),
            0.1 * float(np.abs(change.nodes[:, n:]).max()),
            abs(change.log_period),
            float(np.abs(change.values[:2] / self.units[:2]).max()),
        )

    def _solved(self, point: CriticalCycle, solution: Solution, iterations: int) -> Solved:
        direction = Direction(
            solution.nodes[1].copy(), float(solution.parameters[0, 1]), solution.parameters[1:, 1].copy()
        )
        length = float(np.sqrt(self.product(point.mesh, direction, direction)))
        cycle = np.ascontiguousarray(point.nodes[:, : self.states])
        multipliers = self.monodromy.multipliers(point.mesh, cycle, point.log_period, point.values[:2])
        made = replace(point, multipliers=multipliers)
        return Solved(made, direction.times(1.0 / length), iterations)

    def remeshed(self, point: CriticalCycle, direction: Direction) -> tuple[CriticalCycle, Direction]:
        """The same on a mesh that suits the cycle and its vectors, to the accuracy of interpolation."""
        n = self.states
        watched = point.nodes.copy()
        sizes = np.ptp(watched, axis=0)
        for k in range(1, COPIES[self.kind]):
            block = slice(k * n, (k + 1) * n)
            watched[:, block] *= sizes[:n].max() / max(float(sizes[block].max()), 1e-300)
        mesh = equidistributed(point.mesh, watched, point.basis, self.intervals)
        places = node_points(mesh, self.basis)
        both = interpolated(point.mesh, np.stack([point.nodes, direction.nodes]), point.basis, places)
        made = replace(point, mesh=mesh, nodes=both[0])
        return made, Direction(both[1], direction.log_period, direction.values)
