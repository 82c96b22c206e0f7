"""What drives a cable, in time constants, and what happens to it within a stretch of time."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.result import Floats, Rows
from core.waveform import Waveform


@dataclass(frozen=True, slots=True)
class Pairs:
    """Things that began, each seen at a later time.

    Attributes
    ----------
    rows
        Number of the time at which it is seen, not decreasing, shape (k,).
    elapsed
        Time since it began [time constants], shape (k,).
    what
        What began, shape (k, 2): jump and bend of a line; or (k, 4): amplitude, phase, angular frequency and
        its rise, of a sinusoid.
    """

    rows: Rows
    elapsed: Floats
    what: Floats

    def shortest(self) -> float:
        """Shortest time that has elapsed, of those that are not 0; infinite without any."""
        return float(np.min(self.elapsed, where=self.elapsed > 0.0, initial=math.inf))


ROUNDED = 16.0 * float(np.finfo(np.float64).eps)
"""Of a time: the voltage rises from a jump as the root of what has elapsed, which is not to be rounding."""
NOTHING = Pairs(np.empty(0, dtype=np.intp), np.empty(0), np.empty((0, 2)))


@dataclass(frozen=True, eq=False)
class Drive:
    """A waveform with times in time constants.

    Attributes
    ----------
    waveform
        The waveform.
    duration
        Length of the run.
    """

    waveform: Waveform
    duration: float

    @classmethod
    def of(cls, waveform: Waveform, tau: float, duration: float) -> "Drive":
        """The same as a waveform with times in ms, for a time constant and a length of the run [ms]."""
        rows = waveform.sinusoids
        if rows.size:
            rows = rows / np.array([tau, tau, 1.0, 1.0, 1.0 / tau, 1.0 / tau**2])
        form = Waveform(waveform.knots / tau, waveform.values, waveform.slopes * tau, rows)
        return cls(form, duration / tau)

    @cached_property
    def bent(self) -> bool:
        """Whether any piece of it rises or falls."""
        return bool(self.waveform.slopes.any())

    @cached_property
    def acts(self) -> bool:
        """Whether it is anything but zero."""
        return bool(self.waveform.values.any() or self.bent or self.waveform.sinusoids.size)

    @cached_property
    def kinks(self) -> Floats:
        """Change of value and of slope at each knot, from zero before the first, shape (n, 2)."""
        form = self.waveform
        changes = np.column_stack([form.values, form.slopes])
        lengths = form.knots[1:] - form.knots[:-1]
        changes[1:, 0] -= form.values[:-1] + form.slopes[:-1] * lengths
        changes[1:, 1] -= form.slopes[:-1]
        return changes

    @cached_property
    def largest(self) -> float:
        """Bound on its size."""
        form = self.waveform
        lengths = np.append(form.knots[1:], max(self.duration, form.knots[-1])) - form.knots
        lines = max(
            float(np.abs(form.values).max()), float(np.abs(form.values + form.slopes * lengths).max())
        )
        return lines + float(np.abs(form.sinusoids[:, 2]).sum())

    def most_within(self, window: float) -> Floats:
        """Largest sums of the sizes of jumps and of bends within a window of time, shape (2,)."""
        knots = self.waveform.knots
        summed = np.zeros((knots.size + 1, 2))
        np.cumsum(np.abs(self.kinks), axis=0, out=summed[1:])
        ends = np.searchsorted(knots, knots + window, side="right")
        most: Floats = (summed[ends] - summed[:-1]).max(axis=0)
        return most

    @cached_property
    def largest_jump(self) -> float:
        """Largest jump at a knot after time 0, whose time is rounded."""
        return float(np.abs(self.kinks[self.waveform.knots > 0.0, 0]).max(initial=0.0))

    @cached_property
    def steepest(self) -> float:
        """Largest change of slope over the largest size [1 per time constant]; 0 where it never changes."""
        bends = float(np.abs(self.kinks[:, 1]).max())
        return bends / self.largest if bends > 0.0 else 0.0

    def recent_kinks(self, since: Floats, times: Floats) -> Pairs:
        """The knots after `since` and not after `times`, for each pair of increasing times, shape (m,)."""
        knots = self.waveform.knots
        first, last = np.searchsorted(times, knots), np.searchsorted(since, knots)
        counts = last - first
        if knots.size == 1:
            rows, seen = np.arange(first[0], last[0]), times[first[0] : last[0]]
            return Pairs(rows, _since(knots[0], seen), np.repeat(self.kinks, rows.size, axis=0))
        which = np.repeat(np.arange(knots.size), counts)
        rows = np.arange(which.size) - np.repeat(np.cumsum(counts) - counts - first, counts)
        order = np.argsort(rows, kind="stable")
        rows, which = rows[order], which[order]
        return Pairs(rows, _since(knots[which], times[rows]), self.kinks[which])

    def recent_sinusoids(self, since: Floats, times: Floats, window: float) -> Pairs:
        """Every sinusoid as begun at `since`, or begun or (its negative) ended between there and `times`."""
        found: list[Pairs] = []
        for begin, end, amplitude, *form in self.waveform.sinusoids.tolist():
            on = np.flatnonzero((since >= begin) & (since < end))
            found.append(_sinusoid(on, np.full(on.size, window), amplitude, since[on] - begin, form))
            for edge, size in ((begin, amplitude), (end, -amplitude)):
                passed = np.flatnonzero((since < edge) & (times >= edge))
                at = np.full(passed.size, edge - begin)
                found.append(_sinusoid(passed, _since(edge, times[passed]), size, at, form))
        if not found:
            return NOTHING
        rows = np.concatenate([pairs.rows for pairs in found])
        order = np.argsort(rows, kind="stable")
        elapsed = np.concatenate([pairs.elapsed for pairs in found])
        return Pairs(rows[order], elapsed[order], np.concatenate([pairs.what for pairs in found])[order])


def _since(begin: Floats | float, times: Floats) -> Floats:
    """Time since something began; 0 where rounding alone may have parted the two."""
    elapsed: Floats = times - begin
    elapsed[elapsed < ROUNDED * times] = 0.0
    return elapsed


def _sinusoid(rows: Rows, elapsed: Floats, amplitude: float, at: Floats, form: list[float]) -> Pairs:
    """A sinusoid as begun at a time after its own begin."""
    phase, omega, rise = form
    turned = phase + at * (omega + 0.5 * rise * at)
    columns = [np.full(rows.size, amplitude), turned, omega + rise * at, np.full(rows.size, rise)]
    return Pairs(rows, elapsed, np.column_stack(columns))


def shortest_period(waveform: Waveform, duration: float) -> float:
    """Shortest period of the sinusoids within a run, in its unit of time; infinite without any."""
    fastest = 0.0
    for begin, end, _, _, omega, rise in waveform.sinusoids.tolist():
        last = omega + rise * (min(end, duration) - begin)
        fastest = max(fastest, abs(omega), abs(last))
    return 2.0 * math.pi / fastest if fastest > 0.0 else math.inf
