"""How the voltage rises when currents and clamps are switched on: an inverse Laplace transform.

The joined cables have a closed form in the Laplace domain (`joined`, `core.cable.transient.line`), each in
length constants and in its own time constant; their singularities lie on the negative real axis.
"""

from dataclasses import dataclass

import numpy as np

from core.cable.septate_junction.joined import Bridge
from core.cable.septate_junction.request import SeptateJunctionRequest
from core.cable.transient.line import Line, Side
from core.interruption import checkpoint
from core.numerics.inverse_laplace import ERROR, Complexes, window_of, windows
from core.result import Floats


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment alone, sealed at the junction.

    Attributes
    ----------
    line
        The cable in length constants.
    scale, tau, resistance
        Length constant [µm], time constant [ms], R_∞ [MΩ].
    sources, currents
        Places [length constants] and sizes [nA] of the injected currents, shape (n,).
    clamp
        Voltage above rest at which its outer end is held [mV]; 0 where it is not.
    outer
        Which end that is.
    """

    line: Line
    scale: float
    tau: float
    resistance: float
    sources: Floats
    currents: Floats
    clamp: float
    outer: Side

    @property
    def joint(self) -> float:
        """Place of the junction [length constants]."""
        return self.line.end if self.outer == "left" else self.line.begin

    @property
    def largest(self) -> float:
        """Bound on the voltages that its currents and its clamp make anywhere [mV]."""
        steady, total = np.zeros(1, dtype=np.complex128), abs(self.clamp)
        for source, current in zip(self.sources.tolist(), self.currents.tolist(), strict=True):
            total += abs(current) * float(self.impedance(steady, np.array([source]), source)[0, 0].real)
        return total

    def impedance(self, s: Complexes, x: Floats, source: float) -> Complexes:
        """Voltage at x per current into a source [MΩ], shape (nodes, places)."""
        return self.resistance * self.line.transfer(s * self.tau, x, source)

    def sealed(self, s: Complexes, x: Floats) -> Complexes:
        """Voltage at x of the currents and the clamp, shape (nodes, places) [mV]."""
        total = np.zeros((s.size, x.size), dtype=np.complex128)
        for source, current in zip(self.sources.tolist(), self.currents.tolist(), strict=True):
            total += current * self.impedance(s, x, source)
        if self.clamp:
            total += self.clamp * self.line.held_transfer(s * self.tau, x, self.outer)
        return total


def segment(request: SeptateJunctionRequest, number: int) -> Segment:
    """A segment of a request (1 or 2)."""
    cable = request.transient_cable(number)
    placed = [injection for injection in request.injections if injection.segment == number]
    scale = cable.length_constant
    return Segment(
        cable.line,
        scale,
        cable.time_constant,
        cable.semi_infinite_resistance,
        np.array([injection.position for injection in placed]) / scale,
        np.array([injection.current for injection in placed]),
        cable.clamp(request.segments[number - 1].end),
        "left" if number == 1 else "right",
    )


def transformed(
    segments: tuple[Segment, Segment], bridge: Bridge, number: int, x: Floats, s: Complexes
) -> Complexes:
    """Voltage at places of a segment at Laplace variables s [1/ms], times s, shape (nodes, places) [mV]."""
    first, second = segments
    near, far = np.array([first.joint]), np.array([second.joint])
    out, into = bridge.currents(
        first.sealed(s, near),
        second.sealed(s, far),
        first.impedance(s, near, first.joint),
        second.impedance(s, far, second.joint),
    )
    own, current = (first, -out) if number == 1 else (second, into)
    return own.sealed(s, x) + current * own.impedance(s, x, own.joint)


def rise(request: SeptateJunctionRequest, times: Floats) -> tuple[Floats, float]:
    """Voltages above rest at the recorded sites [mV], shape (sites, m), and a bound on their error [mV].

    Parameters
    ----------
    times
        Increasing times from the switch-on [ms], the first 0, shape (m,).
    """
    sites, bridge = request.recorded, Bridge.of(request.junction)
    segments = segment(request, 1), segment(request, 2)
    longest = float(times[-1])
    numbers = window_of(times[1:], longest)
    found = np.zeros((len(sites), times.size))
    for number in np.unique(numbers).tolist():
        checkpoint()
        z, weights = (part[0] for part in windows(longest, np.array([number])))
        inside = np.flatnonzero(numbers == number) + 1
        kernel = np.exp(np.multiply.outer(times[inside], z)) * (weights / z)
        for which in (1, 2):
            rows = np.array([k for k, site in enumerate(sites) if site.segment == which], dtype=np.intp)
            x = np.array([sites[k].position for k in rows]) / segments[which - 1].scale
            values = transformed(segments, bridge, which, x, z)
            found[np.ix_(rows, inside)] = np.imag(kernel @ values).T
    return found, ERROR * sum(each.largest for each in segments)
