"""The linearisation along a cycle: Floquet multipliers, and solutions that begin with a given vector."""

import numpy as np
from scipy.linalg import eig

from core.dynamics.cycles.code import field_code
from core.dynamics.cycles.corrector import floquet_multipliers
from core.dynamics.cycles.cycle import Complexes
from core.dynamics.vector_field import VectorField
from core.numerics.collocation.basis import Basis
from core.numerics.collocation.closed_system import ClosedSystem
from core.numerics.collocation.system import Border, Solution
from core.result import Floats


class Monodromy(ClosedSystem):
    """v′ = T F_u v with v(0) given and T and the parameters unchanged."""

    def __init__(self, field: VectorField, basis: Basis, intervals: int) -> None:
        super().__init__(field_code(field), basis, intervals)
        n, free = len(field.states), len(field.free)
        self._states = n
        self.closing[:, :n] = np.eye(n)
        none = np.zeros((intervals, basis.degree + 1, n))
        self._unchanged = [Border(none, row, np.zeros(2)) for row in np.eye(1 + free)]

    def multipliers(self, mesh: Floats, nodes: Floats, log_period: float, values: Floats) -> Complexes:
        """Floquet multipliers of a cycle, shape (n,), as in `Cycle`; NaN where it cannot be linearised."""
        solution = self._solution(mesh, nodes, log_period, values, np.zeros((self._states, 2)))
        if solution is None:
            return np.full(self._states, np.nan, dtype=np.complex128)
        return floquet_multipliers(solution.start, solution.end)

    def critical(
        self, mesh: Floats, nodes: Floats, log_period: float, values: Floats, multiplier: complex
    ) -> tuple[complex, Complexes] | None:
        """The multiplier μ nearest one, and the solution with y(1) = μ y(0), shape (N m + 1, n)."""
        zero = np.zeros((self._states, 2))
        solution = self._solution(mesh, nodes, log_period, values, zero)
        if solution is None or not (np.isfinite(solution.start).all() and np.isfinite(solution.end).all()):
            return None
        found, vectors = eig(-solution.start, solution.end)
        nearest = int(np.argmin(np.abs(found - multiplier)))
        first = vectors[:, nearest] / np.linalg.norm(vectors[:, nearest])
        start = np.column_stack([first.real, first.imag])
        solution = self._solution(mesh, nodes, log_period, values, start)
        if solution is None:
            return None
        return complex(found[nearest]), solution.nodes[0] + 1j * solution.nodes[1]

    def _solution(
        self, mesh: Floats, nodes: Floats, log_period: float, values: Floats, start: Floats
    ) -> Solution | None:
        n, q = self._states, 1 + values.size
        self.evaluate(nodes, values)
        self.assemble(nodes, np.diff(mesh), float(np.exp(log_period)))
        self.columns[:, :, q:] = 0.0
        self.closing[:, 2 * n + q :] = start
        return self.solve_closed(self._unchanged)
