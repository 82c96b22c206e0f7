"""1,000 Hodgkin-Huxley cells under constant currents for 1,000 ms: what every simulator is given."""

import numpy as np

from core.result import Floats

CELLS = 1000
CURRENTS = np.linspace(0.0, 50.0, CELLS)
"""Injected current density [µA/cm²]; from t = 0 to the end."""
DURATION = 1000.0
LATE = 0.5 * DURATION
"""The rate is that of the spikes after this time [ms]."""
E_L = -54.387
"""Leak reversal potential [mV]; the other parameters are those of Hodgkin and Huxley in all simulators."""
START = (-65.0, 0.052932485257249577, 0.59612075350846017, 0.31767691406107137)
"""V [mV] and m, h, n at their steady states for it."""


def rates(cells: Floats, times: Floats) -> Floats:
    """Steady rate [Hz] of every cell from the spikes of all: their cells and times [ms]; 0 below two."""
    late = times > LATE
    which, when = cells[late].astype(np.int64), times[late]
    first, last = np.full(CELLS, np.inf), np.full(CELLS, -np.inf)
    np.minimum.at(first, which, when)
    np.maximum.at(last, which, when)
    return steady_rates(np.bincount(which, minlength=CELLS).astype(float), first, last)


def steady_rates(counts: Floats, first: Floats, last: Floats) -> Floats:
    """Steady rate [Hz] of every cell from the number of its late spikes, and the first and last [ms]."""
    found = np.zeros(CELLS)
    firing = counts > 1
    found[firing] = 1e3 * (counts[firing] - 1) / (last[firing] - first[firing])
    return found


def late_rate(times: Floats, late: float) -> float:
    """Steady rate [Hz] of one cell from its spikes after a time [ms]; 0 below two."""
    kept = times[times > late]
    return 0.0 if kept.size < 2 else float(1e3 * (kept.size - 1) / (kept[-1] - kept[0]))
