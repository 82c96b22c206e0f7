"""What happens within a step: samples, extrema, spikes (compiled).

Dense output is the quintic Hermite polynomial through values and both derivatives at the ends of a step.
"""

import numpy as np

from core.neuron.integrator.workspace import (
    ABOVE,
    ALL_SPIKES,
    CROSSING,
    CURVATURE,
    DDV,
    DV,
    EARLIER_MAXIMUM,
    EARLIER_MAXIMUM_TIME,
    HIGHEST,
    HIGHEST_TIME,
    MAXIMA,
    MAXIMUM,
    MAXIMUM_TIME,
    MINIMUM,
    NEW_DV,
    NEW_V,
    PEAK,
    PEAK_TIME,
    POLYNOMIAL,
    ROW,
    SLOPE,
    SPIKES,
    SPIKING,
    STATE,
    TRIAL,
    TRIAL_SLOPE,
    TROUGH,
    TROUGH_TIME,
    V_POLYNOMIAL,
    Counts,
    V,
)
from core.numerics.compilation import inlined, kernel
from core.numerics.quintic import quintic_root, quintic_slope, quintic_value
from core.result import Floats


@inlined
def interpolate_voltage(w: Floats, h: float) -> None:
    """Coefficients of V over a step, as a polynomial of the fraction of it."""
    p, df, g = V_POLYNOMIAL, h * w[DV], 0.5 * h * h * w[DDV]
    rise = w[NEW_V] - w[V] - df - g
    turn = h * w[NEW_DV] - df - 2.0 * g
    bend = 0.5 * h * h * w[DDV + 4] - g
    w[p], w[p + 1], w[p + 2] = w[V], df, g
    w[p + 3] = 10.0 * rise - 4.0 * turn + bend
    w[p + 4] = -15.0 * rise + 7.0 * turn - 2.0 * bend
    w[p + 5] = 6.0 * rise - 3.0 * turn + bend


@inlined
def interpolate_gates(w: Floats, h: float, width: int) -> None:
    """The same for the gates."""
    g, p, hh = CURVATURE, POLYNOMIAL, 0.5 * h * h
    for i in range(width):
        df, g0 = h * w[SLOPE + i], hh * w[g + i]
        rise = w[TRIAL + i] - w[STATE + i] - df - g0
        turn = h * w[TRIAL_SLOPE + i] - df - 2.0 * g0
        bend = hh * w[g + 4 * ROW + i] - g0
        w[p + i] = w[STATE + i]
        w[p + ROW + i] = df
        w[p + 2 * ROW + i] = g0
        w[p + 3 * ROW + i] = 10.0 * rise - 4.0 * turn + bend
        w[p + 4 * ROW + i] = -15.0 * rise + 7.0 * turn - 2.0 * bend
        w[p + 5 * ROW + i] = 6.0 * rise - 3.0 * turn + bend


@inlined
def sample_states(
    w: Floats, times: Floats, out: Floats, first: int, last: int, start: float, h: float
) -> None:
    """States at times[first:last], which lie in the step that began at `start`."""
    # A knot at a time like 1e-310 ms makes a step so short that its inverse is infinite.
    inverse = 1.0 / h if abs(h) > 1e-300 else 0.0
    for s in range(out.shape[0]):
        at, stride = (V_POLYNOMIAL, 1) if s == 0 else (POLYNOMIAL + s - 1, ROW)
        c0, c1, c2 = w[at], w[at + stride], w[at + 2 * stride]
        c3, c4, c5 = w[at + 3 * stride], w[at + 4 * stride], w[at + 5 * stride]
        for k in range(first, last):
            x = (times[k] - start) * inverse
            out[s, k] = c0 + x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5))))


@kernel
def note_extremum(clock: Floats, count: Counts, time: float, v: float, maximum: bool) -> None:
    """Take note of a local extremum of V."""
    if maximum:
        count[MAXIMA] += 1
        clock[EARLIER_MAXIMUM], clock[EARLIER_MAXIMUM_TIME] = clock[MAXIMUM], clock[MAXIMUM_TIME]
        clock[MAXIMUM], clock[MAXIMUM_TIME] = v, time
        if v > clock[HIGHEST]:
            clock[HIGHEST], clock[HIGHEST_TIME] = v, time
        if count[ABOVE] == SPIKING and v > clock[PEAK]:
            clock[PEAK], clock[PEAK_TIME] = v, time
    else:
        clock[MINIMUM] = v
        if count[ALL_SPIKES] > 0 and v < clock[TROUGH]:
            clock[TROUGH], clock[TROUGH_TIME] = v, time


@kernel
def note_events(
    p: Floats, clock: Floats, count: Counts, spikes: Floats, start: float, h: float, threshold: float
) -> None:
    """Extremum and crossings of the threshold within a step, in their order; p: the polynomial of V."""
    begin, end = p[1], quintic_slope(p, 1.0)
    turns = (begin > 0.0 >= end) or (begin < 0.0 <= end)
    turn = quintic_root(p, 0.0, 0.0, 1.0, True) if turns else 1.0
    left = 0.0
    for right in (turn, 1.0):
        low, high = quintic_value(p, left), quintic_value(p, right)
        if low < threshold <= high:
            clock[CROSSING] = start + h * quintic_root(p, threshold, left, right, False)
            clock[PEAK] = -np.inf
            count[ABOVE] = SPIKING
            count[ALL_SPIKES] += 1
        elif low >= threshold > high:
            if count[ABOVE] == SPIKING:
                if clock[PEAK] == -np.inf:
                    # The dense output of stiff steps has corners, and may have its maximum in one.
                    clock[PEAK_TIME], clock[PEAK] = start + h * left, low
                k = count[SPIKES]
                spikes[k, 0], spikes[k, 1], spikes[k, 2] = clock[CROSSING], clock[PEAK_TIME], clock[PEAK]
                count[SPIKES] += 1
            count[ABOVE] = 0
        if turns and right == turn:
            note_extremum(clock, count, start + h * turn, high, begin > 0.0)
        if right == 1.0:
            return
        left = right
