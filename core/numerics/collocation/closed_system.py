"""Collocation with closing equations of any kind between the ends of the mesh."""

from collections.abc import Sequence

import numpy as np

from core.numerics.collocation.basis import Basis
from core.numerics.collocation.newton import FieldCode, solve
from core.numerics.collocation.system import Border, CollocationSystem, Solution
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
        self.closing = self.room.closing

    def solve_closed(self, borders: Sequence[Border]) -> Solution | None:
        """Solve the assembled equations; None where they are singular."""
        self.border(borders, closing=None)
        if not solve(self.basis.values, self.basis.slopes, self.room):
            return None
        return self.solution()


def returning(n: int, opposite: slice) -> Floats:
    """Rows (A, B) that bring n states back to where they began, some of them to the opposite."""
    signs = np.ones(n)
    signs[opposite] = -1.0
    return np.hstack([np.eye(n), -np.diag(signs)])
