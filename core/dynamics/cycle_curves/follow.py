"""Continuation of a curve of bifurcations of cycles within a rectangle of two parameters."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.critical_cycle import Solved
from core.dynamics.cycle_curves.rest_limit import AT_REST, LAST, RestLimit, rest_limit
from core.dynamics.cycle_curves.special import Located, Stretch, oriented, special_points
from core.interruption import checkpoint
from core.numerics.connections.saddle import saddle_near
from core.result import Floats

EndKind = Literal[
    "edge",
    "closed",
    "bautin",
    "equilibrium",
    "resonance-1-1",
    "resonance-1-2",
    "homoclinic",
    "limit of points",
    "step too small",
]

FIRST_STEP = 0.02
LONGEST_STEP = 0.3
SHORTEST_STEP = 1e-6
TURN, LARGEST_TURN = 0.15, 0.6
"""Angle [rad] between neighbouring directions that the step aims at, and the largest one."""
VECTOR_TURN, LARGEST_VECTOR_TURN = 0.25, 1.0
"""The same for neighbouring critical vectors."""
UNCHECKED = 1e-4
"""Steps shorter than this are not refused for their angles."""
NO_FURTHER = 1e-4
"""A step out of the rectangle that is shorter than this ends a curve inside of it."""
NEAR_REST = 0.3
"""Amplitude, in scaled states, below which steps shrink with it: the curve may end at a Bautin point."""
MOST_ITERATIONS = 800
LONG = 1.6
"""log of the ratio of the period to the shortest on the curve past which it may grow without bound."""
BESIDE_SADDLE = 1e-5
"""Distance from a saddle, in scaled states, at which it does."""


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
        Why it ended; None while it has not.
    limit
        Where the cycles shrink to an equilibrium at its end.
    """

    points: list[Solved]
    special: list[tuple[int, Located]] = field(default_factory=list)
    end: EndKind | None = None
    limit: RestLimit | None = None
    iterations: int = 0


def follow(solver: CurveSolver, first: Solved, ranges: Floats, *, max_points: int) -> Path:
    """Follow a curve from a point in its direction to an edge of a rectangle, or to another end.

    Parameters
    ----------
    ranges
        Lowest and highest value of each parameter, shape (2, 2).
    """
    path, length = Path([first]), FIRST_STEP
    while path.end is None:
        checkpoint()
        if length < SHORTEST_STEP:
            path.end = "step too small"
        elif len(path.points) >= max_points or path.iterations >= MOST_ITERATIONS:
            path.end = "limit of points"
        else:
            length = _advance(solver, path, length, ranges)
    return path


def reversed_start(first: Solved) -> Solved:
    """The same point, to be left in the other direction."""
    return Solved(first.point, first.direction.times(-1.0), first.iterations)


def outside(place: Floats, ranges: Floats) -> bool:
    """Whether a point lies outside of a rectangle."""
    return bool((place < ranges[:, 0]).any() or (place > ranges[:, 1]).any())


def _advance(solver: CurveSolver, path: Path, length: float, ranges: Floats) -> float:
    """Try a step; the length of the next."""
    current = path.points[-1]
    before = Solved(*solver.remeshed(current.point, current.direction), current.iterations)
    found = solver.step(before.point, before.direction, length)
    if found is None:
        return 0.4 * length
    found = oriented(solver, found, before.direction)
    turn, swing = _turns(solver, before, found)
    if length > UNCHECKED and (turn > LARGEST_TURN or swing > LARGEST_VECTOR_TURN):
        return 0.4 * length
    path.iterations += found.iterations
    stretch = Stretch(solver, before, found, length)
    landed = _edge(stretch, ranges)
    if landed is None and outside(found.point.place, ranges):
        path.end = "edge" if length < NO_FURTHER else None
        return 0.4 * length
    located = special_points(stretch, 1.0 if landed is None else landed[0])
    path.special += [(len(path.points), entry) for entry in located]
    path.points.append(found if landed is None else landed[1])
    path.end = "edge" if landed is not None else _end(solver, path, stretch)
    return _next_length(before, found, length, turn, swing)


def _turns(solver: CurveSolver, before: Solved, found: Solved) -> tuple[float, float]:
    """Angles [rad] between the directions and between the critical vectors of two points of one mesh."""
    n = solver.states
    a, b = before.point.nodes[:, n:], found.point.nodes[:, n:]
    turn = solver.product(before.point.mesh, before.direction, found.direction)
    swing = float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))
    return _angle(turn), _angle(swing)


