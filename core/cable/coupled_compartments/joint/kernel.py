"""The integrator of coupled cells (compiled): one adaptive step for all, by either method.

As `core.neuron.integrator.kernels` for one cell, with the register machine in place of tables: explicit by
the two-derivative pair 6(5), stiff by RODAS 4(3), stopping at every knot of every current.
"""

import numpy as np

from core.cable.coupled_compartments.joint.arrays import (
    BEFORE,
    DIVERGED,
    DONE,
    EVALUATIONS,
    FIRST,
    LIMIT,
    LOGGED,
    PAUSED,
    PIECES,
    READY,
    REJECTED,
    SAMPLE,
    SLOPE,
    STATE,
    STEP,
    STEP_TOO_SMALL,
    STEPS,
    TIME,
    TRIAL,
    TRIAL_SLOPE,
    Network,
    Room,
    Task,
)
from core.cable.coupled_compartments.joint.motion import motion
from core.cable.coupled_compartments.joint.output import note_step, sample_step
from core.cable.coupled_compartments.joint.steps import stage_point, step_error, take_step
from core.cable.coupled_compartments.joint.stiff import (
    factorise,
    keep_jacobian,
    solve_stage,
    stiff_stage_point,
)
from core.neuron.integrator.drive import sinusoids
from core.neuron.integrator.output import note_extremum
from core.neuron.integrator.step_nodes import inverse_eighth_root, node_of, stiff_node_of
from core.neuron.integrator.workspace import SPIKES
from core.numerics.compilation import kernel
from core.result import Floats

SAFETY, GROWTH, SHRINKAGE = 0.8, 5.0, 0.2
WORST_ERROR, LEAST_ERROR = 1e18, 1e-8
AFTER_JUMP = 1e-5
"""First stiff step after a jump of a current or its slope [ms]: fast transients begin there."""


@kernel
def _next_limit(network: Network, room: Room, end: float) -> float:
    """Bring every waveform to its piece at the time reached; the end of the shortest, or of the run [ms]."""
    time, limit = room.clock[TIME], end
    for wave in range(network.waves.shape[0]):
        k, last = network.waves[wave, 0] + room.counter[PIECES + wave], network.waves[wave, 1]
        while k + 1 < last and network.knots[0, k + 1] <= time:
            k += 1
            room.counter[PIECES + wave] += 1
            room.counter[READY] = 0
        if k + 1 < last:
            limit = min(limit, network.knots[0, k + 1])
    return limit


@kernel
def _longest(network: Network, room: Room) -> float:
    """The step to try, at most half a period: the error estimate cannot see a wave that its stages miss."""
    size: float = room.clock[STEP]
    for wave in range(network.waves.shape[0]):
        begin, end = network.waves[wave, 2], network.waves[wave, 3]
        if end > begin:
            knot = network.knots[0, network.waves[wave, 0] + room.counter[PIECES + wave]]
            _, _, _, omega = sinusoids(network.sinusoids[begin:end], knot, room.clock[TIME])
            size = min(size, np.pi / max(omega, 1e-300))
    return size


@kernel
def _begin_step(network: Network, room: Room, stiff: bool) -> None:
    """Find the rates at the last point, where they are not known or a current has jumped."""
    time, count = room.clock[TIME], room.cells.shape[0]
    for s in range(room.w.shape[1]):
        room.w[TRIAL, s] = room.w[STATE, s]
    for cell in range(count):
        room.cells[cell, BEFORE] = room.w[SLOPE, network.programs[cell, FIRST]]
    motion(network, room, time, SLOPE, 0, stiff)
    if stiff:
        keep_jacobian(room.matrices)
    for cell in range(count):
        # A jump of the current is a corner of V: an extremum there has no V' = 0.
        old, new = room.cells[cell, BEFORE], room.w[SLOPE, network.programs[cell, FIRST]]
        if room.counter[STEPS] > 0 and (old > 0.0 >= new or old < 0.0 <= new):
            v = room.w[STATE, network.programs[cell, FIRST]]
            note_extremum(room.cells[cell], room.counts[cell], time, v, old > 0.0)
    room.counter[READY] = 1


