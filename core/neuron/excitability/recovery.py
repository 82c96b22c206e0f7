"""Refractory periods, by pairs of brief pulses."""

import numpy as np
from numpy.typing import NDArray

from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import Refractoriness
from core.neuron.excitability.search import RUNGS, thresholds
from core.neuron.lane_runs import Outcomes
from core.result import Curve, Floats, Variable

RECOVERED = 1.05
"""Second threshold in units of the first at which the relative refractory period ends."""
WEAKEST = 0.1
"""Weakest second pulse, in units of the first threshold."""


def recovery(probe: Probe, threshold: float) -> tuple[Refractoriness, Curve | None]:
    """Threshold of a second pulse against its distance from a first one that makes a spike."""
    request = probe.request
    intervals = np.array(request.intervals)
    first = request.conditioning_strength * threshold
    alone = int(_pairs(probe, first, np.zeros((intervals.size, 1)), intervals).spike_count.min())

    def fires(amplitudes: Floats) -> NDArray[np.bool_]:
        outcomes = _pairs(probe, first, amplitudes, intervals)
        return outcomes.spike_count.reshape(amplitudes.shape) > alone

    rungs = threshold * np.geomspace(WEAKEST, request.strongest_test, RUNGS)
    found = thresholds(fires, np.tile(rungs, (intervals.size, 1)))
    ends = np.stack([found.silent, found.firing], axis=1)
    second = ~np.isnan(found.firing)
    ratio = found.middle / threshold
    curve = Curve(
        "recovery",
        "recovery",
        (
            Variable("interval", "Δt", "ms", intervals[second]),
            Variable(
                "threshold",
                "I",
                "µA/cm²",
                found.middle[second],
                float(np.ptp(ends[second], axis=1).max(initial=0.0)) or None,
            ),
            Variable("relative_threshold", "I/I_0", "1", ratio[second]),
        ),
    )
    return _report(probe, intervals, ratio, second), curve if second.any() else None


def _pairs(probe: Probe, first: float, second: Floats, intervals: Floats) -> Outcomes:
    """Outcomes of a first pulse and second ones of amplitudes of shape (intervals, k) [µA/cm²]."""
    request, k = probe.request, second.shape[1]
    begin = np.repeat(intervals, k)
    zero = np.zeros(begin.size)
    knots = np.stack([zero, zero + request.pulse_duration, begin, begin + request.pulse_duration], axis=1)
    values = np.stack([zero + first, zero, second.ravel(), zero], axis=1)
    return probe.run(knots, values, begin + request.pulse_duration + request.observation)


def _report(probe: Probe, intervals: Floats, ratio: Floats, second: NDArray[np.bool_]) -> Refractoriness:
    request = probe.request
    first = f"a first pulse of {request.conditioning_strength:g} times the threshold"
    if not second.any():
        text = f"after {first}, none of {request.strongest_test:g} times makes a second spike at any interval"
        return Refractoriness(verdict="not found", explanation=text)
    refractory = np.flatnonzero(~second)
    absolute = float(intervals[refractory[-1]]) if refractory.size else None
    above = np.flatnonzero(~second | (ratio > RECOVERED))
    relative = None
    if above.size == 0:
        relative = float(intervals[0])
    elif above[-1] + 1 < intervals.size:
        relative = _crossing(intervals, ratio, int(above[-1]))
    text = (
        f"after {first}, pulses of up to {request.strongest_test:g} times the threshold "
        + (
            f"make no second spike until {absolute:g} ms"
            if absolute is not None
            else "make one at every interval"
        )
        + (f"; from {relative:.4g} ms on {RECOVERED:g} times suffices" if relative is not None else "")
    )
    return Refractoriness(verdict="found", explanation=text, absolute=absolute, relative=relative)


def _crossing(intervals: Floats, ratio: Floats, last: int) -> float:
    """Interval between two at which the relative threshold comes down to that of recovery."""
    high, low = ratio[last], ratio[last + 1]
    if np.isnan(high) or high == low:
        return float(intervals[last + 1])
    share = (high - RECOVERED) / (high - low)
    return float(intervals[last] + share * (intervals[last + 1] - intervals[last]))
