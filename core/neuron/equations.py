"""The equations of a declared model with a neuron's values: rates, Jacobian, derivatives, steady currents."""

from collections.abc import Callable
from typing import cast

import numpy as np

from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.expression import Value
from core.neuron.right_hand_side import APPLIED_CURRENT, Equations, equations
from core.numerics.multilinear import symmetric
from core.result import Floats

__all__ = [
    "APPLIED_CURRENT",
    "Equations",
    "derivative_tensors",
    "equations",
    "jacobian_matrix",
    "steady_current",
    "steady_curve",
    "steady_function",
    "steady_state",
    "steady_states",
    "time_derivative",
    "values_at",
]


def values_at(neuron: Neuron, states: Floats, current: float = 0.0) -> dict[str, Value]:
    """Values of all names: the parameters, the states (shape (n,) or (n, k)) and the current [µA/cm²]."""
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}
    named[APPLIED_CURRENT] = float(current)
    named.update({state: states[i] for i, state in enumerate(neuron.model.states)})
    return named


def time_derivative(neuron: Neuron, states: Floats, current: float) -> Floats:
    """dV/dt [mV/ms] and dx/dt [1/ms] at states of shape (n,) or (n, k), in the same shape."""
    rates = equations(neuron.model).rates(values_at(neuron, states, current))
    return np.array(np.broadcast_arrays(*rates)).reshape(states.shape)


def jacobian_matrix(neuron: Neuron, states: Floats) -> Floats:
    """Jacobian [row's unit per ms per column's unit] at states, shape (n,) or (n, k): (n, n) or (k, n, n)."""
    made = equations(neuron.model)
    n = len(made.states)
    matrix = np.zeros((*states.shape[1:], n, n))
    elements = made.jacobian_program(values_at(neuron, states))
    for (i, j), value in zip(made.jacobian, elements, strict=True):
        matrix[..., i, j] = value
    return matrix


def derivative_tensors(neuron: Neuron, state: Floats) -> tuple[Floats, Floats]:
    """All second and third derivatives at one state: shapes (n, n, n) and (n, n, n, n), symmetric."""
    made = equations(neuron.model)
    n = len(made.states)
    values = made.multilinear_program(values_at(neuron, state))
    seconds = len(made.second_derivatives)
    return (
        symmetric(made.second_derivatives, values[:seconds], (n, n, 2)),
        symmetric(made.third_derivatives, values[seconds:], (n, n, 3)),
    )


def steady_states(neuron: Neuron, voltages: Floats) -> Floats:
    """Equilibrium states at voltages [mV], shape (k,): V and every dynamic gate at x∞(V), shape (n, k)."""
    gates = equations(neuron.model).gate_program(_with_voltage(neuron, voltages))
    return np.array(np.broadcast_arrays(voltages, *gates), dtype=np.float64)


def steady_state(neuron: Neuron, voltage: float) -> Floats:
    """Equilibrium state at one voltage [mV], shape (n,): faster than `steady_states` on one."""
    return np.array([voltage, *equations(neuron.model).gate_program(_with_voltage(neuron, voltage))])


def steady_current(neuron: Neuron, voltages: Floats) -> tuple[Floats, Floats]:
    """I_ss(V) [µA/cm²], shape (k,), and the sum of the magnitudes of its terms, the scale of its rounding."""
    total, *terms = equations(neuron.model).steady_program(_with_voltage(neuron, voltages))
    magnitude = sum((np.abs(term) for term in terms), np.zeros(voltages.shape))
    return np.broadcast_to(np.asarray(total, dtype=np.float64), voltages.shape), magnitude


def steady_curve(neuron: Neuron, voltages: Floats, order: int = 2) -> Floats:
    """I_ss(V) [µA/cm²] and its derivatives up to an order ≤ 3 [per mV], for k voltages: (order + 1, k)."""
    rows = equations(neuron.model).steady_curve_program(order)(_with_voltage(neuron, voltages))
    return np.array(np.broadcast_arrays(voltages, *rows), dtype=np.float64)[1:]


def steady_function(neuron: Neuron, order: int) -> Callable[[float], tuple[float, ...]]:
    """I_ss(V) and its derivatives up to an order ≤ 3, as a fast function of one voltage [mV]."""
    code = equations(neuron.model).steady_curve_program(order)
    named = _with_voltage(neuron, np.zeros(0))

    def values(voltage: float) -> tuple[float, ...]:
        named[VOLTAGE] = voltage
        return cast("tuple[float, ...]", code(named))

    return values


def _with_voltage(neuron: Neuron, voltages: Value) -> dict[str, Value]:
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}
    named[VOLTAGE] = voltages
    return named
