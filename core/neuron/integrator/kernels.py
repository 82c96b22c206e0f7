"""The compiled integrator: one kernel for every declared model.

It reads tabulated kinetics (`core.neuron.tables`), a piecewise-linear current with sinusoids
(`core.waveform`) and numbers of gates and currents; it names no model. The method is the two-derivative pair
of `core.numerics.two_derivative`: V'' and x'' follow from the tables' cubics. Steps end exactly at the knots
of the current.

Numba looks for changes in the file of a compiled function only, not in those of the parts that it is made
of: a cache of compiled kernels must not outlive a change of any of them.
"""

import numpy as np

from core.neuron.integrator.coupled_motion import coupled_derivatives
from core.neuron.integrator.coupled_stiff_motion import coupled_linearise, coupled_solve
from core.neuron.integrator.drive import added_current, next_limit, sinusoids
from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.motion import derivatives, in_table, stage_point, step_error
from core.neuron.integrator.output import (
    interpolate_gates,
    interpolate_voltage,
    note_events,
    note_extremum,
    sample_states,
)
from core.neuron.integrator.returns import note_return, repeats
from core.neuron.integrator.step_nodes import inverse_eighth_root, node_of, stiff_node_of
from core.neuron.integrator.stiff_motion import (
    linearise,
    stiff_error,
    stiff_interpolate,
    stiff_point,
    stiff_solve,
)
from core.neuron.integrator.workspace import (
    ALL_SPIKES,
    CURVATURE,
    DDV,
    DONE,
    DV,
    EVALUATIONS,
    LEFT_WINDOW,
    LOG_ROWS,
    LOGGED,
    MOVED,
    NEW_DV,
    NEW_V,
    OUT_OF_TABLE,
    PAUSED,
    PIECE,
    POLYNOMIAL,
    READY,
    REJECTED,
    REPEATS,
    ROW,
    SAMPLE,
    SLOPE,
    SPIKES,
    STATE,
    STEP,
    STEP_TOO_SMALL,
    STEPS,
    TIME,
    TRIAL,
    TRIAL_SLOPE,
    V_POLYNOMIAL,
    Counts,
    Drive,
    Inputs,
    Task,
    V,
)
from core.numerics.compilation import inlined, kernel
from core.result import Floats

# h grows by 0.8 err^(-1/8): of the controllers tried (exponents 1/10 to 3/16, with and without the error of
# the step before, safety 0.7 to 0.95) none does spiking runs of either model in fewer evaluations by more
# than 1 %.
SAFETY = 0.8
GROWTH = 5.0
SHRINKAGE = 0.2
WORST_ERROR = 1e18
LEAST_ERROR = 1e-8


@inlined
def _near_edge(m: Membrane, v: float) -> bool:
    """Whether less than 1 mV is left to an end of the table."""
    cells = (v - m.low) * m.inverse_cell
    near: bool = cells < m.inverse_cell or cells > m.cells - m.inverse_cell
    return near


@inlined
def _take_step(m: Membrane, w: Floats, task: Task) -> bool:
    """Make the new point the last one; return whether it lies within the window."""
    for i in range(m.dynamic):
        w[STATE + i] = w[TRIAL + i]
        w[SLOPE + i] = w[TRIAL_SLOPE + i]
        w[CURVATURE + i] = w[CURVATURE + 4 * ROW + i]
    w[V], w[DV], w[DDV] = w[NEW_V], w[NEW_DV], w[DDV + 4]
    inside = True
    for s in range(task.window.shape[1]):
        value = w[V] if s == 0 else w[STATE + s - 1]
        inside = inside and task.window[0, s] <= value <= task.window[1, s]
    return inside


