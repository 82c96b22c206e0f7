"""The points of a batch: which parameter values and which current each of them has."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np

from core.errors import ParameterError
from core.interruption import checkpoint
from core.neuron.batch.request import MAX_POINTS, BatchRequest, VariedAxis
from core.neuron.declaration import Neuron
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.parameters import declared
from core.quantity import MicroampPerCm2, annotated_quantity
from core.result import Floats
from core.stimulus import Chirp, PulseTrain, Ramp, Sine, Step, Stimulus
from core.stimulus import Pulse as RectangularPulse
from core.waveform import waveform

MAX_KNOTS = 20_000_000
"""Breakpoints of all currents together."""
LINEAR = {
    Step: ("amplitude",),
    RectangularPulse: ("amplitude",),
    PulseTrain: ("amplitude",),
    Ramp: ("amplitude", "initial_amplitude"),
    Sine: ("amplitude", "offset"),
    Chirp: ("amplitude",),
}
"""Fields in which the current is linear and that move no breakpoint."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one axis gives the points: its target, unit and values, shape (points,)."""

    target: str
    unit: str
    label: str
    values: Floats


def point_count(request: BatchRequest) -> int:
    """How many points a request has.

    Raises
    ------
    ParameterError
        Axes of unequal length are to be zipped; too many points.
    """
    lengths = [axis.points.size for axis in request.vary]
    if request.combine == "zip" and len(set(lengths)) > 1:
        raise ParameterError(
            "/vary",
            "axes that are zipped have as many values each",
            received=", ".join(map(str, lengths)),
            hint='combine them as a "grid", or give each as many values',
        )
    count = lengths[0] if request.combine == "zip" else int(np.prod(lengths, dtype=np.float64))
    if count > MAX_POINTS:
        raise ParameterError("/vary", f"{count} points are too many", allowed=f"at most {MAX_POINTS}")
    return count


def columns(neuron: Neuron, request: BatchRequest) -> tuple[Column, ...]:
    """Values of every target at every point.

    Raises
    ------
    ParameterError
        As `point_count`; a target that does not exist or is named twice, a value out of its bounds.
    """
    count = point_count(request)
    values = [axis.points for axis in request.vary]
    if request.combine == "grid" and len(values) > 1:
        values = [grid.ravel() for grid in np.meshgrid(*values, indexing="ij")]
    found: list[Column] = []
    for index, (axis, column) in enumerate(zip(request.vary, values, strict=True)):
        pointer = f"/vary/{index}"
        if any(axis.target == other.target for other in found):
            raise ParameterError(f"{pointer}/target", f"{axis.target} is varied twice", received=axis.target)
        unit, label = _meaning(neuron, request, axis, pointer)
        found.append(Column(axis.target, unit, label, np.broadcast_to(column, (count,))))
    return tuple(found)


def _meaning(neuron: Neuron, request: BatchRequest, axis: VariedAxis, pointer: str) -> tuple[str, str]:
    """Unit and symbol of an axis whose values are all within the bounds of its target."""
    place = _stimulus_field(request, axis.target, pointer)
    extremes = (float(axis.points.min()), float(axis.points.max()))
    if place is not None:
        stimulus, field = request.stimulus[place[0]], place[1]
        item = declared(type(stimulus))[field]
        quantity = item.quantity or annotated_quantity(MicroampPerCm2)
        for value in extremes:
            _with_field(stimulus, field, value, pointer)
        label = field
    else:
        parameter = next((item for item in neuron.model.parameters if item.name == axis.target), None)
        if parameter is None:
            raise _unknown(neuron, axis.target, pointer)
        quantity, label = parameter.quantity, parameter.name
    unit = f" [{quantity.unit}]" if quantity.unit else ""
    for value in extremes:
        if not quantity.bounds.contain(value):
            raise ParameterError(
                pointer,
                f"{axis.target}{unit} is out of bounds",
                received=value,
                allowed=str(quantity.bounds),
            )
    return quantity.unit, label


def _unknown(neuron: Neuron, target: str, pointer: str) -> ParameterError:
    names = [item.name for item in neuron.model.parameters]
    near = get_close_matches(target, names, n=1)
    return ParameterError(
        f"{pointer}/target",
        f"{target[:60]!r} is no parameter of {neuron.model.name} and no field of a stimulus",
        received=target[:60],
        allowed=", ".join(names)[:400] + ", stimulus/<index>/<field>",
        hint=f"did you mean {near[0]}?" if near else "",
    )


