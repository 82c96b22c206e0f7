"""The membrane of the nodes of Ranvier at rest."""

from dataclasses import dataclass
from functools import cached_property

from core.axon.uniform_axon import capacitance_of
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix
from core.result import Floats


@dataclass(frozen=True, eq=False)
class Node:
    """The membrane of the nodes: its resting state, V [mV] first, and its capacitance [µF/cm²]."""

    neuron: Neuron
    rest: Floats
    capacitance: float

    @cached_property
    def conductance(self) -> float:
        """Slope of the current at rest with all gates as they are [mS/cm²]."""
        return float(-jacobian_matrix(self.neuron, self.rest)[0, 0]) * self.capacitance

    @property
    def swing(self) -> float:
        """Size of a spike [mV]."""
        return self.neuron.model.swing


def node_of(neuron: Neuron, rest: Floats) -> Node:
    """A membrane at rest, V [mV] first."""
    return Node(neuron, rest, capacitance_of(neuron))