def _angle(cosine: float) -> float:
    return float(np.arccos(min(max(cosine, -1.0), 1.0)))


def _edge(stretch: Stretch, ranges: Floats) -> tuple[float, Solved] | None:
    """The first point of a stretch on the edge of the rectangle, with its share of the length."""
    first, last = stretch.before.point.place, stretch.after.point.place
    best: tuple[float, Solved] | None = None
    for which in (0, 1):
        for bound, sign in ((ranges[which, 0], -1.0), (ranges[which, 1], 1.0)):
            if sign * (last[which] - bound) <= 0.0 or sign * (first[which] - bound) > 0.0:
                continue
            share = float((bound - first[which]) / (last[which] - first[which]))
            if best is not None and share >= best[0]:
                continue
            guess = stretch.guess(share)
            values = guess.values.copy()
            values[which] = bound
            found = stretch.solver.at_value(guess.with_values(values), which, stretch.before.point)
            if found is not None:
                best = share, oriented(stretch.solver, found, stretch.before.direction)
    return best


def _end(solver: CurveSolver, path: Path, stretch: Stretch) -> EndKind | None:
    """Whether the curve ends with its last point inside of the rectangle, and why."""
    before, last = stretch.before.point, stretch.after.point
    located = path.special[-1] if path.special else None
    if last.kind == "torus" and located is not None and located[0] == len(path.points) - 1:
        kind = located[1].kind
        if kind in {"resonance-1-1", "resonance-1-2"}:
            path.points[-1] = located[1].solved
            return "resonance-1-1" if kind == "resonance-1-1" else "resonance-1-2"
    if _returned(solver, path, stretch):
        return "closed"
    if last.amplitude < min(AT_REST, before.amplitude):
        path.limit = rest_limit([entry.point for entry in path.points[-2 * LAST :]], solver.units[:2])
        return "bautin" if last.kind == "fold-of-cycles" else "equilibrium"
    return "homoclinic" if _is_homoclinic(path) else None


def _is_homoclinic(path: Path) -> bool:
    """Whether the period has grown and the cycle passes a saddle so closely that it will go on to grow."""
    last = path.points[-1].point
    shortest = min(entry.point.log_period for entry in path.points)
    if last.log_period < shortest + LONG:
        return False
    cycle = last.cycle
    z = np.vstack([cycle.mesh_states.T, np.repeat(cycle.values[:, None], cycle.mesh.size, axis=1)])
    speed = np.abs(cycle.field.rates(z).T / cycle.field.scale).max(axis=1)
    slowest = cycle.mesh_states[int(np.argmin(speed))] / cycle.field.scale
    saddle = saddle_near(cycle.field, slowest, cycle.values)
    return saddle is not None and float(np.linalg.norm(saddle.state - slowest)) < BESIDE_SADDLE


def _returned(solver: CurveSolver, path: Path, stretch: Stretch) -> bool:
    """Whether the curve has passed its first point again, in the same direction."""
    if len(path.points) < 6:
        return False
    first, units = path.points[0], solver.units[:2]
    a, b = stretch.before.point.place / units, stretch.after.point.place / units
    chord = b - a
    size = float(chord @ chord)
    if size == 0.0:
        return False
    share = float((first.point.place / units - a) @ chord) / size
    away = float(np.linalg.norm(a + share * chord - first.point.place / units))
    period = (1.0 - share) * stretch.before.point.log_period + share * stretch.after.point.log_period
    direction = stretch.after.direction.values[:2] @ (first.direction.values[:2] / units**2)
    alike = away < 0.05 * np.sqrt(size) and abs(period - first.point.log_period) < 0.05
    return bool(0.0 <= share <= 1.0 and alike and direction > 0.0)


def _next_length(before: Solved, found: Solved, length: float, turn: float, swing: float) -> float:
    """From how far the curve and its critical vector turn: some iterations go to the new mesh alone."""
    factor = min(TURN / max(turn, 1e-6), VECTOR_TURN / max(swing, 1e-6))
    longer = min(length * min(max(factor, 0.5), 2.0 if found.iterations < 7 else 1.0), LONGEST_STEP)
    amplitude = found.point.amplitude
    shrinks = amplitude < before.point.amplitude
    return min(longer, 0.4 * amplitude) if shrinks and amplitude < NEAR_REST else longer
