"""Where the runs of many neurons begin that differ in their parameters."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE, Gate, Model, Neuron
from core.neuron.equations import equations
from core.neuron.expression import program
from core.neuron.expression.nodes import number
from core.neuron.initial import NUDGE, SCAN, VOLTAGE_KEYS, initial_state, scan_voltages
from core.neuron.machine_code import encode
from core.result import Floats
from core.waveform import Waveform

CANDIDATES = 5
"""Equilibria of a neuron that are looked at, from the lowest up."""
POINTS_AT_ONCE = 512
"""Neurons between two looks for interruption."""
SETTLING = 6400.0
"""Time [ms] that runs are given to settle."""
_POLISHING = 100


def initial_states(
    model: Model,
    values: Mapping[str, float | Floats],
    count: int,
    given: Mapping[str, float] | None = None,
) -> Floats:
    """States at the start of many runs, as `core.neuron.initial.initial_state` finds them, shape (n, count).

    Parameters
    ----------
    model
        The model.
    values
        Its parameters: numbers, or arrays of shape (count,).
    count
        How many.
    given
        Initial values by name, the same for all.

    Raises
    ------
    ParameterError
        As `initial_state` does; a neuron without a resting potential.
    """
    varied = [name for name, value in values.items() if np.ndim(value) > 0]
    fixed = {name: float(value) for name, value in values.items() if name not in varied}
    table = np.array([values[name] for name in varied], dtype=np.float64).reshape(len(varied), count)
    distinct, place = np.unique(table, axis=1, return_inverse=True)
    if not varied or distinct.shape[1] == 1:
        states = _alone(model, fixed, varied, distinct, given)
    else:
        # Names and bounds of what is given are looked at in the first.
        first = _alone(model, fixed, varied, distinct[:, :1], given)
        states = _together(model, fixed, dict(zip(varied, distinct, strict=True)), given)
        states[:, :1] = first
        missing = np.flatnonzero(np.isnan(states[0]))
        if missing.size:
            states[:, missing] = _alone(model, fixed, varied, distinct[:, missing], given)
    return np.ascontiguousarray(states[:, place.ravel()] if varied else np.repeat(states, count, axis=1))


def _alone(
    model: Model,
    fixed: Mapping[str, float],
    varied: list[str],
    distinct: Floats,
    given: Mapping[str, float] | None,
) -> Floats:
    """Initial states found one by one, shape (n, k)."""
    columns = []
    for point in range(distinct.shape[1] if varied else 1):
        checkpoint()
        own = dict(zip(varied, distinct[:, point].tolist(), strict=True)) if varied else {}
        columns.append(initial_state(Neuron(model, MappingProxyType({**fixed, **own})), given))
    return np.array(columns).T


def _together(
    model: Model, fixed: Mapping[str, float], varied: Mapping[str, Floats], given: Mapping[str, float] | None
) -> Floats:
    """The same of all at once, shape (n, k); NaN where there is no way to."""
    named = dict(given or {})
    count = next(iter(varied.values())).size
    states = np.full((len(model.states), count), np.nan)
    voltage = named.pop(VOLTAGE_KEYS[0], named.pop(VOLTAGE_KEYS[1], None))
    if equations(model).unsolved:
        if voltage is None:
            states = _settled(model, fixed, varied)
    elif voltage is None:
        states = _resting(model, fixed, varied)
    else:
        gates = equations(model).gate_program({**fixed, **varied, VOLTAGE: np.full(count, voltage)})
        states = np.array(np.broadcast_arrays(np.full(count, voltage), *gates), dtype=np.float64)
    known = np.isfinite(states[0])
    for name, value in named.items():
        states[model.state_names.index(name), known] = value
    return states


def _settled(model: Model, fixed: Mapping[str, float], varied: Mapping[str, Floats]) -> Floats:
    """Where runs without a current settle, of models whose equilibria have no closed form; NaN: nowhere."""
    from core.neuron.lanes.runs import run_points
    from core.neuron.lanes.workspace import SETTLED_REST
    from core.neuron.settling import START

    voltage = 0.0 if model.dimensionless else START
    start = np.array([voltage, *(0.5 if isinstance(item, Gate) else item.typical for item in model.dynamic)])
    count = next(iter(varied.values())).size
    nothing = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    states = np.repeat(start[:, np.newaxis], count, axis=1)
    found = run_points(model, {**fixed, **varied}, nothing, states, SETTLING, threshold=np.inf)
    return np.where(found.status == SETTLED_REST, found.final_state, np.nan)


def _resting(model: Model, fixed: Mapping[str, float], varied: Mapping[str, Floats]) -> Floats:
    """The lowest stable equilibrium of each neuron, or a state beside its lowest one, shape (n, k)."""
    voltages = scan_voltages(model)
    cells = _cells(model, fixed, varied, voltages)
    if (cells[:, 0] < 0).any():
        raise ParameterError(
            "/initial",
            f"some points have no resting potential between {SCAN[0]:g} and {SCAN[1]:g} mV",
            hint="give the initial voltage",
        )
    waiting = np.arange(cells.shape[0])
    states = np.empty((len(model.states), waiting.size))
    lowest = np.empty_like(states)
    for candidate in range(CANDIDATES):
        checkpoint()
        waiting = waiting[cells[waiting, candidate] >= 0]
        if not waiting.size:
            break
        own = {name: column[waiting] for name, column in varied.items()}
        cell = cells[waiting, candidate]
        found, stable = _equilibria(model, {**fixed, **own}, voltages[cell], voltages[cell + 1])
        if candidate == 0:
            states[:] = lowest[:] = found
            states[0] += NUDGE * model.swing
        states[:, waiting[stable]] = found[:, stable]
        waiting = waiting[~stable]
    return states


def _cells(
    model: Model, fixed: Mapping[str, float], varied: Mapping[str, Floats], voltages: Floats
) -> NDArray[np.int64]:
    """Indices of the cells of the grid with an equilibrium, −1 after the last, shape (k, CANDIDATES)."""
    from core.neuron.steady_scan import sign_changes_of_points
    from core.numerics.lane_vector import LANES

    code = encode(program([sum(equations(model).steady_currents, number(0.0))]), (VOLTAGE,))
    named = {name: fixed.get(name, 0.0) for name in code.names}
    registers = np.repeat(code.loaded(named)[:, np.newaxis], LANES, axis=1)
    read = [name for name in code.names if name in varied]
    places = np.array([code.first_name + code.names.index(name) for name in read], dtype=np.int64)
    count = next(iter(varied.values())).size
    table = np.array([varied[name] for name in read], dtype=np.float64).reshape(len(read), count)
    found = np.full((count, CANDIDATES), -1, dtype=np.int64)
    for start in range(0, count, POINTS_AT_ONCE):
        checkpoint()
        part = slice(start, start + POINTS_AT_ONCE)
        sign_changes_of_points(
            code.prologue,
            code.body,
            int(code.outputs[0]),
            registers,
            places,
            np.ascontiguousarray(table[:, part]),
            voltages,
            found[part],
        )
    return found


def _equilibria(
    model: Model, values: Mapping[str, float | Floats], low: Floats, high: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Equilibria between voltages [mV], shape (n, k), and which of them are stable."""
    made = equations(model)
    curve = made.steady_curve_program(1)
    voltages = 0.5 * (low + high)
    rising = np.asarray(curve({**values, VOLTAGE: high})[0]) > 0.0
    with np.errstate(all="ignore"):
        for _ in range(_POLISHING):
            value, slope = curve({**values, VOLTAGE: voltages})
            above = (np.asarray(value) > 0.0) == rising
            high, low = np.where(above, voltages, high), np.where(above, low, voltages)
            following = voltages - value / slope
            inside = (following >= low) & (following <= high)
            following = np.where(inside, following, 0.5 * (low + high))
            change = np.abs(following - voltages).max()
            voltages = following
            if change <= 1e-12 * 100.0:
                break
        gates = made.gate_program({**values, VOLTAGE: voltages})
        states = np.array(np.broadcast_arrays(voltages, *gates), dtype=np.float64)
        named = {**values, **{name: states[i] for i, name in enumerate(made.states)}}
        jacobians = np.zeros((states.shape[1], states.shape[0], states.shape[0]))
        for (i, j), element in zip(made.jacobian, made.jacobian_program(named), strict=True):
            jacobians[:, i, j] = element
        # Where an expression has no value nothing is stable; the run itself will say so.
        growth = np.full(states.shape[1], np.inf)
        usable = np.isfinite(jacobians).all(axis=(1, 2))
        growth[usable] = np.linalg.eigvals(jacobians[usable]).real.max(axis=1, initial=-np.inf)
    return states, growth < 0.0
