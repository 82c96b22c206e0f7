"""The collocation equations of one vector field: residual, linear solves, Newton's method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.numerics.collocation.assembly import assemble, integral_row
from core.numerics.collocation.basis import Basis
from core.numerics.collocation.newton import FieldCode, Limits, Room, evaluate, newton, solve
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
        m, n, free = basis.degree, code.scale.size, code.parameters.size
        q, extra = 1 + free, 1 + free + rights
        self.code, self.basis, self.intervals = code, basis, intervals
        closing = np.zeros((n, 2 * n + extra))
        closing[:, :n] = np.eye(n)
        self.room = Room(
            file=code.file.copy(),
            registers=np.zeros((code.file.size, LANES)),
            field=np.zeros((intervals * m, n)),
            jacobian=np.zeros((intervals * m, n, n + free)),
            steps=np.zeros(intervals),
            square=np.zeros((intervals * m, n, n)),
            columns=np.zeros((intervals * m, n, extra)),
            local=np.zeros((m * n + q, (m + 1) * n + extra)),
            joint=np.zeros((2 * n + q, 3 * n + extra)),
            inner=np.zeros((intervals, (m - 1) * n, (m + 1) * n + extra)),
            chain=np.zeros((intervals, n, 3 * n + extra)),
            ends=np.zeros((n, 2 * n + extra)),
            edge=np.zeros((q, 2 * n + extra)),
            closing=closing,
            matrix=np.zeros((2 * n + q, 2 * n + q)),
            right=np.zeros((2 * n + q, rights)),
            nodes=np.zeros((rights, intervals * m + 1, n)),
            borders=np.zeros((q, intervals, m + 1, n)),
            corner=np.zeros((q, extra)),
        )

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
        evaluate(nodes, parameters, self.basis.values, self.code, self.room)

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
        """Newton's method in place, see `core.numerics.collocation.newton.newton`.

        Parameters
        ----------
        borders
            The first keeps the phase of `anchor`; the others hold at the guess.
        """
        self.border(borders)
        values, slopes = self.basis.values, self.basis.slopes
        room, code = self.room, self.code
        return int(newton(nodes, unknowns, units, anchor, mesh_steps, values, slopes, code, room, limits))

    def row(self, values: Floats, weights: Floats) -> Floats:
        """Coefficients of Σ wᵢ ⟨vᵢ, u(xᵢ)⟩ over the Gauss points: v of shape (N m, n), w of shape (N m,)."""
        made = np.empty((self.intervals, self.basis.degree + 1, values.shape[1]))
        integral_row(values, weights, self.basis.values, made)
        return made
