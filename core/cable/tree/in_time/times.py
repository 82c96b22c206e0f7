"""Times at which the recorded voltages of a run are known."""

import math
from collections.abc import Sequence

import numpy as np

from core.cable.transient.drive import shortest_period
from core.result import Floats
from core.sampling import MAX_POINTS, equally_spaced
from core.waveform import Waveform

EVEN = 4000
"""Times of an even grid at least."""
PER_PERIOD = 64.0
"""Of these times in the shortest period of a sinusoid."""
MOST_CORNERS = 64
"""Corners of the currents after which the voltages are looked at closely."""
CLOSE, CLOSER = 24, 2.0 / 3.0
"""Times between a corner and the next point of the even grid, and each one's distance from it, in units of
the next one's."""
LOOKS = 16
"""Times at which the whole tree is looked at for its largest voltage, besides these corners' first half."""


def corners(waveforms: tuple[Waveform, ...], duration: float) -> Floats:
    """Times at which currents or clamps may jump or bend [ms], increasing, the begin among them."""
    times = np.unique(np.concatenate([[0.0], *(wave.knots for wave in waveforms)]))
    return times[times < duration]


def close_times(waveforms: Sequence[Waveform], bends: Floats, duration: float) -> Floats:
    """Times at which the record is known besides those that are returned [ms], increasing.

    An even grid, the corners, and after these times that grow denser towards them.

    Parameters
    ----------
    waveforms
        The currents.
    bends
        The corners [ms].
    duration
        Length of the run [ms].
    """
    period = min((shortest_period(wave, duration) for wave in waveforms), default=math.inf)
    points = min(max(EVEN, math.ceil(PER_PERIOD * min(duration / period, float(MAX_POINTS)))), MAX_POINTS)
    even = equally_spaced(duration, points + 1)
    offsets = duration / points * CLOSER ** np.arange(1.0, CLOSE + 1.0)
    near = np.add.outer(thinned(bends, MOST_CORNERS), offsets).ravel()
    return np.unique(np.concatenate([even, thinned(bends, MAX_POINTS), near[near < duration]]))


def looks(bends: Floats, duration: float) -> Floats:
    """Times among which some are near that of the largest voltage [ms], increasing."""
    even = np.linspace(0.0, duration, LOOKS + 1)
    return np.union1d(even, thinned(bends, LOOKS))


def thinned(values: Floats, most: int) -> Floats:
    """At most so many of some values, evenly chosen."""
    if values.size <= most:
        return values
    return values[np.unique(np.linspace(0, values.size - 1, most).astype(np.intp))]
