"""How long a passive membrane will take, before it is computed."""

import math

from core.passive_membrane.request import PassiveMembraneRequest
from core.sampling import MAX_POINTS
from core.stimulus import Chirp, Sine
from core.waveform import knot_count

POINTS_PER_PERIOD = 32
"""The highest of 32 points of a sinusoid misses its peak by at most 0.5 %, before refinement."""

# Measured seconds; a request of many stimuli sorts and adds up their breakpoints.
PER_REQUEST = 3e-4
PER_KNOT = 3e-8
PER_MERGED_KNOT = 5e-8
PER_POINT = 1e-7
PER_SINE_POINT = 2e-7
PER_CHIRP_POINT = 4e-7


def cost(request: PassiveMembraneRequest) -> float:
    """Predicted computing time [s] on one core of today."""
    stimuli = request.membrane.stimulus
    knots = sum(knot_count(stimulus, request.duration) for stimulus in stimuli)
    shared = PER_MERGED_KNOT * len(stimuli) if len(stimuli) > 1 else PER_KNOT
    sines = [stimulus for stimulus in stimuli if isinstance(stimulus, Sine | Chirp)]
    fastest = max((_fastest(stimulus) for stimulus in sines), default=0.0)
    points = request.sampling.points
    if sines:
        points += math.ceil(min(POINTS_PER_PERIOD * fastest * request.duration / 1000.0, MAX_POINTS))
    if request.sampling.interval is not None:
        points += math.ceil(min(request.duration / request.sampling.interval, MAX_POINTS))
    each = sum(PER_CHIRP_POINT if isinstance(stimulus, Chirp) else PER_SINE_POINT for stimulus in sines)
    return PER_REQUEST + knots * shared + points * (PER_POINT + each)


def _fastest(stimulus: Sine | Chirp) -> float:
    """Highest frequency [Hz]."""
    if isinstance(stimulus, Sine):
        return stimulus.frequency
    return max(stimulus.frequency, stimulus.initial_frequency)
