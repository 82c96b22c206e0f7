"""The collocation equations of one vector field: residual, linear solves, Newton's method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.numerics.collocation.assembly import assemble, integral_row
from core.numerics.collocation.basis import Basis
from core.numerics.collocation.condensation import condense, solve_condensed
from core.numerics.collocation.field import Indices, evaluate_field
from core.numerics.lane_vector import LANES
from core.numerics.machine import Code
from core.result import Floats


class FieldCode(NamedTuple):
    """Code of F(x, p) and its derivatives for the register machine.

    Attributes
    ----------
    prologue, body
        Instructions; the first n registers are for the states.
    file
        Registers with all constants in place.
    parameters
        Registers of the free parameters, shape (k,).
    outputs, places
        As `evaluate_field` wants them.
    scale
        Size of each state, shape (n,).
    """

    prologue: Code
    body: Code
    file: Floats
    parameters: Indices
    outputs: Indices
    places: Indices
    scale: Floats


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
        self.field = np.zeros((intervals * m, n))
        self.jacobian = np.zeros((intervals * m, n, n + free))
        self._file = code.file.copy()
        self._registers = np.zeros((code.file.size, LANES))
        self._steps = np.zeros(intervals)
        self._square = np.zeros((intervals * m, n, n))
        self.columns = np.zeros((intervals * m, n, extra))
        self._local = np.zeros((m * n + q, (m + 1) * n + extra))
        self._joint = np.zeros((2 * n + q, 3 * n + extra))
        self._inner = np.zeros((intervals, (m - 1) * n, (m + 1) * n + extra))
        self._chain = np.zeros((intervals, n, 3 * n + extra))
        self._ends = np.zeros((n, 2 * n + extra))
        self._edge = np.zeros((q, 2 * n + extra))
        self._closing = np.zeros((n, 2 * n + extra))
        self._closing[:, :n] = np.eye(n)
        self._matrix, self._right = np.zeros((2 * n + q, 2 * n + q)), np.zeros((2 * n + q, rights))
        self._nodes = np.zeros((rights, intervals * m + 1, n))
        self._borders, self._corner = np.zeros((q, intervals, m + 1, n)), np.zeros((q, extra))

    def evaluate(self, nodes: Floats, parameters: Floats) -> None:
        """F and its derivatives at the Gauss points of scaled states at the nodes, shape (N m + 1, n)."""
        code = self.code
        self._file[code.parameters] = parameters
        evaluate_field(
            nodes,
            self.basis.values,
            code.prologue,
            code.body,
            self._file,
            self._registers,
            code.outputs,
            code.places,
            code.scale,
            self.field,
            self.jacobian,
        )

    def assemble(self, nodes: Floats, mesh_steps: Floats, period: float) -> float:
        """Put the evaluated field into the equations; their largest residual."""
        return float(
            assemble(
                nodes,
                self.basis.slopes,
                mesh_steps,
                period,
                self.field,
                self.jacobian,
                self._steps,
                self._square,
                self.columns,
            )
        )

    def solve(self, borders: Sequence[Border], closing: float = -1.0) -> Solution | None:
        """Solve the assembled equations with some borders; None where they are singular.

        The orbit is closed by u₀ + `closing` u_N = 0: −1 for a periodic one, 1 for an antiperiodic one.
        """
        n, q = self.code.scale.size, len(borders)
        np.fill_diagonal(self._closing[:, n : 2 * n], closing)
        for i, border in enumerate(borders):
            self._borders[i] = border.row
            self._corner[i, :q], self._corner[i, q:] = border.parameters, border.right
        done = condense(
            self.basis.values,
            self.basis.slopes,
            self._steps,
            self._square,
            self.columns,
            self._borders,
            self._corner,
            self._local,
            self._joint,
            self._inner,
            self._chain,
            self._ends,
            self._edge,
        )
        if not done:
            return None
        start, end = self._ends[:, :n].copy(), self._ends[:, n : 2 * n].copy()
        if not solve_condensed(
            self._inner,
            self._chain,
            self._ends,
            self._edge,
            self._closing,
            self._matrix,
            self._right,
            self._nodes,
        ):
            return None
        return Solution(self._nodes, self._right[2 * n :], start, end)

    def row(self, values: Floats, weights: Floats) -> Floats:
        """Coefficients of Σ wᵢ ⟨vᵢ, u(xᵢ)⟩ over the Gauss points: v of shape (N m, n), w of shape (N m,)."""
        made = np.empty((self.intervals, self.basis.degree + 1, values.shape[1]))
        integral_row(values, weights, self.basis.values, made)
        return made
