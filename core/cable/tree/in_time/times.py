"""Times at which the recorded voltages of a run are known."""

import numpy as np

from core.result import Floats
from core.waveform import Waveform

MOST_CORNERS = 64
"""Corners of the currents after which the voltages are looked at closely."""
CLOSER = 24
"""Times between a corner and the next point of an even grid, each two thirds of that after it."""
LOOKS = 16
"""Times at which the whole tree is looked at for its largest voltage, besides these corners' first half."""


def corners(waveforms: tuple[Waveform, ...], duration: float) -> Floats:
    """Times at which currents or clamps may jump or bend [ms], increasing, the begin among them."""
    times = np.unique(np.concatenate([[0.0], *(wave.knots for wave in waveforms)]))
    return times[times < duration]


def close_times(bends: Floats, spacing: float, duration: float) -> Floats:
    """Times that grow denser towards the corners before them [ms], increasing, the end of the run among them.

    Parameters
    ----------
    bends
        The corners [ms].
    spacing
        Between points of the record [ms].
    """
    offsets = spacing * (2.0 / 3.0) ** np.arange(CLOSER + 1.0)
    near = np.add.outer(thinned(bends, MOST_CORNERS), np.append(offsets, 0.0)).ravel()
    return np.unique(np.append(near[near < duration], duration))


def looks(bends: Floats, duration: float) -> Floats:
    """Times among which some are near that of the largest voltage [ms], increasing."""
    even = np.linspace(0.0, duration, LOOKS + 1)
    return np.union1d(even, thinned(bends, LOOKS))


def thinned(values: Floats, most: int) -> Floats:
    """At most so many of some values, evenly chosen."""
    if values.size <= most:
        return values
    return values[np.unique(np.linspace(0, values.size - 1, most).astype(np.intp))]
