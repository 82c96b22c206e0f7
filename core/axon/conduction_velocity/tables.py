"""The tables of an answer: the form of a wave, and velocities over a parameter."""

import numpy as np

from core.axon.conduction_velocity.curves import FAST, Curves, Row
from core.axon.conduction_velocity.measures import currents, length_per_time, velocity_of
from core.axon.conduction_velocity.request import GEOMETRY, ConductionVelocityRequest
from core.axon.conduction_velocity.shots import Rest
from core.axon.conduction_velocity.waves import Found, Wave
from core.axon.uniform_axon import UniformAxon, capacitance_of
from core.neuron.declaration import Neuron
from core.result import Curve, Floats, Variable

GEOMETRIC_UNITS = {"diameter": "µm", "axial_resistivity": "Ω·cm"}
NAMES = ("fast wave", "slow wave")
RESERVED = ("velocity", "conversion_constant", "peak_voltage")
"""Names of the other columns of a curve."""


def form_table(rest: Rest, axon: UniformAxon, wave: Wave, points: int) -> tuple[Variable, ...]:
    """Time, voltage, position, states and currents of a wave; time 0 is where the voltage is highest."""
    neuron, form = rest.field.neuron, wave.form
    nodes = form.nodes
    # As close as the mesh, which suits the form.
    times = np.interp(np.linspace(0.0, nodes.size - 1.0, points), np.arange(nodes.size), nodes)
    top = form.highest
    times = np.unique(np.append(times, top))
    states = form.states(times)
    flows = currents(neuron, states).sum(axis=0)
    velocity = velocity_of(neuron, axon, wave.log_k)
    charging = capacitance_of(neuron) * form.rates(times)[:, 1] * np.exp(-wave.log_k)
    error = wave.form_error
    return (
        Variable("time", "t", "ms", times - top),
        Variable("voltage", "V", "mV", states[:, 0], error),
        Variable("position", "x", "µm", (top - times) * length_per_time(neuron, velocity)),
        *(
            Variable(state.name, state.name, state.unit, states[:, 2 + index])
            for index, state in enumerate(neuron.model.dynamic)
        ),
        Variable("i_ionic", "I_ion", "µA/cm²", flows),
        Variable("i_membrane", "I_m", "µA/cm²", charging),
    )


def resting_table(neuron: Neuron, rest: Rest | None) -> tuple[Variable, ...]:
    """The same where there is no wave: the axon at rest, at one time; nothing where it has no rest."""
    states = np.zeros((0, len(neuron.model.states) + 1)) if rest is None else rest.state[None]
    nothing = np.zeros(states.shape[0])
    return (
        Variable("time", "t", "ms", nothing),
        Variable("voltage", "V", "mV", states[:, 0]),
        Variable("position", "x", "µm", nothing),
        *(
            Variable(state.name, state.name, state.unit, states[:, 2 + index])
            for index, state in enumerate(neuron.model.dynamic)
        ),
        Variable("i_ionic", "I_ion", "µA/cm²", nothing),
        Variable("i_membrane", "I_m", "µA/cm²", nothing),
    )


def slow_form(rest: Rest, axon: UniformAxon, wave: Wave, points: int) -> Curve:
    """The form of the slow wave."""
    return Curve(
        "form of the slow wave",
        "wave",
        form_table(rest, axon, wave, points),
        (),
        "as the main table, of the unstable wave; time 0 is where its own voltage is highest",
    )


def parameter_unit(neuron: Neuron, name: str) -> str:
    """Unit of a parameter of the axon or of its model."""
    if name in GEOMETRY:
        return GEOMETRIC_UNITS[name]
    return next(item.quantity.unit for item in neuron.model.parameters if item.name == name)


def membrane_curves(
    neuron: Neuron, request: ConductionVelocityRequest, parameter: str, made: Curves
) -> tuple[Curve, ...]:
    """Velocities over a parameter of the membrane."""
    unit = parameter_unit(neuron, parameter)
    tables = []
    for name, rows in zip(NAMES, made.rows, strict=True):
        if rows:
            velocities = np.array([_velocity(neuron, request, parameter, row) for row in rows])
            tables.append(_curve(name, parameter, unit, rows, velocities, made.error))
    return tuple(tables)


def _velocity(neuron: Neuron, axon: UniformAxon, parameter: str, row: Row) -> float:
    there = Neuron(neuron.model, {**neuron.values, parameter: row.value})
    return velocity_of(there, axon, row.log_k) if np.isfinite(row.log_k) else np.nan


def geometric_curves(
    neuron: Neuron, request: ConductionVelocityRequest, parameter: str, values: Floats, found: Found
) -> tuple[Curve, ...]:
    """Velocities over the diameter or the axial resistivity: exactly as √(d/R_i), K being the same."""
    tables = []
    for name, wave in zip(NAMES, (found.fast, found.slow), strict=True):
        if wave is None and name != NAMES[FAST]:
            continue
        rows = [_scaled_row(value, wave) for value in values.tolist()]
        axons = [_changed(request, parameter, value) for value in values.tolist()]
        velocities = np.array(
            [np.nan if wave is None else velocity_of(neuron, axon, wave.log_k) for axon in axons]
        )
        error = None if wave is None else wave.error
        tables.append(_curve(name, parameter, parameter_unit(neuron, parameter), rows, velocities, error))
    return tuple(tables)


def _scaled_row(value: float, wave: Wave | None) -> Row:
    if wave is None:
        return Row(value, "no wave")
    label = "by shooting" if wave.coarse is None or wave.kind == "train" else wave.kind
    return Row(value, label, wave.log_k, wave.form.highest_voltage())


def _changed(axon: UniformAxon, parameter: str, value: float) -> UniformAxon:
    given = {name: getattr(axon, name) for name in GEOMETRY}
    return UniformAxon(**{**given, parameter: value})


def _curve(
    name: str, parameter: str, unit: str, rows: list[Row], velocities: Floats, error: float | None
) -> Curve:
    fastest = float(np.nanmax(velocities, initial=0.0))
    resolution = None if error is None else 0.5 * error * fastest
    constants = np.exp([row.log_k for row in rows])
    column = "parameter" if parameter in RESERVED else parameter
    return Curve(
        name,
        "velocity",
        (
            Variable(column, parameter, unit, np.array([row.value for row in rows])),
            Variable("velocity", "θ", "m/s", velocities, resolution, gaps=True),
            Variable("conversion_constant", "K", "1/ms", constants, gaps=True),
            Variable("peak_voltage", "V_max", "mV", np.array([row.highest for row in rows]), gaps=True),
        ),
        tuple(row.label for row in rows),
        "null where there is no wave; the label of a row says what there is, or why there is none",
    )
