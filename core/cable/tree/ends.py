"""What the ends of a tree are joined to, as leaks of its nodes and voltages at which they are held."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cable.branches import CableConstants
from core.cable.geometry import End, KilledEnd, LumpedSomaEnd, Soma, SphericalSomaEnd, VoltageClampedEnd
from core.cable.tree.stretches import Cut
from core.result import Floats, Rows


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """What is joined to the nodes of a tree, shape (nodes,).

    Attributes
    ----------
    conductance, time_constant
        Of the somas [µS, ms]; a conductance of 0 where there is none.
    held
        Whether the voltage is held.
    voltage
        Voltage at which it is held, above rest [mV].
    """

    conductance: Floats
    time_constant: Floats
    held: NDArray[np.bool_]
    voltage: Floats

    def admittance(self, omega: float) -> NDArray[np.complex128]:
        """Of the somas at an angular frequency [rad/ms], in µS."""
        return self.conductance * (1.0 + 1j * omega * self.time_constant)

    def at(self, nodes: Rows, count: int) -> "Ends":
        """The same ends where the nodes have other numbers.

        Parameters
        ----------
        nodes
            New number of every node, shape (nodes,).
        count
            Nodes from now on.
        """
        moved = no_ends(count)
        moved.conductance[nodes] = self.conductance
        moved.time_constant[nodes] = self.time_constant
        moved.held[nodes] = self.held
        moved.voltage[nodes] = self.voltage
        return moved


def no_ends(nodes: int) -> Ends:
    """The ends of a tree that are all sealed."""
    return Ends(np.zeros(nodes), np.zeros(nodes), np.zeros(nodes, dtype=np.bool_), np.zeros(nodes))


@dataclass(frozen=True, kw_only=True)
class DeclaredEnds:
    """The ends as they were asked for.

    Attributes
    ----------
    root
        At the near end of the root.
    own
        At the far end of every branch; None where nothing is said.
    tip
        At the free tips among those.
    """

    root: End
    own: tuple[End | None, ...] | None
    tip: End


def soma(end: End, constants: CableConstants) -> Soma | None:
    """The soma that an end is joined to, of the tree's constants where it has none; None without one."""
    if isinstance(end, LumpedSomaEnd | SphericalSomaEnd):
        return end.soma(constants.membrane_resistance, constants.membrane_capacitance)
    return None


def free_tips(cut: Cut) -> NDArray[np.bool_]:
    """Whether nothing springs from the far end of a branch, shape (branches,)."""
    bears = np.zeros(cut.stretches.count + 1, dtype=np.bool_)
    bears[cut.stretches.near] = True
    return ~bears[cut.far_nodes]


def ends_of(declared: DeclaredEnds, constants: CableConstants, cut: Cut, resting_potential: float) -> Ends:
    """The ends of a tree that is cut.

    Parameters
    ----------
    constants
        Of somas that have none of their own.
    resting_potential
        Voltage without current [mV].
    """
    ends = no_ends(cut.stretches.count + 1)
    for end, node in _joined(declared, cut):
        if isinstance(end, KilledEnd | VoltageClampedEnd):
            ends.held[node] = True
            ends.voltage[node] = 0.0 if isinstance(end, KilledEnd) else end.voltage - resting_potential
        elif (body := soma(end, constants)) is not None:
            ends.conductance[node] = 1.0 / body.resistance
            ends.time_constant[node] = body.time_constant
    return ends


def _joined(declared: DeclaredEnds, cut: Cut) -> Iterator[tuple[End, int]]:
    """Every end that may not be sealed, and its node."""
    yield declared.root, 0
    if declared.tip.kind == "sealed" and declared.own is None:
        return
    tips = free_tips(cut)
    own = declared.own or (None,) * tips.size
    for branch, end in enumerate(own):
        chosen = declared.tip if end is None and tips[branch] else end
        if chosen is not None:
            yield chosen, int(cut.far_nodes[branch])
