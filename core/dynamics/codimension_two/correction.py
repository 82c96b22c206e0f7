"""Points of a curve of bifurcations: found by Newton's method, with tangents, and compared."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.dynamics.codimension_two.systems import Borders, DefiningSystem, Linearised, Measures
from core.result import Floats

P = ParamSpec("P")
R = TypeVar("R")

MAX_CORRECTIONS, FIRST_CORRECTIONS = 6, 12
CONVERGED = 1e-9
"""A last correction below it leaves, squared by Newton's method, nothing but rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class CurvePoint:
    """A point of a curve.

    Attributes
    ----------
    y
        Unknowns, shape (k + 1,).
    tangent
        Direction of travel, shape (k + 1,), of length 1 in u.
    borders
        With which the system is to be solved nearby.
    measures
        What the test functions need.
    """

    y: Floats
    tangent: Floats
    borders: Borders
    measures: Measures


def unless_singular(function: Callable[P, R | None]) -> Callable[P, R | None]:
    """The function, with None where a matrix is singular or not finite."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return function(*args, **kwargs)
        except np.linalg.LinAlgError:
            return None

    return guarded


@unless_singular
def solve(
    system: DefiningSystem,
    guess: Floats,
    borders: Borders,
    row: Floats,
    value: float,
    corrections: int = MAX_CORRECTIONS,
) -> tuple[Floats, Linearised] | None:
    """The point of a curve at which row · y = value, or None where Newton's method finds none.

    Parameters
    ----------
    guess
        A point near it.
    row
        The equation that picks the point, shape (k + 1,).
    corrections
        Newton steps to take at most.
    """
    y = guess
    shrunk = np.inf
    for _ in range(corrections):
        at = system.linearised(y, borders)
        matrix = np.vstack([at.jacobian, row])
        step = np.linalg.solve(matrix, -np.append(at.residual, row @ y - value))
        length = length_of(step, system)
        if not np.isfinite(length) or length > max(2.0 * shrunk, CONVERGED):
            return None
        y = y + step
        if length < CONVERGED:
            return y, at
        shrunk = length
    return None


@unless_singular
def start(
    system: DefiningSystem, guess: Floats, fixed: int, borders: Borders | None = None
) -> CurvePoint | None:
    """The point of a curve near a guess that has one of its coordinates, with the tangent there."""
    borders = system.borders(guess) if borders is None else borders
    row = np.zeros(guess.size)
    row[fixed] = 1.0
    found = solve(system, guess, borders, row, float(guess[fixed]), FIRST_CORRECTIONS)
    if found is None:
        return None
    y = found[0]
    at = system.linearised(y, borders)
    if not system.holds(y, at):
        return None
    # The null vector of the Jacobian, whatever its direction.
    tangent = np.linalg.svd(at.jacobian)[2][-1]
    length = length_of(tangent, system)
    if length == 0.0:
        return None
    return CurvePoint(y, tangent / length, system.updated(borders, at), system.measures(at))


@unless_singular
def arrived(
    system: DefiningSystem, y: Floats, at: Linearised, row: Floats, borders: Borders
) -> CurvePoint | None:
    """A point with its tangent in the direction of the row; None if it is none of the curve."""
    if not system.holds(y, at):
        return None
    right = np.zeros(y.size)
    right[-1] = 1.0
    tangent = np.linalg.solve(np.vstack([at.jacobian, row]), right)
    scaled = np.asarray(tangent / length_of(tangent, system), dtype=np.float64)
    return CurvePoint(y, scaled, system.updated(borders, at), system.measures(at))


def reversed_point(point: CurvePoint) -> CurvePoint:
    """The same point, to be left in the other direction."""
    return CurvePoint(point.y, -point.tangent, point.borders, point.measures)


@unless_singular
def between(system: DefiningSystem, here: CurvePoint, there: CurvePoint, share: float) -> CurvePoint | None:
    """The point of the curve whose projection on the chord of two points is that share of it."""
    chord = np.zeros_like(here.y)
    width = system.field.states + 2
    chord[:width] = there.y[:width] - here.y[:width]
    length = float(np.linalg.norm(chord))
    chord /= length
    guess = hermite(here, there, length, share)
    value = float(chord @ (here.y + share * (there.y - here.y)))
    found = solve(system, guess, here.borders, chord, value)
    if found is None:
        return None
    # A test function is wanted at the point itself, not before the last correction.
    return arrived(system, found[0], system.linearised(found[0], here.borders), chord, here.borders)


def hermite(here: CurvePoint, there: CurvePoint, length: float, share: float) -> Floats:
    """The cubic through two points with their tangents."""
    s, r = share, 1.0 - share
    value: Floats = (
        r * r * (1.0 + 2.0 * s) * here.y
        + s * s * (1.0 + 2.0 * r) * there.y
        + s * r * length * (r * here.tangent - s * there.tangent)
    )
    return value


def offset(
    here: CurvePoint, there: CurvePoint, y: Floats, system: DefiningSystem
) -> tuple[float, float, float]:
    """Where a point is beside a stretch of a curve: share of the chord, distance, length of the chord."""
    width = system.field.states + 2
    chord = (there.y - here.y)[:width]
    beside = y[:width] - here.y[:width]
    length = float(np.linalg.norm(chord))
    if length == 0.0:
        return 0.0, float(np.linalg.norm(beside)), 0.0
    share = float(chord @ beside) / length**2
    inside = min(max(share, 0.0), 1.0)
    away = y[:width] - hermite(here, there, length, inside)[:width]
    return share, float(np.linalg.norm(away)), length


def passes(system: DefiningSystem, here: CurvePoint, there: CurvePoint, place: CurvePoint) -> bool:
    """Whether the curve between two points goes through a third, in its direction."""
    share, distance, length = offset(here, there, place.y, system)
    if not 0.0 < share <= 1.0 or dot(here.tangent, place.tangent, system) < 0.5:
        return False
    return distance < 1e-3 * length + 1e-7


def length_of(step: NDArray[np.floating], system: DefiningSystem) -> float:
    """Length of a step in u."""
    return float(np.linalg.norm(step[: system.field.states + 2]))


def dot(a: Floats, b: Floats, system: DefiningSystem) -> float:
    """Product of two steps in u."""
    width = system.field.states + 2
    return float(a[:width] @ b[:width])


def angle(a: Floats, b: Floats, system: DefiningSystem) -> float:
    """Angle [rad] between two tangents in u."""
    return float(np.arccos(min(max(dot(a, b, system), -1.0), 1.0)))
