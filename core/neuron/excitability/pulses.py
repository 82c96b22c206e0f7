"""Thresholds of long steps and of brief pulses."""

import numpy as np

from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Threshold
from core.neuron.excitability.responses import Responses, pulse_responses, step_responses

JUST_ABOVE = 1.001
"""Stimulus at which the latency is measured, in units of the threshold."""


def rheobase(probe: Probe) -> Threshold:
    """Threshold of a long step from rest."""
    duration = probe.request.step_duration
    found = step_responses(probe, duration)
    latency = None
    if found.spikes[0]:
        above = JUST_ABOVE * found.brackets.firing
        latency = float(probe.steps(above, duration, enough=1).first_spike_time[0])
    what = f"a step of {probe.amounts.time(duration)}"
    return _threshold(probe, found, latency, what, probe.strongest)


def brief_pulse(probe: Probe) -> Threshold:
    """Threshold of a brief pulse at rest."""
    length = np.array([probe.request.pulse_duration])
    found = pulse_responses(probe, length)
    latency = None
    if found.spikes[0]:
        above = JUST_ABOVE * found.brackets.firing
        latency = float(probe.pulses(above, length, enough=1).first_spike_time[0])
    what = (
        f"a pulse of {probe.amounts.time(length[0])}, watched for "
        f"{probe.amounts.time(probe.request.observation)},"
    )
    return _threshold(probe, found, latency, what, float(probe.strongest_pulse(length)[0]))


def _threshold(
    probe: Probe, found: Responses, latency: float | None, what: str, strongest: float
) -> Threshold:
    amounts = probe.amounts
    if not found.brackets.found[0]:
        text = f"{what} makes no spike with any current up to {amounts.current(strongest, 4)}"
        if probe.rest[0] >= probe.request.spike_threshold:
            text += f"; the cell rests above {amounts.voltage(probe.request.spike_threshold)}"
        return Threshold(verdict="never fires", explanation=text)
    current = float(found.brackets.middle[0])
    if not found.sharp[0]:
        text = (
            f"{what} takes the voltage over {amounts.voltage(probe.request.spike_threshold)} from "
            f"{amounts.current(current, 4)} on, but the peak rises smoothly with the current: it is graded"
        )
        return Threshold(verdict="graded", explanation=text)
    return Threshold(
        verdict="found",
        explanation=f"{what} makes a spike from {amounts.current(current)} on",
        current=current,
        uncertainty=float(found.errors[0]),
        latency=None if latency is None or np.isnan(latency) else latency,
    )
