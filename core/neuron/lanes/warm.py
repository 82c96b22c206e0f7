"""The kernels of many runs side by side, compiled before anybody waits for them."""

import numpy as np

from core.neuron.declaration import Neuron
from core.neuron.lanes.resting_points import initial_states
from core.neuron.lanes.runs import run_points
from core.result import Floats
from core.waveform import Waveform


def warm() -> None:
    """Compile the kernels, or load them from the cache."""
    from core.neuron.catalogue import CATALOGUE

    neuron = Neuron.of(next(iter(CATALOGUE.values())))
    varied = next(iter(neuron.values))
    values: dict[str, float | Floats] = {
        **neuron.values,
        varied: neuron.values[varied] * np.array([1.0, 1.1]),
    }
    still = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    run_points(neuron.model, values, still, initial_states(neuron.model, values, 2), 1.0)
