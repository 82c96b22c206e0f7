"""The solvers that one computation needs, a mesh size each."""

from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.work import DEGREE, iteration_time
from core.dynamics.vector_field import VectorField
from core.result import Floats


class Solvers:
    """Makes the solver of each number of intervals once.

    Parameters
    ----------
    field
        The vector field with its free parameters.
    units
        A size of each free parameter that matters, shape (k,).
    """

    def __init__(self, field: VectorField, units: Floats, degree: int = DEGREE) -> None:
        self.field, self.units, self.degree = field, units, degree
        self._made: dict[int, CycleSolver] = {}

    @property
    def work(self) -> float:
        """Predicted time of all iterations so far [s]."""
        states = len(self.field.states)
        return sum(
            solver.iterations * iteration_time(states, intervals, self.degree)
            for intervals, solver in self._made.items()
        )

    @property
    def iterations(self) -> int:
        """Iterations of Newton's method so far."""
        return sum(solver.iterations for solver in self._made.values())

    def of(self, intervals: int) -> CycleSolver:
        """The solver on meshes of so many intervals."""
        if intervals not in self._made:
            self._made[intervals] = CycleSolver(self.field, intervals, self.units, self.degree)
        return self._made[intervals]
