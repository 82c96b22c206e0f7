"""What is kept of an accepted step of all cells: events, the log, samples (compiled)."""

from core.cable.coupled_compartments.joint.arrays import (
    FIRST,
    LOGGED,
    POLYNOMIAL,
    SAMPLE,
    SLOPE,
    STATE,
    THRESHOLD,
    TIME,
    TRIAL,
    TRIAL_SLOPE,
    Network,
    Room,
    Task,
)
from core.cable.coupled_compartments.joint.steps import polynomial
from core.cable.coupled_compartments.joint.stiff import stiff_polynomial
from core.neuron.integrator.output import note_events
from core.numerics.compilation import kernel
from core.result import Floats


@kernel
def _dense(w: Floats, s: int, h: float, stiff: bool) -> None:
    """Coefficients of a state over an accepted step."""
    if stiff:
        stiff_polynomial(w, s)
    else:
        polynomial(w, s, h)


@kernel
def note_step(
    network: Network, room: Room, begin: float, h: float, stiff: bool, spikes: Floats, log: Floats
) -> None:
    """Extrema, crossings and the log of the voltages over a step that began at a time [ms]."""
    w, k, logging = room.w, room.counter[LOGGED], log.shape[2] > 0
    for cell in range(spikes.shape[0]):
        v, threshold = network.programs[cell, FIRST], network.constants[cell, THRESHOLD]
        crosses = (w[STATE, v] < threshold) != (w[TRIAL, v] < threshold)
        turns = (w[SLOPE, v] > 0.0 >= w[TRIAL_SLOPE, v]) or (w[SLOPE, v] < 0.0 <= w[TRIAL_SLOPE, v])
        if logging or crosses or turns:
            _dense(w, v, h, stiff)
        if crosses or turns:
            p = w[POLYNOMIAL : POLYNOMIAL + 6, v]
            note_events(p, room.cells[cell], room.counts[cell], spikes[cell], begin, h, threshold)
        if logging:
            log[cell, 0, k], log[cell, 1, k], log[cell, 2, k] = room.clock[TIME], w[TRIAL, v], begin
            for power in range(6):
                log[cell, 3 + power, k] = w[POLYNOMIAL + power, v]
    if logging:
        room.counter[LOGGED] = k + 1


@kernel
def sample_step(task: Task, room: Room, begin: float, h: float, times: Floats, out: Floats) -> None:
    """Sampled states at the sample times within a step that began at a time [ms]."""
    sample = room.counter[SAMPLE]
    beyond = sample
    while beyond < times.size and times[beyond] <= room.clock[TIME]:
        beyond += 1
    if beyond == sample:
        return
    # A knot at a time like 1e-310 ms makes a step so short that its inverse is infinite.
    inverse = 1.0 / h if h > 1e-300 else 0.0
    for row in range(task.sampled.size):
        s = task.sampled[row]
        _dense(room.w, s, h, task.stiff)
        for k in range(sample, beyond):
            x, value = (times[k] - begin) * inverse, 0.0
            for power in range(5, -1, -1):
                value = value * x + room.w[POLYNOMIAL + power, s]
            out[row, k] = value
    room.counter[SAMPLE] = beyond
