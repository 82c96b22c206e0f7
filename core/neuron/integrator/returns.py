"""Returns of a run to the voltage of a spike's crossing, and whether they repeat (compiled).

At constant drive the states at successive upward crossings of one voltage are iterates of a map; where they
repeat, alone or in groups of up to eight, the neuron may be on a cycle. Whether it is, the map's derivative
decides (`core.neuron.integrator.cycle_search`).
"""

import numpy as np

from core.neuron.integrator.workspace import CROSSING, POLYNOMIAL, RETURNS, ROW, STRIDE, WEIGHT, Counts
from core.numerics.compilation import kernel
from core.result import Floats

KEPT = 9
"""Returns that are kept."""
FEWEST = 10.0
"""Periods that must be left, at least, for a search for a cycle to be worth while."""
UNKNOWN, RECORDING = 0, -1
"""Values of the count STRIDE while returns are compared, and while they are only kept."""


@kernel
def note_return(w: Floats, clock: Floats, count: Counts, returns: Floats, start: float, h: float) -> None:
    """Keep the time and the gates of the crossing within the step that began at `start`."""
    row = count[RETURNS] % KEPT
    x = (clock[CROSSING] - start) / h
    returns[row, 0] = clock[CROSSING]
    for i in range(returns.shape[1] - 1):
        at = POLYNOMIAL + i
        late = w[at + 3 * ROW] + x * (w[at + 4 * ROW] + x * w[at + 5 * ROW])
        returns[row, 1 + i] = w[at] + x * (w[at + ROW] + x * (w[at + 2 * ROW] + x * late))
    count[RETURNS] += 1


@kernel
def repeats(w: Floats, count: Counts, returns: Floats, nearness: float, end: float) -> bool:
    """Whether the last return is near an earlier one [mV; gates weighted], or as many are there as wanted.

    The number of returns from the one to the other becomes the count STRIDE. Shortly before the end [ms] none
    is looked for.
    """
    if count[STRIDE] != UNKNOWN:
        return bool(count[RETURNS] == count[STRIDE])
    last = count[RETURNS] - 1
    for stride in range(1, min(last, KEPT - 1) + 1):
        row, other, worst = last % KEPT, (last - stride) % KEPT, 0.0
        if end - returns[row, 0] < FEWEST * (returns[row, 0] - returns[other, 0]):
            break
        for i in range(returns.shape[1] - 1):
            worst = max(worst, w[WEIGHT + i] * abs(returns[row, 1 + i] - returns[other, 1 + i]))
        if worst <= nearness:
            count[STRIDE] = stride
            return True
    return False


@kernel
def sample_cycle(
    ends: Floats,
    coefficients: Floats,
    begin: float,
    period: float,
    times: Floats,
    first: int,
    last: int,
    out: Floats,
) -> None:
    """States at times[first:last] [ms] of a cycle, whose steps are given for the period before `begin`.

    Parameters
    ----------
    ends
        Begin and end of each step in time since the begin of the period [ms], shape (n, 2).
    coefficients
        Of the states as polynomials of the fraction of the step, shape (n, states, 6).
    """
    k = 0
    cycle = np.floor((times[first] - begin) / period)
    inverse = 1.0 / (ends[0, 1] - ends[0, 0])
    for s in range(first, last):
        phase = times[s] - begin - cycle * period
        while phase > period:
            cycle += 1.0
            k = 0
            inverse = 1.0 / (ends[0, 1] - ends[0, 0])
            phase = times[s] - begin - cycle * period
        while phase > ends[k, 1] and k + 1 < ends.shape[0]:
            k += 1
            inverse = 1.0 / (ends[k, 1] - ends[k, 0])
        x = (phase - ends[k, 0]) * inverse
        for i in range(out.shape[0]):
            c = coefficients[k, i]
            out[i, s] = c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * (c[4] + x * c[5]))))
