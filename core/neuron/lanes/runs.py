"""Many runs of one model side by side: any parameter, current or initial state may differ between them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.interruption import checkpoint
from core.neuron.declaration import Model, Neuron
from core.neuron.lanes import workspace as rows
from core.neuron.lanes.batch import LaneBatch
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.result import Floats
from core.waveform import Waveform

STILL = 0.1
"""Speed below which it is looked at whether a run is at rest [mV/ms, for spikes of 100 mV]."""


class Outcomes(NamedTuple):
    """What many runs have done, by point; NaN where there is nothing to tell.

    Attributes
    ----------
    status
        DONE, SETTLED_CYCLE, SETTLED_REST, STIFF or FAILED of `core.neuron.lanes.workspace`.
    spike_count
        Upward crossings of the threshold.
    first_spike_time, last_spike_time
        [ms]
    rate
        Reciprocal mean of the later half of the interspike intervals [Hz].
    mean_interspike_interval, last_interspike_interval
        [ms]
    peak_voltage, peak_time
        Highest voltage [mV] and its time [ms].
    trough_voltage, trough_time
        Lowest minimum after the first crossing [mV], and its time [ms].
    final_state
        Shape (n, points).
    drift
        Of a settled cycle, how far it may have drifted by the end [share of a spike].
    steps, trials
        Accepted and tried steps.
    """

    status: NDArray[np.int64]
    spike_count: NDArray[np.int64]
    first_spike_time: Floats
    last_spike_time: Floats
    rate: Floats
    mean_interspike_interval: Floats
    last_interspike_interval: Floats
    peak_voltage: Floats
    peak_time: Floats
    trough_voltage: Floats
    trough_time: Floats
    final_state: Floats
    drift: Floats
    steps: NDArray[np.int64]
    trials: NDArray[np.int64]


def run_points(  # noqa: PLR0913 - what an experiment is made of
    model: Model,
    values: Mapping[str, float | Floats],
    waveforms: Waveform | Sequence[Waveform] | PointWaveforms,
    states: Floats,
    duration: float | Floats,
    *,
    threshold: float = 0.0,
    tolerance: float = 1e-3,
    settle: bool = True,
    enough: int = 0,
) -> Outcomes:
    """Run a model at many points.

    Parameters
    ----------
    model
        The model.
    values
        All its parameters: a number, or an array of shape (points,) where it differs.
    waveforms
        Injected current [µA/cm²], for all points or for each.
    states
        Initial states, shape (n, points).
    duration
        Length of the runs [ms], one or shape (points,).
    threshold
        Spikes cross it upwards [mV].
    tolerance
        Error of one step [mV].
    settle
        Cut runs short that repeat themselves or rest, once their current is constant for good, and count on.
    enough
        Spikes after which a run is over, as where only the first is wanted; 0 for runs to the end.

    Returns
    -------
    Outcomes
        By point. They do not depend on the other points, nor on their order.
    """
    currents = waveforms if isinstance(waveforms, PointWaveforms) else PointWaveforms.of(waveforms)
    ends = np.broadcast_to(np.asarray(duration, dtype=np.float64), states.shape[1:])
    batch = LaneBatch(model, values, currents, states, ends, threshold=threshold, tolerance=tolerance)
    still = STILL * model.swing / 100.0 if settle else 0.0
    batch.run(np.arange(states.shape[1]), still=still, settle=settle, enough=enough)
    if batch.unfinished.size:
        _finish_alone(batch, model, values, currents, states, ends, threshold, tolerance)
    numbers, counts = batch.outcome.numbers, batch.outcome.counts
    return Outcomes(
        status=counts[rows.OUT_STATUS],
        spike_count=counts[rows.OUT_SPIKES],
        first_spike_time=numbers[rows.OUT_FIRST],
        last_spike_time=numbers[rows.OUT_LAST],
        rate=numbers[rows.OUT_RATE],
        mean_interspike_interval=numbers[rows.OUT_MEAN_INTERVAL],
        last_interspike_interval=numbers[rows.OUT_LAST_INTERVAL],
        peak_voltage=numbers[rows.OUT_PEAK],
        peak_time=numbers[rows.OUT_PEAK_TIME],
        trough_voltage=numbers[rows.OUT_TROUGH],
        trough_time=numbers[rows.OUT_TROUGH_TIME],
        final_state=batch.outcome.states,
        drift=numbers[rows.OUT_DRIFT],
        steps=counts[rows.OUT_STEPS],
        trials=counts[rows.OUT_TRIALS],
    )


def _finish_alone(
    batch: LaneBatch,
    model: Model,
    values: Mapping[str, float | Floats],
    currents: PointWaveforms,
    states: Floats,
    ends: Floats,
    threshold: float,
    tolerance: float,
) -> None:
    """Finish the points that the lanes have given up."""
    from core.neuron.lanes.fallback import finish_alone

    for point in batch.unfinished.tolist():
        checkpoint()
        own = {name: float(value if np.ndim(value) == 0 else value[point]) for name, value in values.items()}  # type: ignore[index]
        finish_alone(
            Neuron(model, MappingProxyType(own)),
            currents.waveform(point),
            states[:, point],
            float(ends[point]),
            threshold=threshold,
            tolerance=tolerance,
            outcome=batch.outcome,
            point=point,
        )
