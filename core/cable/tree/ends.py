"""What the ends of a tree are joined to, as leaks of its nodes and voltages at which they are held."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cable.arbor import Arbor
from core.cable.geometry import (
    CM_PER_MICROMETRE,
    MEGAOHM_PER_OHM,
    End,
    KilledEnd,
    LumpedSomaEnd,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.tree.stretches import Cut
from core.result import Floats


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


def soma_resistance(end: End, arbor: Arbor, branch: int) -> float | None:
    """Resistance of the soma to which a branch is joined [MΩ]; None where there is none."""
    if isinstance(end, LumpedSomaEnd):
        return end.resistance
    if isinstance(end, SphericalSomaEnd):
        specific = end.membrane_resistance or float(arbor.membrane_resistance[branch])
        area = math.pi * (end.diameter * CM_PER_MICROMETRE) ** 2
        return specific / area * MEGAOHM_PER_OHM
    return None


def _time_constant(end: End, arbor: Arbor, branch: int) -> float:
    """Time constant of a soma [ms]: of its own resistance with the capacitance of the branch."""
    own = end.membrane_resistance if isinstance(end, SphericalSomaEnd) else None
    scale = 1.0 if own is None else own / float(arbor.membrane_resistance[branch])
    return scale * float(arbor.time_constant[branch])


def free_tips(cut: Cut) -> NDArray[np.bool_]:
    """Whether nothing springs from the far end of a branch, shape (branches,)."""
    bears = np.zeros(cut.stretches.count + 1, dtype=np.bool_)
    bears[cut.stretches.near] = True
    return ~bears[cut.far_nodes]


def resolved(declared: DeclaredEnds, arbor: Arbor, cut: Cut, resting_potential: float) -> Ends:
    """The ends of a tree that is cut."""
    nodes = cut.stretches.count + 1
    ends = Ends(np.zeros(nodes), np.zeros(nodes), np.zeros(nodes, dtype=np.bool_), np.zeros(nodes))
    for end, branch, node in _joined(declared, arbor, cut):
        if isinstance(end, KilledEnd | VoltageClampedEnd):
            ends.held[node] = True
            ends.voltage[node] = 0.0 if isinstance(end, KilledEnd) else end.voltage - resting_potential
        elif (resistance := soma_resistance(end, arbor, branch)) is not None:
            ends.conductance[node] = 1.0 / resistance
            ends.time_constant[node] = _time_constant(end, arbor, branch)
    return ends


def _joined(declared: DeclaredEnds, arbor: Arbor, cut: Cut) -> Iterator[tuple[End, int, int]]:
    """Every end that is not sealed, the branch that it is joined to, and its node."""
    root = arbor.topology.root
    sealed = (None, "sealed")
    if declared.root.kind != "sealed":
        yield declared.root, root, 0
    own = declared.own or (None,) * arbor.count
    if declared.tip.kind == "sealed" and declared.own is None:
        return
    tips = free_tips(cut)
    for branch, end in enumerate(own):
        chosen = declared.tip if end is None and tips[branch] else end
        if chosen is not None and chosen.kind not in sealed:
            yield chosen, branch, int(cut.far_nodes[branch])
