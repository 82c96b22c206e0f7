"""Whether a point lies on a curve that was followed: beside the cubics through its points and directions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.dynamics.cycle_curves.critical_cycle import Solved
from core.numerics.connections.orbit import Connected
from core.result import Floats

SAMPLES = np.linspace(0.0, 1.0, 65)
BESIDE = 0.01
"""Distance over the length of a chord within which a point lies on the cubic: cubics are better than that."""
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """Points of a curve in the plane of the parameters over their ranges, with log T where there is a period.

    Attributes
    ----------
    places, directions
        Shape (k, 3), the directions of length 1.
    """

    places: Floats
    directions: Floats

    def passes(self, place: Floats) -> bool:
        """Whether the curve passes a place, shape (3,)."""
        first, last = self.places[:-1], self.places[1:]
        chord = np.linalg.norm(last - first, axis=1)
        for k in np.flatnonzero(np.linalg.norm(first - place, axis=1) < 2.0 * chord + ROUNDING).tolist():
            s, r = SAMPLES[:, None], 1.0 - SAMPLES[:, None]
            cubic = (
                r * r * (1.0 + 2.0 * s) * first[k]
                + s * s * (1.0 + 2.0 * r) * last[k]
                + s * r * chord[k] * (r * self.directions[k] - s * self.directions[k + 1])
            )
            if _distance(cubic, place) < BESIDE * chord[k] + ROUNDING:
                return True
        return False


def _distance(line: Floats, place: Floats) -> float:
    """Distance of a place from a polyline."""
    start, step = line[:-1], np.diff(line, axis=0)
    along = ((place - start) * step).sum(axis=1) / np.maximum((step * step).sum(axis=1), 1e-300)
    foot = start + np.clip(along, 0.0, 1.0)[:, None] * step
    return float(np.linalg.norm(place - foot, axis=1).min())


def course_of(
    back: Sequence[Solved | Connected], there: Sequence[Solved | Connected], width: Floats
) -> Course:
    """The course of two paths that leave one point in opposite directions.

    Parameters
    ----------
    width
        Of the parameters' ranges, shape (2,).
    """
    entries = [(point, -1.0) for point in reversed(back)]
    entries += [(point, 1.0) for point in (there[1:] if back else there)]
    places = np.array([place_of(point, width) for point, _ in entries])
    directions = np.array([sign * _direction(point, width) for point, sign in entries])
    lengths = np.maximum(np.linalg.norm(directions, axis=1), 1e-300)
    return Course(places, directions / lengths[:, None])


def place_of(point: Solved | Connected, width: Floats) -> Floats:
    """The parameters over their ranges and log T, shape (3,); 0 for the last of a homoclinic orbit."""
    if isinstance(point, Connected):
        return np.append(point.orbit.values / width, 0.0)
    return np.append(point.point.place / width, point.point.log_period)


def _direction(point: Solved | Connected, width: Floats) -> Floats:
    if isinstance(point, Connected):
        return np.append(point.tangent.values / width, 0.0)
    return np.append(point.direction.values[:2] / width, point.direction.log_period)
