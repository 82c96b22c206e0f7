"""What a client's declaration cannot mean: each mistake is refused where it stands, and quickly."""

import re
import string
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.interruption import interruptible
from core.neuron.catalogue import CATALOGUE
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
from core.neuron.equations import equations
from core.neuron.simulate import CurrentClamp, simulate
from core.neuron.tables import kinetics
from core.neuron.working_range import KineticsError
from core.result import Floats

GATE = GateDeclaration(name="m", alpha="linoid((V + 40) / 10)", beta="4 * exp(-(V + 65) / 18)")
SODIUM = OhmicDeclaration(name="na", conductance=120.0, reversal=50.0, gates={"m": 3})
LEAK = LeakDeclaration(conductance=0.3, reversal=-54.4)
CALCIUM = ConstantFieldDeclaration(
    name="ca", permeability=1e-5, valence=2, inside="ca", outside=2.0, gates={"m": 2}
)
POOL = PoolDeclaration(name="ca", currents=("ca",), depth=1.0, rest=1e-4, time_constant=80.0)
BASE = ModelDeclaration(gates=(GATE,), currents=(SODIUM, CALCIUM, LEAK), pools=(POOL,))


def gate(**fields: Any) -> ModelDeclaration:
    return replace(BASE, gates=(GateDeclaration(name="m", **fields),))


def current(item: Any) -> ModelDeclaration:
    return replace(BASE, currents=(*BASE.currents, item))


def pool(*drop: str, **fields: Any) -> ModelDeclaration:
    changed: dict[str, Any] = {**dict.fromkeys(drop), **fields}
    return replace(BASE, pools=(replace(POOL, **changed),))


def density(text: str) -> ModelDeclaration:
    return current(GeneralDeclaration(name="x", density=text))


def variable(rate: str) -> ModelDeclaration:
    return replace(density("s"), variables=(VariableDeclaration(name="s", rate=rate),))


