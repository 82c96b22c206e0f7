"""What the first run of compartments would wait for."""

from dataclasses import replace

import numpy as np

from core.compartments.compartments import Compartments
from core.compartments.experiment import Experiment, Probe, resting
from core.compartments.forest import reduce
from core.compartments.run import integrate
from core.compartments.staggered import integrate_staggered
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.waveform import Waveform


def warm() -> None:
    """Compile the kernels, or load them from the cache."""
    neuron = Neuron.of(next(iter(CATALOGUE.values())))
    state = initial_state(neuron)
    voltage = float(state[0])
    # An active compartment and a passive line that is reduced to modes.
    n = 64
    passive = np.minimum(np.arange(n), 1)
    line = Compartments(
        np.arange(-1, n - 1),
        np.where(passive, 1e-2, 0.0),
        1e-5 * (1 - passive),
        1e-3 * passive,
        1e-4 * passive,
        1e-4 * voltage * passive,
        passive,
        (neuron, None),
    )
    still = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    experiment = Experiment(
        duration=0.1,
        sites=((0, 0, 1.0),),
        waveforms=(still,),
        probes=(Probe((1,), (1.0,)),),
        times=np.array([0.0, 0.1]),
        profile_times=np.array([0.1]),
    )
    start = resting(line, [voltage, voltage], [state[1:], np.zeros(0)])
    integrate(line, start, experiment, 1.0)
    integrate_staggered(line, start, experiment, 0.025)
    reduce(line, start, replace(experiment, duration=1e4), 1.0)
