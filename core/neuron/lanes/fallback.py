"""Runs that the lanes cannot carry to their end, one by one by the integrator that has a stiff method."""

import numpy as np

from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.neuron.declaration import Neuron
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import Run
from core.neuron.lanes import workspace as rows
from core.neuron.lanes.workspace import Outcome
from core.neuron.tables import RANGE, WIDE_RANGE
from core.result import Floats
from core.waveform import Waveform


def finish_alone(
    neuron: Neuron,
    waveform: Waveform,
    state: Floats,
    end: float,
    *,
    threshold: float,
    tolerance: float,
    outcome: Outcome,
    point: int,
) -> None:
    """Run a point from its beginning and put what it does into its column of the outcome.

    Parameters
    ----------
    neuron, waveform, state, end
        The run: its length [ms], its initial state, shape (n,).
    threshold
        Spikes cross it upwards [mV].
    tolerance
        Error of one step [mV].
    outcome, point
        Where the results go; a run without an end is FAILED and has none.
    """
    numbers, counts = outcome.numbers, outcome.counts
    numbers[:, point] = np.nan
    try:
        run = _finished(neuron, waveform, state, end, threshold, tolerance)
    except (ConvergenceError, DivergenceError, ParameterError):
        counts[rows.OUT_STATUS, point] = rows.FAILED
        counts[rows.OUT_SPIKES, point] = 0
        outcome.states[:, point] = np.nan
        return
    clock, final = run.clock, run.state
    peaks = (
        (float(state[0]), 0.0),
        (float(clock[workspace.HIGHEST]), float(clock[workspace.HIGHEST_TIME])),
        (float(final[0]), run.time),
    )
    numbers[rows.OUT_PEAK, point], numbers[rows.OUT_PEAK_TIME, point] = max(peaks, key=lambda pair: pair[0])
    if clock[workspace.TROUGH] < np.inf:
        numbers[rows.OUT_TROUGH, point] = clock[workspace.TROUGH]
        numbers[rows.OUT_TROUGH_TIME, point] = clock[workspace.TROUGH_TIME]
    numbers[rows.OUT_TIME, point], numbers[rows.OUT_DRIFT, point] = run.time, 0.0
    _note_crossings(numbers[:, point], run.spikes[:, 0])
    counts[:, point] = (
        rows.STIFF,
        run.spikes.shape[0],
        run.count[workspace.STEPS],
        run.count[workspace.STEPS] + run.count[workspace.REJECTED],
    )
    outcome.states[:, point] = final


def _finished(
    neuron: Neuron, waveform: Waveform, state: Floats, end: float, threshold: float, tolerance: float
) -> Run:
    reached = 0.0
    for span in (RANGE, WIDE_RANGE):
        run = Run(
            membrane(neuron, span),
            waveform,
            state,
            np.empty(0),
            rows=1,
            tolerance=tolerance,
            end=end,
            threshold=threshold,
        )
        if run.finish() == workspace.DONE:
            return run
        reached = run.time
    raise DivergenceError("the voltage leaves the widest table", time=reached, where="", hint="")


def _note_crossings(column: Floats, crossings: Floats) -> None:
    """Put what follows from the crossings [ms] into a column of the outcome."""
    count, late = crossings.size, crossings.size // 2
    if count:
        column[rows.OUT_FIRST], column[rows.OUT_LAST] = crossings[0], crossings[-1]
    if count > 1:
        column[rows.OUT_RATE] = 1e3 * late / (crossings[-1] - crossings[-1 - late])
        column[rows.OUT_MEAN_INTERVAL] = (crossings[-1] - crossings[0]) / (count - 1)
        column[rows.OUT_LAST_INTERVAL] = crossings[-1] - crossings[-2]
