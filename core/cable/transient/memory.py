"""The part of a response that comes from the less recent past: a sum of relaxations, each driven exactly.

Between two knots of the drive, f = w + s t, a relaxation y' = μ(f − y) from y₀ is, with ξ = μt,
y = y₀ + (1 − e^{−ξ})(w − y₀) + (ξ − 1 + e^{−ξ}) s/μ: a sum of them over modes is a product of matrices. Under
a sinusoid e^{iωt} it is (e^{iωt} − e^{−μt}) μ/(μ + iω); one whose frequency rises needs error functions of
complex arguments (`core.numerics.sinusoidal_relaxation`), mode by mode.
"""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.transient.drive import ROUNDED, Drive
from core.interruption import checkpoint
from core.result import Floats

FEW = 24
"""Knots up to which arrays over modes are faster than compiled loops over knots."""
MANY = 128
"""Times from which on it is looked whether they are equally spaced."""
ROOM = 2**21
"""Numbers held at a time."""
SHORT = 1e-2
"""Of the slowest mode's time constant: in shorter runs, what nearly cancels is computed as one."""
TERMS = 8
"""Of the series of (ξ − 1 + e^{−ξ})/½ξ², up to LOW, to rounding."""
LOW = 0.05


@dataclass(frozen=True, eq=False)
class Memory:
    """What positions remember of a drive: Σ_n c_n y_n + a f + b f', f' the slope of its lines.

    Attributes
    ----------
    drive
        f.
    rates
        μ of each mode, shape (modes,).
    coefficients
        c, shape (positions, modes).
    direct
        a and b, shape (2, positions); sinusoids are left out of these.
    duration
        Last time [time constants].
    """

    drive: Drive
    rates: Floats
    coefficients: Floats
    direct: Floats
    duration: float

    @property
    def short(self) -> bool:
        """Whether the run is short for all modes."""
        return bool(self.rates[0] * self.duration < SHORT)

    def __call__(self, times: Floats) -> Floats:
        """At increasing times, none before 0, shape (positions, times)."""
        total = np.zeros((self.coefficients.shape[0], times.size))
        form = self.drive.waveform
        if form.knots.size <= FEW:
            self._add_few_lines(total, times)
        else:
            self._add_many_lines(total, times)
        for row in form.sinusoids.tolist():
            total += _sinusoid(
                row, self.rates, self.coefficients, times, apart=row[5] == 0.0 and not self.short
            )
        return total

    def _add_many_lines(self, total: Floats, times: Floats) -> None:
        """Add all but the sinusoids, some modes at a time."""
        form = self.drive.waveform
        piece = np.searchsorted(form.knots, times, side="right") - 1
        slope, elapsed, value = form.slopes[piece], times - form.knots[piece], form.values[piece]
        together = max(ROOM // max(times.size, form.knots.size), 1)
        for first in range(0, self.rates.size, together):
            checkpoint()
            part = slice(first, first + together)
            rates = self.rates[part]
            start = self._at_many_knots(rates)[:, piece]
            xi = np.multiply.outer(rates, elapsed)
            fall = np.expm1(-xi)
            course = start + fall * (start - value)
            if self.drive.bent:
                course += self._lag(xi, fall) * np.multiply.outer(1.0 / rates, slope)
            total += self.coefficients[:, part] @ course
        total += np.multiply.outer(self.direct[0], value + slope * elapsed)
        total += np.multiply.outer(self.direct[1], slope)

    def _lag(self, xi: Floats, fall: Floats) -> Floats:
        """ξ − 1 + e^{−ξ}, from ξ and e^{−ξ} − 1; in a short run without cancellation."""
        late: Floats = xi + fall
        if self.short:
            low = xi < LOW
            early = xi[low]
            series = np.ones_like(early)
            for k in range(TERMS + 2, 2, -1):
                series = 1.0 - early / k * series
            late[low] = 0.5 * early * early * series
        return late

    def _at_many_knots(self, rates: Floats) -> Floats:
        """Y of some modes at the knots, without sinusoids, shape (modes, knots)."""
        from core.numerics.driven_relaxation import relaxation_at_knots

        return np.array([relaxation_at_knots(self.drive.waveform, tau) for tau in (1.0 / rates).tolist()])

    def _add_few_lines(self, total: Floats, times: Floats) -> None:
        """Add all but the sinusoids, piece by piece."""
        form, rates = self.drive.waveform, self.rates
        edges = [*np.searchsorted(times, form.knots).tolist(), times.size]
        held = np.zeros(rates.size)
        for k, (knot, value, slope) in enumerate(
            zip(form.knots.tolist(), form.values.tolist(), form.slopes.tolist(), strict=True)
        ):
            if edges[k] < edges[k + 1]:
                elapsed, part = times[edges[k] : edges[k + 1]] - knot, total[:, edges[k] : edges[k + 1]]
                part += (self.coefficients @ held + self.direct[0] * value)[:, np.newaxis]
                part += self._since_knot(held - value, slope, elapsed)
            if k + 1 < form.knots.size:
                xi = rates * (form.knots[k + 1] - knot)
                fall = np.expm1(-xi)
                held = held + fall * (held - value) + self._lag(xi, fall) * (slope / rates)

    def _since_knot(self, lead: Floats, slope: float, elapsed: Floats) -> Floats:
        """What has changed since a knot at which the modes were ahead of the drive by `lead`."""
        if not self.short:
            weights = self.coefficients * (lead + slope / self.rates)
            change = decays(weights, self.rates, elapsed)
            change -= weights.sum(axis=1)[:, np.newaxis]
            if slope != 0.0:
                change += np.multiply.outer(self.coefficients.sum(axis=1), slope * elapsed)
        else:
            xi = np.multiply.outer(self.rates, elapsed)
            fall = np.expm1(-xi)
            change = (self.coefficients * lead) @ fall
            if slope != 0.0:
                change += (self.coefficients * (slope / self.rates)) @ self._lag(xi, fall)
        if slope != 0.0:
            change += np.multiply.outer(self.direct[0], slope * elapsed)
            change += (self.direct[1] * slope)[:, np.newaxis]
        return change


def _sinusoid(row: list[float], rates: Floats, coefficients: Floats, times: Floats, *, apart: bool) -> Floats:
    """Σ_n c_n y_n for a sinusoid: begin, end, amplitude, phase, angular frequency and its rise.

    Where `apart`, the sinusoid that goes on and the decay are computed for themselves.
    """
    begin, end, amplitude, phase, omega, rise = row
    total = np.zeros((coefficients.shape[0], times.size))
    first, last = np.searchsorted(times, (begin, end)).tolist()
    elapsed = times[first:] - begin
    if apart:
        turn = amplitude * np.exp(1j * phase) * rates / (rates + 1j * omega)
        steady = coefficients @ turn
        during = elapsed[: last - first]
        total[:, first:last] = np.multiply.outer(steady, np.exp(1j * omega * during)).imag
        total[:, first:last] -= decays(coefficients * turn.imag, rates, during)
        if last < times.size:
            left = (turn * (np.exp(1j * omega * (end - begin)) - np.exp(-rates * (end - begin)))).imag
            total[:, last:] = decays(coefficients * left, rates, times[last:] - end)
        return total
    from core.numerics.sinusoidal_relaxation import sinusoidal_relaxation

    for rate, column in zip(rates.tolist(), coefficients.T, strict=True):
        checkpoint()
        course = sinusoidal_relaxation(np.minimum(elapsed, end - begin), 1.0 / rate, phase, omega, rise)
        course[last - first :] *= np.exp(-(times[last:] - end) * rate)
        total[:, first:] += amplitude * np.multiply.outer(column, course)
    return total


def decays(coefficients: Floats, rates: Floats, elapsed: Floats) -> Floats:
    """Σ_n c_n e^{−μ_n t} at increasing times, shape (positions, times)."""
    step, count = _even_step(elapsed), elapsed.size
    # Where times are equally spaced, e^{−μ(t + (aB + b)h)} is a product: of √m exponentials each.
    inner = math.isqrt(count - 1) + 1 if step > 0.0 else count
    starts = elapsed[0] + step * inner * np.arange(-(-count // inner)) if step > 0.0 else np.zeros(1)
    offsets = step * np.arange(inner) if step > 0.0 else elapsed
    total = np.zeros((coefficients.shape[0] * starts.size, inner))
    together = max(ROOM // max(inner, total.shape[0], 1), 1)
    for first in range(0, rates.size, together):
        checkpoint()
        some = slice(first, first + together)
        begun = coefficients[:, np.newaxis, some] * np.exp(np.multiply.outer(starts, -rates[some]))
        total += begun.reshape(total.shape[0], -1) @ np.exp(np.multiply.outer(-rates[some], offsets))
    table: Floats = total.reshape(coefficients.shape[0], -1)[:, :count]
    return table


def _even_step(times: Floats) -> float:
    """Step of many equally spaced times, but for rounding; 0 where they are not, or are few."""
    if times.size < MANY:
        return 0.0
    step = float(times[-1] - times[0]) / (times.size - 1)
    uneven = times - (times[0] + step * np.arange(times.size))
    return step if float(np.abs(uneven).max()) <= ROUNDED * float(times[-1]) else 0.0
