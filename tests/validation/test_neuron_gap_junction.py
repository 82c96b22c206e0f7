"""Two axons with a gap junction against NEURON's IDA (data/neuron_gap_junction.csv says how it was made)."""

import math
from pathlib import Path

import numpy as np
import pytest

from core.cable.coupled_compartments.compartments import ActiveCompartment
from core.cable.coupled_compartments.coupled_compartments import coupled_compartments
from core.cable.coupled_compartments.junctions import OhmicJunction
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.result import Result
from core.sampling import OutputSampling
from core.stimulus import Step

DATA = Path(__file__).parent / "data" / "neuron_gap_junction.csv"
TRACE = np.loadtxt(DATA, delimiter=",", skiprows=7)
CROSSINGS = [
    [float(word) for word in line.split(":")[1].split()] for line in DATA.read_text().splitlines()[4:6]
]
HH = Neuron.of(HODGKIN_HUXLEY)
AREA = math.pi * 100.0
"""Of a cylinder of 10 µm by 10 µm [µm²]."""


@pytest.fixture(scope="module")
def result() -> Result:
    first, second = (
        ActiveCompartment(
            membrane_area=AREA,
            # µA/cm² × µm² = 1e-5 nA, and mS/cm² × µm² = 1e-2 nS.
            stimulus=(Step(amplitude=1e-5 * current * AREA),),
            initial={"voltage": -65.0},
        )
        for current in (10.0, 4.0)
    )
    return coupled_compartments(
        (HH, HH),
        CoupledCompartmentsRequest(
            compartments=(first, second),
            junctions=(OhmicJunction(first=1, second=2, conductance=1e-2 * 0.1 * AREA),),
            duration=100.0,
            sampling=OutputSampling(points=501, method="uniform"),
        ),
    )


@pytest.mark.parametrize("number", [1, 2])
def test_spike_times_within_a_microsecond(result: Result, number: int) -> None:
    times = [event.time for event in result.events if event.values["compartment"] == number]
    assert len(times) > 3
    assert times == pytest.approx(CROSSINGS[number - 1], abs=1e-3)


@pytest.mark.parametrize("number", [1, 2])
def test_voltage_within_ten_microvolts(result: Result, number: int) -> None:
    assert result.variable("time").values == pytest.approx(TRACE[:, 0], abs=1e-12)
    assert np.abs(result.variable(f"voltage_{number}").values - TRACE[:, number]).max() < 0.01
