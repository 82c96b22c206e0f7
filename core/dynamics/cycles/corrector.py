"""Newton's method for a cycle: at a given parameter, or at a given distance along a branch."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dggev

from core.dynamics.cycles.code import field_code
from core.dynamics.cycles.cycle import Complexes, Cycle
from core.dynamics.cycles.work import DEGREE
from core.dynamics.vector_field import VectorField
from core.interruption import checkpoint
from core.numerics.collocation.basis import basis
from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.numerics.collocation.system import Border, CollocationSystem, Limits, Solution
from core.numerics.collocation.tangent import Tangent
from core.result import Floats

LIMITS = Limits(converged=1e-8, longest=1.0, iterations=7)
HUGE = 1e150
"""Magnitude past which a multiplier is given as this one: products of two are still numbers."""


@dataclass(frozen=True, eq=False, slots=True)
class Corrected:
    """A converged cycle, the branch's tangent there, and the work that it took."""

    cycle: Cycle
    tangent: Tangent
    iterations: int


class CycleSolver:
    """Solves for cycles of one vector field on meshes of one size.

    Parameters
    ----------
    field
        The vector field with its free parameters.
    intervals
        Number N of intervals.
    units
        A size of each free parameter that matters, shape (k,): lengths along branches count by it.

    Attributes
    ----------
    iterations
        Made so far, in all solutions.
    """

    def __init__(self, field: VectorField, intervals: int, units: Floats, degree: int = DEGREE) -> None:
        self.field, self.intervals, self.units = field, intervals, units
        self.basis = basis(degree)
        self.iterations = 0
        self.system = CollocationSystem(field_code(field), self.basis, intervals)

    def weights(self, mesh: Floats) -> Floats:
        """Weight of every Gauss point in an integral over the period, shape (N m,)."""
        return np.asarray((np.diff(mesh)[:, None] * self.basis.weights).ravel())

    def at_gauss_points(self, nodes: Floats) -> Floats:
        """A piecewise polynomial at the Gauss points, shape (N m, n), from its values at the nodes."""
        m = self.basis.degree
        parts = nodes[np.arange(self.intervals)[:, None] * m + np.arange(m + 1)]
        return np.asarray((self.basis.values @ parts).reshape(self.intervals * m, -1))

    def product(self, mesh: Floats, a: Tangent, b: Tangent) -> float:
        """∫⟨u, v⟩ + the products of the changes of log T and of the parameters over their units."""
        parameters = float((a.values / self.units) @ (b.values / self.units))
        return self.system.product(a.nodes, b.nodes, np.diff(mesh)) + a.log_period * b.log_period + parameters

    def phase_border(self, cycle: Cycle) -> tuple[Border, Floats]:
        """The condition ∫⟨u − ū, dū/dt⟩ = 0 that keeps the phase of a cycle ū, and the cycle's nodes."""
        self.system.evaluate(cycle.nodes, cycle.values)
        rates = self.system.field * (1.0 / np.abs(self.system.field).max())
        row = self.system.row(rates, self.weights(cycle.mesh))
        return Border(row, np.zeros(1 + self.units.size), np.zeros(2)), cycle.nodes

    def step(self, cycle: Cycle, tangent: Tangent, length: float) -> Corrected | None:
        """The cycle at a length along a branch from a cycle on it; None where Newton does not converge."""
        guess = Cycle(
            cycle.field,
            cycle.basis,
            cycle.mesh,
            cycle.nodes + length * tangent.nodes,
            cycle.log_period + length * tangent.log_period,
            cycle.values + length * tangent.values,
            cycle.multipliers,
        )
        return self.correct(guess, cycle, tangent)

    def correct(self, guess: Cycle, reference: Cycle, tangent: Tangent) -> Corrected | None:
        """The cycle near a guess, in the phase of a reference, at the guess's place along a tangent."""
        phase, anchor = self.phase_border(reference)
        row = self.system.node_row(tangent.nodes, np.diff(guess.mesh))
        along = Border(
            row, np.append(tangent.log_period, tangent.values / self.units**2), np.array([0.0, 1.0])
        )
        return self._newton(guess, phase, anchor, along)

    def at_values(self, guess: Cycle, reference: Cycle | None = None) -> Corrected | None:
        """The cycle at the guess's own value of the one free parameter."""
        phase, anchor = self.phase_border(reference or guess)
        fixed = Border(np.zeros_like(phase.row), np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        return self._newton(guess, phase, anchor, fixed)

    def _newton(self, guess: Cycle, phase: Border, anchor: Floats, along: Border) -> Corrected | None:
        checkpoint()
        # Parameters are at the guess's place along the branch, which the second border keeps.
        nodes, unknowns = guess.nodes.copy(), np.append(guess.log_period, guess.values)
        units = np.append(1.0, self.units)
        steps = np.diff(guess.mesh)
        made = self.system.newton(nodes, unknowns, units, anchor, steps, (phase, along), LIMITS)
        self.iterations += abs(made)
        if made < 0:
            return None
        solution = self.system.solution()
        return self._finished(guess, nodes, float(unknowns[0]), unknowns[1:], solution, made)

    def _finished(
        self,
        guess: Cycle,
        nodes: Floats,
        log_period: float,
        values: Floats,
        solution: Solution,
        iterations: int,
    ) -> Corrected:
        multipliers = floquet_multipliers(solution.start, solution.end)
        cycle = Cycle(guess.field, self.basis, guess.mesh, nodes, log_period, values, multipliers)
        direction = Tangent(
            solution.nodes[1].copy(), float(solution.parameters[0, 1]), solution.parameters[1:, 1].copy()
        )
        length = np.sqrt(self.product(guess.mesh, direction, direction))
        tangent = Tangent(direction.nodes / length, direction.log_period / length, direction.values / length)
        return Corrected(cycle, tangent, iterations)

    def remeshed(self, cycle: Cycle, tangent: Tangent) -> tuple[Cycle, Tangent]:
        """The same on a mesh that suits the cycle, to the accuracy of interpolation."""
        mesh = equidistributed(cycle.mesh, cycle.nodes, cycle.basis, self.intervals)
        points = node_points(mesh, self.basis)
        both = interpolated(cycle.mesh, np.stack([cycle.nodes, tangent.nodes]), cycle.basis, points)
        moved = Cycle(
            cycle.field, self.basis, mesh, both[0], cycle.log_period, cycle.values, cycle.multipliers
        )
        return moved, Tangent(both[1], tangent.log_period, tangent.values)


def floquet_multipliers(start: Floats, end: Floats) -> Complexes:
    """Eigenvalues of −B⁻¹A, the one nearest 1 first, the others by decreasing magnitude.

    The pencil gives the small ones even where others are huge (Fairgrieve and Jepson 1991, O.K. Floquet
    multipliers. SIAM J Numer Anal 28:1446-1462, doi:10.1137/0728075).
    """
    real, imaginary, below, *_, failed = dggev(-start, end, compute_vl=0, compute_vr=0)
    if failed:
        return np.full(start.shape[0], HUGE, dtype=np.complex128)
    above = real + 1j * imaginary
    tiny = np.abs(below) * HUGE <= np.abs(above)
    found = np.where(tiny, HUGE, above / np.where(tiny, 1.0, below))
    found = found[np.argsort(-np.abs(found), kind="stable")]
    trivial = int(np.argmin(np.abs(found - 1.0)))
    return np.concatenate([found[trivial : trivial + 1], np.delete(found, trivial)])
