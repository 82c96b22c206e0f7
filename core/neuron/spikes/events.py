"""Spikes as events, and the features of a run that follow from them."""

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from core.neuron.spikes.features import SHAPE, SpikeShape, SpikingFeatures
from core.neuron.spikes.train import (
    adaptation_index,
    adaptation_index2,
    burst_statistics,
    irregularity_index,
    isi_cv,
    mean_frequency,
)
from core.result import Event, Floats
from core.stimulus import Stimulus

if TYPE_CHECKING:
    from core.neuron.integrator.run import Run

NAMES = ("peak_time", "peak_voltage", *SHAPE)
"""Of the values of an event."""
MAX_EVENTS = 10_000
"""Spikes that are listed one by one; the features count them all."""
DEPOLARISATION_BLOCK = 50.0
"""Longest time above the mean begin of the spikes without a block [ms] (eFEL's depol_block_min_duration)."""
ALIKE = 0.01
"""Difference of two maxima of one oscillation, and least height of one, in units of a spike."""


def stimulus_interval(stimuli: tuple[Stimulus, ...], duration: float) -> tuple[float, float]:
    """First onset and last end [ms] of the stimuli that begin within a run [ms]; without one, the run."""
    begun = [stimulus for stimulus in stimuli if stimulus.onset < duration]
    if not begun:
        return 0.0, duration
    ends = [duration if stimulus.end is None else stimulus.end for stimulus in begun]
    return min(stimulus.onset for stimulus in begun), min(max(ends), duration)


def describe_spikes(
    run: "Run",
    steps: Floats,
    *,
    initial_voltage: float,
    threshold: float,
    stimulus: tuple[float, float],
    derivative_threshold: float = 10.0,
    voltage_scale: float = 100.0,
) -> tuple[tuple[Event, ...], SpikingFeatures]:
    """The spikes of a finished run as events, and its features.

    Parameters
    ----------
    run
        The run.
    steps
        Its steps, shape (9, n) as in `Run.log`.
    initial_voltage
        Voltage at its begin [mV].
    threshold
        Voltage that a spike crosses [mV].
    stimulus
        When the stimulus begins and ends [ms].
    derivative_threshold
        dV/dt at which a spike begins [mV/ms], for spikes of 100 mV.
    voltage_scale
        Height of a spike [mV]: for dimensionless models something else than 100.
    """
    from core.neuron.spikes.measures import column_means, mean_over, spike_measures, stays_above

    spikes, (onset, end) = run.spikes, stimulus
    base = mean_over(steps, onset - 0.1 * onset, onset)
    shapes = spike_measures(
        steps,
        spikes,
        threshold,
        base=base,
        derivative_threshold=derivative_threshold,
        voltage_scale=voltage_scale,
        copies=getattr(run, "copies", None),
    )
    means = column_means(shapes).tolist() if spikes.shape[0] else [np.nan] * len(SHAPE)
    features = SpikingFeatures(
        **_voltage_features(run, initial_voltage, voltage_scale),
        **_crossing_features(spikes[:, 0]),
        **_train_features(spikes[:, 1], onset, end),
        voltage_base=_number(base),
        steady_state_voltage_stimend=_number(mean_over(steps, end - 0.1 * (end - onset), end)),
        depol_block=None if isnan(means[0]) else stays_above(steps, means[0]) > DEPOLARISATION_BLOCK,
        mean_spike=None
        if all(map(isnan, means))
        else SpikeShape(**dict(zip(SHAPE, map(_number, means), strict=True))),
    )
    return spike_events(spikes, shapes), features


def spike_events(spikes: Floats, shapes: Floats) -> tuple[Event, ...]:
    """Spikes as events.

    Parameters
    ----------
    spikes
        Crossing, time of the peak [ms] and peak [mV], shape (k, 3).
    shapes
        Their measures, NaN where there is none, shape (k, 13).
    """
    rows = zip(spikes[:MAX_EVENTS].tolist(), shapes[:MAX_EVENTS].tolist(), strict=True)
    return tuple(
        Event("spike", crossing, _known([peak_time, peak, *shape]))
        for (crossing, peak_time, peak), shape in rows
    )


