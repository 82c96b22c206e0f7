"""Collocation with closing equations of any kind between the ends of the mesh."""

from collections.abc import Sequence

import numpy as np

from core.numerics.collocation.basis import Basis
from core.numerics.collocation.condensation import condense, solve_condensed
from core.numerics.collocation.system import Border, CollocationSystem, FieldCode, Solution
from core.result import Floats


class ClosedSystem(CollocationSystem):
    """The equations of a vector field with n closing equations A u₀ + B u_N + C (log T, p) = d.

    Attributes
    ----------
    closing
        Rows (A, B, C, d), d one column for each right-hand side, shape (n, 2 n + q + r): what the
        next solve takes.
    """

    def __init__(self, code: FieldCode, basis: Basis, intervals: int, rights: int = 2) -> None:
        super().__init__(code, basis, intervals, rights)
        self.closing = self._closing

    def solve_closed(self, borders: Sequence[Border]) -> Solution | None:
        """Solve the assembled equations; None where they are singular."""
        n, q = self.code.scale.size, len(borders)
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
        solved = solve_condensed(
            self._inner,
            self._chain,
            self._ends,
            self._edge,
            self.closing,
            self._matrix,
            self._right,
            self._nodes,
        )
        return Solution(self._nodes, self._right[2 * n :], start, end) if solved else None


def returning(n: int, opposite: slice) -> Floats:
    """Rows (A, B) that bring n states back to where they began, some of them to the opposite."""
    signs = np.ones(n)
    signs[opposite] = -1.0
    return np.hstack([np.eye(n), -np.diag(signs)])
