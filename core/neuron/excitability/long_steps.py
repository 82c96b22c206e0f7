"""Which long steps make a cell fire for good, and how fast."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.neuron.excitability.probe import Probe
from core.neuron.lanes.runs import Outcomes
from core.neuron.lanes.workspace import SETTLED_REST
from core.result import Floats

FEWEST_SPIKES = 3
"""So many make firing."""
PAUSE = 1.5
"""Firing goes on if the silence at the end of the run is no longer than so many of the last intervals."""
LONGEST_PAUSE = 0.5
"""A cell that is silent for this share of the run does not fire for good."""


@dataclass(frozen=True, slots=True)
class LongSteps:
    """What long steps do.

    Attributes
    ----------
    outcomes
        Of the runs.
    steady
        Whether the cell fires on to their end and, if that leaves doubt, beyond it.
    rates
        Mean rates [Hz], 0 where firing is not steady.
    uneven
        Whether it fires steadily, but in bursts or at intervals that are not alike.
    """

    outcomes: Outcomes
    steady: NDArray[np.bool_]
    rates: Floats
    uneven: NDArray[np.bool_]


def long_steps(
    probe: Probe,
    currents: Floats,
    duration: float | Floats,
    threshold: float | None = None,
    share: float = 1.0,
) -> LongSteps:
    """Steps from rest.

    A run that has come to rest is over. One whose silence at the end is not much longer than its last
    interval goes on. Any other that fired in its second half may be between two bursts: it runs on.

    Parameters
    ----------
    probe
        The neuron.
    currents
        [µA/cm²], shape (k,).
    duration
        Length of the steps [ms], one or shape (k,).
    threshold
        Voltage that a spike crosses [mV]; default: that of the request.
    share
        Tolerance, in units of that of the request.
    """
    ends = np.broadcast_to(np.asarray(duration, dtype=np.float64), currents.shape)
    runs = probe.steps(currents, ends, threshold=threshold, share=share)
    interval = np.nan_to_num(runs.last_interspike_interval)
    silence = np.nan_to_num(ends - runs.last_spike_time, nan=np.inf)
    enough, over = runs.spike_count >= FEWEST_SPIKES, runs.status == SETTLED_REST
    steady = enough & ~over & (silence <= PAUSE * interval)
    rates = np.where(steady, np.nan_to_num(runs.rate), 0.0)
    uneven = steady & (np.abs(np.log(np.maximum(rates * interval, 1e-9) / 1e3)) > np.log(PAUSE))
    doubtful = np.flatnonzero(
        ~steady & ~over & (silence < LONGEST_PAUSE * ends) & (runs.spike_count > FEWEST_SPIKES)
    )
    if doubtful.size:
        found = _run_on(probe, currents[doubtful], ends[doubtful], runs, doubtful, threshold, share)
        steady[doubtful], rates[doubtful] = found > 0.0, found
        uneven[doubtful] = found > 0.0
    return LongSteps(runs, steady, rates, uneven)


def _run_on(
    probe: Probe,
    currents: Floats,
    ends: Floats,
    before: Outcomes,
    chosen: NDArray[np.int64],
    threshold: float | None,
    share: float,
) -> Floats:
    """Rates [Hz] of runs that go on from where they were, over the spikes that follow; 0 where they stop."""
    states = np.ascontiguousarray(before.final_state[:, chosen])
    known = np.isfinite(states).all(axis=0)
    states[:, ~known] = probe.start[:, np.newaxis]
    runs = probe.steps(currents, ends, threshold=threshold, states=states, share=share)
    gap = ends - before.last_spike_time[chosen] + runs.first_spike_time
    longest = np.fmax(np.fmax(gap, runs.last_interspike_interval), before.last_interspike_interval[chosen])
    silence = ends - runs.last_spike_time
    goes_on = known & (runs.spike_count > 0) & (runs.status != SETTLED_REST)
    goes_on &= np.nan_to_num(silence, nan=np.inf) <= PAUSE * np.nan_to_num(longest)
    # From the last spike of the first run to the last of the second one: whole periods of a burster, nearly.
    span = ends + runs.last_spike_time - before.last_spike_time[chosen]
    rates: Floats = np.where(goes_on, 1e3 * runs.spike_count / np.where(goes_on, span, 1.0), 0.0)
    return rates