def _stimulus_field(request: BatchRequest, target: str, pointer: str) -> tuple[int, str] | None:
    """Index of the stimulus and name of the field that a target names; None if it is a parameter."""
    if not target.startswith("stimulus/"):
        return None
    parts = target.split("/")
    index = int(parts[1]) if len(parts) == 3 and parts[1].isdecimal() and len(parts[1]) < 3 else -1
    if not 0 <= index < len(request.stimulus):
        raise ParameterError(
            f"{pointer}/target",
            f"there is no stimulus {target[:60]!r}",
            received=target[:60],
            allowed=f"stimulus/<index>/<field>, {len(request.stimulus)} stimuli",
        )
    stimulus = request.stimulus[index]
    fields = [
        name
        for name, item in declared(type(stimulus)).items()
        if (item.quantity or item.amplitude) and not isinstance(getattr(stimulus, name), tuple)
    ]
    if parts[2] not in fields:
        near = get_close_matches(parts[2], fields, n=1)
        raise ParameterError(
            f"{pointer}/target",
            f"a {stimulus.kind} has no number {parts[2][:60]!r}",
            received=parts[2][:60],
            allowed=", ".join(fields),
            hint=f"did you mean {near[0]}?" if near else "",
        )
    return index, parts[2]


def _with_field(stimulus: Stimulus, field: str, value: float, pointer: str) -> Stimulus:
    """A stimulus with another value in a field."""
    whole = field in {"count", "seed"}
    if whole and not value.is_integer():
        raise ParameterError(pointer, f"{field} is a whole number", received=value)
    try:
        given: dict[str, Any] = {field: int(value) if whole else value}
        return replace(stimulus, **given)
    except ParameterError as error:
        error.pointer = pointer
        raise


def parameter_values(neuron: Neuron, found: tuple[Column, ...]) -> dict[str, float | Floats]:
    """All parameters: numbers, and arrays of shape (points,) where they are varied."""
    varied = {
        column.target: np.ascontiguousarray(column.values)
        for column in found
        if not column.target.startswith("stimulus/")
    }
    return {**neuron.values, **varied}


def point_waveforms(request: BatchRequest, found: tuple[Column, ...]) -> PointWaveforms:
    """The current of every point.

    Raises
    ------
    ParameterError
        A value that its stimulus does not allow; too many breakpoints.
    """
    places = {
        place: column.values
        for index, column in enumerate(found)
        if (place := _stimulus_field(request, column.target, f"/vary/{index}")) is not None
    }
    if not places:
        return PointWaveforms.of(waveform(request.stimulus, request.duration))
    linear = {place: values for place, values in places.items() if _is_linear(request.stimulus, place)}
    others = {place: values for place, values in places.items() if place not in linear}
    count = next(iter(places.values())).size
    table = np.array(list(others.values())).reshape(len(others), count)
    distinct, inverse = np.unique(table, axis=1, return_inverse=True) if others else (table[:, :1], None)
    stimuli = [_changed(request.stimulus, list(others), row) for row in distinct.T.tolist()]
    bases = [_changed(each, list(linear), [0.0] * len(linear)) for each in stimuli]
    base = _waveforms(request, bases)
    rows = np.zeros(count, dtype=np.intp) if inverse is None else inverse.ravel()
    if count * base.knots.shape[1] > MAX_KNOTS:
        raise ParameterError(
            "/vary",
            f"{count} currents with up to {base.knots.shape[1]} breakpoints each are too many",
            allowed=f"at most {MAX_KNOTS} breakpoints",
            hint="take fewer points or coarser stimuli",
        )
    values, slopes, sinusoids = base.values[rows], base.slopes[rows], base.sinusoids[rows]
    for place, amplitudes in linear.items():
        unit = _waveforms(request, [_changed(each, [place], [1.0]) for each in bases])
        values += amplitudes[:, np.newaxis] * (unit.values - base.values)[rows]
        slopes += amplitudes[:, np.newaxis] * (unit.slopes - base.slopes)[rows]
        sinusoids[..., 2] += (
            amplitudes[:, np.newaxis] * (unit.sinusoids[..., 2] - base.sinusoids[..., 2])[rows]
        )
    return PointWaveforms(base.knots[rows], values, slopes, sinusoids)


def _is_linear(stimuli: tuple[Stimulus, ...], place: tuple[int, str]) -> bool:
    return place[1] in LINEAR.get(type(stimuli[place[0]]), ())


def _changed(
    stimuli: tuple[Stimulus, ...], places: list[tuple[int, str]], values: list[float]
) -> tuple[Stimulus, ...]:
    """Stimuli with other values in some of their fields."""
    changed = list(stimuli)
    for (index, field), value in zip(places, values, strict=True):
        changed[index] = _with_field(changed[index], field, value, "/vary")
    return tuple(changed)


def _waveforms(request: BatchRequest, stimuli: list[tuple[Stimulus, ...]]) -> PointWaveforms:
    made = []
    for each in stimuli:
        checkpoint()
        made.append(waveform(each, request.duration))
    return PointWaveforms.of(made)
