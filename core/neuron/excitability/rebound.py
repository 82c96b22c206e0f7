"""Anode-break excitation: spikes at the end of a hyperpolarising step."""

import numpy as np
from numpy.typing import NDArray

from core.neuron.excitability.probe import Probe, uncertainty
from core.neuron.excitability.report import AnodeBreak
from core.neuron.excitability.search import ladder, thresholds
from core.neuron.lane_runs import Outcomes

BEYOND = 1.2
"""Step at which the rebound is described, in units of the weakest that makes a spike."""


def anode_break(probe: Probe) -> AnodeBreak:
    """The weakest hyperpolarising step whose end makes a spike."""
    request = probe.request
    length = request.hyperpolarisation_duration

    def released(amplitudes: NDArray[np.float64]) -> Outcomes:
        return probe.pulses(-amplitudes.ravel(), np.full(amplitudes.size, length), request.observation)

    def fires(amplitudes: NDArray[np.float64]) -> NDArray[np.bool_]:
        outcomes = released(amplitudes)
        after = np.nan_to_num(outcomes.last_spike_time, nan=-1.0) > length
        return after.reshape(amplitudes.shape)

    found = thresholds(fires, ladder(probe.deepest)[np.newaxis])
    what = f"a hyperpolarising step of {length:g} ms"
    if np.isnan(found.firing[0]):
        text = f"{what} makes no spike at its end, up to {-probe.deepest:.4g} µA/cm²"
        return AnodeBreak(verdict="never fires", explanation=text)
    current = float(found.middle[0])
    beyond = released(np.array([BEYOND * current]))
    latency, spikes = float(beyond.first_spike_time[0]) - length, int(beyond.spike_count[0])
    return AnodeBreak(
        verdict="found",
        explanation=f"{what} makes a spike at its end from {-current:.6g} µA/cm² on",
        current=-current,
        uncertainty=uncertainty(found),
        latency=latency if np.isfinite(latency) else None,
        spikes=spikes,
    )
