"""The response of some positions to one source: by error functions where they give it, or by two sums.

The two are the recent past, by inverse Laplace transforms, and what lies before it, over modes (`plan`).
"""

import math
from functools import cached_property
from typing import Protocol

import numpy as np

from core.cable.transient import closed_form
from core.cable.transient.line import Line
from core.cable.transient.memory import Memory
from core.cable.transient.modes import Modes, modes
from core.cable.transient.plan import Plan, plan
from core.cable.transient.recent import Recent
from core.cable.transient.source import Source
from core.numerics import inverse_laplace
from core.result import Floats

EPSILON = float(np.finfo(np.float64).eps)


class Part(Protocol):
    """The response of some positions to one source."""

    @property
    def plan(self) -> Plan | None:
        """How it is divided; None where error functions give all."""

    def __call__(self, times: Floats) -> Floats:
        """Voltages above rest at increasing times [time constants], shape (positions, times) [mV]."""

    def errors(self) -> tuple[Floats, Floats]:
        """Bound on their errors, and the share of it that omitted modes have, shape (positions,) [mV]."""


class Closed:
    """By error functions."""

    plan = None

    def __init__(self, source: Source, x: Floats, duration: float) -> None:
        self._source, self._x, self._duration = source, x, duration
        self._shortest = math.inf

    def __call__(self, times: Floats) -> Floats:
        """See `Part`."""
        source = self._source
        pairs = source.drive.recent_kinks(np.full(times.size, -1.0), times)
        self._shortest = min(self._shortest, pairs.shortest())
        if isinstance(source.place, str):
            return source.scale * closed_form.held_steps(source.line, pairs, self._x, times.size)
        return source.scale * closed_form.lines(source.line, source.place, pairs, self._x, times.size)

    def errors(self) -> tuple[Floats, Floats]:
        """See `Part`: the functions are good to a few ε; a distance s and a time t, to ε of themselves."""
        jumps, bends = np.abs(self._source.drive.kinks).sum(axis=0).tolist()
        far = np.abs(self._x - self._source.position)
        size = self._source.scale * (jumps + bends * self._duration) * np.exp(-far)
        errors = size * EPSILON * (16.0 + far + self._duration)
        source = self._source
        rise = closed_form.steepest_rise(
            source.line, self._x, source.position, self._shortest, holds=source.holds
        )
        return errors + source.blur(rise), np.zeros(self._x.size)


class Divided:
    """By inverse transforms of the recent past and modes of the rest."""

    def __init__(
        self, source: Source, line: Line, x: Floats, duration: float, times: int, *, even: bool
    ) -> None:
        self.plan = plan(source.work(line.length, duration, x.size, times, even=even))
        self._source, self._line, self._x, self._duration = source, line, x, duration
        self._shortest = math.inf
        sinusoids = source.drive.waveform.sinusoids.size > 0
        self._recent = Recent(source.transform(line, x), x.size, self.plan.window, sinusoids=sinusoids)

    def __call__(self, times: Floats) -> Floats:
        """See `Part`."""
        drive, window, modal = self._source.drive, self.plan.window, self.plan.modes > 0
        since = times - window if modal else np.full(times.size, -1.0)
        began = drive.recent_kinks(since, times)
        self._shortest = min(self._shortest, began.shortest())
        values = self._recent.lines(began, times.size)
        if drive.waveform.sinusoids.size:
            turning = drive.recent_sinusoids(since, times, window)
            values = values + self._recent.sinusoids(turning, times.size)
        past = int(np.searchsorted(since, 0.0)) if modal else times.size
        if past < times.size:
            values[:, past:] += self._memory(since[past:])
        values *= self._source.scale
        return values

    def errors(self) -> tuple[Floats, Floats]:
        """See `Part`.

        The inverse transforms are known to a share of the response at the source itself, which is the
        largest, to each summand; the modes to their rounding and those left out.
        """
        source, drive = self._source, self._source.drive
        form = drive.waveform
        sums = drive.most_within(self.plan.window)
        sizes = np.array([drive.largest * (1.0 + 2.0 * form.sinusoids.shape[0]), np.abs(form.slopes).max()])
        share = inverse_laplace.ERROR * (sums + sizes) + [EPSILON * self._duration * drive.largest, 0.0]
        errors = np.full(self._x.size, float(share @ self._at_source))
        omitted = np.zeros(self._x.size)
        if self.plan.modes:
            rates = self._modes.rates
            steps = form.knots.size * min(1.0, 1.0 / (float(rates[0]) * self._duration))
            turned = np.sqrt(np.abs(rates - 1.0)) * self._line.length
            # A mode of a short run has come to no more than μT of its final value.
            come = np.minimum(1.0, rates * self._duration) if self._memory.short else 1.0
            rounding = EPSILON * (np.abs(self._shapes) @ (come * (64.0 + steps + self._duration + turned)))
            omitted += drive.largest * self._omitted()
            errors += drive.largest * rounding + omitted
        scale = source.scale
        if drive.largest_jump > 0.0:
            errors += source.blur(self._recent.steepest_rise(self._shortest)) / scale
        return scale * errors, scale * omitted

    @cached_property
    def _modes(self) -> Modes:
        return modes(self._line, self.plan.modes)

    @cached_property
    def _shapes(self) -> Floats:
        """Weight of each mode at each position, shape (positions, modes)."""
        rates = self._modes.rates
        strength = self._source.strength(self._modes) * np.exp(-rates * self.plan.window) / rates
        return self._modes.at(self._x) * strength

    @cached_property
    def _memory(self) -> Memory:
        return Memory(self._source.drive, self._modes.rates, self._shapes, self._at_window, self._duration)

    @cached_property
    def _at_window(self) -> Floats:
        """Responses at the end of a window to a step and to a ramp at its beginning, shape (2, positions)."""
        return self._recent.at_longest()

    @cached_property
    def _at_source(self) -> Floats:
        """The same at the source, shape (2,)."""
        place = np.array([self._source.position])
        there = np.flatnonzero(self._x == place[0])
        if there.size:
            return np.abs(self._at_window[:, there[0]])
        own = Recent(self._source.transform(self._line, place), 1, self.plan.window, sinusoids=False)
        return np.abs(own.at_longest()[:, 0])

    def _omitted(self) -> float:
        """Bound on what the modes left out add, per unit of the drive and of its scale.

        Mode n is at most φ(X)φ(Y) e^{−μw}/μ, with φ² ≤ 4/L from κL = 2 on, and κL at least (n − 1)π: the sum
        is that of a Gaussian tail. A held end pulls with φ', which is κ times as much.
        """
        kappa, length, window = self._modes.next_wave_number(), self._line.length, self.plan.window
        rate = 1.0 + kappa * kappa
        tail = 4.0 / length * math.exp(-rate * window) / rate
        tail *= 1.0 + length / (2.0 * math.pi * kappa * window)
        return tail * (kappa if self._source.holds else 1.0)
