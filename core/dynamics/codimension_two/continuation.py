"""Pseudo-arclength continuation of a curve of bifurcations to the edges of the unit square.

Keller (1977), "Numerical solution of bifurcation and nonlinear eigenvalue problems"; Allgower and Georg
(2003), Introduction to Numerical Continuation Methods, doi:10.1137/1.9780898719154.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.dynamics.codimension_two.correction import (
    CurvePoint,
    angle,
    arrived,
    dot,
    hermite,
    length_of,
    passes,
    reversed_point,
    solve,
)
from core.dynamics.codimension_two.systems import DefiningSystem
from core.interruption import checkpoint
from core.result import Floats

End = Literal[
    "edge", "closed", "bogdanov-takens", "step too small", "limit of points", "voltage beyond range"
]

FIRST_STEP = 3e-3
SMALLEST_STEP = 1e-7
"""Lengths in scaled coordinates, in which the rectangle is the unit square."""
TURN = 0.12
"""Angle [rad] between neighbouring tangents that the step aims at."""
LARGEST_TURN = 0.5
LARGEST_JUMP = 0.2
"""Of ω² against what the tangent predicts, relative to its sizes."""
UNRESOLVED = 1e-5
"""A step below which the null vector may turn as it likes."""
FARTHEST = 20.0
"""A voltage beyond that many spikes is none of interest."""
FEW = 3
"""So soon a curve does not come back to its start."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A curve, or the part of it on one side of its start."""

    points: tuple[CurvePoint, ...]
    end: End


def trace(
    system: DefiningSystem,
    first: CurvePoint,
    largest_step: float,
    limit: int,
    stop: Callable[[CurvePoint], bool] = lambda _: False,
) -> Trace:
    """Follow a curve from a point along its tangent to the edge of the unit square, or to its start.

    Parameters
    ----------
    largest_step
        In scaled coordinates.
    limit
        Points after which it ends.
    stop
        Whether a point is past the end of what is wanted; it is kept.
    """
    if leaves(system, first):
        return Trace((first,), "edge")
    points, step = [first], min(FIRST_STEP, largest_step)
    while len(points) <= limit:
        checkpoint()
        made = _step(system, points, step)
        if made is None:
            step *= 0.4
            if step < SMALLEST_STEP:
                return Trace(tuple(points), "step too small")
            continue
        following, at_edge = made
        if len(points) > FEW and passes(system, points[-1], following, first):
            return Trace((*points, _oriented(first, points[-1])), "closed")
        points.append(following)
        end = _end(system, following, stop, at_edge=at_edge)
        if end is not None:
            return Trace(tuple(points), end)
        turn = angle(points[-2].tangent, following.tangent, system)
        step = min(step * min(max(TURN / max(turn, 1e-9), 0.5), 1.8), largest_step)
    return Trace(tuple(points), "limit of points")


def _oriented(point: CurvePoint, before: CurvePoint) -> CurvePoint:
    """The start of a closed curve as its end: there the null vector may have come back reversed."""
    v, last = point.borders.right, before.borders.right
    if v.shape[1:] != (1,) or float((v * last).sum()) > 0.0:
        return point
    turned = point.measures._replace(quadratic=-point.measures.quadratic)
    return CurvePoint(point.y, point.tangent, point.borders, turned)


def _end(
    system: DefiningSystem, point: CurvePoint, stop: Callable[[CurvePoint], bool], *, at_edge: bool
) -> End | None:
    """Why a curve ends at a point, None where it goes on."""
    # Past a Bogdanov-Takens point it does not matter where the neutral saddles leave the rectangle.
    if stop(point):
        return "bogdanov-takens"
    if at_edge:
        return "edge"
    return "voltage beyond range" if system.field.states and abs(float(point.y[0])) > FARTHEST else None


def _step(system: DefiningSystem, points: list[CurvePoint], step: float) -> tuple[CurvePoint, bool] | None:
    """The next point, on the edge where the step would cross it, and whether it is."""
    here = points[-1]
    following = _advance(system, here, step, _bend(system, points))
    if following is None:
        return None
    crossed = _crossed(system, here, following)
    if crossed is None:
        return following, False
    landed = _landed(system, here, following, *crossed)
    return None if landed is None else (landed, True)


def leaves(system: DefiningSystem, point: CurvePoint) -> bool:
    """Whether a point lies on the edge and its tangent points outwards."""
    n = system.field.states
    place, direction = point.y[n : n + 2], point.tangent[n : n + 2]
    low, high = place < 1e-9, place > 1.0 - 1e-9
    return bool(((low & (direction < 0.0)) | (high & (direction > 0.0))).any())


def _bend(system: DefiningSystem, points: list[CurvePoint]) -> Floats:
    """The second derivative of the curve by its length at the last point, from the last two tangents."""
    if len(points) < 2:
        return np.zeros_like(points[-1].y)
    before, here = points[-2:]
    return np.asarray((here.tangent - before.tangent) / length_of(here.y - before.y, system))


def _advance(system: DefiningSystem, here: CurvePoint, step: float, bend: Floats) -> CurvePoint | None:
    row = here.tangent.copy()
    row[system.field.states + 2 :] = 0.0
    guess = here.y + step * here.tangent + 0.5 * step**2 * bend
    found = solve(system, guess, here.borders, row, float(row @ guess))
    if found is None or length_of(found[0] - guess, system) > 0.5 * step:
        return None
    # What is no coordinate of u has no part in the length, but a jump of it is one to another curve.
    width = system.field.states + 2
    jump = np.abs((found[0] - guess)[width:])
    if (jump > LARGEST_JUMP * (np.abs(found[0]) + np.abs(here.y))[width:]).any():
        return None
    following = arrived(system, *found, row, here.borders)
    if following is None or angle(here.tangent, following.tangent, system) > LARGEST_TURN:
        return None
    if step > UNRESOLVED and not system.resolves(here.borders, following.borders):
        return None
    return following


def _crossed(system: DefiningSystem, here: CurvePoint, there: CurvePoint) -> tuple[int, float, float] | None:
    """Coordinate and value of the edge that a step crosses first, and the share of the step before it."""
    n = system.field.states
    found = []
    for i in (n, n + 1):
        a, b = float(here.y[i]), float(there.y[i])
        for edge in (0.0, 1.0):
            if (a - edge) * (b - edge) < 0.0 or (b == edge and a != edge):
                outwards = b <= edge if edge == 0.0 else b >= edge
                if outwards and abs(a - edge) > 1e-12:
                    found.append((i, edge, (edge - a) / (b - a)))
    return min(found, key=lambda item: item[2]) if found else None


def _landed(
    system: DefiningSystem, here: CurvePoint, there: CurvePoint, coordinate: int, edge: float, share: float
) -> CurvePoint | None:
    """The point of the curve on the edge."""
    width = system.field.states + 2
    length = float(np.linalg.norm(there.y[:width] - here.y[:width]))
    row = np.zeros_like(here.y)
    row[coordinate] = 1.0
    found = solve(system, hermite(here, there, length, share), here.borders, row, edge)
    if found is None:
        return None
    landed = arrived(system, *found, row, here.borders)
    if landed is None or length_of(found[0] - here.y, system) > 2.0 * length:
        return None
    # Exactly on the edge, and its tangent in the direction of travel.
    landed.y[coordinate] = edge
    return landed if dot(landed.tangent, here.tangent, system) > 0.0 else reversed_point(landed)
