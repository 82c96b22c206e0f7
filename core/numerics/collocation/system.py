"""The collocation equations of one vector field: residual, linear solves, Newton's method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.numerics.collocation.assembly import assemble, inner_product, integral_row, node_row
from core.numerics.collocation.basis import Basis
from core.numerics.collocation.field import evaluate_field
from core.numerics.collocation.newton import FieldCode, Limits, Room, iterate, solve
from core.numerics.lane_vector import LANES
from core.result import Floats

__all__ = ["Border", "CollocationSystem", "FieldCode", "Limits", "Solution"]


class Border(NamedTuple):
    """An equation ⟨row, u⟩ + ⟨parameters, (log T, p)⟩ = right.

    Attributes
    ----------
    row
        Coefficients at the nodes of each interval, shape (N, m + 1, n).
    parameters
        Coefficients of log T and the free parameters, shape (1 + k,).
    right
        One number for each right-hand side, shape (r,).
    """

    row: Floats
    parameters: Floats
    right: Floats


@dataclass(slots=True)
class Solution:
    """What a linear solve gives.

    Attributes
    ----------
    nodes
        Changes of the scaled states at the nodes, one for each right-hand side, shape (r, N m + 1, n).
    parameters
        Changes of log T and the free parameters, shape (1 + k, r).
    start, end
        A and B of A u₀ + B u_N = 0, from which the monodromy matrix is −B⁻¹A, shape (n, n).
    """

    nodes: Floats
    parameters: Floats
    start: Floats
    end: Floats


def as_vectors(rows: int, width: int) -> Floats:
    """An empty matrix whose rows take whole vectors, as `condense` wants it."""
    return np.zeros((rows * -(-width // LANES), LANES))


def make_room(
    basis: Basis, states: int, intervals: int, free: int, rights: int, file: Floats | None = None
) -> Room:
    """Empty arrays for the equations of n states with k free parameters; the orbit is periodic.

    Parameters
    ----------
    rights
        Number of right-hand sides.
    file
        Registers of the vector field's code, if there is one.
    """
    m, n, q, extra = basis.degree, states, 1 + free, 1 + free + rights
    file = np.zeros(0) if file is None else file.copy()
    nodes = np.zeros((rights, intervals * m + 1, n))
    closing = np.zeros((n, 2 * n + extra))
    closing[:, :n], closing[:, n : 2 * n] = np.eye(n), -np.eye(n)
    return Room(
        file=file,
        registers=np.zeros((file.size, LANES)),
        field=np.zeros((intervals * m, n)),
        jacobian=np.zeros((intervals * m, n, n + free)),
        steps=np.zeros(intervals),
        square=np.zeros((intervals * m, n, n)),
        columns=np.zeros((intervals * m, n, extra)),
        local=as_vectors(m * n + q, (m + 1) * n + extra),
        joint=as_vectors(2 * n + q, 3 * n + extra),
        inner=as_vectors(intervals * (m - 1) * n, (m + 1) * n + extra),
        chain=as_vectors(intervals * n, 3 * n + extra),
        ends=np.zeros((n, 2 * n + extra)),
        edge=np.zeros((q, 2 * n + extra)),
        closing=closing,
        matrix=np.zeros((2 * n + q, 2 * n + q)),
        right=np.zeros((2 * n + q, rights)),
        nodes=nodes,
        flat=nodes.reshape(rights, -1),
        borders=np.zeros((q, intervals, m + 1, n)),
        corner=np.zeros((q, extra)),
    )


class CollocationSystem:
    """Room for the equations on meshes of one size, and the steps of their solution.

    Parameters
    ----------
    code
        The vector field.
    basis
        Degree of the polynomials.
    intervals
        Number N of intervals.
    borders
        Number q of border equations: as many as there are parameters with log T.
    rights
        Number r of right-hand sides.
    """

    def __init__(self, code: FieldCode, basis: Basis, intervals: int, rights: int = 2) -> None:
        self.code, self.basis, self.intervals = code, basis, intervals
        self.room = make_room(basis, code.scale.size, intervals, code.parameters.size, rights, code.file)

    @property
    def field(self) -> Floats:
        """F at the Gauss points, shape (N m, n), as last evaluated."""
        return self.room.field

    @property
    def jacobian(self) -> Floats:
        """∂F/∂z at the Gauss points, shape (N m, n, n + k), as last evaluated."""
        return self.room.jacobian

    @property
    def columns(self) -> Floats:
        """Columns of log T, the parameters and the right-hand sides, shape (N m, n, 1 + k + r)."""
        return self.room.columns

    def evaluate(self, nodes: Floats, parameters: Floats) -> None:
        """F and its derivatives at the Gauss points of scaled states at the nodes, shape (N m + 1, n)."""
        code, room = self.code, self.room
        room.file[code.parameters] = parameters
        evaluate_field(
            nodes,
            self.basis.values,
            code.prologue,
            code.body,
            room.file,
            room.registers,
            code.outputs,
            code.places,
            code.scale,
            room.field,
            room.jacobian,
        )

    def assemble(self, nodes: Floats, mesh_steps: Floats, period: float) -> float:
        """Put the evaluated field into the equations; their largest residual."""
        room, slopes = self.room, self.basis.slopes
        return float(
            assemble(
                nodes,
                slopes,
                mesh_steps,
                period,
                room.field,
                room.jacobian,
                room.steps,
                room.square,
                room.columns,
            )
        )

    def border(self, borders: Sequence[Border], closing: float | None = -1.0) -> None:
        """Put the borders in place, and close the orbit by u₀ + `closing` u_N = 0; None: as it is."""
        n, q = self.code.scale.size, len(borders)
        if closing is not None:
            np.fill_diagonal(self.room.closing[:, n : 2 * n], closing)
        for i, border in enumerate(borders):
            self.room.borders[i] = border.row
            self.room.corner[i, :q], self.room.corner[i, q:] = border.parameters, border.right

    def solve(self, borders: Sequence[Border], closing: float = -1.0) -> Solution | None:
        """Solve the assembled equations with some borders; None where they are singular.

        The orbit is closed by u₀ + `closing` u_N = 0: −1 for a periodic one, 1 for an antiperiodic one.
        """
        self.border(borders, closing)
        if not solve(self.basis.values, self.basis.slopes, self.room):
            return None
        return self.solution()

    def solution(self) -> Solution:
        """What the last solve has given."""
        n = self.code.scale.size
        ends = self.room.ends
        return Solution(
            self.room.nodes, self.room.right[2 * n :], ends[:, :n].copy(), ends[:, n : 2 * n].copy()
        )

    def newton(
        self,
        nodes: Floats,
        unknowns: Floats,
        units: Floats,
        anchor: Floats,
        mesh_steps: Floats,
        borders: Sequence[Border],
        limits: Limits,
    ) -> int:
        """Newton's method in place; the number of iterations, negative where it is given up.

        Parameters
        ----------
        nodes, unknowns, units, anchor, mesh_steps
            As `core.numerics.collocation.newton.iterate` wants them.
        borders
            The first keeps the phase of `anchor`; the others hold at the guess.
        """
        self.border(borders)
        values, slopes, previous = self.basis.values, self.basis.slopes, np.inf
        for iteration in range(1, limits.iterations + 1):
            self.evaluate(nodes, unknowns[1:])
            limit = min(limits.longest, 2.0 * previous)
            size = iterate(nodes, unknowns, units, anchor, mesh_steps, values, slopes, self.room, limit)
            if not size < limit:
                return -iteration
            if size < limits.converged:
                return iteration
            previous = size
        return -limits.iterations

    def row(self, points: Floats, weights: Floats) -> Floats:
        """Coefficients of Σ wᵢ ⟨vᵢ, u(xᵢ)⟩ over the Gauss points: v of shape (N m, n), w of shape (N m,)."""
        made = np.empty((self.intervals, self.basis.degree + 1, points.shape[1]))
        integral_row(points, weights, self.basis.values, made)
        return made

    def node_row(self, nodes: Floats, steps: Floats) -> Floats:
        """Coefficients of ∫⟨v, u⟩ for v at the nodes, shape (N m + 1, n): shape (N, m + 1, n)."""
        made = np.empty((self.intervals, self.basis.degree + 1, nodes.shape[1]))
        node_row(nodes, steps, self.basis.weights, self.basis.values, made)
        return made

    def product(self, u: Floats, v: Floats, steps: Floats) -> float:
        """∫⟨u, v⟩ for u and v at the nodes, shape (N m + 1, n)."""
        return float(inner_product(u, v, steps, self.basis.weights, self.basis.values))
