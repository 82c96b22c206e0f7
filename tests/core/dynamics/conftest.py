"""Declared models of no organism: they show that the analysis depends on no catalogued one."""

import pytest

from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Rates,
    Relaxation,
    Standard,
    constant,
)
from core.quantity import Celsius, MicrofaradPerCm2, MillisiemensPerCm2, Millivolt
from core.stimulus import Step

STANDARD = Standard(100.0, (Step(amplitude=1.0),), 1.0, (0.0, 20.0), (-90.0, 50.0))

THREE_GATES = Model(
    name="three-gates",
    title="Three gates",
    description="An inward current that inactivates, an outward one, a slow one, and a leak.",
    capacitance="c",
    parameters=(
        constant("c", "C", MicrofaradPerCm2, 1.5, "capacitance"),
        constant("g_in", "g_1", MillisiemensPerCm2, 30.0, "inward conductance"),
        constant("g_out", "g_2", MillisiemensPerCm2, 8.0, "outward conductance"),
        constant("g_slow", "g_3", MillisiemensPerCm2, 0.5, "slow conductance"),
        constant("g_leak", "g_4", MillisiemensPerCm2, 0.2, "leak conductance"),
        constant("e_in", "E_1", Millivolt, 55.0, "inward reversal"),
        constant("e_out", "E_2", Millivolt, -85.0, "outward reversal"),
        constant("e_leak", "E_3", Millivolt, -65.0, "leak reversal"),
        constant("temperature", "T", Celsius, 20.0, "temperature"),
    ),
    gates=(
        Gate("act", "activation", Instantaneous("sigmoid((V + 35) / 7)")),
        Gate("inact", "inactivation", Rates("0.1 * exp(-(V + 60) / 15)", "1.5 * sigmoid((V + 30) / 8)")),
        Gate(
            "k",
            "outward",
            Rates("0.2 * linoid((V + 40) / 9)", "0.3 * exp(-(V + 50) / 40)"),
            "2 ^ ((temperature - 10) / 10)",
        ),
        Gate("slow", "slow", Relaxation("0.5 * (1 + tanh((V + 40) / 12))", "60 * sech((V + 40) / 30) + 5")),
    ),
    currents=(
        Current("in", "I_1", "inward", "g_in", "e_in", (("act", 3), ("inact", 1))),
        Current("out", "I_2", "outward", "g_out", "e_out", (("k", 3),)),
        Current("slow", "I_3", "slow", "g_slow", "e_out", (("slow", 2),)),
        Current("leak", "I_4", "leak", "g_leak", "e_leak"),
    ),
    presets=(),
    standard=STANDARD,
    references=(),
)

TWO_POWERS = Model(
    name="two-powers",
    title="One gate in two powers",
    description="Two states; the gate occurs squared, to the fourth power, and not at all.",
    capacitance="c",
    parameters=(
        constant("c", "C", MicrofaradPerCm2, 1.0, "capacitance"),
        constant("g_a", "g_1", MillisiemensPerCm2, 5.0, "first conductance"),
        constant("g_b", "g_2", MillisiemensPerCm2, 3.0, "second conductance"),
        constant("g_in", "g_3", MillisiemensPerCm2, 2.0, "inward conductance"),
        constant("g_leak", "g_4", MillisiemensPerCm2, 0.3, "leak conductance"),
        constant("e_a", "E_1", Millivolt, -80.0, "first reversal"),
        constant("e_b", "E_2", Millivolt, 60.0, "second reversal"),
        constant("e_leak", "E_3", Millivolt, -60.0, "leak reversal"),
    ),
    gates=(
        Gate("act", "activation", Instantaneous("sigmoid((V + 20) / 9)")),
        Gate("x", "the gate", Relaxation("sigmoid((V + 10) / 11)", "4")),
    ),
    currents=(
        Current("a", "I_1", "first", "g_a", "e_a", (("x", 4),)),
        Current("b", "I_2", "second", "g_b", "e_b", (("x", 2), ("act", 1))),
        Current("in", "I_3", "inward", "g_in", "e_b", (("act", 1),)),
        Current("leak", "I_4", "leak", "g_leak", "e_leak"),
    ),
    presets=(),
    standard=STANDARD,
    references=(),
)


@pytest.fixture
def three_gates() -> Model:
    return THREE_GATES


@pytest.fixture
def two_powers() -> Model:
    return TWO_POWERS
