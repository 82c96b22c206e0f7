"""A limit cycle that was found, its orbit and its extremes."""

from dataclasses import dataclass, replace

import numpy as np

from core.dynamics.plane.planar_field import PlanarField
from core.dynamics.plane.return_map import Return, ReturnMap
from core.result import Floats

TOLERANCE, CHORD = 1e-10, 0.01
"""Tolerance of a step of the orbit, and its longest length, as fractions of the window."""


@dataclass(frozen=True)
class LimitCycle:
    """A limit cycle.

    Attributes
    ----------
    section
        Map of the half-line on which it was found, forwards.
    distance
        Its distance there.
    period, period_error
        [ms].
    exponent
        ∫ div F dt over the period: the logarithm of the Floquet multiplier.
    low, high
        Smallest and largest values of both states, shape (2,).
    points
        Times from 0 to the period, and states, shape (3, n); forwards.
    closure
        Distance between the ends of its orbit, as a fraction of the window.
    """

    section: ReturnMap
    distance: float
    period: float
    period_error: float
    exponent: float
    low: Floats
    high: Floats
    points: Floats
    closure: float

    @property
    def multiplier(self) -> float:
        """The Floquet multiplier."""
        return float(np.exp(min(self.exponent, 700.0)))

    @property
    def stable(self) -> bool:
        """Whether solutions near it come nearer."""
        return self.exponent < 0.0

    @property
    def start(self) -> Floats:
        """Its point on the half-line, shape (2,)."""
        return self.section.point(self.distance)


def orbit_of(fine: ReturnMap, distance: float, returned: Return) -> Floats:
    """One turn in steps that resolve it, forwards in time: times and states, shape (3, n)."""
    flow = replace(fine.flow, chord=CHORD, tolerance=TOLERANCE)
    events = replace(fine.events, centre=fine.origin)
    points = flow.run(fine.point(distance), fine.direction, events, recorded=20_000).points
    if fine.direction > 0:
        return points
    turned = points[:, ::-1].copy()
    turned[0] = returned.period - turned[0]
    return turned


def extremes(field: PlanarField, points: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest values of both states along an orbit, shape (2,) each.

    Between the points where a rate changes its sign the state is the quintic through its values, rates and
    second derivatives at both.
    """
    times, states = points[0], points[1:]
    rates = field.rates(states)
    second = np.einsum("kij,jk->ik", field.jacobian(states), rates)
    low, high = states.min(axis=1), states.max(axis=1)
    for i in (0, 1):
        for k in np.flatnonzero(rates[i, :-1] * rates[i, 1:] < 0.0).tolist():
            h = times[k + 1] - times[k]
            cell = [array[i, k + j] * h**p for p, array in enumerate((states, rates, second)) for j in (0, 1)]
            value = _turning_value(cell)
            low[i], high[i] = min(low[i], value), max(high[i], value)
    return low, high


def _turning_value(cell: list[float]) -> float:
    """Extreme of a quintic on [0, 1] from values, slopes and curvatures at both ends."""
    a, b, slope_a, slope_b, bend_a, bend_b = cell
    rise = b - a - slope_a - 0.5 * bend_a
    tilt, bend = slope_b - slope_a - bend_a, bend_b - bend_a
    curve = np.polynomial.Polynomial(
        [
            a,
            slope_a,
            0.5 * bend_a,
            10.0 * rise - 4.0 * tilt + 0.5 * bend,
            -15.0 * rise + 7.0 * tilt - bend,
            6.0 * rise - 3.0 * tilt + 0.5 * bend,
        ]
    )
    low, high = 0.0, 1.0
    derivative = curve.deriv()
    rising = slope_a > 0.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if (derivative(middle) > 0.0) == rising else (low, middle)
    return float(curve(0.5 * (low + high)))