MISTAKES: dict[str, tuple[ModelDeclaration, str, str]] = {
    # text
    "syntax": (gate(alpha="3 exp(V)", beta=1.0), "/gates/0/alpha", "column 3: an operator is missing"),
    "name": (gate(alpha="exp((V + vt) / 10)", beta=1.0), "/gates/0/alpha", "column 10: unknown name 'vt'"),
    "gate in a rate": (gate(alpha="m", beta=1.0), "/gates/0/alpha", r"'m' \(a gate\) cannot be read here"),
    "V in a conductance": (
        current(OhmicDeclaration(name="x", conductance="V", reversal=0.0)),
        "/currents/3/conductance",
        "the membrane potential",
    ),
    # kinetics
    "none": (gate(), "/gates/0", "not one of the three"),
    "two kinds": (gate(alpha=1.0, beta=1.0, steady_state=0.5), "/gates/0", "not one of the three"),
    "negative opening": (
        gate(alpha="V / 10", beta=1.0),
        "/gates/0/alpha",
        "opening rate of m is negative at V",
    ),
    "negative closing": (gate(alpha=1.0, beta="-V"), "/gates/0/beta", "closing rate of m is negative at V"),
    "negative form": (
        gate(alpha=StandardForm(form="sigmoid", rate=-1.0, midpoint=0.0, scale=5.0), beta=1.0),
        "/gates/0/alpha",
        "negative",
    ),
    "flat form": (
        gate(alpha=StandardForm(form="sigmoid", midpoint=0.0, scale=0.0), beta=1.0),
        "/gates/0/alpha/scale",
        "not 0",
    ),
    "above 1": (gate(steady_state="1.2 * sigmoid(V)"), "/gates/0/steady_state", "above 1 at V"),
    "below 0": (
        gate(steady_state="sigmoid(V) - 0.1", time_constant=1.0),
        "/gates/0/steady_state",
        "negative at V",
    ),
    "no time": (gate(steady_state=0.5, time_constant=0.0), "/gates/0/time_constant", "is 0 at V"),
    "negative time": (gate(steady_state=0.5, time_constant="V"), "/gates/0/time_constant", "negative at V"),
    "no rates": (gate(alpha=0.0, beta=0.0), "/gates/0", "no steady state"),
    "jump": (gate(alpha="sigmoid(V * 1e6)", beta=1.0), "/gates/0/alpha", "jumps or has a pole at V = 0 mV"),
    "pole of a rate": (
        gate(alpha="1 / (V + 40)^2", beta=1.0),
        "/gates/0/alpha",
        r"column 3: division by \(V \+ 40\)\^2, which is 0: .* at V = -40 mV",
    ),
    "gate on calcium": (
        gate(steady_state="ca / 0.001"),
        "/gates/0/steady_state",
        "above 1 at V = -100 mV, ca = 0.01",
    ),
    "pole in calcium": (
        gate(alpha="1 / (ca - 0.0001)^2", beta=1.0),
        "/gates/0/alpha",
        "column 3: division by .* ca = 0.0001",
    ),
    "speed": (gate(alpha=1.0, beta=1.0, speed=0.0), "/gates/0/speed", "out of bounds"),
    "speed of an instant": (gate(steady_state=0.5, speed=2.0), "/gates/0/speed", "instantaneous"),
    "half a q10": (gate(alpha=1.0, beta=1.0, q10=3.0), "/gates/0/reference_temperature", "go together"),
    "unreachable": (
        replace(BASE, gates=(GATE, replace(GATE, name="h"))),
        "/gates/1",
        "the gate h acts on no current",
    ),
    # currents
    "pole": (
        density("1 / (V + 40)"),
        "/currents/3/density",
        r"column 3: division by V \+ 40, which is 0: .* at V = -40 mV",
    ),
    "pole with calcium": (density("ca / (V + 40)"), "/currents/3/density", "column 4: division by"),
    "overflow": (density("exp(exp(V))"), "/currents/3/density", r"column 1: exp\(exp\(V\)\) is beyond"),
    "logarithm": (density("log(V)"), "/currents/3/density", "column 1: the logarithm of V"),
    "negative g": (
        current(OhmicDeclaration(name="x", conductance=-1.0, reversal=0.0)),
        "/currents/3/conductance",
        "out of bounds",
    ),
    "exponent": (
        current(OhmicDeclaration(name="x", conductance=1.0, reversal=0.0, gates={"m": 9})),
        "/currents/3/gates/m",
        "small integer",
    ),
    "unknown gate": (
        current(OhmicDeclaration(name="x", conductance=1.0, reversal=0.0, gates={"q": 1})),
        "/currents/3/gates/q",
        "there is no gate 'q'",
    ),
    "no charge": (
        current(
            OhmicDeclaration(
                name="x", conductance=1.0, reversal=NernstReversal(valence=0, inside=1.0, outside=2.0)
            )
        ),
        "/currents/3/reversal/valence",
        "charge",
    ),
    "no concentration": (
        current(
            OhmicDeclaration(
                name="x", conductance=1.0, reversal=NernstReversal(valence=1, inside=0.0, outside=2.0)
            )
        ),
        "/currents/3/reversal/inside",
        "out of bounds",
    ),
    "no pool": (
        current(PumpDeclaration(maximum=1.0, pool="na", half_saturation=1.0)),
        "/currents/3/pool",
        "there is no pool 'na'",
    ),
    "too large together": (
        current(
            ConstantFieldDeclaration(
                name="x",
                permeability=1.0,
                valence=1,
                inside="+".join(["1"] * 199),
                outside="+".join(["1"] * 199),
            )
        ),
        "/currents/3",
        "too large",
    ),
    # pools and variables
    "depth and gain": (pool(gain=1.0), "/pools/0", "a depth or a gain"),
    "no removal": (pool("rest", "time_constant"), "/pools/0", "or a removal"),
    "no decay": (pool(time_constant=0.0), "/pools/0/time_constant", "out of bounds"),
    "negative rest": (pool(rest=-1.0), "/pools/0/rest", "out of bounds"),
    "unknown current": (pool(currents=("k",)), "/pools/0/currents/0", "there is no current 'k'"),
    "twice": (pool(currents=("ca", "ca")), "/pools/0/currents/1", "twice"),
    "pole of a variable": (variable("1 / (V + 40) - s"), "/variables/0/rate", "column 3: division by"),
    # names and the whole
    "taken": (replace(BASE, gates=(GATE, GATE)), "/gates/1/name", "already that of a gate"),
    "reserved": (variable("current - s"), "/variables/0/rate", "cannot be read here"),
    "series": (
        replace(BASE, gates=(GATE, replace(GATE, name="i_na"))),
        "/gates/1/name",
        "a series of the current na",
    ),
    "unread": (replace(BASE, parameters={"k": 1.0}), "/parameters/k", "nothing reads"),
    "capacitance": (replace(BASE, capacitance="1 - 1"), "/capacitance", "out of bounds"),
    "division": (replace(BASE, capacitance="1 / (2 - 2)"), "/capacitance", "column 3: division by"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_where_it_stands(mistake: str) -> None:
    model, pointer, detail = MISTAKES[mistake]
    with pytest.raises(ParameterError) as caught:
        declare(model, root="/model")
    assert caught.value.pointer == f"/model{pointer}"
    assert re.search(detail, caught.value.detail), caught.value.detail


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"c_m": 0.0}, "/parameters/c_m"),
        ({"g_na": -1.0}, "/parameters/g_na"),
        ({"temperature": -274.0}, "/parameters/temperature"),
        ({"ca_outside": 0.0}, "/parameters/ca_outside"),
        ({"g_nb": 1.0}, "/parameters/g_nb"),
    ],
)
def test_a_changed_value_is_refused_where_it_was_changed(changed: dict[str, float], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        declare(BASE, changed, "/model")
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_steepest_catalogue_model_is_still_followed(name: str) -> None:
    model = CATALOGUE[name]
    for item in model.parameters:
        bounds = item.quantity.bounds
        for value in (bounds.ge, bounds.le):
            if value is None or not item.name.endswith(("_slope", "v2", "v4", "_scale")):
                continue
            values: dict[str, Any] = {item.name: value}
            assert followed(Neuron.of(model, **values))


def followed(neuron: Neuron) -> bool:
    """Whether a table follows the functions, or they overflow, which is a refusal of its own."""
    try:
        return kinetics(neuron).error < 0.02
    except KineticsError as refusal:
        return "not finite" in refusal.detail


# ------------------------------------------------------------------------------------------------- fuzz

QUICK = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SECONDS = 2.0
"""What any one expression may take on a busy machine: the dearest that has a meaning takes a tenth of it."""

pieces = st.sampled_from(
    [
        *"()+-*/^., \t\n0123456789eE_;:[]{}'\"\\@#",
        *("V", "exp", "log", "linoid", "1e308", "1e-308", "**", "^-", "ca", "temperature", "\u2212"),
        *("__class__", "__import__", "os.system", "lambda", "import", "eval(", "\u2174", "\U0001d449"),
    ]
)
texts = st.one_of(
    st.text(max_size=60),
    st.lists(pieces, max_size=60).map("".join),
    st.text(string.printable, max_size=2100),
    st.binary(max_size=200).map(lambda data: data.decode("latin-1")),
)


def attempt(model: ModelDeclaration) -> float:
    """The time that it takes to declare a model or to refuse it; any other failure is one."""
    began = time.perf_counter()
    try:
        declare(model)
    except ParameterError as refusal:
        if not (refusal.detail and (refusal.pointer.startswith("/") or "follows" in refusal.detail)):
            raise
    return time.perf_counter() - began


@QUICK
@given(text=texts)
@example("^".join(["V"] * 38))
@example("^".join(["(1+V^2)"] * 30))
@example("(" * 1000 + "V" + ")" * 999)
@example("-" * 1999 + "V")
@example("exp(" * 39 + "V" + ")" * 39)
@example("linoid(" * 39 + "V" + ")" * 39)
@example("V/" * 999 + "V")
@example("9" * 2000)
@example("1e999")
@example("(V^1e308)^3")
@example("exprel_6(V)")
@example("sqrt(" * 20 + "V^2" + ")^2" * 20)
def test_no_text_hangs_or_runs(text: str) -> None:
    for model in (
        gate(alpha=text, beta=1.0),
        density(text),
        variable(text),
        pool("rest", "time_constant", removal=text),
        replace(BASE, capacitance=text),
    ):
        assert attempt(model) < SECONDS


@pytest.mark.parametrize(
    "text", ["(" * 1000, "-" * 2000, "V/" * 999 + "V", "x" * 2000, "9" * 2000 + "V", "é" * 9]
)
def test_a_senseless_text_is_refused_in_milliseconds(text: str) -> None:
    model = gate(alpha=text, beta=1.0)
    assert min(attempt(model) for _ in range(5)) < 5e-3


@QUICK
@given(
    name=st.one_of(st.text(max_size=40), st.sampled_from(["__class__", "__init__", "V", "exp", "self", "é"]))
)
def test_any_name_is_taken_or_refused(name: str) -> None:
    if len(name) <= 32:
        attempt(replace(BASE, gates=(GATE, replace(GATE, name=name)), currents=(*BASE.currents, SODIUM)))


numbers = st.one_of(st.floats(-1e30, 1e30), st.sampled_from([0.0, -0.0, 1e-300, 1e30, -1e30, 1e-30, 5.0]))


@QUICK
@given(values=st.lists(numbers, min_size=9, max_size=9))
def test_numbers_of_any_size_are_computed_with_or_refused(values: list[float]) -> None:
    g, e, rate, scale, c, speed, inside, tau, slope = values
    model = replace(
        BASE,
        capacitance=c,
        gates=(
            replace(GATE, speed=speed),
            GateDeclaration(name="q", steady_state=f"sigmoid({slope!r} * V)", time_constant=tau),
        ),
        currents=(
            replace(SODIUM, conductance=g, reversal=e, gates={"m": 3, "q": 1}),
            replace(CALCIUM, inside=inside, permeability=rate),
            GeneralDeclaration(name="x", density=f"{scale!r} * V"),
            LEAK,
        ),
        pools=(),
    )
    if model.gates[0].speed:
        assert np.isfinite(outcome(model)).all()


def outcome(model: ModelDeclaration) -> Floats:
    """The series of a short run, none where it is refused."""
    try:
        result = simulate(declare(model), CurrentClamp(duration=2.0))
    except (ParameterError, ConvergenceError, DivergenceError):
        return np.zeros(0)
    return np.concatenate([series.values for series in result.series])


def largest() -> ModelDeclaration:
    """A model at the caps: 24 gates, all of them in each of 24 currents."""
    gates = tuple(
        GateDeclaration(
            name=f"g{k}",
            steady_state=f"sigmoid((V + {k}) / 10)" + f" * sigmoid((V + {k}) / 7)" * 7,
            time_constant="1 + " + " + ".join(f"sech((V + {k + j}) / 20)" for j in range(8)),
        )
        for k in range(24)
    )
    every = {item.name: 8 for item in gates}
    currents = tuple(
        OhmicDeclaration(name=f"c{k}", conductance=0.1, reversal=-60.0, gates=every) for k in range(24)
    )
    return ModelDeclaration(gates=gates, currents=currents)


def test_derivatives_of_the_largest_model_end_and_can_be_stopped() -> None:
    began = time.perf_counter()
    neuron = declare(largest())
    assert time.perf_counter() - began < 5.0
    with pytest.raises(ParameterError, match="too many terms"):
        _ = equations(neuron.model).third_derivatives
    assert time.perf_counter() - began < 20.0

    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    with interruptible(stop), pytest.raises(StoppedError):
        _ = equations(neuron.model).third_derivatives


def test_a_model_past_the_total_length_is_refused() -> None:
    long = "1" + " " * 1300
    gates = tuple(GateDeclaration(name=f"g{k}", alpha=long, beta=1.0) for k in range(24))
    model = replace(BASE, gates=gates)
    with pytest.raises(ParameterError, match="too long together"):
        declare(model)