@kernel
def _try_step(network: Network, room: Room, h: float, stiff: bool) -> float:
    """Evaluate the stages of a step of size h; its error [mV], infinite where a voltage is past its limit."""
    time = room.clock[TIME]
    if stiff and not factorise(network, room, time, h):
        return 1e300
    for stage in range(1, 7 if stiff else 5):
        if stiff:
            solve_stage(network.programs, room.w, room.matrices, stage, h)
            stiff_stage_point(room.w, stage)
            node = stiff_node_of(stage)
        else:
            stage_point(room.w, stage, h)
            node = node_of(stage)
        motion(network, room, time + node * h, TRIAL_SLOPE, stage, stiff)
    error: float = step_error(room.w, h, stiff)
    for cell in range(room.cells.shape[0]):
        if not abs(room.w[TRIAL, network.programs[cell, FIRST]]) <= network.constants[cell, LIMIT]:
            error = np.inf
    return error


@kernel
def advance(  # noqa: C901, PLR0912 - one loop, whose parts share arrays
    network: Network, task: Task, room: Room, times: Floats, out: Floats, spikes: Floats, log: Floats
) -> int:
    """Integrate on from where the last call stopped; return DONE or why it stopped.

    Parameters
    ----------
    network, task, room
        The cells, what is asked for, and the state of the run.
    times, out
        Sample times [ms], shape (k,), and the sampled states there, shape (rows, k).
    spikes
        Room for the spikes of each cell that end in this call, shape (cells, n, 3).
    log
        Room for the steps of this call, shape (cells, 9, n), n = 0 for none.
    """
    count, clock = room.counter, room.clock
    stop = count[STEPS] + count[REJECTED] + task.budget
    while True:
        if clock[TIME] >= task.end or (task.follow and count[SAMPLE] >= times.size):
            return DONE
        full = count[STEPS] + count[REJECTED] >= stop or (0 < log.shape[2] <= count[LOGGED])
        for cell in range(spikes.shape[0]):
            full |= room.counts[cell, SPIKES] >= spikes.shape[1]
        if full:
            return PAUSED
        limit = _next_limit(network, room, task.end)
        if count[READY] == 0:
            if task.stiff:
                # A long step would pass over a fast transient: right at its end, but nowhere within.
                clock[STEP] = min(clock[STEP], AFTER_JUMP)
            _begin_step(network, room, task.stiff)
            count[EVALUATIONS] += 1
        size = _longest(network, room)
        last = 1.01 * size >= limit - clock[TIME]
        if last:
            size = limit - clock[TIME]
        error = _try_step(network, room, size, task.stiff) / task.tolerance
        count[EVALUATIONS] += 6 if task.stiff else 4
        far = np.isinf(error)
        if not error < WORST_ERROR:
            error = WORST_ERROR
        root = inverse_eighth_root(max(error, LEAST_ERROR))
        factor = SAFETY * root * root if task.stiff else SAFETY * root
        if error > 1.0:
            count[REJECTED] += 1
            clock[STEP] = size * max(SHRINKAGE, factor)
            if clock[STEP] < 1e-15 * abs(clock[TIME]) + 1e-13:
                return DIVERGED if far else STEP_TOO_SMALL
            continue
        count[STEPS] += 1
        grown = size * min(GROWTH, factor)
        # A step cut short by a knot says little about the next one.
        clock[STEP] = max(grown, clock[STEP]) if size < clock[STEP] else grown
        begin = clock[TIME]
        clock[TIME] = limit if last else begin + size
        note_step(network, room, begin, size, task.stiff, spikes, log)
        sample_step(task, room, begin, size, times, out)
        if task.stiff:
            keep_jacobian(room.matrices)
        take_step(room.w, task.stiff)
