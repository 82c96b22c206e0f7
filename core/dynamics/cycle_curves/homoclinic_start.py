"""Where homoclinic orbits are cut off: a first one, out of a long cycle, and those that follow."""

from collections.abc import Callable

import numpy as np
from scipy.interpolate import CubicSpline

from core.dynamics.cycle_curves.homoclinic import Connected, HomoclinicOrbit, HomoclinicSolver
from core.dynamics.cycle_curves.saddle import Saddle, saddle_near
from core.dynamics.cycles.corrector import Tangent
from core.dynamics.cycles.cycle import Cycle
from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.result import Floats

DISTANCE = 1e-5
"""ε over the amplitude: its square is below the accuracy that is asked for."""
LEFT = 0.02
"""Distance from the saddle over the amplitude past which a predicted orbit is believed."""
SAMPLES = 4001
LENGTHENING = 30
"""Intervals of the mesh on which a guess is first laid out in a stretch that is added to it."""
SHORTEST = 1e-9
"""Of these intervals."""
SETTLING = 2
"""Times that a first orbit is solved for again on a mesh of its own."""
Course = Callable[[Floats], Floats]
"""States at times [ms], shape (k, n) for (k,)."""


def from_cycle(solver: HomoclinicSolver, cycle: Cycle, other: float) -> Connected | None:
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
    solver: HomoclinicSolver, times: Floats, states: Floats, values: Floats, direction: Floats
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
    shares, nodes, total = _cut(
        lambda t: np.asarray(through(begin + t)), knots, ends, saddle, solver, DISTANCE * amplitude
    )
    guess = HomoclinicOrbit(solver.field, solver.basis, shares, nodes, float(np.log(total)), values, saddle)
    return solver.across(guess, direction)


def _opened(
    solver: HomoclinicSolver, cycle: Cycle, saddle: Saddle, phase: float, values: Floats
) -> HomoclinicOrbit:
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
    shares, states, total = _cut(course, knots, ends, saddle, solver, DISTANCE * cycle.amplitude)
    return HomoclinicOrbit(solver.field, solver.basis, shares, states, float(np.log(total)), values, saddle)


def recut(solver: HomoclinicSolver, connected: Connected) -> Connected:
    """The same orbit, cut where its distance from the saddle is ε again, on a mesh that suits it."""
    orbit, tangent = connected.orbit, connected.tangent
    period, saddle = float(np.exp(orbit.log_time)), orbit.saddle
    ends = orbit.nodes[0] - saddle.state, orbit.nodes[-1] - saddle.state

    def course(times: Floats) -> Floats:
        return interpolated(orbit.mesh, orbit.nodes, orbit.basis, times / period)

    distance = DISTANCE * orbit.amplitude
    mesh, states, total = _cut(course, period * orbit.mesh, ends, saddle, solver, distance)
    before = _time_to(distance, ends[0], saddle.slowest_growth)
    shares = np.clip((node_points(mesh, solver.basis) * total - before) / period, 0.0, 1.0)
    change = interpolated(orbit.mesh, tangent.nodes, orbit.basis, shares)
    made = HomoclinicOrbit(
        orbit.field, solver.basis, mesh, states, float(np.log(total)), orbit.values, saddle
    )
    return Connected(made, Tangent(change, 0.0, tangent.values), connected.iterations)


def _cut(
    course: Course,
    knots: Floats,
    ends: tuple[Floats, Floats],
    saddle: Saddle,
    solver: HomoclinicSolver,
    distance: float,
) -> tuple[Floats, Floats, float]:
    """Mesh, nodes and time [ms] of an orbit that begins and ends at a distance from the saddle.

    Where the course begins or ends farther from it, the linear flow goes on; where nearer, it is cut.

    Parameters
    ----------
    knots
        Times between which the course is smooth, the first 0 and the last its end [ms].
    ends
        u − x there.
    """
    period = float(knots[-1])
    before = _time_to(distance, ends[0], saddle.slowest_growth)
    after = _time_to(distance, ends[1], -saddle.slowest_decay)
    total = before + period + after

    def extended(shares: Floats) -> Floats:
        times = shares * total - before
        states = course(np.clip(times, 0.0, period))
        early, late = times < 0.0, times > period
        states[early] = saddle.state + saddle.flow(times[early], ends[0], growing=True)
        states[late] = saddle.state + saddle.flow(times[late] - period, ends[1], growing=False)
        return states

    fine = _finer(knots, before, period, after)
    mesh = equidistributed(fine, extended(node_points(fine, solver.basis)), solver.basis, solver.intervals)
    return mesh, extended(node_points(mesh, solver.basis)), total


def _finer(knots: Floats, before: float, period: float, after: float) -> Floats:
    """A mesh of [0, 1] that resolves what the knots do, also where the course is lengthened or cut."""
    shares = np.linspace(0.0, 1.0, LENGTHENING + 1)
    early, late = -before * shares[:-1], period + after * shares
    times = np.concatenate([early[early < 0.0], knots, late[late >= period], [-before, period + after]])
    times = np.unique(times[(times >= -before) & (times <= period + after)])
    made = (times + before) / (before + period + after)
    kept = made[np.append(True, np.diff(made) > SHORTEST)]
    kept[0], kept[-1] = 0.0, 1.0
    return np.asarray(kept)


def _time_to(distance: float, vector: Floats, rate: float) -> float:
    """How long a vector takes to shrink to a length at a rate [ms]; negative if it is shorter."""
    return float(np.log(np.linalg.norm(vector) / distance)) / rate
