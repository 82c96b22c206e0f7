"""Continuation of a curve of bifurcations of cycles within a rectangle of two parameters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.critical_cycle import CriticalCycle, Direction, Solved
from core.dynamics.cycle_curves.extrapolation import limit_at_zero
from core.dynamics.cycle_curves.special import Located, Stretch, special_points
from core.interruption import checkpoint
from core.result import Floats

EndKind = Literal["edge", "bautin", "homoclinic", "closed", "limit of points", "step too small"]

FIRST_STEP = 0.02
LONGEST_STEP = 0.3
SHORTEST_STEP = 1e-6
TURN, LARGEST_TURN = 0.15, 0.6
"""Angle [rad] between neighbouring directions that the step aims at, and the largest one."""
VECTOR_TURN, LARGEST_VECTOR_TURN = 0.25, 1.0
"""The same for neighbouring critical vectors."""
NO_FURTHER = 1e-4
"""A step out of the rectangle that is shorter than this ends a curve inside of it."""
NEAR_REST = 0.3
"""Amplitude, in scaled states, below which steps shrink with it: the curve may end at a Bautin point."""
AT_REST = 0.02
"""Amplitude below which a curve ends: from there on its points differ from the Bautin point by its square."""
LAST = 6
"""Points from which the Bautin point is extrapolated."""
MOST_ITERATIONS = 3000
LONGEST_PERIOD = 7.0
"""log of the ratio of the period to the shortest on the curve at which it counts as infinite."""


class RestLimit(NamedTuple):
    """What a curve tends to as the amplitude vanishes.

    Attributes
    ----------
    place
        The two parameters, shape (2,).
    errors
        Their estimated errors, shape (2,).
    period
        T [ms].
    state
        The equilibrium, shape (n,).
    """

    place: Floats
    errors: Floats
    period: float
    state: Floats


@dataclass(slots=True)
class Path:
    """A curve while it is followed, in one direction.

    Attributes
    ----------
    points
        Each on a mesh of its own.
    special
        Codimension-two points with the number of points before them.
    end
        Why it ended.
    limit
        The Bautin point that it ended at.
    """

    points: list[Solved]
    special: list[tuple[int, Located]] = field(default_factory=list)
    end: EndKind = "limit of points"
    limit: "RestLimit | None" = None
    iterations: int = 0


def follow(
    solver: CurveSolver,
    first: Solved,
    ranges: Floats,
    *,
    max_points: int,
    announce: Callable[[CriticalCycle], None] = lambda _: None,
) -> Path:
    """Follow a curve from a point in its direction to an edge of a rectangle, or to another end.

    Parameters
    ----------
    ranges
        Lowest and highest value of each parameter, shape (2, 2).
    """
    path = Path([first])
    current, length = first, FIRST_STEP
    shortest_period = first.point.log_period
    while len(path.points) < max_points and path.iterations < MOST_ITERATIONS:
        checkpoint()
        if length < SHORTEST_STEP:
            path.end = "step too small"
            return path
        before = Solved(*solver.remeshed(current.point, current.direction), current.iterations)
        found = solver.step(before.point, before.direction, length)
        if found is not None:
            found = oriented(solver, found, before.direction)
        if found is None or not _near(solver, before, found, length):
            length *= 0.4
            continue
        path.iterations += found.iterations
        stretch = Stretch(solver, before, found, length)
        landed = _edge(stretch, ranges)
        if landed is None and outside(found.point.place, ranges):
            if length < NO_FURTHER:
                path.end = "edge"
                return path
            length *= 0.4
            continue
        located = special_points(stretch, 1.0 if landed is None else landed[0])
        path.special += [(len(path.points), entry) for entry in located]
        path.points.append(found if landed is None else landed[1])
        announce(path.points[-1].point)
        if landed is not None:
            path.end = "edge"
            return path
        if _returned(solver, path, stretch):
            path.end = "closed"
            return path
        if found.point.amplitude < min(AT_REST, before.point.amplitude):
            path.end, path.limit = "bautin", rest_limit([entry.point for entry in path.points[-LAST:]])
            return path
        shortest_period = min(shortest_period, found.point.log_period)
        if found.point.log_period > shortest_period + LONGEST_PERIOD:
            path.end = "homoclinic"
            return path
        length = _next_length(solver, before, found, length)
        current = found
    return path


def oriented(solver: CurveSolver, found: Solved, direction: Direction) -> Solved:
    """The same with its direction turned into another."""
    if solver.product(found.point.mesh, found.direction, direction) < 0.0:
        return Solved(found.point, found.direction.times(-1.0), found.iterations)
    return found


def outside(place: Floats, ranges: Floats) -> bool:
    """Whether a point lies outside of a rectangle."""
    return bool((place < ranges[:, 0]).any() or (place > ranges[:, 1]).any())


def reversed_start(first: Solved) -> Solved:
    """The same point, to be left in the other direction."""
    return Solved(first.point, first.direction.times(-1.0), first.iterations)


def _near(solver: CurveSolver, before: Solved, found: Solved, length: float) -> bool:
    """Whether a step has kept to the curve."""
    turn, swing = _turns(solver, before, found)
    return length < 1e-4 or (turn < LARGEST_TURN and swing < LARGEST_VECTOR_TURN)


def _turns(solver: CurveSolver, before: Solved, found: Solved) -> tuple[float, float]:
    """Angles [rad] between the directions and between the critical vectors of two points of one mesh."""
    n = solver.states
    a, b = before.point.nodes[:, n:], found.point.nodes[:, n:]
    turn = solver.product(before.point.mesh, before.direction, found.direction)
    swing = float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))
    return _angle(turn), _angle(swing)


def _edge(stretch: Stretch, ranges: Floats) -> tuple[float, Solved] | None:
    """The first point of a stretch on the edge of the rectangle, with its share of the length."""
    first, last = stretch.before.point.place, stretch.after.point.place
    best: tuple[float, Solved] | None = None
    for which in (0, 1):
        for bound, sign in ((ranges[which, 0], -1.0), (ranges[which, 1], 1.0)):
            if sign * (last[which] - bound) <= 0.0 or sign * (first[which] - bound) > 0.0:
                continue
            share = float((bound - first[which]) / (last[which] - first[which]))
            guess = stretch.guess(share)
            values = guess.values.copy()
            values[which] = bound
            found = stretch.solver.at_value(stretch.with_values(guess, values), which, stretch.before.point)
            if found is None:
                continue
            found = oriented(stretch.solver, found, stretch.before.direction)
            if best is None or share < best[0]:
                best = share, found
    return best


def _returned(solver: CurveSolver, path: Path, stretch: Stretch) -> bool:
    """Whether the curve has passed its first point again, in the same direction."""
    if len(path.points) < 6:
        return False
    first = path.points[0]
    a, b = stretch.before.point.place / solver.units[:2], stretch.after.point.place / solver.units[:2]
    target = first.point.place / solver.units[:2]
    chord = b - a
    size = float(chord @ chord)
    if size == 0.0:
        return False
    share = float((target - a) @ chord) / size
    away = float(np.linalg.norm(a + share * chord - target))
    period = (1.0 - share) * stretch.before.point.log_period + share * stretch.after.point.log_period
    direction = stretch.after.direction.values[:2] @ (first.direction.values[:2] / solver.units[:2] ** 2)
    return (
        0.0 <= share <= 1.0
        and away < 0.05 * np.sqrt(size)
        and abs(period - first.point.log_period) < 0.05
        and bool(direction > 0.0)
    )


def _next_length(solver: CurveSolver, before: Solved, found: Solved, length: float) -> float:
    """From how far the curve and its critical vector have turned: some iterations go to the new mesh alone."""
    turn, swing = _turns(solver, before, found)
    factor = min(TURN / max(turn, 1e-6), VECTOR_TURN / max(swing, 1e-6))
    longer = min(length * min(max(factor, 0.5), 2.0 if found.iterations < 7 else 1.0), LONGEST_STEP)
    amplitude = found.point.amplitude
    shrinks = amplitude < before.point.amplitude
    return min(longer, 0.4 * amplitude) if shrinks and amplitude < NEAR_REST else longer


def _angle(cosine: float) -> float:
    return float(np.arccos(min(max(cosine, -1.0), 1.0)))


def rest_limit(points: list[CriticalCycle]) -> RestLimit:
    """Extrapolation to no amplitude: parameters, period and mean state are even functions of the amplitude."""
    squares = np.array([_variance(point) for point in points])
    rows = np.array([[*point.place, point.log_period, *_mean(point)] for point in points])
    made, errors = limit_at_zero(squares, rows)
    scale = points[-1].field.scale
    return RestLimit(made[:2], errors[:2], float(np.exp(made[2])), made[3:] * scale)


def _mean(point: CriticalCycle) -> Floats:
    return np.asarray(point.cycle.mean / point.field.scale)


def _variance(point: CriticalCycle) -> float:
    """∫|u − ū|², shape ()."""
    n, m = len(point.field.states), point.basis.degree
    parts = point.nodes[np.arange(point.mesh.size - 1)[:, None] * m + np.arange(m + 1), :n]
    deviation = (point.basis.values @ (parts - _mean(point))).reshape(-1, n)
    weights = (np.diff(point.mesh)[:, None] * point.basis.weights).ravel()
    return float(weights @ (deviation * deviation).sum(axis=1))
