"""How the spikes of two cells stand to each other: differences, phases, locking.

A spike of cell 2 at t between two successive spikes of cell 1, s_k <= t < s_(k+1), has the lag t − s_k and
the phase φ = (t − s_k) / (s_(k+1) − s_k), k + φ being its unwrapped phase. The cells are locked if q spikes
of cell 2 later it is greater by a whole number p. Phase-locking value: the length of the mean of e^(2πiφ)
(Lachaux, Rodriguez, Martinerie and Varela, Hum Brain Mapp 8:194-208, 1999).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.parameters import parameter
from core.quantity import Count, Dimensionless, Duration
from core.result import Curve, Floats, Variable

ALIKE = 0.01
"""Phases that differ by less are equal."""
MOST = 8
"""Most spikes of a cell in one period of a locked pattern."""
MAX_PHASES = 10_000

Pattern = Literal["synchrony", "antiphase", "phase-locked", "locked", "not-locked", "too-few-spikes"]


@dataclass(frozen=True, kw_only=True)
class Locking:
    """How the spikes of cell 2 stand to those of cell 1.

    A spike of cell 2 has a phase if it falls between two spikes of cell 1: its lag after the first of them
    over their interval. Late phases are those of the later half of these spikes.
    """

    pattern: Pattern = parameter(
        meaning="synchrony, antiphase, phase-locked: the late phases are all within 0.01 of the last, which "
        "is within 0.01 of 0, of 0.5, of neither; locked: they recur after several spikes; not-locked: they "
        "do not; too-few-spikes: there are fewer than four"
    )
    spikes_per_period_1: Count | None = parameter(
        meaning="spikes of cell 1 after which the late phases recur; null if they do not within 8"
    )
    spikes_per_period_2: Count | None = parameter(meaning="the same for cell 2")
    period: Duration | None = parameter(meaning="how long the last of these periods took")
    count_ratio: Dimensionless | None = parameter(
        meaning="number of spikes of cell 2 over that of cell 1; null without any of cell 1"
    )
    spike_time_difference: Duration | None = parameter(
        meaning="last spike of cell 2 less the nearest of cell 1; null where one has none"
    )
    last_lag: Duration | None = parameter(meaning="lag of the last spike of cell 2 that has a phase")
    last_phase: Dimensionless | None = parameter(meaning="its phase, from 0 to 1")
    mean_phase: Dimensionless | None = parameter(
        meaning="circular mean of the late phases, from 0 to 1; null without any"
    )
    phase_locking_value: Dimensionless | None = parameter(
        meaning="length of the mean of exp(2πi phase) over the late phases: 1 if they are all equal"
    )


@dataclass(frozen=True, slots=True)
class Phases:
    """Spikes of cell 2 that fall between two of cell 1: times, lags [ms] and unwrapped phases, shape (k,)."""

    times: Floats
    lags: Floats
    unwrapped: Floats

    @property
    def phases(self) -> Floats:
        """Phases from 0 to 1."""
        return self.unwrapped % 1.0

    @property
    def late(self) -> Floats:
        """The later half of the unwrapped phases."""
        return self.unwrapped[self.unwrapped.size // 2 :]


def phases(first: Floats, second: Floats) -> Phases:
    """Phases of the spikes of one cell within the intervals of the other.

    Parameters
    ----------
    first, second
        Increasing spike times [ms], shapes (m,) and (n,).
    """
    number = np.searchsorted(first, second, side="right") - 1
    within = (number >= 0) & (number < first.size - 1)
    times, k = second[within], number[within]
    if first.size < 2:
        return Phases(times, times, times)
    lags = times - first[k]
    return Phases(times, lags, k + lags / (first[k + 1] - first[k]))


def locking(first: Floats, second: Floats) -> Locking:
    """How the spikes of a second cell stand to those of a first.

    Parameters
    ----------
    first, second
        Increasing spike times [ms], shapes (m,) and (n,).
    """
    found = phases(first, second)
    late, some = found.late, found.times.size > 0
    mean = complex(np.exp(2j * np.pi * late).mean()) if some else 0j
    recurrence = _recurrence(late) if late.size >= 4 else None
    return Locking(
        pattern=_pattern(late, recurrence),
        spikes_per_period_1=recurrence[0] if recurrence else None,
        spikes_per_period_2=recurrence[1] if recurrence else None,
        period=float(found.times[-1] - found.times[-1 - recurrence[1]]) if recurrence else None,
        count_ratio=second.size / first.size if first.size else None,
        spike_time_difference=_difference(first, second),
        last_lag=float(found.lags[-1]) if some else None,
        last_phase=float(found.phases[-1]) if some else None,
        mean_phase=float(np.angle(mean) / (2.0 * np.pi) % 1.0) if some else None,
        phase_locking_value=abs(mean) if some else None,
    )


def _recurrence(late: Floats) -> tuple[int, int] | None:
    """Spikes of cell 1 and of cell 2 after which the phases recur; None if they do not."""
    for spikes in range(1, min(MOST, late.size // 2) + 1):
        # Back from the last phase in steps of a period, and the same from the phases before it.
        cycles = round(float(late[-1] - late[-1 - spikes]))
        shifts = [
            late[k::-spikes] + cycles * np.arange(late[k::-spikes].size) - late[k] for k in _last(spikes)
        ]
        if 1 <= cycles <= MOST and max(float(np.abs(shift).max()) for shift in shifts) <= ALIKE:
            return cycles, spikes
    return None


def _last(count: int) -> range:
    """Indices of the last few items."""
    return range(-count, 0)


def _pattern(late: Floats, recurrence: tuple[int, int] | None) -> Pattern:
    if late.size < 4:
        return "too-few-spikes"
    if recurrence is None:
        return "not-locked"
    if recurrence != (1, 1):
        return "locked"
    phase = float(late[-1] % 1.0)
    if min(phase, 1.0 - phase) <= ALIKE:
        return "synchrony"
    return "antiphase" if abs(phase - 0.5) <= ALIKE else "phase-locked"


def _difference(first: Floats, second: Floats) -> float | None:
    """The last spike of the second less the nearest of the first [ms]."""
    if not (first.size and second.size):
        return None
    differences = second[-1] - first
    return float(differences[np.abs(differences).argmin()])


def phase_curve(found: Phases) -> Curve:
    """Lag and phase of each spike of cell 2 that has one, at most 10,000."""
    part = slice(None, MAX_PHASES)
    return Curve(
        "phases",
        "phase",
        (
            Variable("time", "t", "ms", found.times[part]),
            Variable("lag", "Δt", "ms", found.lags[part]),
            Variable("phase", "φ", "1", found.phases[part]),
        ),
        detail="spikes of cell 2 between two of cell 1: lag after the first, and its share of the interval",
    )
