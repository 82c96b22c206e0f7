"""Spikes as events, and the measures of a run that follow from them."""

from dataclasses import dataclass

import numpy as np

from core.neuron import kernels
from core.neuron.integration import Run
from core.quantity import Count, Duration, Hertz, Millisecond, Potential, parameter
from core.result import Event, Floats

MAX_EVENTS = 10_000
"""Spikes that are listed one by one; the features count them all."""


@dataclass(frozen=True, kw_only=True)
class SpikingFeatures:
    """Measures of the voltage, from the solution itself and not from its samples."""

    spike_count: Count = parameter(meaning="upward crossings of the spike threshold")
    first_spike_time: Millisecond | None = parameter(meaning="first upward crossing; null without a spike")
    mean_interspike_interval: Duration | None = parameter(
        meaning="mean time between successive crossings; null below two spikes"
    )
    rate: Hertz | None = parameter(
        meaning="steady rate: reciprocal mean of the later half of the interspike intervals (of one, itself); "
        "null below two spikes"
    )
    peak_voltage: Potential = parameter(meaning="highest voltage of the run")
    peak_time: Millisecond = parameter(meaning="when it is reached")
    trough_voltage: Potential | None = parameter(
        meaning="lowest minimum of the voltage after the first spike; null without a spike, or if the run ends before"
    )
    trough_time: Millisecond | None = parameter(meaning="when it is reached")
    final_voltage: Potential = parameter(meaning="voltage at the end of the run")


def spike_events(spikes: Floats) -> tuple[Event, ...]:
    """Spikes, given as crossing, time of the peak [ms] and peak [mV] in shape (k, 3), as events."""
    return tuple(
        Event("spike", crossing, {"peak_time": peak_time, "peak_voltage": peak} if peak == peak else {})
        for crossing, peak_time, peak in spikes[:MAX_EVENTS].tolist()
    )


def spiking_features(run: Run, spikes: Floats, initial_voltage: float) -> SpikingFeatures:
    """Measures of a finished run that began at a voltage [mV]."""
    crossings = spikes[:, 0]
    intervals = np.diff(crossings)
    clock, final = run.clock.tolist(), float(run.workspace[kernels.V])
    peaks = (
        (initial_voltage, 0.0),
        (clock[kernels.HIGHEST], clock[kernels.HIGHEST_TIME]),
        (final, run.time),
    )
    peak, peak_time = max(peaks, key=lambda candidate: candidate[0])
    trough = clock[kernels.TROUGH] if clock[kernels.TROUGH] < np.inf else None
    late = intervals[intervals.size // 2 :]
    return SpikingFeatures(
        spike_count=int(crossings.size),
        first_spike_time=float(crossings[0]) if crossings.size else None,
        mean_interspike_interval=float(intervals.mean()) if intervals.size else None,
        rate=1e3 / float(late.mean()) if intervals.size else None,
        peak_voltage=peak,
        peak_time=peak_time,
        trough_voltage=trough,
        trough_time=None if trough is None else clock[kernels.TROUGH_TIME],
        final_voltage=final,
    )
