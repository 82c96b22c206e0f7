"""A linear network in numbers: capacitances, leaks, conductances between pairs, and what hangs together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.cable.coupled_compartments.compartments import Passive
from core.cable.coupled_compartments.junctions import MICROSIEMENS_PER_NANOSIEMENS, OhmicJunction
from core.result import Floats

Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Circuit:
    """C dV/dt = −G (V − E) − L V + I, with L the Laplacian of the conductances between pairs.

    Attributes
    ----------
    capacitance, leak, reversal
        C [nF], G [µS] and E [mV] of the compartments, shape (n,).
    between
        Conductances between pairs [µS], symmetric with zeros on its diagonal, shape (n, n).
    """

    capacitance: Floats
    leak: Floats
    reversal: Floats
    between: Floats

    @property
    def size(self) -> int:
        """Number of compartments."""
        return self.capacitance.size

    @cached_property
    def pieces(self) -> Labels:
        """Which connected piece each compartment belongs to, numbered from 0 on, shape (n,)."""
        from scipy.sparse.csgraph import connected_components

        labels: Labels = connected_components(self.between > 0.0, directed=False)[1]
        return labels

    @cached_property
    def floating(self) -> NDArray[np.bool_]:
        """Whether a compartment belongs to a piece of which nothing leaks, shape (n,)."""
        leaks = np.bincount(self.pieces, weights=self.leak)
        found: NDArray[np.bool_] = leaks[self.pieces] == 0.0
        return found


def circuit(compartments: Sequence[Passive], junctions: Sequence[OhmicJunction]) -> Circuit:
    """The numbers of passive compartments with ohmic junctions."""
    size = len(compartments)
    between = np.zeros((size, size))
    for junction in junctions:
        ends = junction.first - 1, junction.second - 1
        size_of_it = junction.conductance * MICROSIEMENS_PER_NANOSIEMENS
        between[ends] += size_of_it
        between[ends[::-1]] += size_of_it
    return Circuit(
        np.array([each.whole_capacitance for each in compartments]),
        np.array([each.leak for each in compartments]),
        np.array([each.resting_potential for each in compartments]),
        between,
    )
