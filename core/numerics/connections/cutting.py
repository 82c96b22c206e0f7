"""Where connecting orbits are cut off, and the meshes that suit them."""

from collections.abc import Callable

import numpy as np

from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.numerics.collocation.tangent import Tangent
from core.numerics.connections.orbit import Connected, ConnectingOrbit
from core.numerics.connections.saddle import Saddle
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

DISTANCE = 1e-5
"""ε over the amplitude: its square is below the accuracy that is asked for."""
LENGTHENING = 30
"""Intervals at most of the mesh on which a guess is first laid out in a stretch that is added to it."""
MUCH = 0.25
"""Length of an interval at the end, over its neighbour's, below which the two are made one."""
Course = Callable[[Floats], Floats]
"""States at times [ms], shape (k, n) for (k,)."""


def recut(solver: ConnectionSolver, connected: Connected) -> Connected:
    """The same orbit, cut where its distances from the saddles are ε again, on a mesh that suits it."""
    orbit, tangent = connected.orbit, connected.tangent
    period, saddles = float(np.exp(orbit.log_time)), (orbit.saddle, orbit.target)
    ends = orbit.nodes[0] - saddles[0].state, orbit.nodes[-1] - saddles[1].state

    def course(times: Floats) -> Floats:
        return interpolated(orbit.mesh, orbit.nodes, orbit.basis, times / period)

    distance = DISTANCE * orbit.amplitude
    mesh, states, total = cut(course, period * orbit.mesh, ends, saddles, solver, distance)
    before = _time_to(distance, ends[0], orbit.saddle.slowest_growth)
    shares = np.clip((node_points(mesh, solver.basis) * total - before) / period, 0.0, 1.0)
    change = interpolated(orbit.mesh, tangent.nodes, orbit.basis, shares)
    made = ConnectingOrbit(
        orbit.field,
        solver.basis,
        mesh,
        states,
        float(np.log(total)),
        orbit.values,
        orbit.saddle,
        orbit.other,
    )
    return Connected(made, Tangent(change, 0.0, tangent.values), connected.iterations)


def cut(
    course: Course,
    knots: Floats,
    ends: tuple[Floats, Floats],
    saddles: tuple[Saddle, Saddle],
    solver: ConnectionSolver,
    distance: float,
) -> tuple[Floats, Floats, float]:
    """Mesh, nodes and time [ms] of an orbit that begins and ends at a distance from its saddles.

    Where the course begins or ends farther from them, the linear flow goes on; where nearer, it is cut.

    Parameters
    ----------
    knots
        Times between which the course is smooth, the first 0 and the last its end [ms].
    ends
        What it is away from the saddles there, in scaled states.
    """
    period, (saddle, target) = float(knots[-1]), saddles
    before = _time_to(distance, ends[0], saddle.slowest_growth)
    after = _time_to(distance, ends[1], -target.slowest_decay)
    total = before + period + after

    def extended(shares: Floats) -> Floats:
        times = shares * total - before
        states = course(np.clip(times, 0.0, period))
        early, late = times < 0.0, times > period
        states[early] = saddle.state + saddle.flow(times[early], ends[0], growing=True)
        states[late] = target.state + target.flow(times[late] - period, ends[1], growing=False)
        return states

    fine = _finer(knots, before, period, after)
    mesh = equidistributed(fine, extended(node_points(fine, solver.basis)), solver.basis, solver.intervals)
    return mesh, extended(node_points(mesh, solver.basis)), total


def _finer(knots: Floats, before: float, period: float, after: float) -> Floats:
    """A mesh of [0, 1] that resolves what the knots do, also where the course is lengthened or cut."""
    begin, end = -before, period + after
    inside = knots[(knots > begin) & (knots < end)]
    # The high derivatives of what is much shorter than its neighbour are but rounding.
    if inside.size > 2 and inside[0] - begin < MUCH * (inside[1] - inside[0]):
        inside = inside[1:]
    if inside.size > 2 and end - inside[-1] < MUCH * (inside[-1] - inside[-2]):
        inside = inside[:-1]
    if inside.size < 2:
        return np.linspace(0.0, 1.0, LENGTHENING + 1)
    early = _divided(begin, float(inside[0]), float(inside[1] - inside[0]))
    late = _divided(float(inside[-1]), end, float(inside[-1] - inside[-2]))
    times = np.concatenate([early[:-1], inside, late[1:]])
    made = (times - begin) / (end - begin)
    made[0], made[-1] = 0.0, 1.0
    return np.asarray(made)


def _divided(low: float, high: float, width: float) -> Floats:
    """A stretch in pieces of a width or more, at most LENGTHENING of them."""
    count = int(np.clip(np.ceil((high - low) / width), 1, LENGTHENING))
    return np.linspace(low, high, count + 1)


def _time_to(distance: float, vector: Floats, rate: float) -> float:
    """How long a vector takes to shrink to a length at a rate [ms]; negative if it is shorter."""
    return float(np.log(np.linalg.norm(vector) / distance)) / rate
