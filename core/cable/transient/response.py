"""The voltage of a cable at some positions, as the sum of what its sources do to them."""

import numpy as np

from core.cable.transient.closed_form import has_closed_form
from core.cable.transient.parts import Closed, Divided, Part
from core.cable.transient.plan import GENTLE, reach
from core.cable.transient.source import Source
from core.result import Floats, Rows

MAX_CLOSED = 500_000
"""Knots times times times positions up to which error functions answer where they can."""


class Response:
    """Voltages above rest at some positions.

    Parameters
    ----------
    sources
        What drives the cable.
    x
        Positions [length constants], shape (positions,).
    duration
        Last time that is asked for [time constants].
    times
        How many times will be asked for, about.
    even
        Whether most of them are equally spaced.
    """

    def __init__(
        self, sources: tuple[Source, ...], x: Floats, duration: float, times: int, *, even: bool = False
    ) -> None:
        self._x = x
        self._parts: list[tuple[Part, Rows]] = []
        far = reach(duration)
        for source in sources:
            felt = np.flatnonzero(np.abs(x - source.position) < far)
            if felt.size and source.drive.acts:
                self._parts.append((_part(source, x[felt], duration, times, far, even=even), felt))
        self._held = [source for source in sources if source.holds]

    def __call__(self, times: Floats) -> Floats:
        """Voltages at increasing times [time constants], not before 0, shape (positions, times) [mV]."""
        if len(self._parts) == 1 and not self._held and self._parts[0][1].size == self._x.size:
            return self._parts[0][0](times)
        total = np.zeros((self._x.size, times.size))
        for part, felt in self._parts:
            total[felt] += part(times)
        for source in self._held:
            total[self._x == source.position] = source.scale * source.drive.waveform(times)
        return total

    def errors(self) -> tuple[Floats, Floats]:
        """Bound on the errors, and the share of it that omitted modes have, shape (positions,) [mV]."""
        every, omitted = np.zeros(self._x.size), np.zeros(self._x.size)
        for part, felt in self._parts:
            one, left_out = part.errors()
            every[felt] += one
            omitted[felt] += left_out
        return every, omitted

    @property
    def driven(self) -> bool:
        """Whether anything is felt at any of the positions."""
        return bool(self._parts)

    @property
    def closed(self) -> bool:
        """Whether error functions give all."""
        return all(part.plan is None for part, _ in self._parts)

    @property
    def modes(self) -> int:
        """Largest number of modes that are summed for a source."""
        return max((part.plan.modes for part, _ in self._parts if part.plan is not None), default=0)

    @property
    def window(self) -> float:
        """Longest recent past that is inverted [time constants]."""
        return max((part.plan.window for part, _ in self._parts if part.plan is not None), default=0.0)


def _part(source: Source, x: Floats, duration: float, times: int, far: float, *, even: bool) -> Part:
    size = x.size * times * source.drive.waveform.knots.size
    plain = has_closed_form(source.line) and not source.drive.waveform.sinusoids.size
    if plain and size <= MAX_CLOSED and source.drive.steepest * duration <= GENTLE:
        return Closed(source, x, duration)
    # A cut lies so far off that its echo is not heard: the way there and back is as long as the reach.
    position = source.position
    low = 0.5 * (min(float(x.min()), position) + position - far)
    high = 0.5 * (max(float(x.max()), position) + position + far)
    return Divided(source, source.line.between(low, high), x, duration, times, even=even)
