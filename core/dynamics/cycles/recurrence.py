"""A period recognised in a run, and the guess of a cycle cut out of it."""

from typing import NamedTuple

import numpy as np

from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.recorded_run import Crossings, Record
from core.numerics.collocation.mesh import node_points
from core.result import Floats

NEAR = 0.02
"""Distance, in scaled states, within which a state counts as come back."""
ON_CYCLE = 0.1
"""Distance from a stable cycle, and relative difference from its period, within which a run is on it."""
ALIKE, FLOOR = 5.0, 1e-7
"""A number of crossings is a period if no other brings the state nearer than this share, or than this."""


class Period(NamedTuple):
    """A period of a run.

    Attributes
    ----------
    begin, length
        [ms].
    crossings
        Upward crossings of the middle voltage in it.
    mismatch
        By how much the states at its ends differ, in scaled states.
    state
        The state at its end, shape (n,).
    """

    begin: float
    length: float
    crossings: int
    mismatch: float
    state: Floats


def recognised(crossings: Crossings, scale: Floats) -> Period | None:
    """The shortest period after which the state at a crossing has come back; None where it has not.

    States that drift slowly come back nearly after every crossing; over the true period they do so much
    better, so that what counts is the nearest return of all.
    """
    count = crossings.times.size - 1
    if count < 2:
        return None
    scaled = crossings.states / scale
    distances = np.abs(scaled[-1] - scaled[-2::-1]).max(axis=1)
    # Twice the period must be there: the crossing before returns, too.
    before = np.append(np.abs(scaled[-2] - scaled[-3::-1]).max(axis=1), np.inf)
    distances = np.maximum(distances, before)[: count - 1]
    best = float(distances.min())
    if not best < NEAR:
        return None
    period = int(np.argmax(distances <= max(ALIKE * best, FLOOR))) + 1
    times = crossings.times
    return Period(
        float(times[-1 - period]),
        float(times[-1] - times[-1 - period]),
        period,
        float(distances[period - 1]),
        crossings.states[-1],
    )


def guess(solver: CycleSolver, record: Record, period: Period, value: float) -> Cycle:
    """The run's period as a cycle: intervals that hold equal numbers of steps, ends that meet."""
    end = period.begin + period.length
    inside = record.begins[(record.begins > period.begin) & (record.begins < end)]
    knots = np.concatenate([[period.begin], inside, [end]])
    places = np.interp(np.linspace(0.0, 1.0, solver.intervals + 1), np.linspace(0.0, 1.0, knots.size), knots)
    mesh = (places - period.begin) / period.length
    mesh[0], mesh[-1] = 0.0, 1.0
    points = node_points(mesh, solver.basis)
    nodes = record.states(period.begin + points * period.length) / solver.field.scale
    nodes -= points[:, None] * (nodes[-1] - nodes[0])
    nodes[-1] = nodes[0]
    return bare_cycle(solver, mesh, nodes, period.length, value)


def bare_cycle(solver: CycleSolver, mesh: Floats, nodes: Floats, period: float, value: float) -> Cycle:
    """A guess of a cycle, whose multipliers are not known."""
    unknown = np.full(len(solver.field.states), np.nan, dtype=np.complex128)
    return Cycle(solver.field, solver.basis, mesh, nodes, float(np.log(period)), np.array([value]), unknown)


def near_cycle(period: Period, cycle: Cycle, crossings: int) -> bool:
    """Whether the run is on a cycle, in one round of it or several.

    Parameters
    ----------
    crossings
        Upward crossings of the middle voltage in a period of the cycle.
    """
    rounds = max(period.crossings // crossings, 1)
    if abs(period.length / cycle.period / rounds - 1.0) > ON_CYCLE:
        return False
    away = np.abs(cycle.mesh_states - period.state) / cycle.field.scale
    steps = np.abs(np.diff(cycle.mesh_states, axis=0)) / cycle.field.scale
    # Between two ends of an interval a cycle goes little further than the ends are apart.
    reach = ON_CYCLE + np.append(steps.max(axis=1), 0.0)
    return bool((away.max(axis=1) < reach).any())