def _known(values: list[float]) -> dict[str, float]:
    """The values of an event that are numbers, by name."""
    pairs = zip(NAMES, values, strict=True)
    # A sum is NaN if one of its terms is: asked once instead of for every value.
    return {name: value for name, value in pairs if not isnan(value)} if isnan(sum(values)) else dict(pairs)


def _number(value: float) -> float | None:
    """None for NaN."""
    return None if isnan(value) else value


def _voltage_features(run: "Run", initial_voltage: float, voltage_scale: float) -> dict[str, Any]:
    """Extremes of the voltage, its oscillation and its end."""
    from core.neuron.integrator import workspace

    clock, final = run.clock.tolist(), float(run.w[workspace.V])
    peaks = (
        (initial_voltage, 0.0),
        (clock[workspace.HIGHEST], clock[workspace.HIGHEST_TIME]),
        (final, run.time),
    )
    peak, peak_time = max(peaks, key=lambda candidate: candidate[0])
    trough = clock[workspace.TROUGH] if clock[workspace.TROUGH] < np.inf else None
    return {
        "peak_voltage": peak,
        "peak_time": peak_time,
        "trough_voltage": trough,
        "trough_time": None if trough is None else clock[workspace.TROUGH_TIME],
        "oscillation_frequency": _oscillation_frequency(
            clock, int(run.count[workspace.MAXIMA]), ALIKE * voltage_scale
        ),
        "final_voltage": final,
    }


def _oscillation_frequency(clock: list[float], maxima: int, least: float) -> float | None:
    """Reciprocal time between the last two maxima [Hz], if they are alike and no rounding noise."""
    from core.neuron.integrator import workspace

    last, earlier = clock[workspace.MAXIMUM], clock[workspace.EARLIER_MAXIMUM]
    if maxima < 2 or abs(last - earlier) > least or last - clock[workspace.MINIMUM] < least:
        return None
    return 1e3 / (clock[workspace.MAXIMUM_TIME] - clock[workspace.EARLIER_MAXIMUM_TIME])


def _crossing_features(times: Floats) -> dict[str, Any]:
    """Features of the upward crossings of the spike threshold [ms], shape (k,)."""
    crossings = times.tolist()
    count, late = len(crossings), len(crossings) // 2
    return {
        "spike_count": count,
        "first_spike_time": crossings[0] if count else None,
        "mean_interspike_interval": (crossings[-1] - crossings[0]) / (count - 1) if count > 1 else None,
        # Of k intervals the last ceil(k/2), which are `late` for count = k + 1 crossings.
        "rate": 1e3 * late / (crossings[-1] - crossings[-1 - late]) if count > 1 else None,
    }


def _train_features(peaks: Floats, onset: float, end: float) -> dict[str, Any]:
    """Features of the times of the peaks [ms], shape (k,), under a stimulus [ms]."""
    # Only a last spike that the end cuts has no peak.
    if peaks.size and np.isnan(peaks[-1]):
        peaks = peaks[:-1]
    first, last = peaks.searchsorted(onset), peaks.searchsorted(end, side="right")
    during = peaks[first:last]
    bursts, spikes_per_burst, period = burst_statistics(peaks)
    some = peaks.size > 1
    return {
        "time_to_first_spike": float(peaks[first]) - onset if first < peaks.size else None,
        "mean_frequency": mean_frequency(during, onset),
        "doublet_isi": float(peaks[1] - peaks[0]) if some else None,
        "inv_first_isi": 1e3 / float(peaks[1] - peaks[0]) if some else None,
        "inv_last_isi": 1e3 / float(peaks[-1] - peaks[-2]) if some else None,
        "isi_cv": isi_cv(peaks),
        "irregularity_index": irregularity_index(peaks),
        "adaptation_index": adaptation_index(during),
        "adaptation_index2": adaptation_index2(during),
        "strict_burst_number": bursts,
        "spikes_per_burst": spikes_per_burst,
        "burst_period": period,
    }
