"""What a curve of bifurcations of cycles tends to where the cycles shrink onto an equilibrium."""

from typing import NamedTuple

import numpy as np

from core.dynamics.cycle_curves.critical_cycle import CriticalCycle
from core.dynamics.cycle_curves.extrapolation import best_limit
from core.result import Floats

AT_REST = 0.02
"""Amplitude, in scaled states, below which a curve is taken to its limit."""
LAST = 6
"""Points from which it is extrapolated."""


class RestLimit(NamedTuple):
    """The limit of a curve as the amplitude vanishes.

    Attributes
    ----------
    place, errors
        The two parameters and their estimated errors, shape (2,).
    period
        T [ms].
    state
        The equilibrium, shape (n,).
    """

    place: Floats
    errors: Floats
    period: float
    state: Floats


def rest_limit(points: list[CriticalCycle], units: Floats) -> RestLimit:
    """Extrapolation to no amplitude, of which parameters, period and mean state are even functions.

    Parameters
    ----------
    points
        In the order of the curve, the last of them the smallest.
    units
        Sizes of the parameters that matter, shape (2,).
    """
    squares = np.array([_variance(point) for point in points])
    rows = np.array([[*point.place, point.log_period, *_mean(point)] for point in points])
    weights = np.full(rows.shape[1], np.inf)
    weights[:2] = units
    made, errors = best_limit(squares, rows, LAST, weights)
    scale = points[-1].field.scale
    return RestLimit(made[:2], errors[:2], float(np.exp(made[2])), made[3:] * scale)


def _mean(point: CriticalCycle) -> Floats:
    return np.asarray(point.cycle.mean / point.field.scale)


def _variance(point: CriticalCycle) -> float:
    """∫|u − ū|²."""
    n, m = len(point.field.states), point.basis.degree
    parts = point.nodes[np.arange(point.mesh.size - 1)[:, None] * m + np.arange(m + 1), :n]
    deviation = (point.basis.values @ (parts - _mean(point))).reshape(-1, n)
    weights = (np.diff(point.mesh)[:, None] * point.basis.weights).ravel()
    return float(weights @ (deviation * deviation).sum(axis=1))
