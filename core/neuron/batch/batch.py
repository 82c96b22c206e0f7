"""One experiment on a model at many points: spikes, rates and extremes as a table."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.neuron.batch.points import columns, parameter_values, point_count, point_waveforms
from core.neuron.batch.request import BatchRequest, VariedAxis
from core.neuron.declaration import Model, Neuron
from core.neuron.equations import equations
from core.neuron.lanes import workspace as rows
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.neuron.lanes.resting_points import initial_states
from core.neuron.lanes.runs import Outcomes, run_points
from core.neuron.simulate import CurrentClamp
from core.neuron.simulate import cost as simulation_cost
from core.references import cite
from core.result import ErrorEstimate, Floats, Notice, Numerics, Result, Variable
from core.stimulus import Chirp, Sine, Step, Stimulus
from core.waveform import late_stimuli

METHOD = "Runge-Kutta 5(4) of Tsitouras on many points side by side, cubic Hermite output"
STAGES = 6
LOCAL_FRACTION = 0.1
"""Tolerance of one step [mV] for each mV of error asked of the whole solution."""
CHECKED = 16
"""Points that are run once more to measure the error."""
FINER = 0.1
"""Tolerance of these, in units of the others'."""
FULL_CHECK = 5000.0
"""Longest runs [ms] that are checked against runs that are not cut short."""
UNITS = {
    "spike_count": ("n", "1"),
    "rate": ("f", "Hz"),
    "first_spike_time": ("t_1", "ms"),
    "last_spike_time": ("t_n", "ms"),
    "mean_interspike_interval": ("⟨T⟩", "ms"),
    "last_interspike_interval": ("T_n", "ms"),
    "peak_voltage": ("V_max", "mV"),
    "peak_time": ("t_max", "ms"),
    "trough_voltage": ("V_min", "mV"),
    "trough_time": ("t_min", "ms"),
    "final_voltage": ("V_end", "mV"),
    "outcome": ("outcome", "1"),
}
"""Symbol and unit of every measure."""
MEASURED = (
    "rate",
    "first_spike_time",
    "last_spike_time",
    "mean_interspike_interval",
    "last_interspike_interval",
    "peak_voltage",
    "trough_voltage",
)
"""Measures whose error is estimated: not the times of extrema, which may be flat."""
SHARE_OF_SIMULATION = 0.25
"""Measured: time of a point that is not cut short, in units of its simulation's."""
REST_COST = 2e-5
"""Measured: time to find a resting state among many [s]."""
SETTLING_COST = 5e-3
"""The same where it has no closed form."""
FIXED_COST = 5e-3
SINE_COST = 4.0
"""Measured: factor of a sinusoidal current."""


def batch(neuron: Neuron, request: BatchRequest) -> Result:
    """The same experiment on a neuron at many points, each with its own parameters or current.

    All points are integrated side by side, each with its own adaptive steps. A run whose current is constant
    for the rest and that repeats itself (states and intervals at successive crossings agree so closely that
    at their present drift nothing changes before its end), or that approaches a stable equilibrium within
    the reach of its linearisation, is cut short and its spikes are counted on. The error is measured: a
    sample of the points is run again with a tenth of the tolerance, to the end where that is not too long.

    Parameters
    ----------
    neuron
        The model with the values of the parameters that do not vary.
    request
        The experiment and its points.

    Returns
    -------
    Result
        Axis: point, from 0. Series: every varied target, named as in the request, then the measures; null
        where a point has none, such as the rate of a point with fewer than two spikes.

    Raises
    ------
    ParameterError
        A target that does not exist, a value that it does not allow, too many points; a point without a
        resting potential.
    """
    found = columns(neuron, request)
    values = parameter_values(neuron, found)
    waveforms = point_waveforms(request, found)
    count = found[0].values.size
    states = initial_states(neuron.model, values, count, request.initial)
    outcomes = run_points(
        neuron.model,
        values,
        waveforms,
        states,
        request.duration,
        threshold=request.spike_threshold,
        tolerance=LOCAL_FRACTION * request.tolerance,
        settle=request.settle,
    )
    check = _Check(neuron, request, values, waveforms, states, outcomes)
    errors = check.errors()
    targets = (Variable(column.target, column.label, column.unit, column.values) for column in found)
    measures = (_measure(name, outcomes, errors.get(name)) for name in request.measures)
    return Result(
        axis=Variable("point", "k", "1", np.arange(float(count))),
        series=(*targets, *measures),
        warnings=(
            *late_stimuli(request.stimulus, request.duration, "/stimulus"),
            *_doubts(outcomes),
            *check.doubts(),
        ),
        numerics=Numerics(
            method=METHOD,
            tolerance=request.tolerance,
            steps=int(outcomes.steps.sum()),
            rejected_steps=int((outcomes.trials - outcomes.steps).sum()),
            evaluations=int(STAGES * outcomes.trials.sum()),
            estimated_errors=check.estimates(),
        ),
        references=cite("tsitouras-2011", *neuron.model.references),
    )


