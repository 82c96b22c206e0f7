"""The compiled integrator: one kernel for every declared model.

It reads tabulated kinetics (`core.neuron.tables`), a piecewise-linear current with sinusoids (`core.waveform`) and
numbers of gates and currents; it names no model. The method is the two-derivative pair of
`core.numerics.two_derivative`: V'' and the gates' second derivatives follow from the tables' cubics. Steps end exactly
at the knots of the current. Dense output is the quintic Hermite polynomial through values and both derivatives.

`advance` does at most `budget` steps a call, so that its caller can look for interruption in between; everything it
needs to go on is in its arrays. Gates are held in rows of a workspace `w` (padded to `width`, the padding stays 0), V
in scalars: the processor's store buffer forwards scalars quickly and whole rows quickly, but not one into the other.

Numba looks for changes in this file only: after a change of an imported constant, remove its cache (`make clean`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.neuron.tables import Membrane
from core.numerics.compilation import inlined, kernel
from core.numerics.quintic import quintic_root, quintic_slope, quintic_value
from core.numerics.two_derivative import (
    A21,
    A31,
    A32,
    A41,
    A43,
    B1,
    B2,
    B3,
    B4,
    C2,
    C3,
    C4,
    Q1,
    Q2,
    Q3,
    Q4,
    Q5,
)
from core.result import Floats

Counts = NDArray[np.int64]

DONE, PAUSED, OUT_OF_TABLE, LEFT_WINDOW, STEP_TOO_SMALL = range(5)
"""What a call ended with."""

# Rows of the workspace; places of gates within a row.
ROW = 64
SCALE, STATE, SLOPE, TRIAL, TRIAL_SLOPE, GAIN, DECAY = (k * ROW for k in range(7))
CURVATURE = 7 * ROW
POLYNOMIAL = 12 * ROW
# The voltage's own: V, V', V'' of the four stages and of the new point, new V, new V', then its polynomial.
V, DV, DDV, NEW_V, NEW_DV, V_POLYNOMIAL = (18 * ROW + k for k in (0, 1, 2, 7, 8, 16))
WORKSPACE = 19 * ROW

# Floats and counts that survive from call to call.
TIME, STEP, CROSSING, PEAK_TIME, PEAK, HIGHEST_TIME, HIGHEST = range(7)
TROUGH_TIME, TROUGH, LAST_MAXIMUM, LAST_MINIMUM = range(7, 11)
CLOCK = 11
STEPS, REJECTED, EVALUATIONS, PIECE, SAMPLE, READY, ABOVE, SPIKES, ALL_SPIKES, MAXIMA, LOGGED = range(11)
COUNTS = 11
SPIKING = 1
"""Value of ABOVE after an upward crossing; 2 when the run began above the threshold."""

GATE_WEIGHT = 100.0
"""An error of 1 mV counts as much as one of 0.01 in a gate."""
# h grows by 0.8 err^(-1/8): of the controllers tried (exponents 1/10 to 3/16, with and without the error of the step
# before, safety 0.7 to 0.95) none does spiking runs of either model in fewer evaluations by more than 1 %.
SAFETY = 0.8
GROWTH = 5.0
SHRINKAGE = 0.2


class Drive(NamedTuple):
    """The injected current as the kernels read it: the arrays of a `core.waveform.Waveform`."""

    knots: Floats
    values: Floats
    slopes: Floats
    sinusoids: Floats


class Task(NamedTuple):
    """What a run is asked for.

    `end` [ms], in the `direction` (±1) of time; `tolerance` [mV] of one step; spikes cross `threshold` [mV] upwards;
    `budget` steps a call; `follow`: stop after the last sample instead of at the end; the window's rows are the lowest
    and highest allowed values of the states (shape (2, 0): no window).
    """

    end: float
    direction: float
    tolerance: float
    threshold: float
    budget: int
    follow: bool
    window: Floats


@kernel
def _sinusoids(rows: Floats, knot: float, time: float) -> tuple[float, float, float]:
    """Sum of the sinusoids that are on after a knot, its derivative, and the highest angular frequency."""
    value, slope, highest = 0.0, 0.0, 0.0
    for k in range(rows.shape[0]):
        if rows[k, 0] <= knot < rows[k, 1]:
            elapsed = time - rows[k, 0]
            omega = rows[k, 4] + rows[k, 5] * elapsed
            phase = rows[k, 3] + elapsed * (rows[k, 4] + 0.5 * rows[k, 5] * elapsed)
            value += rows[k, 2] * np.sin(phase)
            slope += rows[k, 2] * omega * np.cos(phase)
            highest = max(highest, abs(omega))
    return value, slope, highest


@inlined
def _stage(w: Floats, stage: int, h: float, width: int) -> float:
    """Put the gates of a stage into the row TRIAL; return its voltage."""
    hh = h * h
    g, v, dv = CURVATURE, w[V], w[DV]
    if stage == 1:
        f, a1 = C2 * h, A21 * hh
        for i in range(width):
            w[TRIAL + i] = w[STATE + i] + f * w[SLOPE + i] + a1 * w[g + i]
        return v + f * dv + a1 * w[DDV]
    if stage == 2:
        f, a1, a2 = C3 * h, A31 * hh, A32 * hh
        for i in range(width):
            w[TRIAL + i] = w[STATE + i] + f * w[SLOPE + i] + a1 * w[g + i] + a2 * w[g + ROW + i]
        return v + f * dv + a1 * w[DDV] + a2 * w[DDV + 1]
    if stage == 3:
        f, a1, a3 = C4 * h, A41 * hh, A43 * hh
        for i in range(width):
            w[TRIAL + i] = w[STATE + i] + f * w[SLOPE + i] + a1 * w[g + i] + a3 * w[g + 2 * ROW + i]
        return v + f * dv + a1 * w[DDV] + a3 * w[DDV + 2]
    if stage == 4:
        b1, b2, b3, b4 = B1 * hh, B2 * hh, B3 * hh, B4 * hh
        for i in range(width):
            old = w[STATE + i] + h * w[SLOPE + i] + b1 * w[g + i]
            w[TRIAL + i] = old + b2 * w[g + ROW + i] + b3 * w[g + 2 * ROW + i] + b4 * w[g + 3 * ROW + i]
        return v + h * dv + b1 * w[DDV] + b2 * w[DDV + 1] + b3 * w[DDV + 2] + b4 * w[DDV + 3]
    for i in range(width):
        w[TRIAL + i] = w[STATE + i]
    return v


@inlined
def _motion(
    m: Membrane, w: Floats, v: float, slope: int, curvature: int, current: float, current_slope: float
) -> tuple[float, float]:
    """V' and V'' at v and the gates in TRIAL; the gates' derivatives go to two rows. NaN outside of the table."""
    u = (v - m.low) * m.inverse_cell
    if not (u >= 0.0 and u < m.cells):
        return np.nan, np.nan
    cell = np.uint64(u)
    u -= cell
    uu = u * u
    row = m.table[cell]
    n = m.dynamic
    gates, moving, bending = np.uint64(TRIAL), np.uint64(slope), np.uint64(curvature)
    for i in range(n):
        a = (row[i, 0] + u * row[i, 1]) + uu * (row[i, 2] + u * row[i, 3])
        b = (row[i, 4] + u * row[i, 5]) + uu * (row[i, 6] + u * row[i, 7])
        da = row[i, 1] + u * (2.0 * row[i, 2] + u * (3.0 * row[i, 3]))
        db = row[i, 5] + u * (2.0 * row[i, 6] + u * (3.0 * row[i, 7]))
        x = w[TRIAL + i]
        w[moving + np.uint64(i)] = w[SCALE + i] * (a - b * x)
        w[GAIN + i] = w[SCALE + i] * m.inverse_cell * (da - db * x)
        w[DECAY + i] = w[SCALE + i] * b
    for i in range(m.instantaneous):
        k = m.width + i
        w[TRIAL + k] = (row[n + i, 0] + u * row[n + i, 1]) + uu * (row[n + i, 2] + u * row[n + i, 3])
        w[GAIN + k] = m.inverse_cell * (row[n + i, 1] + u * (2.0 * row[n + i, 2] + u * (3.0 * row[n + i, 3])))
    total, conductance = current, 0.0
    for c in range(m.conductances.size):
        g = m.conductances[c]
        for k in range(m.starts[c], m.starts[np.uint64(c) + np.uint64(1)]):
            g *= w[gates + m.factors[k]]
        total -= g * (v - m.reversals[c])
        conductance += g
    dv = total * m.inverse_capacitance
    for i in range(m.width, m.width + m.instantaneous):
        w[moving + np.uint64(i)] = w[GAIN + i] * dv
    change = current_slope - conductance * dv
    for c in range(m.conductances.size):
        g, dg = m.conductances[c], 0.0
        for k in range(m.starts[c], m.starts[np.uint64(c) + np.uint64(1)]):
            dg = dg * w[gates + m.factors[k]] + g * w[moving + m.factors[k]]
            g *= w[gates + m.factors[k]]
        change -= dg * (v - m.reversals[c])
    for i in range(m.width):
        w[bending + np.uint64(i)] = w[GAIN + i] * dv - w[DECAY + i] * w[moving + np.uint64(i)]
    return dv, change * m.inverse_capacitance


@inlined
def _step_error(w: Floats, h: float, gates: int) -> float:
    """Largest error of a step [mV; gates weighted]: what f1 − f0 misses of the quadrature of g."""
    quadrature = Q1 * w[DDV] + Q2 * w[DDV + 1] + Q3 * w[DDV + 2] + Q4 * w[DDV + 3] + Q5 * w[DDV + 4]
    worst = abs(w[NEW_DV] - w[DV] - h * quadrature)
    g = CURVATURE
    for i in range(gates):
        early = Q1 * w[g + i] + Q2 * w[g + ROW + i] + Q3 * w[g + 2 * ROW + i]
        late = Q4 * w[g + 3 * ROW + i] + Q5 * w[g + 4 * ROW + i]
        worst = max(worst, GATE_WEIGHT * abs(w[TRIAL_SLOPE + i] - w[SLOPE + i] - h * (early + late)))
    return abs(h) * worst


@inlined
def _interpolate_voltage(w: Floats, h: float) -> None:
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
def _interpolate_gates(w: Floats, h: float, width: int) -> None:
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
def _sample(w: Floats, times: Floats, out: Floats, first: int, last: int, start: float, h: float) -> None:
    """States at times[first:last], which lie in the step that began at `start`."""
    for s in range(out.shape[0]):
        at, stride = (V_POLYNOMIAL, 1) if s == 0 else (POLYNOMIAL + s - 1, ROW)
        c0, c1, c2 = w[at], w[at + stride], w[at + 2 * stride]
        c3, c4, c5 = w[at + 3 * stride], w[at + 4 * stride], w[at + 5 * stride]
        for k in range(first, last):
            x = (times[k] - start) / h
            out[s, k] = c0 + x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5))))


@kernel
def _extremum(clock: Floats, count: Counts, time: float, v: float, maximum: bool) -> None:
    """Take note of a local extremum of V."""
    if maximum:
        count[MAXIMA] += 1
        clock[LAST_MAXIMUM] = v
        if v > clock[HIGHEST]:
            clock[HIGHEST], clock[HIGHEST_TIME] = v, time
        if count[ABOVE] == SPIKING and v > clock[PEAK]:
            clock[PEAK], clock[PEAK_TIME] = v, time
    else:
        clock[LAST_MINIMUM] = v
        if count[ALL_SPIKES] > 0 and v < clock[TROUGH]:
            clock[TROUGH], clock[TROUGH_TIME] = v, time


@kernel
def _events(
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
                k = count[SPIKES]
                spikes[k, 0], spikes[k, 1], spikes[k, 2] = clock[CROSSING], clock[PEAK_TIME], clock[PEAK]
                count[SPIKES] += 1
            count[ABOVE] = 0
        if turns and right == turn:
            _extremum(clock, count, start + h * turn, high, begin > 0.0)
        if right == 1.0:
            return
        left = right


@kernel
def advance(
    m: Membrane,
    drive: Drive,
    task: Task,
    w: Floats,
    clock: Floats,
    count: Counts,
    times: Floats,
    out: Floats,
    spikes: Floats,
    log: Floats,
) -> int:
    """Integrate on from where the last call stopped; return DONE or why it stopped.

    Parameters
    ----------
    m, drive, task
        The neuron, its current, and what is asked for.
    w, clock, count
        State of the run (`core.neuron.integration` makes and reads them).
    times, out
        Sample times [ms], in the order of the run, shape (k,), and the states there, shape (rows, k): the first
        `rows` of V and the gates.
    spikes
        Room for the spikes that end in this call, shape (n, 3): crossing, time of the peak [ms], peak [mV].
    log
        Room for the time [ms] and the states at the steps of this call, shape (1 + states, n); (2, 0): none.
    """
    knots, wavy = drive.knots, drive.sinusoids.shape[0] > 0
    direction, end = task.direction, task.end
    stop = count[STEPS] + count[REJECTED] + task.budget
    while True:
        t, piece, sample = clock[TIME], count[PIECE], count[SAMPLE]
        if (end - t) * direction <= 0.0 or (task.follow and sample >= times.size):
            return DONE
        full = count[SPIKES] >= spikes.shape[0] or (log.shape[1] > 0 and count[LOGGED] >= log.shape[1])
        if full or count[STEPS] + count[REJECTED] >= stop:
            return PAUSED

        if direction > 0.0:
            while piece + 1 < knots.size and knots[piece + 1] <= t:
                piece += 1
            limit = min(end, knots[piece + 1]) if piece + 1 < knots.size else end
        else:
            while piece > 0 and knots[piece] >= t:
                piece -= 1
            limit = max(end, knots[piece]) if piece > 0 else end
        if piece != count[PIECE]:
            count[PIECE], count[READY] = piece, 0
        knot, ramp = knots[piece], drive.slopes[piece]
        base = drive.values[piece] + ramp * (t - knot)

        size = clock[STEP]
        if wavy:
            size = min(size, np.pi / max(_sinusoids(drive.sinusoids, knot, t)[2], 1e-300))
        remaining = (limit - t) * direction
        last = 1.01 * size >= remaining
        if last:
            size = remaining
        h = size * direction

        ready = count[READY]
        for stage in range(ready, 5):
            v = _stage(w, stage, h, m.width)
            ahead = (
                0.0
                if stage == 0
                else (C2 if stage == 1 else (C3 if stage == 2 else (C4 if stage == 3 else 1.0)))
            )
            current, slope = base + ramp * ahead * h, ramp
            if wavy:
                wave, wave_slope, _ = _sinusoids(drive.sinusoids, knot, t + ahead * h)
                current += wave
                slope += wave_slope
            row = SLOPE if stage == 0 else TRIAL_SLOPE
            dv, ddv = _motion(m, w, v, row, CURVATURE + stage * ROW, current, slope)
            w[DDV + stage] = ddv
            w[NEW_V], w[NEW_DV] = v, dv
            if stage == 0:
                if dv != dv:
                    return OUT_OF_TABLE
                # A jump of the current is a corner of V: an extremum there has no V' = 0.
                if w[DV] * direction > 0.0 >= dv * direction and count[STEPS] > 0:
                    _extremum(clock, count, t, v, True)
                elif w[DV] * direction < 0.0 <= dv * direction and count[STEPS] > 0:
                    _extremum(clock, count, t, v, False)
                w[DV] = dv
        count[EVALUATIONS] += 5 - ready
        count[READY] = 1

        inside = w[NEW_DV] == w[NEW_DV]
        error = _step_error(w, h, m.dynamic) / task.tolerance if inside else 1e18
        error = min(max(error, 1e-8), 1e18)
        factor = SAFETY / np.sqrt(np.sqrt(np.sqrt(error)))
        if error > 1.0:
            count[REJECTED] += 1
            clock[STEP] = size * max(SHRINKAGE, factor)
            if not inside and size * abs(w[DV]) < 1.0:
                return OUT_OF_TABLE
            if clock[STEP] < 1e-15 * abs(t) + 1e-13:
                return STEP_TOO_SMALL
            continue
        count[STEPS] += 1
        grown = size * min(GROWTH, factor)
        # A step cut short by a knot says little about the next one.
        clock[STEP] = max(grown, clock[STEP]) if size < clock[STEP] else grown
        new = limit if last else t + h

        after = sample
        while after < times.size and (times[after] - new) * direction <= 0.0:
            after += 1
        crosses = (w[V] < task.threshold) != (w[NEW_V] < task.threshold)
        turns = (w[DV] > 0.0 >= w[NEW_DV]) or (w[DV] < 0.0 <= w[NEW_DV])
        turns = turns or (w[DV] >= 0.0 > w[NEW_DV]) or (w[DV] <= 0.0 < w[NEW_DV])
        if after > sample or crosses or turns:
            _interpolate_voltage(w, h)
            if crosses or turns:
                p = w[V_POLYNOMIAL : V_POLYNOMIAL + 6]
                _events(p, clock, count, spikes, t, h, task.threshold)
            if after > sample:
                if out.shape[0] > 1:
                    _interpolate_gates(w, h, m.width)
                _sample(w, times, out, sample, after, t, h)
                count[SAMPLE] = after

        for i in range(m.width):
            w[STATE + i] = w[TRIAL + i]
            w[SLOPE + i] = w[TRIAL_SLOPE + i]
            w[CURVATURE + i] = w[CURVATURE + 4 * ROW + i]
        w[V], w[DV], w[DDV] = w[NEW_V], w[NEW_DV], w[DDV + 4]
        clock[TIME] = new
        if log.shape[1] > 0:
            k = count[LOGGED]
            log[0, k], log[1, k] = new, w[V]
            for i in range(log.shape[0] - 2):
                log[i + 2, k] = w[STATE + i]
            count[LOGGED] = k + 1
        for s in range(task.window.shape[1]):
            value = w[V] if s == 0 else w[STATE + s - 1]
            if not (task.window[0, s] <= value <= task.window[1, s]):
                return LEFT_WINDOW
