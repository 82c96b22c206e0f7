"""An axon as a row of compartments."""

from dataclasses import dataclass

import numpy as np

from core.axon.propagate.geometry import UnmyelinatedAxon
from core.compartments.assembly import Compartments
from core.neuron.declaration import Neuron
from core.numerics.tree.partition import Integers
from core.result import Floats

CM_PER_MICROMETRE = 1e-4
MEGAOHM_MICROMETRE = 1e-2
"""1 Ω·cm [MΩ·µm]."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Compartments in a row.

    Attributes
    ----------
    compartments
        The tree that they are.
    centres
        Where their middles are [µm], increasing, shape (n,).
    nodes
        Of a myelinated axon the compartments that are nodes; None: it has none.
    """

    compartments: Compartments
    centres: Floats
    nodes: Integers | None = None

    @property
    def excitable(self) -> Integers:
        """The compartments among which spikes are looked for."""
        return np.arange(self.centres.size) if self.nodes is None else self.nodes

    def shares(self, position: float) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """The two compartments about a position [µm] and their shares of it; at an end, the last one."""
        behind = int(np.searchsorted(self.centres, position))
        if behind in (0, self.centres.size):
            return (min(behind, self.centres.size - 1),), (1.0,)
        low, high = self.centres[behind - 1 : behind + 1]
        share = float((position - low) / (high - low))
        return (behind - 1, behind), (1.0 - share, share)


def row(axon: UnmyelinatedAxon, neuron: Neuron, rest: float, count: int) -> Row:
    """An unmyelinated axon in equal compartments.

    Parameters
    ----------
    rest
        Voltage that a killed end is held at [mV].
    count
        How many compartments.
    """
    length = axon.length / count
    centres: Floats = length * (np.arange(count, dtype=np.float64) + 0.5)
    places = [axon.at(float(centre)) for centre in centres]
    diameters, resistivities, stretches = (np.array(column) for column in zip(*places, strict=True))
    # Half of each compartment's axoplasm lies between its middle and its border.
    half = MEGAOHM_MICROMETRE * resistivities * 0.5 * length / (0.25 * np.pi * diameters**2)
    couplings = np.concatenate([[0.0], 1.0 / (half[:-1] + half[1:])])
    leaks = np.zeros(count)
    for end, where in ((axon.left, 0), (axon.right, -1)):
        if end == "killed":
            leaks[where] = 1.0 / half[where]
    membranes = axon.membranes(neuron)
    # Equal membranes are one kind: rows of compartments then mix freely.
    first = [membranes.index(each) for each in membranes]
    used = sorted(set(first))
    kinds = np.array([used.index(first[int(stretch) + 1]) for stretch in stretches])
    zeros = np.zeros(count)
    made = Compartments(
        parents=np.arange(-1, count - 1),
        couplings=couplings,
        areas=np.pi * diameters * length * CM_PER_MICROMETRE**2,
        capacitances=zeros,
        leaks=leaks,
        leak_currents=rest * leaks,
        kinds=kinds,
        neurons=tuple(membranes[index] for index in used),
    )
    return Row(made, centres)
