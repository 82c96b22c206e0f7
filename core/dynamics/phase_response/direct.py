"""The phase response measured: a brief charge at some phases, and by how much later spikes come early."""

from typing import NamedTuple

import numpy as np

from core.dynamics.cycles.phases import PhasedCycle, crossing_places, first_after_silence
from core.interruption import checkpoint
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import Run
from core.neuron.tables import RANGE, WIDE_RANGE
from core.result import Floats
from core.waveform import Waveform

STEP_TOLERANCE = 1e-9
"""Error of one step as a share of a spike: times of crossings differ by far less than the response."""
NUDGE = 1e-4
"""Change of V by the charge as a share of a spike: small enough to be linear, large enough to be measured."""
DECAYED = 1e-4
"""What is left of the deviation from the cycle when the shift is measured."""
FEWEST, MOST = 2, 40
"""Periods after which it is."""


class Measured(NamedTuple):
    """The response by simulation.

    Attributes
    ----------
    step
        Change of V by the charge, upwards and downwards [mV].
    advances
        By how much later events are early per change of V [ms/mV], shape (k,); NaN where no event is seen.
    periods
        Periods after which it is measured.
    remaining
        What is left of the deviation then.
    """

    step: float
    advances: Floats
    periods: int
    remaining: float


def measured_response(phased: PhasedCycle, phases: Floats) -> Measured:
    """Half the difference of the shifts after equal charges of either sign, at phases of shape (k,)."""
    cycle = phased.cycle
    leading = float(np.abs(cycle.multipliers[1:]).max(initial=0.0))
    periods = FEWEST
    if leading > 0.0:
        periods = int(np.clip(np.ceil(np.log(DECAYED) / np.log(min(leading, 0.999))), FEWEST, MOST))
    low, high = cycle.extremes()
    level = 0.5 * (low + high)
    crossings = crossing_places(cycle, level)
    last = first_after_silence(crossings)
    # Runs end in the middle of the longest silence.
    silence = float(((last - crossings) % 1.0)[crossings != last].min(initial=1.0))
    end = (phased.phase_of(last) - 0.5 * silence) % 1.0
    step = NUDGE * float(cycle.field.scale[0])
    states = phased.states(phases)
    advances = np.full(phases.size, np.nan)
    for i, phase in enumerate(phases.tolist()):
        checkpoint()
        span = (periods + (end - phase) % 1.0) * cycle.period
        early = _last_crossing(phased, states[i], step, span, level)
        late = _last_crossing(phased, states[i], -step, span, level)
        advances[i] = 0.5 * (late - early) / step
    return Measured(step, advances, periods, leading**periods)


def _last_crossing(phased: PhasedCycle, state: Floats, step: float, span: float, level: float) -> float:
    """Time of the last upward crossing of a level [mV] in a run from a state whose V is changed [mV]."""
    cycle = phased.cycle
    neuron, current = cycle.field.split(np.concatenate([state, cycle.values]))
    waveform = Waveform(np.zeros(1), np.array([current]), np.zeros(1), np.zeros((0, 6)))
    begin = state.copy()
    begin[0] += step
    for table in (RANGE, WIDE_RANGE):
        run = Run(
            membrane(neuron, table),
            waveform,
            begin,
            np.empty(0),
            rows=1,
            tolerance=STEP_TOLERANCE * float(cycle.field.scale[0]),
            end=span,
            threshold=level,
        )
        if run.finish() != workspace.OUT_OF_TABLE:
            crossings = run.spikes
            return float(crossings[-1, 0]) if crossings.size else np.nan
    return np.nan
