"""The first cycles of the branch that is born at a Hopf point."""

import numpy as np

from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.cycle import Cycle
from core.numerics.collocation.mesh import node_points
from core.numerics.collocation.tangent import Tangent
from core.result import Floats


def hopf_start(
    solver: CycleSolver, state: Floats, value: float, angular_frequency: float
) -> tuple[Cycle, Tangent]:
    """A cycle of no amplitude at a Hopf point, and the direction of the branch: x + ε Re(q e^{2πis}).

    Parameters
    ----------
    state
        The equilibrium, shape (n,).
    value
        Of the free parameter.
    angular_frequency
        ω [rad/ms].
    """
    field = solver.field
    n, scale = state.size, field.scale
    jacobian = field.jacobian(np.append(state, value))[:, :n]
    eigenvalues, vectors = np.linalg.eig(jacobian / scale[:, None] * scale)
    q = vectors[:, int(np.argmin(np.abs(eigenvalues - 1j * angular_frequency)))]
    mesh = np.linspace(0.0, 1.0, solver.intervals + 1)
    phases = node_points(mesh, solver.basis)
    wave = np.real(np.exp(2j * np.pi * phases)[:, None] * q)
    rest = np.repeat((state / scale)[None], phases.size, axis=0)
    cycle = Cycle(
        field,
        solver.basis,
        mesh,
        rest,
        float(np.log(2.0 * np.pi / angular_frequency)),
        np.array([value]),
        np.ones(n, dtype=np.complex128),
    )
    tangent = Tangent(wave, 0.0, np.zeros(1))
    length = np.sqrt(solver.product(mesh, tangent, tangent))
    return cycle, Tangent(wave / length, 0.0, np.zeros(1))
