"""A first homoclinic orbit, out of a long cycle or an approximate orbit."""

import numpy as np
from scipy.interpolate import CubicSpline

from core.dynamics.cycles.cycle import Cycle
from core.numerics.collocation.mesh import interpolated
from core.numerics.connections.cutting import DISTANCE, cut, recut
from core.numerics.connections.orbit import Connected, ConnectingOrbit
from core.numerics.connections.saddle import Saddle, saddle_near
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

LEFT = 0.02
"""Distance from the saddle over the amplitude past which a predicted orbit is believed."""
SAMPLES = 4001
SETTLING = 2
"""Times that a first orbit is solved for again on a mesh of its own."""


def from_cycle(solver: ConnectionSolver, cycle: Cycle, other: float) -> Connected | None:
    """The homoclinic orbit near a cycle of one free parameter, at its other parameter's value.

    Parameters
    ----------
    cycle
        Its one parameter is the first of the solver's two.
    other
        Value of the second, which is kept.

    Returns
    -------
    Connected
        None where no saddle is near the cycle, or where Newton's method does not converge.
    """
    values = np.array([cycle.value, other])
    phases = np.linspace(0.0, 1.0, SAMPLES)
    course = interpolated(cycle.mesh, cycle.nodes, cycle.basis, phases)
    rates = interpolated(cycle.mesh, cycle.nodes, cycle.basis, phases, 1)
    slowest = int(np.argmin(np.abs(rates).max(axis=1)))
    saddle = saddle_near(solver.field, course[slowest], values)
    if saddle is None:
        return None
    nearest = int(np.argmin(np.linalg.norm(course - saddle.state, axis=1)))
    if not np.linalg.norm(course[nearest] - saddle.state) < 0.2 * cycle.amplitude:
        return None
    first = solver.at_value(_opened(solver, cycle, saddle, float(phases[nearest]), values), 1)
    for _ in range(SETTLING):
        first = None if first is None else solver.at_value(recut(solver, first).orbit, 1)
    return first


def from_orbit(
    solver: ConnectionSolver, times: Floats, states: Floats, values: Floats, direction: Floats
) -> Connected | None:
    """The homoclinic orbit near an approximate one, such as is predicted beside a Bogdanov-Takens point.

    Parameters
    ----------
    times
        Increasing [ms], shape (k,).
    states
        Shape (n, k).
    values
        The two parameters, shape (2,).
    direction
        Of the curve in their plane, shape (2,): they are corrected at right angles to it.
    """
    scaled = (states / solver.field.scale[:, None]).T
    saddle = saddle_near(solver.field, 0.5 * (scaled[0] + scaled[-1]), values)
    if saddle is None:
        return None
    through = CubicSpline(times - times[0], scaled)
    amplitude = float(np.ptp(scaled, axis=0).max())
    # Only from where the orbit has left to where it is back: what is nearer the saddle than that is predicted
    # no better than by the linear flow.
    distance = np.linalg.norm(scaled - saddle.state, axis=1)
    far = np.flatnonzero(distance > LEFT * amplitude)
    begin, end = float(times[far[0]] - times[0]), float(times[far[-1]] - times[0])
    ends = through(begin) - saddle.state, through(end) - saddle.state
    inside = times - times[0]
    knots = inside[(inside >= begin) & (inside <= end)] - begin
    shares, nodes, total = cut(
        lambda t: np.asarray(through(begin + t)), knots, ends, (saddle, saddle), solver, DISTANCE * amplitude
    )
    guess = ConnectingOrbit(solver.field, solver.basis, shares, nodes, float(np.log(total)), values, saddle)
    return solver.across(guess, direction)


def _opened(
    solver: ConnectionSolver, cycle: Cycle, saddle: Saddle, phase: float, values: Floats
) -> ConnectingOrbit:
    """The cycle from its nearest point on, with the linear flow's share of the detour taken out of it.

    With d = u − x there, e^{Jt} P_s d is what it still has to lose when it leaves, and e^{−J(T−t)} P_u d what
    it has gained when it comes back.
    """
    start = interpolated(cycle.mesh, cycle.nodes, cycle.basis, np.array([phase]))[0] - saddle.state
    leaving, arriving = saddle.growth @ start, saddle.decay @ start

    def course(times: Floats) -> Floats:
        states = interpolated(cycle.mesh, cycle.nodes, cycle.basis, (phase + times / cycle.period) % 1.0)
        gone = saddle.flow(times, arriving, growing=False)
        to_come = saddle.flow(times - cycle.period, leaving, growing=True)
        return np.asarray(states - gone - to_come)

    ends = leaving, arriving
    knots = np.unique(np.concatenate([[0.0, 1.0], (cycle.mesh - phase) % 1.0])) * cycle.period
    shares, states, total = cut(course, knots, ends, (saddle, saddle), solver, DISTANCE * cycle.amplitude)
    return ConnectingOrbit(solver.field, solver.basis, shares, states, float(np.log(total)), values, saddle)
