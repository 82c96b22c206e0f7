"""Two neurons that are coupled by chemical synapses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.errors import ParameterError
from core.neuron.initial import initial_state
from core.neuron.pair.locking import Locking, locking, phase_curve, phases
from core.neuron.pair.request import PairRequest
from core.neuron.pair.series import Neurons, PairTable, all_pair_series, usual_pair_series
from core.neuron.simulate import METHOD, STIFF_METHOD, CurrentClamp, doubts
from core.neuron.simulate import cost as cost_of_one
from core.neuron.spikes.features import SpikingFeatures
from core.neuron.tables import RANGE, WIDE_RANGE, kinetics
from core.parameters import parameter
from core.quantity import Count
from core.references import cite
from core.result import Event, Floats, Notice, Numerics, Result, Variable
from core.sampling import chosen_series, plan
from core.waveform import Waveform, late_stimuli, waveform

if TYPE_CHECKING:
    from core.neuron.pair.checked_pair import CheckedPair

SPIKE_COST, SPIKES = 1e-3, 0.1
"""Measured [s]: what surrounds the steps between two spikes; and how many a millisecond there may be."""


@dataclass(frozen=True, kw_only=True)
class CellFeatures(SpikingFeatures):
    """Measures of one of two cells, as in `simulate`."""

    cell: Count = parameter(meaning="number of the cell; of a spike: of the cell that fires it")


@dataclass(frozen=True, kw_only=True)
class PairFeatures:
    """Measures of two coupled cells."""

    cells: tuple[CellFeatures, ...] = parameter(meaning="measures of each cell")
    locking: Locking = parameter(meaning="how the spikes of cell 2 stand to those of cell 1")


def pair(neurons: Neurons, request: PairRequest) -> Result:
    """Two neurons coupled by chemical synapses, which the spikes of each fire in the other.

    Each cell solves the equations of `simulate` with Σ g(t) (V − E) of the synapses onto it. A spike, an
    upward crossing of the cell's spike threshold, has its event in the other cell a delay later. Both are
    integrated with their own steps up to the next event, which is found on the solution itself. The error is
    measured: a second pair with ten times the tolerance of a step, which fires its own synapses, is compared
    with the first.

    Parameters
    ----------
    neurons
        The models with the values of their parameters.
    request
        The experiment.

    Returns
    -------
    Result
        Axis: time [ms]. Series: voltage_1, voltage_2 [mV] and i_synaptic_<cell> [µA/cm², positive outward];
        on request every series of `simulate` with the number of the cell after its name, and g_synapse_<k>
        [mS/cm²] of each synapse, k from 1 on. Curve: lag and phase of the spikes of cell 2. Events: spikes of
        both, with the number of the cell. Features: `PairFeatures`.

    Raises
    ------
    ParameterError
        A series, state or rate that does not exist or has no meaning.
    DivergenceError
        A voltage leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.
    """
    waves, states = [], []
    for k, (neuron, cell) in enumerate(zip(neurons, request.cells, strict=True)):
        with _of_cell(k):
            waves.append(waveform(cell.stimulus, request.duration))
            states.append(initial_state(neuron, cell.initial))
    names = chosen_series(request.sampling, usual_pair_series(request), all_pair_series(neurons, request))
    planned = plan(request.sampling, request.duration)
    checked, span = _finished(neurons, request, (waves[0], waves[1]), (states[0], states[1]), planned.times)
    table = PairTable.of(neurons, request, checked, (waves[0], waves[1]), planned)
    events, features, warnings = _spikes(neurons, request, checked, states)
    if len({neuron.model.dimensionless for neuron in neurons}) > 1:
        detail = "the voltage of one model is a plain number, which the other's synapses take for millivolts"
        warnings = (*warnings, Notice("mixed-units", detail, "/cells"))
    runs = [cell.run for cell in checked.fine.cells]
    trains = [np.array(cell.crossings) for cell in checked.fine.cells]
    stiff = any(run.task.stiff for run in runs)
    error = max(kinetics(neuron, span).error for neuron in neurons)
    work = np.sum([run.count for run in runs], axis=0)
    return Result(
        axis=Variable("time", "t", "ms", table.times),
        series=tuple(table.series(name) for name in names),
        curves=(phase_curve(phases(*trains)),),
        events=events,
        features=PairFeatures(cells=features, locking=locking(*trains)),
        warnings=(*warnings, *planned.doubts()),
        sampling=planned.describe(table.times.size),
        numerics=_numerics(request, work, checked, error, stiff=stiff),
        references=cite(
            "hairer-wanner-1996" if stiff else "chan-tsai-2010",
            "lytton-hines-2005",
            *(("roth-van-rossum-2009",) if request.synapses else ()),
            *(reference for neuron in neurons for reference in neuron.model.references),
        ),
    )


def _numerics(
    request: PairRequest,
    work: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    checked: "CheckedPair",
    table_error: float,
    *,
    stiff: bool,
) -> Numerics:
    from core.neuron.integrator import workspace

    return Numerics(
        method=(METHOD + STIFF_METHOD if stiff else METHOD) + "; cell by cell from event to event",
        tolerance=min(cell.tolerance for cell in request.cells),
        steps=int(work[workspace.STEPS]),
        rejected_steps=int(work[workspace.REJECTED]),
        evaluations=int(work[workspace.EVALUATIONS]),
        estimated_errors=checked.estimates(table_error),
    )


@contextmanager
def _of_cell(k: int) -> Iterator[None]:
    """Make the pointers of errors those of a cell (0 or 1)."""
    try:
        yield
    except ParameterError as error:
        error.pointer = f"/cells/{k}{error.pointer}"
        raise


def _finished(
    neurons: Neurons,
    request: PairRequest,
    waves: tuple[Waveform, Waveform],
    states: tuple[Floats, Floats],
    times: Floats,
) -> "tuple[CheckedPair, tuple[float, float]]":
    """The finished runs, and the range of voltages [mV] of their tables."""
    # Numba is imported here and not with the module: it takes half a second.
    from core.neuron.integrator.membrane import membrane
    from core.neuron.integrator.run import diverged
    from core.neuron.pair.checked_pair import CheckedPair

    def on(span: tuple[float, float]) -> CheckedPair:
        membranes = []
        for k, neuron in enumerate(neurons):
            with _of_cell(k):
                membranes.append(membrane(neuron, span))
        return CheckedPair(
            tuple(membranes),
            request.cells,
            waves,
            states,
            request.synapses,
            times=times,
            end=request.duration,
        )

    checked, span = on(RANGE), RANGE
    if not checked.finish():
        checked, span = on(WIDE_RANGE), WIDE_RANGE
        if not checked.finish():
            runs = [cell.run for which in (checked.fine, checked.rough) for cell in which.cells]
            raise diverged(max(runs, key=lambda run: abs(run.state[0])))
    return checked, span


def _spikes(
    neurons: Neurons, request: PairRequest, checked: "CheckedPair", states: list[Floats]
) -> tuple[tuple[Event, ...], tuple[CellFeatures, ...], tuple[Notice, ...]]:
    """Spikes of both as events in the order of time, measures of each, and what is odd about them."""
    from core.neuron.spikes.events import describe_spikes, stimulus_interval

    events: list[Event] = []
    features: list[CellFeatures] = []
    notices: list[Notice] = []
    for k, (neuron, cell) in enumerate(zip(neurons, request.cells, strict=True)):
        run = checked.fine.cells[k].run
        spikes, found = describe_spikes(
            run,
            checked.steps(k),
            initial_voltage=float(states[k][0]),
            threshold=cell.spike_threshold,
            stimulus=stimulus_interval(cell.stimulus, request.duration),
            derivative_threshold=cell.derivative_threshold,
            voltage_scale=neuron.model.swing,
        )
        events += [replace(spike, values={"cell": k + 1.0, **spike.values}) for spike in spikes]
        measures = {name: getattr(found, name) for name in SpikingFeatures.__dataclass_fields__}
        features.append(CellFeatures(cell=k + 1, **measures))
        notices += late_stimuli(cell.stimulus, request.duration, f"/cells/{k}/stimulus")
        notices += [
            Notice(doubt.code, f"cell {k + 1}: {doubt.detail}", f"/cells/{k}{doubt.pointer or ''}")
            for doubt in doubts(run, found)
        ]
    events.sort(key=lambda event: event.time)
    return tuple(events), tuple(features), tuple(notices)


def cost(neurons: Neurons, request: PairRequest) -> float:
    """Predicted time of `pair` [s]: that of the cells apart, and what surrounds it at every spike."""
    cells = sum(
        cost_of_one(
            neuron,
            CurrentClamp(
                duration=request.duration,
                stimulus=cell.stimulus,
                tolerance=cell.tolerance,
                sampling=request.sampling,
            ),
        )
        for neuron, cell in zip(neurons, request.cells, strict=True)
    )
    return cells + SPIKE_COST * SPIKES * request.duration
