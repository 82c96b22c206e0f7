"""What the first run of compartments would wait for."""

import numpy as np

from core.compartments.compartments import Compartments
from core.compartments.experiment import Experiment, Probe, resting
from core.compartments.run import integrate
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.waveform import Waveform


def warm() -> None:
    """Compile the kernels, or load them from the cache."""
    neuron = Neuron.of(next(iter(CATALOGUE.values())))
    none, kinds = np.zeros(2), np.zeros(2, dtype=np.int64)
    pair = Compartments(
        np.array([-1, 0]), np.array([0.0, 1e-3]), np.full(2, 1e-5), none, none, none, kinds, (neuron,)
    )
    state = initial_state(neuron)
    still = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    experiment = Experiment(
        duration=0.1,
        sites=((0, 0, 1.0),),
        waveforms=(still,),
        probes=(Probe((1,), (1.0,)),),
        times=np.array([0.0, 0.1]),
        profile_times=np.array([0.1]),
    )
    integrate(pair, resting(pair, [float(state[0])], [state[1:]]), experiment, 1.0)
