"""Measures of each spike, from the polynomials of a run's steps (compiled).

`steps` is a run's log (`core.neuron.integrator.run.Run.log`), shape (9, n).
Levels, extremes and rates are found on the polynomials, not on samples. Definitions follow eFEL, which finds
them on samples: https://efel.readthedocs.io/en/latest/eFeatures.html
"""

from typing import TYPE_CHECKING

import numpy as np

from core.neuron.spikes.step_search import (
    Place,
    crossing,
    first_minimum,
    longest_above,
    mean_voltage,
    onset_of_rise,
    place_at,
    steepest,
    time_at,
    voltage_at,
)
from core.numerics.compilation import kernel
from core.result import Floats

if TYPE_CHECKING:
    from core.neuron.integrator.settled_cycle import Copies

DERIVATIVE_THRESHOLD = 10.0
"""dV/dt at which a spike begins [mV/ms] (eFEL's DerivativeThreshold)."""
DOWN_DERIVATIVE_THRESHOLD = -12.0
"""dV/dt at which it ends, after its steepest fall [mV/ms] (eFEL's DownDerivativeThreshold)."""
DERIVATIVE_WINDOW = 0.1
"""How long dV/dt must stay above the criterion [ms]; eFEL asks for three of its samples."""
LEAST_RISE = 0.01
"""How far V rises from the minimum after a spike [mV]: less may be an error; eFEL asks for two samples."""
VOLTAGE_SCALE = 100.0
"""Height of a spike for which the criteria are meant [mV]."""

(
    BEGIN_VOLTAGE,
    AMPLITUDE,
    RISE_TIME,
    FALL_TIME,
    DURATION,
    DURATION_HALF_WIDTH,
    SPIKE_HALF_WIDTH,
    PEAK_UPSTROKE,
    PEAK_DOWNSTROKE,
    AHP_DEPTH_ABS,
    AHP_TIME_FROM_PEAK,
    FAST_AHP,
    AHP_DEPTH,
) = range(13)
LEAST_COPIES = 5
"""Periods from which on it is worth while to copy."""
MEASURES = 13
"""Columns of the measures; `core.neuron.spikes.features.SpikeShape` defines them, in the same order."""


def spike_measures(
    steps: Floats,
    spikes: Floats,
    threshold: float,
    *,
    base: float = np.nan,
    derivative_threshold: float = DERIVATIVE_THRESHOLD,
    voltage_scale: float = VOLTAGE_SCALE,
    copies: "Copies | None" = None,
) -> Floats:
    """Measures of every spike, NaN where it has none, shape (k, 13); the columns are named above.

    Parameters
    ----------
    steps
        The run, shape (9, n).
    spikes
        Crossing, time of the peak [ms] and peak [mV] of each (`Run.spikes`), shape (k, 3).
    threshold
        Voltage that a spike crosses [mV].
    base
        Voltage base [mV]; NaN for none.
    derivative_threshold
        dV/dt at which a spike begins [mV/ms], for spikes of 100 mV.
    voltage_scale
        Height of a spike [mV]: all criteria are proportional to it.
    copies
        Which spikes are copies of each other, period after period: one period's are measured.

    Notes
    -----
    A spike begins where dV/dt last rises through the criterion (by a jump of the current, too), stays above
    it for 0.1 ms or more, and V does not fall again before it has crossed the spike threshold. So the
    artefact of a short or a failed stimulus is no begin. What is above the criterion at the start of the
    run begins there. The afterhyperpolarisation is the first minimum below the spike threshold from which V
    rises by 0.01 mV; a spike after which V only falls has none.
    """
    criteria = np.array([derivative_threshold, DOWN_DERIVATIVE_THRESHOLD, LEAST_RISE])
    out = np.full((spikes.shape[0], MEASURES), np.nan)
    # A spike that the end cuts has no peak; the last ones of very long runs have no steps.
    known = spikes[:, 1] <= steps[0, -1]
    count = spikes.shape[0] if known.all() else int(known.argmin())
    if count:
        criteria *= voltage_scale / VOLTAGE_SCALE
        first, end = (count, count) if copies is None else _copied(copies, count)
        work = np.empty((2, 6))
        _measure(steps, spikes[:count], criteria, threshold, base, 0, first, work, out)
        if copies is not None and first < count:
            if end < count:
                # From one before: it says where to look for the begin of the next.
                _measure(steps, spikes[:count], criteria, threshold, base, end - 1, count, work, out)
            out[first:end] = np.resize(out[first - copies.spikes : first], (end - first, MEASURES))
    return out


def _copied(copies: "Copies", count: int) -> tuple[int, int]:
    """First and end of the spikes whose measures are copied: not where a neighbour is no copy itself."""
    first = copies.first + 2 * copies.spikes
    if copies.periods < LEAST_COPIES or first >= count:
        return count, count
    return first, copies.first + (copies.periods - 1) * copies.spikes


