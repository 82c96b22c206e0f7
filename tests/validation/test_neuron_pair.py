"""Two coupled axons against NEURON's CVODE with Exp2Syn (data/neuron_pair.csv says how it was made)."""

from pathlib import Path

import numpy as np
import pytest

from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.pair.pair import pair
from core.neuron.pair.request import DoubleExponentialConnection, PairedCell, PairRequest
from core.result import Result
from core.sampling import OutputSampling
from core.stimulus import Step

DATA = Path(__file__).parent / "data" / "neuron_pair.csv"
TRACE = np.loadtxt(DATA, delimiter=",", skiprows=7)
CROSSINGS = [
    [float(word) for word in line.split(":")[1].split()] for line in DATA.read_text().splitlines()[4:6]
]
HH = Neuron.of(HODGKIN_HUXLEY)


@pytest.fixture(scope="module")
def result() -> Result:
    first, second = (
        PairedCell(stimulus=(Step(amplitude=current),), initial={"voltage": -65.0})
        for current in (10.0, 12.0)
    )
    synapses = (
        DoubleExponentialConnection(
            presynaptic=1, g_max=0.1, tau_rise=0.5, tau_decay=5.0, reversal=-80.0, delay=1.0
        ),
        DoubleExponentialConnection(
            presynaptic=2, g_max=0.05, tau_rise=0.3, tau_decay=2.0, reversal=0.0, delay=2.0
        ),
    )
    sampling = OutputSampling(points=1001, method="uniform")
    return pair(
        (HH, HH),
        PairRequest(duration=100.0, cells=(first, second), synapses=synapses, sampling=sampling),
    )


@pytest.mark.parametrize("number", [1, 2])
def test_spike_times_within_a_microsecond(result: Result, number: int) -> None:
    times = [event.time for event in result.events if event.values["cell"] == number]
    assert times == pytest.approx(CROSSINGS[number - 1], abs=1e-3)
    # In fact within 5 ns, at the default tolerance.
    assert times == pytest.approx(CROSSINGS[number - 1], abs=1e-5)


@pytest.mark.parametrize("number", [1, 2])
def test_voltage_within_ten_microvolts(result: Result, number: int) -> None:
    assert result.variable("time").values == pytest.approx(TRACE[:, 0], abs=1e-12)
    assert np.abs(result.variable(f"voltage_{number}").values - TRACE[:, number]).max() < 0.01
