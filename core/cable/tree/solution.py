"""A tree of two-ports, solved at one frequency."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cable.tree.ends import Ends
from core.cable.tree.stretches import Stretches
from core.cable.tree.two_port import Numbers, TwoPorts, two_ports
from core.result import Rows

Complexes = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What is seen from the nodes of a tree at one frequency.

    Attributes
    ----------
    stretches, ports, ends
        The tree.
    own
        Leak of each node [µS]: of the stretches that meet there, and of its soma, shape (nodes,).
    outward
        Admittance of each node and everything beyond it [µS], shape (nodes,).
    inward
        Admittance that each node sees towards the root [µS], 0 at the root, shape (nodes,).
    resistance
        Input impedance of each node [MΩ], 0 where it is held, shape (nodes,).
    losses
        ln(V_near/V_far) of each stretch for a current before it, ln(V_far/V_near) for one beyond it; infinite
        where the other end is held, shape (2, stretches).
    """

    stretches: Stretches
    ports: TwoPorts
    ends: Ends
    own: Complexes
    outward: Complexes
    inward: Complexes
    resistance: Complexes
    losses: Complexes

    def voltages(self, nodes: Rows, currents: Complexes, *, clamps: bool) -> Complexes:
        """Voltages above rest [mV] of all nodes, shape (nodes,).

        Parameters
        ----------
        nodes, currents
            Where currents enter, and how large they are [nA], shape (k,).
        clamps
            Whether the clamps hold their voltages; else the resting potential.
        """
        from core.cable.tree.elimination import voltages

        found = np.empty_like(self.outward)
        entering = np.zeros_like(self.outward)
        np.add.at(entering, nodes, currents)
        at = self.ends.voltage.astype(np.complex128) * float(clamps)
        voltages(self.stretches.near, self.ports.through, self.outward, self.ends.held, entering, at, found)
        return found

    def log_loss(self, sources: Rows, targets: Rows) -> Complexes:
        """ln(V_source/V_target) for a current into the source, shape (k,); infinite to a held target."""
        from core.cable.tree.elimination import along_paths

        totals = np.empty(sources.size, dtype=np.complex128)
        along_paths(self.stretches.near, self.losses, sources, targets, totals)
        return totals

    def from_root(self, values: Numbers) -> Complexes:
        """Sums of what belongs to the stretches between the root and every node.

        Parameters
        ----------
        values
            Shape (m, stretches).

        Returns
        -------
        Sums, shape (m, nodes).
        """
        from core.cable.tree.elimination import from_root

        totals = np.empty((values.shape[0], self.outward.size), dtype=np.complex128)
        from_root(self.stretches.near, values.astype(np.complex128), totals)
        return totals

    @property
    def shares(self) -> Complexes:
        """Admittance of each stretch and everything beyond it, without the leak beside its near end [µS]."""
        through = self.ports.through
        beyond = self.outward[1:]
        return np.where(self.ends.held[1:], through, through / (1.0 + through / beyond))

    @property
    def entrances(self) -> Complexes:
        """Admittance of each stretch and everything beyond it, seen from its near node [µS]."""
        entrances: Complexes = self.ports.near_leak + self.shares
        return entrances


def solve(stretches: Stretches, ends: Ends, omega: float, ports: TwoPorts | None = None) -> Solution:
    """Conductances of a tree at an angular frequency.

    Parameters
    ----------
    omega
        The frequency [rad/ms].
    ports
        The stretches as networks at this frequency, where they are known.
    """
    # Numba is imported here and not with the module: it takes half a second.
    from core.cable.tree.elimination import conductances

    ports = ports or two_ports(stretches, omega)
    nodes = stretches.count + 1
    own = ends.admittance(omega) + _added(stretches.near, ports.near_leak, nodes)
    own[1:] += ports.far_leak
    seen = np.empty((3, nodes), dtype=np.complex128)
    losses = np.empty((2, stretches.count), dtype=np.complex128)
    conductances(
        stretches.near,
        np.array([ports.through, ports.log_through], dtype=np.complex128),
        own,
        ends.held,
        seen,
        losses,
        np.empty((3, nodes), dtype=np.complex128),
    )
    return Solution(stretches, ports, ends, own, seen[0], seen[1], seen[2], losses)


def _added(places: Rows, values: Numbers, size: int) -> Complexes:
    """Sums of values at places, shape (size,)."""
    return np.bincount(places, values.real, size) + 1j * np.bincount(places, values.imag, size)
