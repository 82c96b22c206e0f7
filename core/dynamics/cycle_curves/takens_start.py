"""A first homoclinic orbit beside a Bogdanov-Takens point."""

import numpy as np

from core.dynamics.codimension_two.homoclinic_predictor import homoclinic_orbit, unfolding
from core.dynamics.cycle_curves.homoclinic_start import from_orbit
from core.dynamics.vector_field import VectorField
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

AMPLITUDES = (0.02, 5e-3, 2e-3, 8e-4, 3e-4)
"""Of predicted orbits, in scaled states: a smaller one is predicted better and rounded worse."""
AHEAD = 1e-3
"""Relative difference of ε from which the direction of the curve is taken."""


def from_bogdanov_takens(solver: ConnectionSolver, field: VectorField, z: Floats) -> Connected | None:
    """The homoclinic orbit of some amplitude near a Bogdanov-Takens point, its tangent away from the point.

    Parameters
    ----------
    field
        The solver's.
    z
        The point: states and both parameters, shape (n + 2,).

    Returns
    -------
    Connected
        None where Newton's method converges from none of the predictions.
    """
    made, scale = unfolding(field, z), field.scale
    # The amplitude is 6 ε²/|a| in the first null vector.
    size = float(np.abs(made.linear[: scale.size, 0] / scale).max())
    for amplitude in AMPLITUDES:
        epsilon = float(np.sqrt(amplitude * abs(made.a) / (6.0 * size)))
        if not epsilon * (1.0 + AHEAD) < made.largest:
            continue
        orbit, next_orbit = homoclinic_orbit(made, epsilon), homoclinic_orbit(made, (1.0 + AHEAD) * epsilon)
        onwards = next_orbit.parameters - orbit.parameters
        found = from_orbit(solver, orbit.time, orbit.states, orbit.parameters, onwards)
        if found is None or not 0.3 * amplitude < found.orbit.amplitude < 3.0 * amplitude:
            continue
        if float((found.tangent.values / solver.units) @ (onwards / solver.units)) < 0.0:
            found = Connected(found.orbit, found.tangent.reversed(), found.iterations)
        return found
    return None
