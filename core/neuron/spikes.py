"""Spikes as events, and the measures of a run that follow from them."""

from dataclasses import dataclass

import numpy as np

from core.neuron import workspace
from core.neuron.run import Run
from core.parameters import parameter
from core.quantity import Count, Duration, Hertz, Millisecond, Potential
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
        meaning="steady rate: reciprocal mean of the later half of the interspike intervals; null below two "
        "spikes"
    )
    peak_voltage: Potential = parameter(meaning="highest voltage of the run")
    peak_time: Millisecond = parameter(meaning="when it is reached")
    trough_voltage: Potential | None = parameter(
        meaning="lowest minimum of the voltage after the first crossing; null if there is none"
    )
    trough_time: Millisecond | None = parameter(meaning="when it is reached")
    oscillation_frequency: Hertz | None = parameter(
        meaning="reciprocal time between the last two maxima of the voltage, where these differ by less than "
        "1 mV and rise 1 mV or more from the last minimum, whether they cross the threshold or not; else null"
    )
    final_voltage: Potential = parameter(meaning="voltage at the end of the run")


def spike_events(spikes: Floats) -> tuple[Event, ...]:
    """Spikes, given as crossing, time of the peak [ms] and peak [mV] in shape (k, 3), as events."""
    return tuple(
        Event("spike", crossing, {"peak_time": peak_time, "peak_voltage": peak} if np.isfinite(peak) else {})
        for crossing, peak_time, peak in spikes[:MAX_EVENTS].tolist()
    )


def spiking_features(run: Run, spikes: Floats, initial_voltage: float) -> SpikingFeatures:
    """Measures of a finished run that began at a voltage [mV]."""
    crossings = spikes[:, 0].tolist()
    count, late = len(crossings), len(crossings) // 2
    clock, final = run.clock.tolist(), float(run.w[workspace.V])
    peaks = (
        (initial_voltage, 0.0),
        (clock[workspace.HIGHEST], clock[workspace.HIGHEST_TIME]),
        (final, run.time),
    )
    peak, peak_time = max(peaks, key=lambda candidate: candidate[0])
    trough = clock[workspace.TROUGH] if clock[workspace.TROUGH] < np.inf else None
    return SpikingFeatures(
        spike_count=count,
        first_spike_time=crossings[0] if count else None,
        mean_interspike_interval=(crossings[-1] - crossings[0]) / (count - 1) if count > 1 else None,
        # Of k intervals the last ceil(k/2), which are `late` for count = k + 1 crossings.
        rate=1e3 * late / (crossings[-1] - crossings[-1 - late]) if count > 1 else None,
        peak_voltage=peak,
        peak_time=peak_time,
        trough_voltage=trough,
        trough_time=None if trough is None else clock[workspace.TROUGH_TIME],
        oscillation_frequency=_oscillation_frequency(clock, int(run.count[workspace.MAXIMA])),
        final_voltage=final,
    )


def _oscillation_frequency(clock: list[float], maxima: int) -> float | None:
    """Reciprocal time between the last two maxima [Hz], if they are alike and no rounding noise."""
    last, earlier = clock[workspace.MAXIMUM], clock[workspace.EARLIER_MAXIMUM]
    if maxima < 2 or abs(last - earlier) > 1.0 or last - clock[workspace.MINIMUM] < 1.0:
        return None
    return 1e3 / (clock[workspace.MAXIMUM_TIME] - clock[workspace.EARLIER_MAXIMUM_TIME])
