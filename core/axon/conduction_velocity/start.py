"""A first wave by collocation, out of its course as shooting has found it."""

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from core.axon.conduction_velocity.patch import Course
from core.axon.conduction_velocity.shots import Rest
from core.interruption import checkpoint
from core.numerics.connections.cutting import DISTANCE, cut, recut
from core.numerics.connections.orbit import Connected, ConnectingOrbit
from core.numerics.connections.saddle import saddle_near
from core.numerics.connections.solver import ConnectionSolver

SAME = 1e-6
"""Distance of two equilibria in scaled states within which they are one."""
SETTLING = 2
"""Times that a first wave is solved for again on a mesh of its own."""


def first_wave(solver: ConnectionSolver, rest: Rest, log_k: float, guess: Course) -> Connected | None:
    """The wave near a course that comes to a stable equilibrium; None where Newton's method finds none.

    Parameters
    ----------
    log_k
        Log of K, a guess as well.
    """
    field, reached = rest.field, guess.target
    if reached is None:
        return None
    values = np.array([log_k, field.value])
    saddle = saddle_near(field, rest.state / field.scale, values)
    back = bool(np.abs((reached - rest.state) / field.scale).max() < SAME)
    other = None if back else saddle_near(field, reached / field.scale, values)
    if saddle is None or (other is None and not back):
        return None
    target = saddle if other is None else other
    through = CubicHermiteSpline(guess.times, guess.states, guess.rates)
    shares, nodes, total = cut(
        lambda t: np.asarray(through(t)),
        guess.times,
        (guess.states[0] - saddle.state, guess.states[-1] - target.state),
        (saddle, target),
        solver,
        DISTANCE * float(np.ptp(guess.states, axis=0).max()),
    )
    orbit = ConnectingOrbit(
        solver.field, solver.basis, shares, nodes, float(np.log(total)), values, saddle, other
    )
    found = solver.at_value(orbit, 1)
    for _ in range(SETTLING):
        checkpoint()
        found = None if found is None else solver.at_value(recut(solver, found).orbit, 1)
    return found
