"""A cycle that a run has settled on: one period of it, from which the rest of the run is known."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.neuron.integrator.returns import sample_cycle
from core.neuron.integrator.workspace import LOG_ROWS
from core.result import Floats

_LOWER = np.maximum(np.subtract.outer(np.arange(6), np.arange(6)), 0)
_BINOMIALS = np.array([[math.comb(k, j) for j in range(6)] for k in range(6)], dtype=np.float64)


class Copies(NamedTuple):
    """Which spikes of a run are copies: from the first on, so many in a period, of so many periods."""

    first: int
    spikes: int
    periods: int


@dataclass(frozen=True, slots=True, eq=False)
class Cycle:
    """A period of a stable limit cycle.

    Attributes
    ----------
    begin
        A time from which on the run repeats its last period [ms].
    period
        The period [ms].
    spikes, maxima
        Spikes and maxima of V in a period.
    multiplier
        By what a deviation from the cycle shrinks in a period, or a bound of it.
    residual
        How far the run may still be from the cycle, with what that does to the times of the spikes to come
        [mV].
    log
        Steps of the period before `begin`, shape (9, n), as in `core.neuron.integrator.run.Run.log`.
    ends
        When they begin and end, from the begin of the period on [ms], shape (n, 2).
    coefficients
        V and the dynamic gates in them as polynomials of the fraction of a step, shape (n, states, 6).
    """

    begin: float
    period: float
    spikes: int
    maxima: int
    multiplier: float
    residual: float
    log: Floats
    ends: Floats
    coefficients: Floats

    def sample(self, times: Floats, first: int, last: int, out: Floats) -> None:
        """Put the states at times[first:last] [ms], which rise, into the rows of `out`, shape (rows, k)."""
        if last > first:
            sample_cycle(self.ends, self.coefficients, self.begin, self.period, times, first, last, out)

    def later_steps(self, time: float, skipped: int, periods: int) -> Floats:
        """Steps of so many periods after a time [ms] at which the cycle begins, shape (9, n).

        Parameters
        ----------
        skipped
            Periods that are left out before them.
        """
        steps = np.tile(self.log, periods)
        begins = time - self.begin + self.period * np.arange(1.0 + skipped, 1.0 + skipped + periods)
        shift = np.repeat(begins, self.log.shape[1])
        steps[0] += shift
        steps[2] += shift
        # Where a step ends the next one begins, in spite of rounding.
        steps[2, 1:] = steps[0, :-1]
        return steps

    def later_spikes(self, spikes: Floats, periods: int) -> Floats:
        """The spikes of so many periods to come.

        Parameters
        ----------
        spikes
            Crossing, time of the peak [ms] and peak [mV] of those of the last period, shape (k, 3).
        """
        later = np.tile(spikes, (periods, 1))
        shift = self.period * np.arange(1.0, periods + 1.0)
        later[:, :2] += np.repeat(shift, spikes.shape[0])[:, np.newaxis]
        return later


def last_period(log: Floats, begin: float, period: float) -> tuple[Floats, Floats, Floats]:
    """The steps of the period before a time [ms]: log, ends and coefficients as in `Cycle`.

    Parameters
    ----------
    log
        Steps up to that time, with the gates' coefficients, shape (9 + 6 gates, n).
    """
    start = begin - period
    first = int(np.searchsorted(log[0], start, side="right"))
    cut = log[:, first:].copy()
    coefficients = np.ascontiguousarray(cut[3:].T).reshape(cut.shape[1], -1, 6)
    skipped = (start - cut[2, 0]) / (cut[0, 0] - cut[2, 0])
    coefficients[0] = shifted(coefficients[0], skipped)
    cut[3:LOG_ROWS, 0] = coefficients[0, 0]
    cut[2, 0] = start
    ends = np.column_stack([cut[2] - start, cut[0] - start])
    ends[-1, 1] = period
    return cut[:LOG_ROWS].copy(), ends, coefficients


def shifted(coefficients: Floats, skipped: float) -> Floats:
    """Polynomials of degree 5 of the fraction of what is left of a step, the first part being skipped.

    Parameters
    ----------
    coefficients
        Of polynomials of the fraction of the whole step, shape (n, 6).
    skipped
        Fraction of the step that is cut off at its begin.
    """
    shift = _BINOMIALS * np.power(skipped, _LOWER) * (1.0 - skipped) ** np.arange(6)
    moved: Floats = coefficients @ shift
    return moved
