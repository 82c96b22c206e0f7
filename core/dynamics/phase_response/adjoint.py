"""The gradient of time along a cycle: the periodic solution of the adjoint of the linearised equations.

On a cycle with dx/dt = F(x) and A = ∂F/∂x, Z is the solution of dZ/dt = −AᵀZ with period T and Z·F = 1. A
deviation δ of the state at a phase makes all later events early by Z·δ [ms], to first order. It is solved for
by collocation at the same Gauss points as the cycle. Gauss collocation conserves Z·δ for the solutions of the
linearised equations exactly, so that this is the derivative of the collocation solution of the cycle itself,
and as accurate at the mesh points.

W. Govaerts and B. Sautois (2006), Neural Comput 18:817-847, doi:10.1162/neco.2006.18.4.817;
J. M. Sanz-Serna (2016), SIAM Rev 58:3-33, doi:10.1137/151002769.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.refinement import UNIT
from core.errors import ConvergenceError
from core.numerics.collocation.mesh import interpolated
from core.numerics.collocation.newton import solve
from core.numerics.collocation.system import make_room
from core.result import Floats


@dataclass(frozen=True, eq=False)
class Adjoint:
    """Z on a cycle.

    Attributes
    ----------
    cycle
        The cycle.
    nodes
        Z times `field.scale` [ms] at the nodes of the cycle's mesh, shape (N m + 1, n).
    """

    cycle: Cycle
    nodes: Floats

    def gradients(self, places: Floats) -> Floats:
        """Z [ms per unit of each state] at places on the cycle's mesh, shape (k,): shape (k, n)."""
        found = interpolated(self.cycle.mesh, self.nodes, self.cycle.basis, places % 1.0)
        return np.asarray(found / self.cycle.field.scale)

    @cached_property
    def rates(self) -> Floats:
        """F at the mesh points, shape (N + 1, n)."""
        states = self.cycle.mesh_states
        values = np.repeat(self.cycle.values[:, None], states.shape[0], axis=1)
        return np.asarray(self.cycle.field.rates(np.vstack([states.T, values])).T)

    @property
    def normalisation_error(self) -> float:
        """Largest |Z·F − 1| at the mesh points."""
        z = self.nodes[:: self.cycle.basis.degree] / self.cycle.field.scale
        return float(np.abs((z * self.rates).sum(axis=1) - 1.0).max())


def adjoint(cycle: Cycle) -> Adjoint:
    """Z of a solved cycle.

    Raises
    ------
    ConvergenceError
        The adjoint equations are singular: a second multiplier is 1.
    """
    m, n, intervals = cycle.basis.degree, len(cycle.field.states), cycle.mesh.size - 1
    solver = CycleSolver(cycle.field, intervals, UNIT)
    system = solver.system
    system.evaluate(cycle.nodes, cycle.values)
    room = make_room(cycle.basis, n, intervals, 0, 1)
    room.steps[:] = np.diff(cycle.mesh) * cycle.period
    room.square[:] = -system.jacobian[:, :, :n].transpose(0, 2, 1)
    # Unknown beside Z is the factor of a term in F, which no solution but a wrong one has.
    room.columns[:, :, 0] = np.repeat(room.steps, m)[:, None] * system.field
    room.borders[0] = system.row(system.field, solver.weights(cycle.mesh))
    room.corner[0, 1] = 1.0
    done, nodes = solve(cycle.basis.values, cycle.basis.slopes, room), room.nodes
    if not (done and np.isfinite(nodes).all()):
        raise ConvergenceError(
            "the adjoint equations of the cycle are singular",
            hint="the cycle is at a bifurcation: move the current or a parameter a little",
        )
    return Adjoint(cycle, nodes[0])


def period_slope(cycle: Cycle) -> float | None:
    """dT/dp along the branch of the cycle in its free parameter, by the cycle's own equations."""
    found = CycleSolver(cycle.field, cycle.mesh.size - 1, UNIT).at_values(cycle)
    if found is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(cycle.period * found.tangent.log_period / found.tangent.values[0])


def period_slope_by_adjoint(found: Adjoint) -> float:
    """dT/dp = −∫ Z·∂F/∂p dt over a period: the same by the phase response."""
    cycle = found.cycle
    gauss = (cycle.mesh[:-1, None] + np.diff(cycle.mesh)[:, None] * cycle.basis.points).ravel()
    weights = (np.diff(cycle.mesh)[:, None] * cycle.basis.weights).ravel()
    states = interpolated(cycle.mesh, cycle.nodes, cycle.basis, gauss) * cycle.field.scale
    values = np.repeat(cycle.values[:, None], gauss.size, axis=1)
    column = cycle.field.jacobian(np.vstack([states.T, values]))[:, :, states.shape[1]]
    return -float(weights @ (found.gradients(gauss) * column).sum(axis=1)) * cycle.period
