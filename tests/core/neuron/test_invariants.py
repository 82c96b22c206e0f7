"""What holds of every model: gates between 0 and 1, charge, scaling of the area, restarts."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.neuron.catalogue import CATALOGUE
from core.neuron.client_model import declare
from core.neuron.client_model.request import (
    GateDeclaration,
    GeneralDeclaration,
    LeakDeclaration,
    ModelDeclaration,
    OhmicDeclaration,
)
from core.neuron.declaration import Gate, Neuron
from core.neuron.layout import layout
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Pulse, Step, Stimulus

CELLS = ("hodgkin-huxley", "morris-lecar", "connor-stevens", "wang-buzsaki", "pospischil", "thalamic-relay")
FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TOLERANCE = 1e-5


def clamp(
    neuron: Neuron, stimulus: tuple[Stimulus, ...], duration: float, points: int = 801, **options: Any
) -> CurrentClamp:
    model = neuron.model
    series = (*model.state_names, "stimulus", "i_ionic")
    return CurrentClamp(
        duration=duration,
        stimulus=stimulus,
        tolerance=TOLERANCE,
        sampling=OutputSampling(series=series, points=points),
        **options,
    )


def series(result: Result) -> dict[str, Floats]:
    return {variable.name: variable.values for variable in result.series}


def scale_of(neuron: Neuron) -> float:
    """The current of the textbook experiment, which differs between the models by a factor of a hundred."""
    return max(neuron.model.standard.current, 1.0)


cells = st.sampled_from(CELLS)
strengths = st.floats(-1.0, 3.0)


@FEW
@given(cell=cells, strength=strengths, voltage=st.floats(-120.0, 80.0), at=st.floats(0.0, 1.0))
def test_gates_stay_between_0_and_1(cell: str, strength: float, voltage: float, at: float) -> None:
    neuron = Neuron.of(CATALOGUE[cell])
    gates = [state.name for state in neuron.model.dynamic if isinstance(state, Gate)]
    # The corners of the unit cube are where a step could leave it.
    start = {"voltage": voltage, **{name: float(k % 2 == round(at)) for k, name in enumerate(gates)}}
    stimulus = (Step(amplitude=strength * scale_of(neuron), onset=2.0),)
    found = series(simulate(neuron, clamp(neuron, stimulus, 30.0, initial=start)))
    for name in gates:
        # The error of a gate that the tolerance allows, as a share of a spike.
        assert found[name].min() >= -TOLERANCE / neuron.model.swing, name
        assert found[name].max() <= 1.0 + TOLERANCE / neuron.model.swing, name


@FEW
@given(cell=cells, strength=strengths)
def test_charge_that_comes_in_is_stored_or_flows_out(cell: str, strength: float) -> None:
    neuron = Neuron.of(CATALOGUE[cell])
    stimulus = (Pulse(amplitude=strength * scale_of(neuron), onset=5.0, duration=10.0),)
    result = simulate(neuron, clamp(neuron, stimulus, 25.0, points=10_001))
    found = series(result)
    assert result.axis is not None
    times = result.axis.values
    capacitance = float(layout(neuron.model).constants(neuron.values)[0])
    # Between the jumps the currents are smooth: the trapezoidal rule, and its error by doubling its step.
    for low, high in ((0.0, 5.0), (5.0, 15.0), (15.0, 25.0)):
        inside = np.flatnonzero((times >= low) & (times <= high))
        injected = strength * scale_of(neuron) if low == 5.0 else 0.0
        net = injected - found["i_ionic"][inside]
        coarse, fine = (np.trapezoid(net[::k], times[inside][::k]) for k in (2, 1))
        stored = capacitance * (found["voltage"][inside[-1]] - found["voltage"][inside[0]])
        error = abs(float(fine - coarse)) + 10.0 * TOLERANCE * capacitance + 1e-9 * float(np.abs(net).max())
        assert abs(fine - stored) <= error


@FEW
@given(factor=st.floats(0.02, 50.0), strength=st.floats(0.5, 3.0))
def test_scaling_the_area_leaves_the_voltage_unchanged(factor: float, strength: float) -> None:
    def cell(scale: float) -> Neuron:
        return declare(
            ModelDeclaration(
                capacitance=scale,
                parameters={"scale": scale},
                gates=(
                    GateDeclaration(name="m", alpha="linoid((V + 40) / 10)", beta="4 * exp(-(V + 65) / 18)"),
                    GateDeclaration(
                        name="n", alpha="0.1 * linoid((V + 55) / 10)", beta="0.125 * exp(-(V + 65) / 80)"
                    ),
                ),
                currents=(
                    OhmicDeclaration(name="na", conductance="20 * scale", reversal=50.0, gates={"m": 3}),
                    OhmicDeclaration(name="k", conductance=36.0 * scale, reversal=-77.0, gates={"n": 4}),
                    GeneralDeclaration(name="odd", density="scale * 0.01 * (V + 60)"),
                    LeakDeclaration(conductance=0.3 * scale, reversal=-54.0),
                ),
            )
        )

    first, second = (
        series(
            simulate(
                cell(scale), clamp(cell(scale), (Step(amplitude=10.0 * strength * scale, onset=1.0),), 30.0)
            )
        )
        for scale in (1.0, factor)
    )
    assert second["voltage"] == pytest.approx(first["voltage"], rel=0.0, abs=20.0 * TOLERANCE)


def scaled(neuron: Neuron, factor: float) -> Neuron:
    """The same membrane with `factor` times the capacitance and conductances per unit of area."""
    model = neuron.model
    own = {name for current in model.currents for name in (getattr(current, "conductance", ""),)}
    own.add(model.capacitance)
    values: Mapping[str, float] = {
        name: value * factor if name in own else value for name, value in neuron.values.items()
    }
    return Neuron(model, MappingProxyType(dict(values)))


@FEW
@given(
    cell=st.sampled_from(("hodgkin-huxley", "connor-stevens", "wang-buzsaki")), factor=st.floats(0.1, 10.0)
)
def test_scaling_a_catalogued_cell(cell: str, factor: float) -> None:
    neuron = Neuron.of(CATALOGUE[cell])
    first, second = (
        series(simulate(made, clamp(made, (Step(amplitude=2.0 * scale_of(neuron) * by, onset=1.0),), 30.0)))
        for made, by in ((neuron, 1.0), (scaled(neuron, factor), factor))
    )
    assert second["voltage"] == pytest.approx(first["voltage"], rel=0.0, abs=20.0 * TOLERANCE)


@FEW
@given(
    cell=st.sampled_from((*CELLS, "chay-keizer", "golomb-amitai")),
    strength=strengths,
    pause=st.floats(3.0, 27.0),
)
def test_a_run_that_is_paused_and_restarted_is_one_run(cell: str, strength: float, pause: float) -> None:
    neuron = Neuron.of(CATALOGUE[cell])
    onset = 1.0
    current = Step(amplitude=strength * scale_of(neuron), onset=onset)
    whole = simulate(neuron, clamp(neuron, (current,), 30.0))
    first = series(simulate(neuron, clamp(neuron, (current,), pause)))
    state = {name: float(first[name][-1]) for name in neuron.model.state_names}
    rest = clamp(neuron, (replace(current, onset=0.0),), 30.0 - pause, initial=state)
    second = series(simulate(neuron, rest))
    # The error of a state counts by its share of the state's typical value.
    typical = (neuron.model.swing, *neuron.model.typical)
    for name, usual in zip(neuron.model.state_names, typical, strict=True):
        size = usual / neuron.model.swing
        there = series(whole)[name][-1]
        assert second[name][-1] == pytest.approx(there, rel=1e-6, abs=50.0 * TOLERANCE * size), name
