"""Where on a cycle something happens: maxima and minima of V, crossings; and the phase from there."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.dynamics.cycles.cycle import Cycle
from core.result import Floats

ITERATIONS = 40
CLOSE = 1e-15


@dataclass(frozen=True, eq=False)
class PhasedCycle:
    """A cycle whose phase counts from an event on it.

    Attributes
    ----------
    cycle
        The cycle.
    origin
        Place of the event on the cycle's own mesh, in [0, 1).
    """

    cycle: Cycle
    origin: float

    def states(self, phases: Floats) -> Floats:
        """States at phases since the event, shape (k,), of any size: shape (k, n)."""
        return self.cycle.states((self.origin + phases) % 1.0)

    def phase_of(self, place: float) -> float:
        """Phase in [0, 1) of a place on the mesh."""
        return (place - self.origin) % 1.0


def voltage_slopes(cycle: Cycle, places: Floats) -> Floats:
    """dV/dt [mV/ms] at places on the mesh, shape (k,)."""
    states = cycle.states(places)
    values = np.repeat(cycle.values[:, None], places.size, axis=1)
    return np.asarray(cycle.field.rates(np.vstack([states.T, values]))[0])


def turning_places(cycle: Cycle) -> tuple[Floats, Floats]:
    """Places of the maxima and of the minima of V on the mesh."""
    slopes = voltage_slopes(cycle, cycle.mesh)

    def slope(places: Floats) -> Floats:
        return voltage_slopes(cycle, places)

    return _roots(slope, cycle.mesh, slopes, falling=True), _roots(slope, cycle.mesh, slopes, falling=False)


def crossing_places(cycle: Cycle, level: float) -> Floats:
    """Places on the mesh at which V rises through a level [mV], in order."""

    def above(places: Floats) -> Floats:
        return np.asarray(cycle.states(places)[:, 0] - level)

    return _roots(above, cycle.mesh, cycle.mesh_states[:, 0] - level, falling=False)


def first_after_silence(places: Floats) -> float:
    """Of the places of some events, the one before which nothing has happened for longest."""
    return float(places[np.argmax((places - np.roll(places, 1) - CLOSE) % 1.0)])


def _roots(function: Callable[[Floats], Floats], mesh: Floats, values: Floats, *, falling: bool) -> Floats:
    """Where a function passes through 0 in one direction: Illinois in all intervals at once."""
    sign = -1.0 if falling else 1.0
    found = np.flatnonzero((sign * values[:-1] < 0.0) & (sign * values[1:] >= 0.0))
    if found.size == 0:
        return np.zeros(0)
    a, b = mesh[found], mesh[found + 1]
    at_a, at_b = sign * values[found], sign * values[found + 1]
    x = b.copy()
    for _ in range(ITERATIONS):
        with np.errstate(divide="ignore", invalid="ignore"):
            guess = b - at_b * (b - a) / (at_b - at_a)
        inside = (guess > np.minimum(a, b)) & (guess < np.maximum(a, b))
        moved = np.where(inside, guess, 0.5 * (a + b))
        done = np.abs(moved - x).max() <= CLOSE
        x = moved
        if done:
            break
        value = sign * function(x)
        crosses = (value < 0.0) != (at_b < 0.0)
        at_a = np.where(crosses, at_b, 0.5 * at_a)
        a = np.where(crosses, b, a)
        b, at_b = x, value
    return np.asarray(x)
