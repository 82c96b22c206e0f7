"""Anode-break excitation: spikes at the end of a hyperpolarising step."""

import numpy as np
from numpy.typing import NDArray

from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import AnodeBreak
from core.neuron.excitability.search import TIGHTER, ladder, moved, thresholds
from core.neuron.lanes.runs import Outcomes
from core.result import Floats

BEYOND = 1.2
"""Step at which the rebound is described, in units of the weakest that makes a spike."""


def anode_break(probe: Probe) -> AnodeBreak:
    """The weakest hyperpolarising step whose end makes a spike."""
    length, amounts = probe.request.hyperpolarisation_duration, probe.amounts

    def released(amplitudes: Floats, share: float = 1.0) -> Outcomes:
        return probe.pulses(-amplitudes.ravel(), np.full(amplitudes.size, length), share=share)

    def fires(amplitudes: Floats, share: float = 1.0) -> NDArray[np.bool_]:
        after = np.nan_to_num(released(amplitudes, share).last_spike_time, nan=-1.0) > length
        return after.reshape(amplitudes.shape)

    found = thresholds(fires, ladder(probe.deepest)[np.newaxis])
    what = f"a hyperpolarising step of {amounts.time(length)}"
    if not found.found[0]:
        within = amounts.time(probe.request.observation)
        text = f"{what} makes no spike within {within} of its end, up to {amounts.current(-probe.deepest, 4)}"
        return AnodeBreak(verdict="never fires", explanation=text)
    current = float(found.middle[0])
    tight = moved(lambda amplitudes: fires(amplitudes, TIGHTER), found)
    beyond = released(np.array([BEYOND * current]))
    latency, spikes = float(beyond.first_spike_time[0]) - length, int(beyond.spike_count[0])
    return AnodeBreak(
        verdict="found",
        explanation=f"{what} makes a spike at its end from {amounts.current(-current)} on",
        current=-current,
        uncertainty=float(found.half_width[0] + tight[0]),
        latency=latency if latency > 0.0 else None,
        spikes=spikes if latency > 0.0 else None,
    )
