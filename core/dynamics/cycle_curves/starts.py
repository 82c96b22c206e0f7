"""First points of curves: from a fold, a doubling or a torus bifurcation of a branch in one parameter."""

import numpy as np

from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.critical_cycle import CriticalCycle, Solved
from core.dynamics.cycles.cycle import Cycle
from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.numerics.collocation.tangent import Tangent
from core.result import Floats


def at_fold(solver: CurveSolver, cycle: Cycle, tangent: Tangent, other: float) -> Solved | None:
    """The point of the curve of folds of cycles at a fold of a branch, whose direction is the null vector.

    Parameters
    ----------
    cycle, tangent
        The fold, whose one parameter is the first of the solver's two.
    other
        Value of the second.
    """
    mesh = equidistributed(cycle.mesh, cycle.nodes, cycle.basis, solver.intervals)
    places = node_points(mesh, solver.basis)
    both = interpolated(cycle.mesh, np.stack([cycle.nodes, tangent.nodes]), cycle.basis, places)
    guess = _point(
        solver, mesh, np.hstack([both[0], both[1]]), cycle, np.array([cycle.value, other, tangent.log_period])
    )
    return solver.at_value(guess, 1)


def at_multiplier(solver: CurveSolver, cycle: Cycle, multiplier: complex, other: float) -> Solved | None:
    """The point of the curve of period doublings or tori at such a point of a branch.

    Parameters
    ----------
    multiplier
        −1 or e^{iθ}, to the accuracy of the point.
    """
    mesh = equidistributed(cycle.mesh, cycle.nodes, cycle.basis, solver.intervals)
    places = node_points(mesh, solver.basis)
    nodes = interpolated(cycle.mesh, cycle.nodes, cycle.basis, places)
    values = np.array([cycle.value, other])
    found = solver.monodromy.critical(mesh, nodes, cycle.log_period, values, multiplier)
    if found is None:
        return None
    exact, course = found
    if solver.kind == "period-doubling":
        # The real part or the imaginary one: an eigenvector is known up to a complex factor.
        vectors = max(course.real, course.imag, key=lambda part: float(np.abs(part).max()))
    else:
        turned = course * np.exp(-1j * np.angle(exact) * places)[:, None]
        vectors = np.hstack([turned.real, turned.imag])
        values = np.append(values, np.angle(exact) / cycle.period)
    return solver.at_value(_point(solver, mesh, np.hstack([nodes, vectors]), cycle, values), 1)


def _point(solver: CurveSolver, mesh: Floats, nodes: Floats, cycle: Cycle, values: Floats) -> CriticalCycle:
    return CriticalCycle(
        solver.field, solver.kind, solver.basis, mesh, nodes, cycle.log_period, values, cycle.multipliers
    )
