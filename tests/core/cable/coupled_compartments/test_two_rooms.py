"""The formulas of two rooms against the answer about them."""

import math
from typing import Any

import numpy as np
import pytest

from core.cable.coupled_compartments.junctions import OhmicJunction, RectifyingJunction
from core.cable.coupled_compartments.two_rooms import RoomFormula
from core.result import Result
from core.stimulus import Pulse, Step
from tests.core.cable.coupled_compartments.networks import curve, report, room, run, voltage

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], float, int]] = {
    "equal": ({}, {}, 10.0, 1),
    "unequal": ({"resistance": 30.0, "capacitance": 0.4}, {"resting_potential": -80.0}, 3.0, 1),
    "the other way": ({"capacitance": 0.01}, {"resistance": 700.0, "capacitance": 0.2}, 3.0, 2),
    "one leaks": ({"resistance": None}, {}, 20.0, 1),
    "nearly one": ({"resistance": 20.0}, {"capacitance": 0.3}, 1e9, 2),
}


def answer(name: str) -> Result:
    first, second, conductance, driven = CASES[name]
    step = (Step(amplitude=0.15, onset=7.0),)
    stimuli = (step, ()) if driven == 1 else ((), step)
    rooms = tuple(
        room(**each, stimulus=stimulus) for each, stimulus in zip((first, second), stimuli, strict=True)
    )
    return run(rooms, (OhmicJunction(first=1, second=2, conductance=conductance),), frequencies=(30.0,))


def formulas(result: Result) -> dict[str, RoomFormula]:
    found = report(result).two_rooms
    assert found is not None
    return {formula.name: formula for formula in found}


@pytest.mark.parametrize("name", CASES)
def test_the_values_are_those_of_the_modes(name: str) -> None:
    result = answer(name)
    values = {key: formula.value for key, formula in formulas(result).items()}
    slow, fast = report(result).modes
    assert values["tau_slow"] == pytest.approx(slow.time_constant, rel=1e-14)
    assert values["tau_fast"] == pytest.approx(fast.time_constant, rel=1e-14)
    shapes = curve(result, "modes")
    for column, key in (("mode_1", "m_slow"), ("mode_2", "m_fast")):
        assert values[key] == pytest.approx(shapes[column][1] / shapes[column][0], rel=1e-8)
    one, two = report(result).compartments
    for number, state in ((1, one), (2, two)):
        assert values[f"R_{number}"] == pytest.approx(state.input_resistance, rel=1e-14)
        assert values[f"V_rest_{number}"] == pytest.approx(state.resting_potential, rel=1e-14)
    (junction,) = report(result).junctions
    assert values["R_12"] == pytest.approx(junction.transfer_resistance, rel=1e-14)
    assert values["k_12"] == pytest.approx(junction.coupling_forwards, rel=1e-14)
    assert values["k_21"] == pytest.approx(junction.coupling_backwards, rel=1e-14)


@pytest.mark.parametrize("name", CASES)
def test_the_texts_are_python_and_give_the_voltages(name: str) -> None:
    result = answer(name)
    names: dict[str, Any] = {"exp": np.exp, "sqrt": math.sqrt, "f": 30.0}
    assert result.axis is not None
    on = result.axis.values >= 7.0
    names["t"] = result.axis.values[on]
    for formula in formulas(result).values():
        names[formula.name] = eval(formula.text, {"__builtins__": {}}, names)  # noqa: S307 - our own text
        if formula.value is not None:
            assert names[formula.name] == pytest.approx(formula.value, rel=1e-15)
    for number in (1, 2):
        assert names[f"V_{number}"] == pytest.approx(voltage(result, number)[on], abs=1e-9)
    response = curve(result, "frequency_response")["coupling_coefficient"]
    assert (names["K_21"], names["K_12"]) == pytest.approx((response[1], response[2]), rel=1e-13)


def test_equal_rooms_in_round_numbers() -> None:
    values = {key: formula.value for key, formula in formulas(answer("equal")).items()}
    # τ = R C, and R C/(1 + 2 R g) for their difference.
    assert (values["tau_slow"], values["tau_fast"]) == pytest.approx((10.0, 10.0 / 3.0), rel=1e-15)
    assert (values["m_slow"], values["m_fast"]) == pytest.approx((1.0, -1.0), rel=1e-15)
    expected = (200.0 / 3.0, 100.0 / 3.0, 0.5)
    assert (values["R_1"], values["R_12"], values["k_12"]) == pytest.approx(expected, rel=1e-15)


def test_what_has_no_value_is_null() -> None:
    result = run((room(None), room(None)), (OhmicJunction(first=1, second=2),))
    found = formulas(result)
    assert found["tau_slow"].value is None
    assert found["R_1"].value is None
    assert found["tau_fast"].value == pytest.approx(5.0, rel=1e-15)
    assert "V_1" not in found


def test_other_networks_have_no_formulas() -> None:
    assert report(run((room(), room()), ())).two_rooms is None
    for junction in (
        OhmicJunction(first=1, second=2, conductance=0.0),
        RectifyingJunction(first=1, second=2),
    ):
        assert report(run((room(), room()), (junction,))).two_rooms is None
    pulse = (Pulse(amplitude=0.1, duration=5.0),)
    assert "V_1" not in formulas(run((room(stimulus=pulse), room()), (OhmicJunction(first=1, second=2),)))
