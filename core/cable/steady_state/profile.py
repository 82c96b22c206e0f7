"""Voltage and currents along a cable, by superposition of its point currents and held ends."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.cable.steady_state.green import Line
from core.cable.steady_state.request import CableSteadyStateRequest
from core.interruption import checkpoint
from core.result import Floats

FAR = 5.0
"""Length constants shown past the last place of interest of a cable without end."""
FADED = 40.0
"""Length constants after which e^{−x} is below rounding."""
NEIGHBOURS = np.geomspace(0.05, 6.0, 24)
"""Distances from a place of interest [length constants] at which a coarse grid is refined."""


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
    """Positions to return [µm]: equally spaced ones, and exactly every place of interest.

    Where the equally spaced ones are too far apart to draw the decay from a source or an end, further ones
    stand around it.
    """
    scale = request.length_constant
    places = {injection.position for injection in request.injections}
    places.update(point for pair in request.attenuation_between for point in (pair.source, pair.target))
    ends = [end for end in request.reach if np.isfinite(end)]
    marks = np.array(sorted(places.union(ends) or {0.0}))
    low, high = request.reach
    low = low if np.isfinite(low) else marks[0] - FAR * scale
    high = high if np.isfinite(high) else marks[-1] + FAR * scale
    columns = [np.linspace(low, high, request.points), marks]
    if (high - low) / (request.points - 1) > 0.2 * scale:
        offsets = scale * np.concatenate([-NEIGHBOURS[::-1], NEIGHBOURS])
        columns.append((marks[:, np.newaxis] + offsets).ravel())
    positions = np.unique(np.concatenate(columns))
    return positions[(positions >= low) & (positions <= high)]
