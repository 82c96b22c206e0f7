"""Models that a client declares against the built-in one and against equations written out by hand."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.client_model import declare
from core.neuron.client_model.request import (
    ConstantFieldDeclaration,
    GateDeclaration,
    GeneralDeclaration,
    LeakDeclaration,
    ModelDeclaration,
    NernstReversal,
    OhmicDeclaration,
    PoolDeclaration,
    PumpDeclaration,
    StandardForm,
    VariableDeclaration,
)
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Step

F, R = 96_485.332_12, 8.314_462_618
LEAK = LeakDeclaration(conductance=0.3, reversal=-60.0)


def ohmic(name: str, g: float | str, e: Any, **gates: int) -> OhmicDeclaration:
    return OhmicDeclaration(name=name, conductance=g, reversal=e, gates=gates or None)


def form(kind: Any, rate: float, midpoint: float, scale: float) -> StandardForm:
    return StandardForm(form=kind, rate=rate, midpoint=midpoint, scale=scale)


SQUID_CURRENTS = (
    ohmic("na", 120.0, 50.0, m=3, h=1),
    ohmic("k", 36.0, -77.0, n=4),
    LeakDeclaration(name="l", conductance=0.3, reversal=-54.387),
)
AS_EXPRESSIONS = (
    GateDeclaration(name="m", alpha="linoid((V + 40) / 10)", beta="4 * exp(-(V + 65) / 18)"),
    GateDeclaration(name="h", alpha="0.07 * exp(-(V + 65) / 20)", beta="1 / (1 + exp(-(V + 35) / 10))"),
    GateDeclaration(name="n", alpha="0.1 * linoid((V + 55) / 10)", beta="0.125 * exp(-(V + 65) / 80)"),
)
AS_FORMS = (
    GateDeclaration(
        name="m", alpha=form("exp-linear", 1.0, -40.0, 10.0), beta=form("exponential", 4.0, -65.0, -18.0)
    ),
    GateDeclaration(
        name="h", alpha=form("exponential", 0.07, -65.0, -20.0), beta=form("sigmoid", 1.0, -35.0, 10.0)
    ),
    GateDeclaration(
        name="n", alpha=form("exp-linear", 0.1, -55.0, 10.0), beta=form("exponential", 0.125, -65.0, -80.0)
    ),
)
SQUID = ModelDeclaration(gates=AS_EXPRESSIONS, currents=SQUID_CURRENTS)
AS_STEADY_STATES = tuple(
    GateDeclaration(
        name=gate.name,
        steady_state=f"({gate.alpha}) / ({gate.alpha} + {gate.beta})",
        time_constant=f"1 / ({gate.alpha} + {gate.beta})",
    )
    for gate in AS_EXPRESSIONS
)


def run(neuron: Neuron, amplitude: float, duration: float, **options: Any) -> Result:
    series = (*neuron.model.state_names, *(f"i_{current.name}" for current in neuron.model.currents))
    clamp = CurrentClamp(
        duration=duration,
        stimulus=(Step(amplitude=amplitude, onset=5.0),),
        tolerance=1e-6,
        sampling=OutputSampling(series=series, points=401),
        **options,
    )
    return simulate(neuron, clamp)


def series(result: Result) -> dict[str, Floats]:
    return {variable.name: variable.values for variable in result.series}


@pytest.mark.parametrize("gates", [AS_EXPRESSIONS, AS_FORMS, AS_STEADY_STATES])
def test_the_squid_axon_declared_by_a_client_is_the_built_in_one(gates: tuple[GateDeclaration, ...]) -> None:
    values = {name: value for name, value in HODGKIN_HUXLEY.defaults().items() if name.startswith("e_")}
    currents = (
        ohmic("na", 120.0, values["e_na"], m=3, h=1),
        ohmic("k", 36.0, values["e_k"], n=4),
        LeakDeclaration(name="l", conductance=0.3, reversal=values["e_l"]),
    )
    own = declare(ModelDeclaration(gates=gates, currents=currents))
    start = {"voltage": -65.0}
    mine, theirs = (run(neuron, 10.0, 40.0, initial=start) for neuron in (own, Neuron.of(HODGKIN_HUXLEY)))
    found, expected = series(mine), series(theirs)
    assert list(found) == list(expected)
    for name, values_there in expected.items():
        scale = np.abs(values_there).max()
        assert found[name] == pytest.approx(values_there, rel=0.0, abs=1e-9 * scale), name
    assert [event.time for event in mine.events] == pytest.approx(
        [event.time for event in theirs.events], rel=1e-9
    )


def test_temperature_speeds_gates_as_in_the_built_in_model() -> None:
    def warmed(gate: GateDeclaration, **options: Any) -> GateDeclaration:
        return GateDeclaration(name=gate.name, alpha=gate.alpha, beta=gate.beta, **options)

    by_q10 = tuple(warmed(gate, q10=3.0, reference_temperature=6.3) for gate in AS_EXPRESSIONS)
    by_speed = tuple(warmed(gate, speed="3 ^ ((temperature - 6.3) / 10)") for gate in AS_EXPRESSIONS)
    first, second = (
        series(
            run(declare(ModelDeclaration(gates=gates, currents=SQUID_CURRENTS, temperature=16.3)), 20.0, 30.0)
        )
        for gates in (by_q10, by_speed)
    )
    triple = tuple(warmed(gate, speed=3.0) for gate in AS_EXPRESSIONS)
    third = series(run(declare(replace(SQUID, gates=triple)), 20.0, 30.0))
    for other in (second, third):
        assert other["voltage"] == pytest.approx(first["voltage"], rel=0.0, abs=1e-7)


def by_hand(rates: Callable[[float, Floats], list[float]], start: list[float], times: Floats) -> Floats:
    solved = solve_ivp(rates, (0.0, times[-1]), start, "DOP853", times, rtol=1e-11, atol=1e-13)
    assert solved.success
    values: Floats = solved.y
    return values


def goldman(p: float, z: int, v: float, inside: float, outside: float, celsius: float) -> float:
    """[µA/cm²] for P in cm/s and concentrations in mM."""
    xi = z * v / (1e3 * R * (celsius + 273.15) / F)
    return p * z * F * xi * (inside - outside * math.exp(-xi)) / -math.expm1(-xi)


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


CALCIUM = ModelDeclaration(
    temperature=36.0,
    capacitance=1.2,
    parameters={"k_ca": 0.001, "out": 2.0},
    gates=(
        GateDeclaration(name="s", steady_state="sigmoid((V + 20) / 5)"),
        GateDeclaration(name="u", steady_state="sigmoid((V + 30) / 6)", time_constant="2 + 5 * sech(V / 20)"),
        GateDeclaration(name="q", steady_state="ca / (ca + k_ca)", time_constant="5 / (1 + ca / k_ca)"),
        GateDeclaration(name="w", steady_state="ca^2 / (ca^2 + k_ca^2)"),
    ),
    currents=(
        ConstantFieldDeclaration(
            name="ca", permeability=3e-5, valence=2, inside="ca", outside="out", gates={"s": 2, "u": 1}
        ),
        ohmic("ahp", 0.5, -95.0, q=2),
        ohmic("slow", 0.2, NernstReversal(valence=2, inside="ca", outside="out"), w=1),
        PumpDeclaration(maximum=0.05, pool="ca", half_saturation="k_ca / 2", exponent=2),
        GeneralDeclaration(name="odd", density="0.01 * y * (V + 50)", gates={"y": 1}),
        LEAK,
    ),
    pools=(PoolDeclaration(name="ca", currents=("ca", "slow"), depth=0.5, rest=1e-4, time_constant=20.0),),
    variables=(VariableDeclaration(name="y", rate="0.1 * (sigmoid(V / 10) + u * q - y) - 0.02 * y^3"),),
)


def calcium_rates(current: float, depth: float = 0.5) -> Callable[[float, Floats], list[float]]:
    def rates(t: float, state: Floats) -> list[float]:
        v, u, q, y, ca = state.tolist()
        s, k = sigmoid((v + 20.0) / 5.0), 0.001
        i_ca = s**2 * u * goldman(3e-5, 2, v, ca, 2.0, 36.0)
        reversal = 1e3 * R * 309.15 / (2.0 * F) * math.log(2.0 / ca)
        i_slow = 0.2 * ca**2 / (ca**2 + k**2) * (v - reversal)
        i_pump = 0.05 * ca**2 / (ca**2 + (k / 2.0) ** 2)
        total = i_ca + i_slow + i_pump + 0.5 * q**2 * (v + 95.0) + 0.01 * y * y * (v + 50.0)
        total += 0.3 * (v + 60.0)
        return [
            ((current if t >= 5.0 else 0.0) - total) / 1.2,
            (sigmoid((v + 30.0) / 6.0) - u) / (2.0 + 5.0 / math.cosh(v / 20.0)),
            (ca / (ca + k) - q) * (1.0 + ca / k) / 5.0,
            0.1 * (sigmoid(v / 10.0) + u * q - y) - 0.02 * y**3,
            # 1 µA/cm² into 1 µm is 10/(z F) mM/ms.
            -10.0 / (2.0 * F * depth) * (i_ca + i_slow) - (ca - 1e-4) / 20.0,
        ]

    return rates


def test_calcium_pump_nernst_and_variables_are_what_the_equations_say() -> None:
    start = {"voltage": -60.0, "u": 0.02, "q": 0.1, "y": 0.05, "ca": 2e-4}
    result = run(declare(CALCIUM), 8.0, 60.0, initial=start)
    assert result.axis is not None
    times, found = result.axis.values, series(result)
    before, after = times[times < 5.0], times[times > 5.0]
    assert before.size + 1 + after.size == times.size
    first = by_hand(calcium_rates(0.0), list(start.values()), np.append(before, 5.0))
    second = by_hand(
        lambda t, s: calcium_rates(8.0)(t + 5.0, s), first[:, -1].tolist(), np.append(0.0, after - 5.0)
    )
    expected = np.concatenate([first, second[:, 1:]], axis=1)
    assert np.ptp(expected[0]) > 20.0
    assert expected[4].max() > 1e-3
    # The tolerance of the run, 1e-6 mV of 100, and the reference's own error, 1e-11 a step, over the whole.
    for row, (name, scale) in enumerate({"voltage": 100.0, "u": 1.0, "q": 1.0, "y": 1.0, "ca": 1e-3}.items()):
        assert np.abs(found[name] - expected[row]).max() < 2e-8 * scale, name


def test_a_gain_is_a_depth_and_a_removal_is_a_decay() -> None:
    pool = CALCIUM.pools[0]
    gain = 10.0 / (2.0 * F * 0.5)
    removal = "(ca - 1e-4) / 20"
    other = PoolDeclaration(name="ca", currents=pool.currents, gain=gain, removal=removal, typical=1e-4)
    changed = replace(CALCIUM, pools=(other,))
    start = {"voltage": -60.0, "u": 0.02, "q": 0.1, "y": 0.05, "ca": 2e-4}
    first, second = (series(run(declare(model), 8.0, 30.0, initial=start)) for model in (CALCIUM, changed))
    for name, values in first.items():
        assert second[name] == pytest.approx(values, rel=1e-8, abs=1e-8), name


def test_numbers_become_parameters_that_can_be_changed() -> None:
    model = ModelDeclaration(gates=AS_FORMS, currents=SQUID_CURRENTS)
    base = declare(model)
    assert base.values["g_na"] == 120.0
    assert base.values["alpha_m_midpoint"] == -40.0
    changed = declare(model, {"g_na": 60.0, "alpha_m_midpoint": -35.0})
    assert changed.model is base.model  # what is derived from it is made once
    assert (changed.values["g_na"], base.values["g_na"]) == (60.0, 120.0)


def test_a_name_that_the_client_has_taken_is_left_to_it() -> None:
    model = ModelDeclaration(
        parameters={"g_leak": 0.1}, currents=(LeakDeclaration(conductance=0.3, reversal="-60 - g_leak"),)
    )
    neuron = declare(model)
    assert (neuron.values["g_leak"], neuron.values["g_leak_"]) == (0.1, 0.3)


def test_a_current_may_have_the_name_of_a_gate_or_a_pool() -> None:
    model = ModelDeclaration(
        gates=(GateDeclaration(name="k", steady_state="sigmoid((V + 40) / 5)"),),
        currents=(GeneralDeclaration(name="k", density="0.1 * (V + 90)", gates={"k": 1}), LEAK),
    )
    assert series(run(declare(model), 0.0, 10.0))["voltage"].size == 401
