import numpy as np
import pytest

from core.errors import ParameterError
from core.neuron.catalogue import HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.equations import time_derivative
from core.neuron.initial import equilibrium_voltages, initial_state, resting_voltage

HH = Neuron.of(HODGKIN_HUXLEY)


def test_rest_of_the_lectures_set() -> None:
    # PHYSICS 3.11
    assert resting_voltage(Neuron.of(HODGKIN_HUXLEY, "lecture")) == pytest.approx(-65.0255, abs=5e-5)


def test_rest_is_at_rest() -> None:
    state = initial_state(HH)
    # dV/dt = I_ss/C, and I_ss is rounded to about 1e-15 of its terms, which are near 5 µA/cm²
    assert np.abs(time_derivative(HH, state, 0.0)).max() < 1e-13


def test_gates_at_a_given_voltage() -> None:
    # PHYSICS 4: the classical gates at −65 mV
    expected = [-65.0, 0.0529324852572, 0.596120753508, 0.317676914061]
    assert initial_state(HH, {"voltage": -65.0}) == pytest.approx(expected, abs=1e-12)
    assert initial_state(HH, {"V": -65.0}) == pytest.approx(expected, abs=1e-12)


def test_what_is_given_replaces_the_steady_state() -> None:
    state = initial_state(HH, {"voltage": -70.0, "m": 0.05, "h": 0.54, "n": 0.34})
    assert state.tolist() == [-70.0, 0.05, 0.54, 0.34]


def test_rest_is_the_lowest_stable_of_three_equilibria() -> None:
    snic = Neuron.of(MORRIS_LECAR, "snic")
    voltages = equilibrium_voltages(snic)
    assert voltages.size == 3
    assert resting_voltage(snic) == voltages[0]
    assert equilibrium_voltages(snic, 50.0).size == 1


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"k": 0.5}, "/initial/k"),
        ({"m": 1.5}, "/initial/m"),
        ({"h": float("nan")}, "/initial/h"),
        ({"voltage": 1e5}, "/initial/voltage"),
        ({"voltage": float("nan")}, "/initial/voltage"),
    ],
)
def test_bad_initial_values_are_named(given: dict[str, float], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        initial_state(HH, given)
    assert caught.value.pointer == pointer


def test_a_neuron_without_rest_asks_for_a_voltage() -> None:
    with pytest.raises(ParameterError, match="no resting potential"):
        resting_voltage(Neuron.of(HODGKIN_HUXLEY, e_l=-1500.0, g_na=0.0, g_k=0.0))
