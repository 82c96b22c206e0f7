"""The series that a simulation of two coupled cells can return."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.neuron.added_conductance import AddedConductance, synaptic_conductance
from core.neuron.declaration import Neuron
from core.neuron.observables import Observables, all_series
from core.neuron.pair.request import PairRequest
from core.result import Floats, Variable
from core.sampling import SamplePlan
from core.waveform import Waveform

if TYPE_CHECKING:
    from core.neuron.pair.checked_pair import CheckedPair

Neurons = tuple[Neuron, Neuron]
CONDUCTANCE, CURRENT = "g_synapse_", "i_synaptic_"
"""Names of the conductance of a synapse, and of the synaptic current of a cell, before their numbers."""


def usual_pair_series(request: PairRequest) -> tuple[str, ...]:
    """Names of the series that are returned unless others are asked for."""
    onto = {3 - synapse.presynaptic for synapse in request.synapses}
    return ("voltage_1", "voltage_2", *(f"{CURRENT}{cell}" for cell in sorted(onto)))


def all_pair_series(neurons: Neurons, request: PairRequest) -> tuple[str, ...]:
    """Names of all series."""
    return (
        *(f"{name}_{k}" for k, neuron in enumerate(neurons, 1) for name in all_series(neuron.model)),
        *(f"{CONDUCTANCE}{k + 1}" for k in range(len(request.synapses))),
        *(f"{CURRENT}{cell}" for cell in (1, 2)),
    )


@dataclass(frozen=True, slots=True)
class PairTable:
    """What both cells' series follow from."""

    times: Floats
    cells: tuple[Observables, ...]
    synapses: tuple[AddedConductance, ...]

    @classmethod
    def of(
        cls,
        neurons: Neurons,
        request: PairRequest,
        checked: "CheckedPair",
        waves: tuple[Waveform, Waveform],
        planned: SamplePlan,
    ) -> "PairTable":
        """The states of finished runs at the times that are returned."""
        fine = checked.fine
        conductances = tuple(
            synaptic_conductance(synapse.connection, np.array(synapse.arrived), request.duration)
            for synapse in fine.synapses
        )
        rows = planned.select(*(cell.run.samples[0] for cell in fine.cells))
        times = planned.times[rows]
        cells = tuple(
            Observables(
                neuron,
                wave,
                times,
                cell.run.samples[:, rows],
                checked.error(k),
                tuple(
                    conductance
                    for conductance, synapse in zip(conductances, request.synapses, strict=True)
                    if synapse.presynaptic != k + 1
                ),
            )
            for k, (neuron, wave, cell) in enumerate(zip(neurons, waves, fine.cells, strict=True))
        )
        return cls(times, cells, conductances)

    def series(self, name: str) -> Variable:
        """A series by its name."""
        base, _, number = name.rpartition("_")
        k = int(number)
        if name.startswith(CONDUCTANCE):
            return Variable(name, f"g_syn,{k}", "mS/cm²", self.synapses[k - 1](self.times))
        if name.startswith(CURRENT):
            return replace(self.cells[k - 1].added_current(), name=name, label=f"I_syn,{k}")
        found = self.cells[k - 1].series(base)
        return replace(found, name=name, label=f"{found.label},{k}")
