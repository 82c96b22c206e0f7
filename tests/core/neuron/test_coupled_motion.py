"""States that other functions read: pools, variables, gates of both; against scipy on the same equations."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import (
    ConstantFieldCurrent,
    Current,
    Gate,
    GeneralCurrent,
    Instantaneous,
    Model,
    Neuron,
    Pool,
    Relaxation,
    Standard,
    Variable,
    constant,
    nernst,
)
from core.neuron.equations import equations, time_derivative
from core.neuron.initial import initial_state
from core.neuron.integrator import run as run_module
from core.neuron.integrator.integration import Trajectory, integrate
from core.neuron.layout import layout
from core.neuron.settling import settled_at, settled_at_rest
from core.quantity import Celsius, Millimolar
from core.result import Floats
from core.stimulus import Step
from core.waveform import waveform

STANDARD = Standard(100.0, (), 0.0, (0.0, 1.0), (-90.0, 60.0))
CALCIUM = Model(
    name="calcium",
    title="a cell with calcium currents of two kinds, a pump and a gate of voltage and calcium",
    description="",
    capacitance="1",
    parameters=(
        constant("temperature", "T", Celsius, 20.0, "temperature"),
        constant("k_ca", "K", Millimolar, 1e-3, "half saturation"),
    ),
    gates=(
        Gate("m", "fast", Instantaneous("sigmoid((V + 20) / 9)")),
        Gate("n", "slow", Relaxation("sigmoid((V + 25) / 8)", "5")),
        Gate("b", "both", Relaxation("sigmoid((V + 10 + 20 * log(ca / 1e-3)) / 15)", "2 + ca / k_ca")),
    ),
    currents=(
        ConstantFieldCurrent("ca", "I", "constant field", "2e-4", 2, "ca", "2", (("m", 2),)),
        Current("cao", "I", "moving reversal", "0.3", nernst(2, "ca", "2"), (("m", 1),)),
        Current("k", "I", "potassium", "4", "-80", (("n", 2),)),
        Current("bk", "I", "both", "2", "-80", (("b", 2),)),
        Current("l", "I", "leak", "0.1", "-60"),
        GeneralCurrent("pump", "I", "pump", "0.5 * ca / (ca + k_ca)"),
    ),
    presets=(),
    standard=STANDARD,
    references=(),
    pools=(Pool("ca", "c", "calcium", ("ca", "cao"), "1e-4", "(ca - 1e-4) / 30"),),
)
NONLINEAR = Model(
    name="nonlinear",
    title="a variable that is not linear in itself",
    description="",
    capacitance="1",
    parameters=(),
    gates=(),
    currents=(
        GeneralCurrent("f", "I", "fast", "V^3 / 3 - V + 0.1 * w * w"),
        GeneralCurrent("w", "I", "slow", "1", (("w", 1),)),
    ),
    presets=(),
    standard=STANDARD,
    references=(),
    variables=(Variable("w", "w", "slow", "0.08 * (V + 0.7 - 0.8 * w - 0.05 * w^3)"),),
    dimensionless=True,
    swing=4.0,
)
CASES = [
    pytest.param(CALCIUM, 1.0, 300.0, (-60.0, 0.1, 0.1, 1e-4), id="calcium"),
    pytest.param(NONLINEAR, 0.5, 200.0, (-1.0, 0.0), id="nonlinear"),
]


def followed(model: Model, current: float, duration: float, state: tuple[float, ...]) -> Trajectory:
    times = np.linspace(0.0, duration, 301)
    wave = waveform((Step(amplitude=current),), duration)
    return integrate(Neuron.of(model), wave, np.array(state), times, tolerance=1e-5 * model.swing)


def reference(model: Model, current: float, duration: float, state: tuple[float, ...]) -> Floats:
    neuron, times = Neuron.of(model), np.linspace(0.0, duration, 301)
    found = solve_ivp(
        lambda _, y: time_derivative(neuron, y, current),
        (0.0, duration),
        state,
        "LSODA",
        times,
        rtol=1e-11,
        atol=1e-13,
    )
    states: Floats = found.y.T
    return states


@pytest.mark.parametrize(("model", "current", "duration", "state"), CASES)
@pytest.mark.parametrize("stiff", [False, True])
def test_coupled_states_follow_their_equations(
    model: Model,
    current: float,
    duration: float,
    state: tuple[float, ...],
    stiff: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if stiff:  # from the 20th step on
        monkeypatch.setattr(run_module, "CRAWL", (0, 0.0))
        monkeypatch.setattr(run_module, "CHUNK", 20)
    found = followed(model, current, duration, state).states
    error = np.abs(found - reference(model, current, duration, state)).max(axis=0)
    # The tolerance is that of V; a state counts by its typical value. Phase errors of a cycle are as large.
    allowed = 1e-5 * model.swing * np.array([1.0, *(value / model.swing for value in model.typical)])
    assert (error <= 4.0 * allowed).all(), error / allowed


def test_only_what_reads_states_runs_on_the_machine() -> None:
    assert layout(CATALOGUE["fitzhugh-nagumo"]).coupling is None
    assert layout(CATALOGUE["hindmarsh-rose"]).coupling is None
    coupling = layout(CALCIUM).coupling
    assert coupling is not None
    # a and b of the gate; driving forces of the constant field, the moving reversal and the pump
    assert coupling.functions == 5
    assert coupling.states == (2,)


def test_a_steady_state_without_a_closed_form_is_found_by_settling() -> None:
    assert equations(CALCIUM).unsolved == ("b", "ca")
    neuron = Neuron.of(CALCIUM)
    rest = settled_at_rest(neuron)
    scale = np.array([1.0, 1.0, 1.0, 1e-3])
    assert np.abs(time_derivative(neuron, rest, 0.0) / scale).max() < 1e-10
    held = settled_at(neuron, -40.0)
    assert held[0] == -40.0
    assert np.abs(time_derivative(neuron, held, 0.0) / scale)[1:].max() < 1e-10
    assert initial_state(neuron) == pytest.approx(rest)