def standard_batch(model: Model) -> dict[str, object]:
    """A model's own batch: its rate over its range of injected currents."""
    standard = model.standard
    low, high = standard.current_range
    amplitudes = VariedAxis(target="stimulus/0/amplitude", start=low, stop=high, count=51)
    return {
        "duration": max(standard.duration, 1000.0),
        "stimulus": (Step(amplitude=standard.current),),
        "vary": (amplitudes,),
        "tolerance": standard.tolerance / LOCAL_FRACTION,
        "spike_threshold": standard.spike_threshold,
    }


def _measure(name: str, outcomes: Outcomes, error: float | None) -> Variable:
    """A measure as a column, NaN where a point has none."""
    label, unit = UNITS[name]
    failed = outcomes.status == rows.FAILED
    values: Floats
    if name == "outcome":
        values = outcomes.status.astype(np.float64)
    elif name == "final_voltage":
        values = outcomes.final_state[0]
    else:
        values = getattr(outcomes, name).astype(np.float64)
    if name != "outcome":
        values = np.where(failed, np.nan, values)
    return Variable(name, label, unit, values, resolution=error, gaps=True)


class _Check:
    """A sample of the points, run again."""

    def __init__(
        self,
        neuron: Neuron,
        request: BatchRequest,
        values: dict[str, float | Floats],
        waveforms: PointWaveforms,
        states: Floats,
        outcomes: Outcomes,
    ) -> None:
        count = outcomes.status.size
        self.places = np.unique(np.linspace(0, count - 1, min(count, CHECKED)).round().astype(np.intp))
        self._first = outcomes
        own = {name: value if np.ndim(value) == 0 else value[self.places] for name, value in values.items()}  # type: ignore[index]
        currents = PointWaveforms(
            *(table[self.places] if table.shape[0] > 1 else table for table in waveforms)
        )
        self._second = run_points(
            neuron.model,
            own,
            currents,
            states[:, self.places],
            request.duration,
            threshold=request.spike_threshold,
            tolerance=FINER * LOCAL_FRACTION * request.tolerance,
            settle=request.settle and request.duration > FULL_CHECK,
        )
        self._alike = self._first.spike_count[self.places] == self._second.spike_count

    def _difference(self, name: str) -> float | None:
        """Largest difference of a measure among the points with equal numbers of spikes."""
        first, second = getattr(self._first, name)[self.places], getattr(self._second, name)
        differences = np.abs(first - second)[self._alike & np.isfinite(first) & np.isfinite(second)]
        return max(float(differences.max()), 1e-12) if differences.size else None

    def errors(self) -> dict[str, float]:
        """Estimated error of every measure that has one."""
        found = {name: self._difference(name) for name in MEASURED}
        return {name: error for name, error in found.items() if error is not None}

    def estimates(self) -> tuple[ErrorEstimate, ...]:
        """The errors as an answer states them."""
        basis = f"largest difference from a run of a tenth of the tolerance, {self.places.size} points"
        return tuple(
            ErrorEstimate(name, UNITS[name][1], error, basis) for name, error in self.errors().items()
        )

    def doubts(self) -> tuple[Notice, ...]:
        """Whether numbers of spikes hang by a thread."""
        unlike = int(np.count_nonzero(~self._alike))
        if not unlike:
            return ()
        detail = (
            f"{unlike} of {self.places.size} points have another number of spikes at a tenth of the "
            "tolerance: it depends on the last digits there; lower the tolerance"
        )
        return (Notice("sensitive-spike-count", detail, "/tolerance"),)


def _doubts(outcomes: Outcomes) -> tuple[Notice, ...]:
    failed: NDArray[np.intp] = np.flatnonzero(outcomes.status == rows.FAILED)
    if not failed.size:
        return ()
    detail = (
        f"{failed.size} points have no values, the first of them {failed[0]}: their voltage leaves ±1000 mV, "
        "or their steps become too small or too many"
    )
    return (Notice("failed-points", detail, "/vary"),)


def cost(neuron: Neuron, request: BatchRequest) -> float:
    """Predicted time of `batch` on one thread [s], within a factor of about four."""
    count = point_count(request)
    rest = request.duration - _constant_from(request.stimulus, request.duration)
    end = request.duration - rest + min(rest, 150.0 + 0.1 * rest) if request.settle else request.duration
    clamp = CurrentClamp(duration=max(end, 1e-3), stimulus=request.stimulus, tolerance=request.tolerance)
    each = SHARE_OF_SIMULATION * simulation_cost(neuron, clamp)
    if any(isinstance(stimulus, Sine | Chirp) for stimulus in request.stimulus):
        each *= SINE_COST
    whole = SHARE_OF_SIMULATION * simulation_cost(neuron, replace(clamp, duration=request.duration))
    rests = count if any(not axis.target.startswith("stimulus/") for axis in request.vary) else 1
    rest_cost = SETTLING_COST if equations(neuron.model).unsolved else REST_COST
    return FIXED_COST + count * each + 2.0 * CHECKED * whole + rests * rest_cost


def _constant_from(stimuli: tuple[Stimulus, ...], duration: float) -> float:
    """Time [ms] from which the current of a run is constant, without making its waveform."""
    changes = [
        stimulus.onset if isinstance(stimulus, Step) else duration if stimulus.end is None else stimulus.end
        for stimulus in stimuli
    ]
    return min(max(changes, default=0.0), duration)
