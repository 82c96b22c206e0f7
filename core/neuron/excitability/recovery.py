"""Refractory periods, by pairs of brief pulses."""

import numpy as np
from numpy.typing import NDArray

from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Refractoriness
from core.neuron.excitability.responses import Responses, responses
from core.neuron.excitability.search import RUNGS
from core.neuron.lanes.runs import Outcomes
from core.result import Curve, Floats, Variable

RECOVERED = 1.05
"""Second threshold in units of the first at which the relative refractory period ends."""
WEAKEST = 0.1
"""Weakest second pulse, in units of the first threshold."""
PARTS = 16
"""Parts into which the interval at which the absolute refractory period ends is divided once more."""
ACCURACY, COARSE = 1e-5, 1e-3
"""Widths of the brackets of second thresholds, and of those that only say whether there is one."""


class Recovery:
    """Second thresholds against the interval between the onsets of two pulses.

    Parameters
    ----------
    probe
        The neuron.
    threshold
        Threshold of a single pulse [µA/cm²].
    """

    def __init__(self, probe: Probe, threshold: float) -> None:
        self.probe, self.threshold = probe, threshold
        self.first = probe.request.conditioning_strength * threshold

    def conditioned(self, intervals: Floats) -> Outcomes:
        """The first pulse alone, up to some times after its onset [ms], shape (k,)."""
        length = self.probe.request.pulse_duration
        knots = np.tile([0.0, length], (intervals.size, 1))
        return self.probe.run(knots, np.tile([self.first, 0.0], (intervals.size, 1)), intervals)

    def second(self, intervals: Floats, accuracy: float = ACCURACY) -> Responses:
        """Thresholds of second pulses, from the states that the first ones leave; shape (k,)."""
        states = self.conditioned(intervals).final_state

        def experiment(amplitudes: Floats, enough: int, share: float) -> Outcomes:
            k = amplitudes.shape[1]
            lengths = np.full(amplitudes.size, self.probe.request.pulse_duration)
            begin = np.repeat(states, k, axis=1)
            return self.probe.pulses(amplitudes.ravel(), lengths, states=begin, enough=enough, share=share)

        # The first spike may not have come yet, or be followed by others.
        alone = experiment(np.zeros((intervals.size, 1)), 0, 1.0).spike_count[:, np.newaxis]
        rungs = self.threshold * np.geomspace(WEAKEST, self.probe.request.strongest_test, RUNGS)
        return responses(self.probe, experiment, np.tile(rungs, (intervals.size, 1)), alone, accuracy)


def recovery(probe: Probe, threshold: float) -> tuple[Refractoriness, Curve | None]:
    """Threshold of a second pulse against its distance from a first one that makes a spike.

    A second response is a spike where it is all-or-none, as the first one's is.
    """
    pairs = Recovery(probe, threshold)
    request, intervals = probe.request, np.array(probe.request.intervals)
    whole = np.array([intervals[-1] + request.observation])
    if pairs.conditioned(whole).spike_count[0] == 0:
        text = f"a pulse of {request.conditioning_strength:g} times the threshold makes no spike"
        return Refractoriness(verdict="not found", explanation=text), None
    found = pairs.second(intervals)
    spikes = found.spikes
    if not spikes.any():
        text = (
            f"{_after(probe)}, none of up to {request.strongest_test:g} times makes a second spike at any "
            "interval"
        )
        return Refractoriness(verdict="not found", explanation=text), None
    ratio = np.where(spikes, found.brackets.middle / threshold, np.inf)
    absolute = _absolute(pairs, intervals, spikes)
    relative = _relative(intervals, ratio)
    return _report(probe, absolute, relative), _curve(intervals, found, threshold)


def _absolute(pairs: Recovery, intervals: Floats, spikes: NDArray[np.bool_]) -> tuple[float, float] | None:
    """The longest interval without a second spike and the one after it, searched more finely; None: none."""
    refractory = np.flatnonzero(~spikes)
    if not refractory.size or refractory[-1] + 1 == intervals.size:
        return None
    low, high = intervals[refractory[-1]], intervals[refractory[-1] + 1]
    finer = np.linspace(low, high, PARTS + 1)[1:-1]
    failing = np.flatnonzero(~pairs.second(finer, COARSE).spikes)
    ends = np.concatenate([[low], finer, [high]])
    last = int(failing[-1]) + 1 if failing.size else 0
    return float(ends[last]), float(ends[last + 1])


def _relative(intervals: Floats, ratio: Floats) -> float | None:
    """Interval from which the second threshold stays below RECOVERED times the first; None: not in range."""
    above = np.flatnonzero(ratio > RECOVERED)
    if not above.size or above[-1] + 1 == intervals.size:
        return None
    last = int(above[-1])
    high, low = ratio[last], ratio[last + 1]
    if np.isinf(high):
        return float(intervals[last + 1])
    share = (high - RECOVERED) / (high - low)
    return float(intervals[last] + share * (intervals[last + 1] - intervals[last]))


def _after(probe: Probe) -> str:
    return f"after a first pulse of {probe.request.conditioning_strength:g} times the threshold"


def _report(probe: Probe, absolute: tuple[float, float] | None, relative: float | None) -> Refractoriness:
    request, amounts = probe.request, probe.amounts
    text = f"{_after(probe)}, pulses of up to {request.strongest_test:g} times the threshold make "
    if absolute is not None:
        text += f"no second all-or-none spike until {amounts.time(absolute[0])}"
    else:
        text += f"one from the shortest interval, {amounts.time(request.intervals[0])}, on"
    if relative is not None:
        text += f"; from {amounts.time(relative)} on {RECOVERED:g} times suffices"
    else:
        text += f"; where {RECOVERED:g} times suffices for good lies outside of the intervals"
    return Refractoriness(
        verdict="found",
        explanation=text,
        absolute=None if absolute is None else 0.5 * (absolute[0] + absolute[1]),
        absolute_uncertainty=None if absolute is None else 0.5 * (absolute[1] - absolute[0]),
        relative=relative,
    )


def _curve(intervals: Floats, found: Responses, threshold: float) -> Curve:
    second, middle = found.spikes, found.brackets.middle
    width = float(found.errors[second].max())
    columns = (
        Variable("interval", "Δt", "ms", intervals[second]),
        Variable("threshold", "I", "µA/cm²", middle[second], width or None),
        Variable("relative_threshold", "I/I_0", "1", middle[second] / threshold),
    )
    return Curve("recovery", "recovery", columns)