def column_means(measures: Floats) -> Floats:
    """Means of the numbers in each column, NaN for a column without any; shape (k, n) to (n,)."""
    means = np.empty(measures.shape[1])
    _column_means(measures, means)
    return means


def mean_over(steps: Floats, begin: float, end: float) -> float:
    """Mean of V between two times [ms]; NaN where they are not within the run, or not apart."""
    return mean_voltage(steps, np.empty((2, 6)), begin, end)


def stays_above(steps: Floats, level: float) -> float:
    """How long at a stretch V is not below a level [mV], at most [ms]."""
    return longest_above(steps, np.empty((2, 6)), level)


def warm() -> None:
    """Compile the kernels, or load them from the cache: on one step that holds one spike."""
    steps = np.array([[1.0], [-60.0], [0.0], [-60.0], [400.0], [-400.0], [0.0], [0.0], [0.0]])
    measures = spike_measures(steps, np.array([[0.2, 0.5, 40.0]]), 0.0, base=mean_over(steps, 0.0, 1.0))
    stays_above(steps, float(column_means(measures)[BEGIN_VOLTAGE]))


@kernel
def _column_means(measures: Floats, means: Floats) -> None:
    for j in range(measures.shape[1]):
        total, count = 0.0, 0
        for i in range(measures.shape[0]):
            if not np.isnan(measures[i, j]):
                total += measures[i, j]
                count += 1
        means[j] = total / count


@kernel
def _measure(  # noqa: PLR0913, PLR0917 - a kernel, which shares arrays
    steps: Floats,
    spikes: Floats,
    criteria: Floats,
    threshold: float,
    base: float,
    first: int,
    until: int,
    work: Floats,
    out: Floats,
) -> None:
    """Go through the spikes from the first on until another, in their order."""
    end: Place = (steps.shape[1] - 1, 1.0)
    before: Place = (0, 0.0)
    if first > 0:
        before = place_at(steps, 0, spikes[first - 1, 1])
    peak = place_at(steps, before[0], spikes[first, 1])
    for i in range(first, until):
        after = place_at(steps, peak[0], spikes[i + 1, 1]) if i + 1 < spikes.shape[0] else end
        row, peak_time, height = out[i], spikes[i, 1], spikes[i, 2]
        fall = crossing(steps, work, 0, threshold, peak, after)
        ahp = first_minimum(steps, work, fall, after, criteria[2]) if fall[0] >= 0 else fall
        last = ahp if ahp[0] >= 0 else after
        begin = onset_of_rise(steps, work, before, peak, criteria[0], DERIVATIVE_WINDOW, threshold)
        if begin[0] >= 0:
            foot = voltage_at(steps, work, begin)
            row[BEGIN_VOLTAGE], row[AMPLITUDE] = foot, height - foot
            row[RISE_TIME] = peak_time - time_at(steps, begin)
            row[PEAK_UPSTROKE] = steepest(steps, work, begin, peak, 1.0)[1]
            row[DURATION_HALF_WIDTH] = _width(steps, work, begin, peak, last, 0.5 * (height + foot))
        if ahp[0] >= 0:
            depth = voltage_at(steps, work, ahp)
            row[AHP_DEPTH_ABS], row[AHP_DEPTH] = depth, depth - base
            row[AHP_TIME_FROM_PEAK] = time_at(steps, ahp) - peak_time
            row[FAST_AHP] = row[BEGIN_VOLTAGE] - depth
            row[SPIKE_HALF_WIDTH] = _width(steps, work, before, peak, ahp, 0.5 * (height + depth))
        fastest, rate = steepest(steps, work, peak, last, -1.0)
        # At the very end it is not known whether V would have fallen still faster.
        if fastest[0] < end[0] or fastest[1] < end[1]:
            row[PEAK_DOWNSTROKE] = rate
        if rate < criteria[1]:
            stop = crossing(steps, work, 1, criteria[1], fastest, last)
            if stop[0] < 0:
                # Where dV/dt jumps at the minimum.
                stop = ahp
            if stop[0] >= 0:
                row[FALL_TIME] = time_at(steps, stop) - peak_time
                row[DURATION] = row[FALL_TIME] + row[RISE_TIME]
        before, peak = last, after


@kernel
def _width(steps: Floats, work: Floats, first: Place, peak: Place, last: Place, level: float) -> float:
    """How long V is above a level around the peak [ms]; NaN where it is so from the first or to the last."""
    rise = crossing(steps, work, 0, level, peak, first)
    fall = crossing(steps, work, 0, level, peak, last)
    if rise[0] < 0 or fall[0] < 0:
        return np.nan
    return time_at(steps, fall) - time_at(steps, rise)
