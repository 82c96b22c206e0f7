"""How a response is divided between the recent past and the sum over modes, and what that costs.

The response is an integral of the current over the past. What lies within a window of time w comes from
inverse Laplace transforms, whose work grows with the knots and sinusoids in the window; what lies before it
from modes, which have decayed by e^{−κ²w} at least: L√(E/w)/π of them leave out no more than e^{−E}. No
window is wrong; the cheapest is taken.
"""

import math
from dataclasses import dataclass

from core.cable.transient.memory import FEW
from core.cable.transient.recent import FASTEST, SWEEP

FADED = 36.0
"""E, and the length constants after which e^{−x} is below rounding."""
NARROWER = 4.0
GENTLE = 100.0
"""Durations of a ramp that a window may hold: responses to its two bends differ by a hundredth."""
# Measured seconds.
PER_PAIR, PER_PAIR_POSITION = 9e-7, 4e-8
PER_SINE_PAIR = 3e-6
PER_RUN, PER_POSITION = 1.5e-4, 4e-6
PER_MODE, PER_MODE_KNOT, PER_MODE_TIME, PER_MODE_TIME_POSITION = 3e-7, 8e-9, 4e-9, 2e-10
PER_MODE_CHIRP, PER_MODE_CHIRP_TIME = 2e-4, 6e-7
PER_ROOT = 5e-7


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be computed.

    Attributes
    ----------
    length
        Length of the part of the cable that the source is felt in [length constants].
    duration
        Last of the times [time constants].
    times, positions
        How many.
    even
        Whether the times are equally spaced.
    knots, sines, chirps
        How many the drive has.
    fastest, sweep
        Largest angular frequency and largest rise of one, in time constants.
    steepest
        Largest change of slope over the largest size of the drive, per time constant.
    """

    length: float
    duration: float
    times: int
    positions: int
    knots: int
    even: bool = False
    sines: int = 0
    chirps: int = 0
    fastest: float = 0.0
    sweep: float = 0.0
    steepest: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A window [time constants], the modes for what lies before it, and the predicted time [s]."""

    window: float
    modes: int
    seconds: float


def reach(duration: float) -> float:
    """Distance [length constants] past which nothing is felt within a time: below e^{−36} of its source."""
    return min(FADED, 2.0 * math.sqrt(FADED * duration))


def plan(work: Work) -> Plan:
    """The cheapest division."""
    window = work.duration
    if work.fastest > 0.0:
        window = min(window, FASTEST / work.fastest)
    if work.sweep > 0.0:
        window = min(window, math.sqrt(SWEEP / work.sweep))
    if work.steepest > 0.0:
        window = min(window, GENTLE / work.steepest)
    best = _planned(work, window)
    while True:
        window /= NARROWER
        other = _planned(work, window)
        if other.seconds >= best.seconds and best.modes > 0:
            return best
        if other.seconds < best.seconds:
            best = other
        elif other.modes > 0:
            return best


def _planned(work: Work, window: float) -> Plan:
    share = 0.5 if window >= work.duration else window / work.duration
    pairs = work.times * work.knots * share
    seconds = PER_RUN + PER_POSITION * work.positions
    seconds += pairs * (PER_PAIR + PER_PAIR_POSITION * work.positions)
    seconds += work.times * (work.sines + work.chirps) * PER_SINE_PAIR
    if window >= work.duration:
        return Plan(window, 0, seconds)
    modes = math.ceil(work.length / math.pi * math.sqrt(FADED / window)) + 2
    each = PER_MODE + PER_ROOT + work.knots * PER_MODE_KNOT
    per_time = PER_MODE_TIME_POSITION * work.positions
    if not work.even or work.knots > FEW:
        per_time += PER_MODE_TIME
    each += work.times * per_time * (1 + work.sines)
    each += (PER_MODE_CHIRP + work.times * PER_MODE_CHIRP_TIME) * work.chirps
    return Plan(window, modes, seconds + PER_RUN + modes * each)