@kernel
def advance(  # noqa: C901, PLR0911, PLR0912, PLR0913, PLR0915, PLR0917 - one loop, whose parts share arrays
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
    returns: Floats,
) -> int:
    """Integrate on from where the last call stopped; return DONE or why it stopped.

    Parameters
    ----------
    m, drive, task
        The neuron, its current, and what is asked for.
    w, clock, count
        State of the run (`core.neuron.integrator.integration` makes and reads them).
    times, out
        Sample times [ms], in the order of the run, shape (k,), and the states there, shape (rows, k): the
        first `rows` of V and the gates.
    spikes
        Room for the spikes that end in this call, shape (n, 3): crossing, time of the peak [ms], peak [mV].
    log
        Room for the steps of this call, shape (9, n), n = 0 for none: time [ms] and voltage [mV] at the end,
        time at the start, coefficients of V as a polynomial of the fraction of the step. With 6 more rows for
        each dynamic gate, its coefficients, too.
    returns
        Room for the last returns to the threshold from the last knot on, shape (9, 1 + gates), n = 0 for
        none: where they repeat, the call ends with REPEATS.
    """
    wavy, direction, end = drive.sinusoids.shape[0] > 0, task.direction, task.end
    stiff, inverse_tolerance, logging = task.stiff, 1.0 / task.tolerance, log.shape[1] > 0
    clamped, conducting = task.clamped, drive.reversals.size > 0
    seeking, last_piece = returns.shape[0] > 0, drive.knots.size - 1
    stop = count[STEPS] + count[REJECTED] + task.budget
    while True:
        t, sample = clock[TIME], count[SAMPLE]
        if (end - t) * direction <= 0.0 or (task.follow and sample >= times.size):
            return DONE
        full = count[SPIKES] >= spikes.shape[0] or (logging and count[LOGGED] >= log.shape[1])
        if full or count[STEPS] + count[REJECTED] >= stop:
            return PAUSED

        limit = next_limit(drive, task, count, t)
        knot, ramp = drive.knots[count[PIECE]], drive.slopes[count[PIECE]]
        base = drive.values[count[PIECE]] + ramp * (t - knot)
        size, drift, piece = clock[STEP], ramp, count[PIECE]
        if wavy:
            _, wave_slope, bend, omega = sinusoids(drive.sinusoids, knot, t)
            drift += bend if clamped else wave_slope
            # At least two steps a period: the error estimate cannot see a wave that its stages miss.
            size = min(size, np.pi / max(omega, 1e-300))
        last = 1.01 * size >= (limit - t) * direction
        if last:
            size = (limit - t) * direction
        h = size * direction
        if clamped and not wavy:
            drift = 0.0
        if conducting:
            drift += added_current(drive, piece, t - knot, w[V])[1]

        first, stages = count[READY], 7 if stiff else 5
        for stage in range(first, stages):
            if stiff and stage > 0:
                if count[MOVED] == 1:
                    if m.is_coupled:
                        coupled_linearise(m, w, clamped)
                    else:
                        linearise(m, w, clamped)
                    count[MOVED] = 0
                if m.is_coupled:
                    coupled_solve(m, w, stage, h, drift if clamped else drift * m.inverse_capacitance)
                else:
                    stiff_solve(w, stage, h, m.dynamic, drift if clamped else drift * m.inverse_capacitance)
                v = stiff_point(w, stage, m.dynamic)
                ahead = stiff_node_of(stage) * h
            else:
                v = stage_point(w, stage, h, m.dynamic)
                ahead = node_of(stage) * h
            current, slope, bend = base + ramp * ahead, ramp, 0.0
            if wavy:
                wave, wave_slope, bend, _ = sinusoids(drive.sinusoids, knot, t + ahead)
                current += wave
                slope += wave_slope
            conductance = 0.0
            if conducting:
                extra, extra_slope, conductance = added_current(drive, piece, t - knot + ahead, v)
                inputs = Inputs(current + extra, slope + extra_slope, conductance, False, 0.0, 0.0)
            elif clamped:
                # The method's own voltage differs by rounding, and by the jump of the command at a knot.
                v = current
                inputs = Inputs(0.0, 0.0, 0.0, True, slope, bend)
            else:
                inputs = Inputs(current, slope, 0.0, False, 0.0, 0.0)
            row, place = SLOPE if stage == 0 else TRIAL_SLOPE, min(stage, 4)
            dv, ddv = np.nan, np.nan
            if in_table(m, v):
                if m.is_coupled:
                    dv, ddv = coupled_derivatives(m, w, v, row, CURVATURE + place * ROW, inputs)
                else:
                    dv, ddv = derivatives(m, w, v, row, CURVATURE + place * ROW, inputs)
            w[DDV + place] = ddv
            w[NEW_V], w[NEW_DV] = v, dv
            if stage == 0:
                if np.isnan(dv):
                    return OUT_OF_TABLE
                # A jump of the current is a corner of V: an extremum there has no V' = 0.
                before, after = w[DV] * direction, dv * direction
                if count[STEPS] > 0 and (before > 0.0 >= after or before < 0.0 <= after):
                    note_extremum(clock, count, t, v, before > 0.0)
                w[V], w[DV] = v, dv
                count[MOVED] = 1
        count[EVALUATIONS] += stages - first
        count[READY] = 1

        error = (stiff_error(w, m.dynamic) if stiff else step_error(w, h, m.dynamic)) * inverse_tolerance
        if np.isnan(w[NEW_DV]) or not error < WORST_ERROR:
            error = WORST_ERROR
        root = inverse_eighth_root(max(error, LEAST_ERROR))
        factor = SAFETY * root * root if stiff else SAFETY * root
        if error > 1.0:
            count[REJECTED] += 1
            clock[STEP] = size * max(SHRINKAGE, factor)
            # A long step may leave the table from anywhere, and by a ramp of the current even from rest.
            if np.isnan(w[NEW_DV]) and _near_edge(m, w[V]):
                return OUT_OF_TABLE
            if clock[STEP] < 1e-15 * abs(t) + 1e-13:
                return STEP_TOO_SMALL
            continue
        count[STEPS] += 1
        grown = size * min(GROWTH, factor)
        # A step cut short by a knot says little about the next one.
        clock[STEP] = max(grown, clock[STEP]) if size < clock[STEP] else grown
        clock[TIME] = limit if last else t + h

        beyond = sample
        while beyond < times.size and (times[beyond] - clock[TIME]) * direction <= 0.0:
            beyond += 1
        crosses = (w[V] < task.threshold) != (w[NEW_V] < task.threshold)
        turns = (w[DV] > 0.0 >= w[NEW_DV]) or (w[DV] < 0.0 <= w[NEW_DV])
        settled = False
        if logging or beyond > sample or crosses or turns:
            if stiff:
                stiff_interpolate(w, m.dynamic)
            else:
                interpolate_voltage(w, h)
            if crosses or turns:
                p = w[V_POLYNOMIAL : V_POLYNOMIAL + 6]
                before_spikes = count[ALL_SPIKES]
                note_events(p, clock, count, spikes, t, h, task.threshold)
                if seeking and piece == last_piece and count[ALL_SPIKES] > before_spikes:
                    if not stiff:
                        interpolate_gates(w, h, m.dynamic)
                    note_return(w, clock, count, returns, t, h)
                    settled = repeats(w, count, returns, task.tolerance, end)
            if beyond > sample:
                if out.shape[0] > 1 and not stiff:
                    interpolate_gates(w, h, m.dynamic)
                sample_states(w, times, out, sample, beyond, t, h)
                count[SAMPLE] = beyond
            if logging:
                k = count[LOGGED]
                log[0, k], log[1, k], log[2, k] = clock[TIME], w[NEW_V], t
                for power in range(6):
                    log[3 + power, k] = w[V_POLYNOMIAL + power]
                if log.shape[0] > LOG_ROWS:
                    if not stiff:
                        interpolate_gates(w, h, m.dynamic)
                    for i in range(m.dynamic):
                        for power in range(6):
                            log[LOG_ROWS + 6 * i + power, k] = w[POLYNOMIAL + power * ROW + i]
                count[LOGGED] = k + 1

        count[MOVED] = 1
        if not _take_step(m, w, task):
            return LEFT_WINDOW
        if settled:
            return REPEATS
