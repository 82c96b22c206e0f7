"""Voltage and currents along a cable, by superposition of its point currents and held ends."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.cable.positions import positions_of_interest
from core.cable.steady_state.green import Line
from core.cable.steady_state.request import CableSteadyStateRequest
from core.interruption import checkpoint
from core.result import Floats

FADED = 40.0
"""Length constants after which e^{−x} is below rounding."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The solution of one request.

    Attributes
    ----------
    line
        The cable, in length constants.
    scale
        Length constant [µm].
    sources, currents
        Positions [length constants] and sizes [nA] of the injected currents, shape (n,).
    """

    line: Line
    scale: float
    sources: Floats
    currents: Floats

    def voltage(self, x: Floats) -> Floats:
        """Voltage above rest [mV] at positions [length constants], shape (k,)."""
        total = self.line.held_voltage(x)
        for source, current in zip(self.sources, self.currents, strict=True):
            total += current * self.line.transfer(x, float(source))
        return total

    def axial_current(self, x: Floats) -> Floats:
        """Axial current [nA] towards the right, on the right of a source; at the right end, on its left."""
        total = self.line.held_flow(x)
        for source, current in zip(self.sources, self.currents, strict=True):
            total += current * self.line.flow(x, float(source))
        return total

    def membrane_charge(self) -> float:
        """Current through the membrane of the whole cable [nA], by quadrature of the voltage.

        It uses nothing of the axial current, so that the two together check the solution.
        """
        low, high = self.line.begin, self.line.end
        if np.isinf(low):
            low = float(np.min(self.sources, initial=0.0)) - FADED
        if np.isinf(high):
            high = float(np.max(self.sources, initial=0.0)) + FADED
        kinks = np.unique(np.concatenate([[low, high], self.sources]))
        nodes, weights = np.polynomial.legendre.leggauss(20)
        total = 0.0
        for begin, end in _panels(kinks):
            checkpoint()
            x = 0.5 * (begin + end + (end - begin) * nodes)
            total += 0.5 * (end - begin) * float(weights @ self.voltage(x))
        return total / self.line.resistance


def _panels(kinks: Floats) -> list[tuple[float, float]]:
    """Intervals of at most two length constants that cover all but the faded middle of each piece."""
    panels: list[tuple[float, float]] = []
    for low, high in pairwise(kinks.tolist()):
        parts = [(low, high)]
        if high - low > 2.0 * FADED:
            parts = [(low, low + FADED), (high - FADED, high)]
        for begin, end in parts:
            edges = np.linspace(begin, end, int(np.ceil(0.5 * (end - begin))) + 1)
            panels.extend(pairwise(edges.tolist()))
    return panels


def solve(request: CableSteadyStateRequest) -> Profile:
    """The profile of a request."""
    scale = request.length_constant
    sources = np.array([injection.position for injection in request.injections]) / scale
    currents = np.array([injection.current for injection in request.injections])
    return Profile(request.line, scale, sources, currents)


def grid(request: CableSteadyStateRequest) -> Floats:
    """Positions to return [µm]: equally spaced ones, and exactly every place of interest."""
    places = {injection.position for injection in request.injections}
    places.update(point for pair in request.attenuation_between for point in (pair.source, pair.target))
    return positions_of_interest(request.reach, places, request.length_constant, request.points)
