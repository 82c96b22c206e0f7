"""Continuation of a homoclinic curve in two parameters, and the points on it."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from core.dynamics.cycle_curves.extrapolation import Limit, best_limit
from core.dynamics.cycle_curves.follow import NO_FURTHER, outside
from core.interruption import checkpoint
from core.numerics.collocation.tangent import Tangent
from core.numerics.connections.cutting import recut
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

EndKind = Literal["edge", "saddle-node-homoclinic", "bogdanov-takens", "limit of points", "step too small"]

FIRST_STEP = 0.01
LONGEST_STEP = 0.1
SHORTEST_STEP = 1e-7
"""Lengths in the plane of the parameters over their units."""
TURN = 0.3
"""Largest angle [rad] between neighbouring directions."""
SHARE = 0.35
"""Of the way on which an eigenvalue of the saddle would vanish: no step is longer."""
VANISHING = 7e-3
"""Share of its largest value on the curve at which an eigenvalue that vanishes is taken to its limit."""
SMALL = 5e-3
"""The same of the amplitude of a loop whose saddle loses both eigenvalues."""
LAST = 6
MAX_ROUNDS = 30
MOST_ITERATIONS = 400


class Neutral(NamedTuple):
    """An orbit to a saddle whose leading eigenvalues have the sum zero."""

    place: int
    connected: Connected


@dataclass(slots=True)
class HomoclinicPath:
    """A homoclinic curve while it is followed, in one direction.

    Attributes
    ----------
    points
        Each on a mesh of its own.
    neutral
        Neutral saddles with the number of points before them.
    end
        Why it ended.
    limit
        The point that it ended at, extrapolated to an eigenvalue of zero.
    """

    points: list[Connected]
    neutral: list[Neutral] = field(default_factory=list)
    end: EndKind = "limit of points"
    limit: Limit | None = None
    iterations: int = 0


def follow_homoclinic(
    solver: ConnectionSolver, first: Connected, ranges: Floats, *, max_points: int
) -> HomoclinicPath:
    """Follow a homoclinic curve from an orbit in its direction to an edge of a rectangle, or to another end.

    Parameters
    ----------
    ranges
        Lowest and highest value of each parameter, shape (2, 2).
    """
    path, length = HomoclinicPath([first]), FIRST_STEP
    while len(path.points) < max_points and path.iterations < MOST_ITERATIONS:
        checkpoint()
        if length < SHORTEST_STEP:
            path.end = "step too small"
            _vanished(path, solver.units, given_up=True)
            return path
        before = recut(solver, path.points[-1])
        found = solver.step(before.orbit, before.tangent, length)
        if found is not None:
            found = _oriented(solver, found, before.tangent)
        if found is None or _angle(solver, before.tangent, found.tangent) > TURN:
            length *= 0.4
            continue
        path.iterations += found.iterations
        landed = _edge(solver, before, found, ranges)
        if landed is None and outside(found.orbit.values, ranges):
            if length < NO_FURTHER:
                path.end = "edge"
                return path
            length *= 0.4
            continue
        last = landed or found
        _note_neutral(solver, path, before, last, length)
        path.points.append(last)
        if landed is not None:
            path.end = "edge"
            return path
        if _vanished(path, solver.units, given_up=False):
            return path
        length = _next_length(path, found, length)
    return path


def reversed_orbit(first: Connected) -> Connected:
    """The same orbit, to be left in the other direction of the curve."""
    tangent = first.tangent.reversed()
    return Connected(first.orbit, tangent, first.iterations)


def _oriented(solver: ConnectionSolver, found: Connected, direction: Tangent) -> Connected:
    along = float((found.tangent.values / solver.units) @ (direction.values / solver.units))
    return found if along > 0.0 else Connected(found.orbit, found.tangent.reversed(), found.iterations)


def _angle(solver: ConnectionSolver, a: Tangent, b: Tangent) -> float:
    cosine = float((a.values / solver.units) @ (b.values / solver.units))
    return float(np.arccos(min(max(cosine, -1.0), 1.0)))


def _edge(solver: ConnectionSolver, before: Connected, found: Connected, ranges: Floats) -> Connected | None:
    """The orbit at the edge that a step has crossed first."""
    a, b = before.orbit.values, found.orbit.values
    best: tuple[float, Connected] | None = None
    for which in (0, 1):
        for bound, sign in ((ranges[which, 0], -1.0), (ranges[which, 1], 1.0)):
            if sign * (b[which] - bound) <= 0.0 or sign * (a[which] - bound) > 0.0:
                continue
            share = float((bound - a[which]) / (b[which] - a[which]))
            guess = before.orbit.moved(before.tangent, (bound - a[which]) / before.tangent.values[which])
            landed = None if guess is None else solver.at_value(guess, which)
            if landed is not None and (best is None or share < best[0]):
                best = share, _oriented(solver, landed, before.tangent)
    return None if best is None else best[1]


def _note_neutral(
    solver: ConnectionSolver, path: HomoclinicPath, before: Connected, after: Connected, length: float
) -> None:
    """Locate a neutral saddle between two orbits by the false position (Illinois)."""
    left, right = (entry.orbit.saddle.saddle_quantity for entry in (before, after))
    if left * right >= 0.0:
        return
    low, high, side = 0.0, length, 0
    best: Connected | None = None
    for _ in range(MAX_ROUNDS):
        middle = low + (high - low) * left / (left - right)
        found = solver.step(before.orbit, before.tangent, middle)
        if found is None:
            break
        best, value = _oriented(solver, found, before.tangent), found.orbit.saddle.saddle_quantity
        if high - low < 1e-11 or abs(value) < 1e-14 * abs(found.orbit.saddle.slowest_decay):
            break
        if (value > 0.0) == (left > 0.0):
            low, left, right, side = middle, value, (0.5 * right if side < 0 else right), -1
        else:
            high, right, left, side = middle, value, (0.5 * left if side > 0 else left), 1
    if best is not None:
        path.neutral.append(Neutral(len(path.points), best))


def _rates(connected: Connected) -> Floats:
    """Magnitudes of both leading eigenvalues of the saddle [1/ms]."""
    saddle = connected.orbit.saddle
    return np.array([saddle.slowest_growth, -saddle.slowest_decay])


def _vanished(path: HomoclinicPath, units: Floats, *, given_up: bool) -> bool:
    """Whether an eigenvalue of the saddle vanishes at the end of the curve; if so the limit is found."""
    if len(path.points) < LAST:
        return False
    rates = np.array([_rates(entry) for entry in path.points])
    shrunk = rates[-1] / rates.max(axis=0)
    # The last steps before a curve is given up may go to and fro.
    falling = rates[-1] < (0.5 * rates.max(axis=0) if given_up else rates[-2])
    amplitudes = np.array([entry.orbit.amplitude for entry in path.points])
    both = bool((falling & (shrunk < 0.3)).all()) and bool(amplitudes[-1] < SMALL * amplitudes.max())
    threshold = 10.0 * VANISHING if given_up else VANISHING
    if not both and not (falling & (shrunk < threshold)).any():
        return False
    places = np.array([entry.orbit.values for entry in path.points])
    if both:
        # To a Bogdanov-Takens point: λ² and the amplitude fall like the distance.
        path.end, path.limit = "bogdanov-takens", best_limit(rates.prod(axis=1), places, LAST, units)
    else:
        which = int(np.argmin(shrunk))
        path.end = "saddle-node-homoclinic"
        path.limit = best_limit(rates[:, which], places, LAST, units)
    return True


def _next_length(path: HomoclinicPath, found: Connected, length: float) -> float:
    factor = {1: 2.0, 2: 2.0, 3: 1.7, 4: 1.3, 5: 1.0}.get(found.iterations, 0.6)
    longer = min(factor * length, LONGEST_STEP)
    before, here = _rates(path.points[-2]), _rates(found)
    falling = here < before
    if falling.any():
        remaining = length * (here / np.maximum(before - here, 1e-300))[falling].min()
        longer = min(longer, SHARE * float(remaining))
    return longer
