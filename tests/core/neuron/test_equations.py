from collections.abc import Callable

import numpy as np
import pytest

from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Current, Gate, Model, Neuron, Relaxation
from core.neuron.equations import (
    derivative_tensors,
    equations,
    jacobian_matrix,
    steady_current,
    steady_curve,
    steady_function,
    steady_state,
    steady_states,
    time_derivative,
)
from core.result import Floats

MODELS = tuple(CATALOGUE.values())
SOLVED = tuple(model for model in MODELS if not equations(model).unsolved)


def _states(model: Model, count: int) -> Floats:
    """Random states, shape (n, count), reproducible."""
    random = np.random.default_rng(2)
    others = random.uniform(0.05, 0.95, (len(model.states) - 1, count)) * np.array(model.typical)[:, None]
    return np.vstack([0.01 * model.swing * random.uniform(-90.0, 50.0, count), others])


def _agree(model: Model, exact: Floats, function: Callable[[Floats], Floats], state: Floats, i: int) -> bool:
    """Whether derivatives along a state are those of fourth-order central differences."""
    step = np.zeros(state.size)
    step[i] = 1e-4 * model.swing if i == 0 else 1e-3 * model.typical[i - 1]
    near = function(state + step) - function(state - step)
    far = function(state + 2.0 * step) - function(state - 2.0 * step)
    difference = (8.0 * near - far) / (12.0 * step[i])
    # h⁴ f⁽⁵⁾/30: h = 0.01 mV against rates that change over 5 mV or more, (0.01/5)⁴/30 of the size; and what
    # the rounding of f, whose terms are up to 10³ times its size, leaves of a difference: 1e-16 f/h.
    rounding = 1e-13 * np.abs(function(state)).max() / step[i]
    return bool(np.abs(exact - difference).max() <= 1e-8 * np.abs(exact).max() + rounding + 1e-12)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_all_derivatives_agree_with_finite_differences(model: Model) -> None:
    neuron = Neuron.of(model)
    for state in _states(model, 10).T:
        second, third = derivative_tensors(neuron, state)
        first = jacobian_matrix(neuron, state)
        for i in range(state.size):
            assert _agree(model, first[:, i], lambda x: time_derivative(neuron, x, 7.0), state, i)
            assert _agree(model, second[:, :, i], lambda x: jacobian_matrix(neuron, x), state, i)
            assert _agree(model, third[:, :, :, i], lambda x: derivative_tensors(neuron, x)[0], state, i)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_derivative_tensors_are_symmetric(model: Model) -> None:
    second, third = derivative_tensors(Neuron.of(model), _states(model, 1)[:, 0])
    assert np.array_equal(second, second.swapaxes(1, 2))
    assert np.array_equal(third, third.transpose(0, 2, 3, 1))
    assert np.array_equal(third, third.swapaxes(1, 2))


def test_morris_lecar_right_hand_side_is_its_equation() -> None:
    states = _states(CATALOGUE["morris-lecar"], 50)
    v, n = states
    m = 0.5 * (1.0 + np.tanh((v + 1.2) / 18.0))
    dv = (95.0 - 2.0 * (v + 60.0) - 8.0 * n * (v + 84.0) - 4.4 * m * (v - 120.0)) / 20.0
    dn = 0.04 * (0.5 * (1.0 + np.tanh((v - 2.0) / 30.0)) - n) * np.cosh((v - 2.0) / 60.0)
    rates = time_derivative(Neuron.of(CATALOGUE["morris-lecar"]), states, 95.0)
    # Sums of terms of up to 10³ µA/cm².
    np.testing.assert_allclose(rates, [dv, dn], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("model", SOLVED, ids=lambda model: model.name)
def test_at_the_steady_current_the_steady_states_stand_still(model: Model) -> None:
    neuron, voltages = Neuron.of(model), np.linspace(-100.0, 60.0, 33)
    current, magnitude = steady_current(neuron, voltages)
    states = steady_states(neuron, voltages)
    for i, state in enumerate(states.T):
        rates = time_derivative(neuron, state, float(current[i]))
        # C dV/dt is what rounding leaves of the sum of the currents; gates turn over at up to 100/ms.
        assert abs(rates[0]) <= 1e-14 * magnitude[i]
        assert np.abs(rates[1:]).max() <= 1e-13
        # 1 + tanh x is rounded by an ulp of 1, however small it is; arrays and floats round it differently.
        np.testing.assert_allclose(steady_state(neuron, float(voltages[i])), state, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("model", SOLVED, ids=lambda model: model.name)
def test_steady_curve_derivatives_agree_with_finite_differences(model: Model) -> None:
    neuron, h = Neuron.of(model), 1e-3
    voltages = np.linspace(-80.0, 50.0, 27) + 0.1
    rows = [steady_curve(neuron, voltages + k * h, 3) for k in (-1, 0, 1)]
    for order in range(3):
        slope = (rows[2][order] - rows[0][order]) / (2.0 * h)
        # Second order in h = 0.001 mV, and rounding 1e-13 of the current over h.
        np.testing.assert_allclose(
            rows[1][order + 1], slope, rtol=1e-6, atol=3e-9 * np.abs(rows[1][order]).max()
        )


def test_fast_function_agrees_with_the_curve() -> None:
    neuron = Neuron.of(CATALOGUE["hodgkin-huxley"])
    for voltage in (-70.0, -55.0, -40.0, 10.0):
        expected = steady_curve(neuron, np.array([voltage]), 3)[:, 0]
        np.testing.assert_allclose(steady_function(neuron, 3)(voltage), expected, rtol=1e-12)


def test_equations_are_made_once_for_all_parameter_values() -> None:
    model = CATALOGUE["hodgkin-huxley"]
    assert equations(Neuron.of(model).model) is equations(Neuron.of(model, "lecture", g_na=90.0).model)


def test_jacobian_is_finite_at_the_removable_singularities_of_the_rates() -> None:
    neuron = Neuron.of(CATALOGUE["hodgkin-huxley"])
    states = steady_states(neuron, np.array([-55.0, -40.0]))
    around = steady_states(neuron, np.array([-55.0, -40.0]) + 1e-6)
    matrix = jacobian_matrix(neuron, states)
    # A shift of 1e-6 mV changes elements by at most about 1e-6 of their size per mV.
    np.testing.assert_allclose(matrix, jacobian_matrix(neuron, around), rtol=1e-5, atol=1e-7)


def test_a_gate_may_not_take_the_name_of_the_injected_current() -> None:
    known = CATALOGUE["morris-lecar"]
    gate = Gate("I_app", "a gate", Relaxation("0.5", "1"))
    model = Model(
        **{
            field: getattr(known, field)
            for field in known.__dataclass_fields__
            if field not in {"gates", "currents"}
        },
        gates=(gate,),
        currents=(Current("l", "I", "leak", "g_l", "e_l", (("I_app", 1),)),),
    )
    with pytest.raises(ParameterError):
        equations(model)
