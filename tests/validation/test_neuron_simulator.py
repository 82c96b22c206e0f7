"""Hodgkin-Huxley against NEURON's CVODE (data/neuron_hodgkin_huxley.csv says how the trace was made)."""

from pathlib import Path

import numpy as np
import pytest

from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Result
from core.sampling import OutputSampling
from core.stimulus import Step

DATA = Path(__file__).parent / "data" / "neuron_hodgkin_huxley.csv"
TRACE = np.loadtxt(DATA, delimiter=",", skiprows=5)
CROSSINGS = [float(word) for word in DATA.read_text().splitlines()[3].split(":")[1].split()]


@pytest.fixture(scope="module")
def result() -> Result:
    clamp = CurrentClamp(
        duration=100.0,
        stimulus=(Step(amplitude=10.0),),
        initial={"voltage": -65.0},
        sampling=OutputSampling(points=4001, method="uniform"),
    )
    return simulate(Neuron.of(HODGKIN_HUXLEY), clamp)


def test_spike_times_within_a_microsecond(result: Result) -> None:
    assert [event.time for event in result.events] == pytest.approx(CROSSINGS, abs=1e-3)
    # In fact within 10 ns, at the default tolerance.
    assert [event.time for event in result.events] == pytest.approx(CROSSINGS, abs=1e-5)


def test_voltage_within_ten_microvolts(result: Result) -> None:
    assert result.variable("time").values == pytest.approx(TRACE[:, 0], abs=1e-12)
    assert np.abs(result.variable("voltage").values - TRACE[:, 1]).max() < 0.01


@pytest.mark.parametrize(("gate", "column"), [("m", 2), ("h", 3), ("n", 4)])
def test_gates(result: Result, gate: str, column: int) -> None:
    # 0.01 mV of a spike of 100 mV, in which a gate goes from 0 to 1
    assert np.abs(result.variable(gate).values - TRACE[:, column]).max() < 1e-4
