"""Waves along a parameter: pseudo-arclength continuation through the folds where two of them meet."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from core.interruption import checkpoint
from core.numerics.collocation.tangent import Tangent
from core.numerics.connections.cutting import recut
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.numerics.roots import FalsePosition

End = Literal["edge", "slow", "lost", "points"]

FIRST_STEP, LONGEST_STEP, SHORTEST_STEP = 0.05, 0.3, 1e-4
"""Lengths in the plane of log K and the parameter over its range."""
TURN = 0.5
"""Largest angle [rad] between neighbouring directions."""
MOST_POINTS = 300
GROWTH = {1: 2.0, 2: 2.0, 3: 2.0, 4: 1.4, 5: 1.0}
"""Of the next step by the iterations that the last one took."""
FLAT = 1e-5
"""Slope of the parameter along log K, over its range, at which it counts as turning."""
FOLD_ROUNDS = 25
ACROSS = 1e-3
"""Distance in log K over which the slope of the parameter is compared at a fold."""
ASIDE, CLOSE = 0.2, 1e-8
"""By how much log K between two places may differ from theirs; how close the parameter must be to a value,
over its range, where Newton's method does not end there."""
SLOWER = 12.0
"""By how much log K may fall below where it began."""


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """A wave on a path.

    Attributes
    ----------
    connected
        With its tangent onwards along the path.
    fold
        Whether the parameter turns there.
    section
        Number of folds before it.
    """

    connected: Connected
    fold: bool
    section: int

    @property
    def value(self) -> float:
        """The parameter."""
        return float(self.connected.orbit.values[1])

    @property
    def log_k(self) -> float:
        """Log of K."""
        return float(self.connected.orbit.values[0])


@dataclass(slots=True)
class Path:
    """Waves in order along a parameter.

    Attributes
    ----------
    end
        Why there are no more: an edge of the range or a fold is reached, the velocity goes to zero, no step
        is short enough, or there are too many points.
    """

    places: list[Place] = field(default_factory=list)
    end: End = "points"

    @property
    def folds(self) -> list[Place]:
        """Where the parameter turns."""
        return [place for place in self.places if place.fold]


def follow(
    solver: ConnectionSolver,
    first: Connected,
    span: tuple[float, float],
    *,
    rising: bool,
    beyond_folds: bool = True,
) -> Path:
    """Follow a wave as a parameter rises or falls, through its folds, to an edge of a range.

    Parameters
    ----------
    solver
        Its second unit is the width of the range.
    beyond_folds
        Whether the path goes on after the first fold.
    """
    path, length = Path([Place(_oriented(first, 1.0 if rising else -1.0), False, 0)]), FIRST_STEP
    lowest = path.places[0].log_k - SLOWER
    while len(path.places) < MOST_POINTS:
        checkpoint()
        if length < SHORTEST_STEP:
            path.end = "lost"
            return path
        made = _step(solver, path.places[-1], length, span)
        if made is None:
            length *= 0.4
            continue
        path.places += made
        last = path.places[-1]
        if not span[0] < last.value < span[1] or (path.folds and not beyond_folds):
            path.end = "edge"
            return path
        if last.log_k < lowest:
            path.end = "slow"
            return path
        length = min(length * GROWTH.get(last.connected.iterations, 0.7), LONGEST_STEP)
    return path


def _step(
    solver: ConnectionSolver, here: Place, length: float, span: tuple[float, float]
) -> list[Place] | None:
    """The next place on a path, after a fold if one lies between; at an edge if that would be passed."""
    before = recut(solver, here.connected)
    found = solver.step(before.orbit, before.tangent, length)
    if found is None:
        return None
    found = _along(found, before.tangent, solver)
    if _angle(before.tangent, found.tangent, solver) > TURN:
        return None
    section, made = here.section, []
    if before.tangent.values[1] * found.tangent.values[1] < 0.0:
        fold = _fold(solver, before, found)
        if fold is None:
            return None
        section, before = section + 1, fold
        made.append(Place(fold, True, section))
    if not span[0] <= found.orbit.values[1] <= span[1]:
        landed = _landed(solver, before, found, span)
        if landed is None:
            return None
        found = landed
    return [*made, Place(found, False, section)]


def at_value(solver: ConnectionSolver, path: Path, value: float) -> list[Place]:
    """The waves on a path at a value of the parameter, in order along it."""
    found = []
    for before, after in zip(path.places[:-1], path.places[1:], strict=True):
        low, high = sorted((before.value, after.value))
        # The first of two neighbours counts, but for the last place of all.
        last = after is path.places[-1]
        if not low <= value <= high or (value == after.value and not last and not after.fold):
            continue
        made = _between(solver, before, after, value)
        if made is not None:
            found.append(made)
    return found


def _between(solver: ConnectionSolver, before: Place, after: Place, value: float) -> Place | None:
    """The wave at a value between two neighbours."""
    section = before.section if after.fold else after.section
    near, other = sorted((before, after), key=lambda place: (place.fold, abs(place.value - value)))
    for place in (near, other):
        if place.value == value:
            return Place(place.connected, False, section)
        made = _moved_to(solver, place.connected, value)
        if made is not None and _belongs(made, before, after):
            return Place(made, False, section)
    made = _by_log_k(solver, before, after, value)
    return None if made is None else Place(made, False, section)


def _moved_to(solver: ConnectionSolver, near: Connected, value: float) -> Connected | None:
    """The wave at a value of the parameter near another one."""
    cut = recut(solver, near)
    rate = float(cut.tangent.values[1])
    if rate == 0.0:
        return None
    guess = cut.orbit.moved(cut.tangent, (value - float(cut.orbit.values[1])) / rate)
    return None if guess is None else solver.at_value(guess, 1)


def _by_log_k(solver: ConnectionSolver, before: Place, after: Place, value: float) -> Connected | None:
    """The wave at a value by the false position in log K, beside a fold where Newton's method goes astray."""
    low, high = before.log_k, after.log_k
    search, here = FalsePosition(before.value - value, after.value - value), before.connected
    for _ in range(FOLD_ROUNDS):
        place = search.trial()
        made = at_log_k(solver, here, low + place * (high - low))
        if made is None:
            return None
        away = float(made.orbit.values[1]) - value
        if abs(away) < CLOSE * solver.units[1]:
            return _moved_to(solver, made, value) or made
        search.narrow(place, away)
        here = made
    return None


def _belongs(made: Connected, before: Place, after: Place) -> bool:
    """Whether log K is about that of two neighbours; beside a fold, between the two."""
    low, high = sorted((before.log_k, after.log_k))
    slack = 0.2 * (high - low) + (1e-6 if before.fold or after.fold else ASIDE)
    return bool(low - slack <= made.orbit.values[0] <= high + slack)


def _fold(solver: ConnectionSolver, before: Connected, after: Connected) -> Connected | None:
    """The wave between two at which the parameter turns, as a function of log K."""
    ends = float(before.orbit.values[0]), float(after.orbit.values[0])
    slopes = [_slope(each) / solver.units[1] for each in (before, after)]
    if slopes[0] * slopes[1] >= 0.0:
        return None
    search, here = FalsePosition(*slopes), before
    for _ in range(FOLD_ROUNDS):
        share = search.trial()
        target = ends[0] + share * (ends[1] - ends[0])
        made = at_log_k(solver, here, target)
        if made is None:
            return None
        slope = _slope(made) / solver.units[1]
        here = made
        if abs(slope) < FLAT or search.width * abs(ends[1] - ends[0]) < 1e-9:
            break
        search.narrow(share, slope)
    return _oriented(here, 0.0, np.sign(ends[1] - ends[0]))


def fold_on(solver: ConnectionSolver, fold: Connected) -> Connected | None:
    """The fold near one on a coarser mesh: where the slope of the parameter along log K vanishes.

    One step of the secant method is enough, as the parameter is a parabola of log K there.
    """
    first = solver.at_value(recut(solver, fold).orbit, 0)
    if first is None:
        return None
    log_k = float(first.orbit.values[0])
    second = at_log_k(solver, first, log_k + ACROSS)
    if second is None:
        return None
    slopes = _slope(first), _slope(second)
    if not np.isfinite(slopes).all() or slopes[0] == slopes[1]:
        return first
    return at_log_k(solver, first, log_k - ACROSS * slopes[0] / (slopes[1] - slopes[0]))


def at_log_k(solver: ConnectionSolver, near: Connected, log_k: float) -> Connected | None:
    """The wave at a value of log K near another one; the parameter is found."""
    cut = recut(solver, near)
    rate = float(cut.tangent.values[0])
    if rate == 0.0:
        return None
    guess = cut.orbit.moved(cut.tangent, (log_k - float(cut.orbit.values[0])) / rate)
    return None if guess is None else solver.at_value(guess, 0)


def _slope(connected: Connected) -> float:
    """Derivative of the parameter by log K along the path."""
    tangent = connected.tangent.values
    return float(tangent[1] / tangent[0]) if tangent[0] else np.inf


def _landed(
    solver: ConnectionSolver, before: Connected, found: Connected, span: tuple[float, float]
) -> Connected | None:
    """The wave at the edge that a step has crossed."""
    bound = span[1] if found.orbit.values[1] > span[1] else span[0]
    rate = before.tangent.values[1]
    if rate == 0.0:
        return None
    guess = before.orbit.moved(before.tangent, (bound - float(before.orbit.values[1])) / rate)
    landed = None if guess is None else solver.at_value(guess, 1)
    return None if landed is None else _along(landed, before.tangent, solver)


def _oriented(connected: Connected, parameter: float, log_k: float = 0.0) -> Connected:
    """The same with its tangent towards higher (1) or lower (−1) values of the parameter, or of log K."""
    tangent = connected.tangent
    along = tangent.values[1] * parameter + tangent.values[0] * log_k
    return connected if along >= 0.0 else Connected(connected.orbit, tangent.reversed(), connected.iterations)


def _along(found: Connected, direction: Tangent, solver: ConnectionSolver) -> Connected:
    along = float((found.tangent.values / solver.units) @ (direction.values / solver.units))
    if along >= 0.0:
        return found
    return Connected(found.orbit, found.tangent.reversed(), found.iterations)


def _angle(a: Tangent, b: Tangent, solver: ConnectionSolver) -> float:
    cosine = float((a.values / solver.units) @ (b.values / solver.units))
    return float(np.arccos(min(max(cosine, -1.0), 1.0)))
