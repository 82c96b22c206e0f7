"""A tree of cylinders and cones as compartments.

Compartments stand around nodes: the branch points, the ends, every place where something is injected or
recorded, and equally spaced ones in between. Half of the membrane between two nodes belongs to either, all
of the cytoplasm lies between them; so what happens at a node is the voltage there, not in half a
compartment's distance, and a branch point has a membrane like any other place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cable.geometry import CM_PER_MICROMETRE
from core.cable.tree.ends import Ends
from core.cable.tree.stretches import Cut, Stretches
from core.cable.tree.two_port import MICROSIEMENS_PER_SIEMENS, axial
from core.compartments.compartments import NANO_PER_MICRO, Compartments
from core.result import Floats, Rows

AT_ONCE = 1e-9
"""Time within which a node follows another one at once [ms]."""


@dataclass(frozen=True, eq=False)
class Nodes:
    """A tree in compartments.

    Attributes
    ----------
    compartments
        The tree; voltages are above rest.
    of_cut
        Number of the compartment around every node of the cut, shape (nodes,).
    branch, position
        Where each is: branch, and distance from its near end [µm]; the first one is at the root's, shape
        (n,).
    start
        Voltages when the clamps are switched on [mV], shape (n,).
    held
        Whether its voltage is held, shape (n,).
    longest
        Length of the longest piece between two nodes [µm].
    """

    compartments: Compartments
    of_cut: Rows
    branch: Rows
    position: Floats
    start: Floats
    held: NDArray[np.bool_]
    longest: float


@dataclass(frozen=True, eq=False)
class _Links:
    """The stretches between neighbouring nodes, shape (n − 1,).

    Attributes
    ----------
    stretch
        Which stretch of the cut each belongs to.
    begin, end
        Distances from the near end of the branch [µm].
    near, far
        The nodes at both ends.
    """

    stretch: Rows
    begin: Floats
    end: Floats
    near: Rows
    far: Rows


def nodes(cut: Cut, ends: Ends, membrane: tuple[Floats, Floats], pieces: Rows, stiffest: float) -> Nodes:
    """A tree that is cut, in compartments.

    Parameters
    ----------
    ends
        What is joined to the nodes of the cut.
    membrane
        Specific resistance [Ω·cm²] and capacitance [µF/cm²] of each stretch, shape (stretches,).
    pieces
        Into how many equal ones each stretch is divided, shape (stretches,).
    stiffest
        Largest conductance between two nodes [µS]: what is larger counts as that.
    """
    stretches = cut.stretches
    of_cut = np.concatenate([[0], np.cumsum(pieces)])
    links = _links(stretches, of_cut, pieces)
    count = int(of_cut[-1]) + 1
    couplings = np.concatenate([[0.0], np.minimum(_conductances(stretches, links), stiffest)])
    areas = _halves(stretches, links)
    resistance, capacitance = (column[links.stretch] for column in membrane)
    charged = _on_nodes(links, NANO_PER_MICRO * capacitance * areas, count)
    leaks = _on_nodes(links, MICROSIEMENS_PER_SIEMENS / resistance * areas, count)
    charged[of_cut] += ends.conductance * ends.time_constant
    leaks[of_cut] += ends.conductance
    held, start = np.zeros(count, dtype=np.bool_), np.zeros(count)
    held[of_cut], start[of_cut] = ends.held, ends.voltage
    leak_currents = np.zeros(count)
    _hold(links, held, start, couplings, leaks, leak_currents)
    charged[held], leaks[held], leak_currents[held] = 1.0, 0.0, 0.0
    parents = np.concatenate([[-1], links.near])
    _join(parents, couplings, leaks, charged)
    made = Compartments(
        parents=parents,
        couplings=couplings,
        areas=np.zeros(count),
        capacitances=charged,
        leaks=leaks,
        leak_currents=leak_currents,
        kinds=np.zeros(count, dtype=np.int64),
        neurons=(None,),
    )
    # The first stretch belongs to the root.
    branch = np.concatenate([stretches.branch[:1], stretches.branch[links.stretch]])
    return Nodes(
        compartments=made,
        of_cut=of_cut,
        branch=branch,
        position=np.concatenate([[0.0], links.end]),
        start=start,
        held=held,
        longest=float((links.end - links.begin).max()),
    )


def _links(stretches: Stretches, of_cut: Rows, pieces: Rows) -> _Links:
    stretch = np.repeat(np.arange(pieces.size), pieces)
    far = np.arange(1, stretch.size + 1)
    number = far - 1 - of_cut[stretch]
    # The first node of a stretch is where it springs from; after that each follows the one before.
    near = np.where(number == 0, of_cut[stretches.near[stretch]], far - 1)
    step = (stretches.length / pieces)[stretch]
    begin = stretches.begin[stretch]
    return _Links(stretch, begin + number * step, begin + (number + 1) * step, near, far)


def _diameters(stretches: Stretches, links: _Links) -> Floats:
    """Diameters at the near end, in the middle and at the far end of the links [µm], shape (3, n)."""
    s = links.stretch
    near, taper, base = stretches.near_diameter[s], stretches.taper[s], stretches.begin[s]
    middle = 0.5 * (links.begin + links.end)
    return np.stack([near + taper * (x - base) for x in (links.begin, middle, links.end)])


def _conductances(stretches: Stretches, links: _Links) -> Floats:
    """Axial conductance of cones, π d₀ d₁/(4 R_i l) [µS]."""
    near, _, far = _diameters(stretches, links)
    resistivity = stretches.axial_resistivity[links.stretch]
    return axial(resistivity, np.sqrt(near * far)) / (links.end - links.begin)


def _halves(stretches: Stretches, links: _Links) -> Floats:
    """Membrane of the near and of the far half of cones [cm²], shape (2, n)."""
    near, middle, far = _diameters(stretches, links)
    slant = np.hypot(1.0, 0.5 * stretches.taper[links.stretch])
    each = 0.25 * np.pi * slant * (links.end - links.begin) * CM_PER_MICROMETRE**2
    return np.stack([(near + middle) * each, (middle + far) * each])


def _on_nodes(links: _Links, halves: Floats, count: int) -> Floats:
    """Sums of what belongs to the two halves of every link, shape (count,)."""
    total = np.bincount(links.near, halves[0], count) + np.bincount(links.far, halves[1], count)
    return np.asarray(total, dtype=np.float64)


def _hold(
    links: _Links,
    held: NDArray[np.bool_],
    voltages: Floats,
    couplings: Floats,
    leaks: Floats,
    leak_currents: Floats,
) -> None:
    """Let neighbours of held nodes leak to their voltage instead of being coupled to them."""
    for own, other in ((links.near, links.far), (links.far, links.near)):
        clamped = held[other]
        np.add.at(leaks, own[clamped], couplings[1:][clamped])
        np.add.at(leak_currents, own[clamped], couplings[1:][clamped] * voltages[other[clamped]])
    couplings[1:][held[links.near] | held[links.far]] = 0.0


def _join(parents: Rows, couplings: Floats, leaks: Floats, capacitances: Floats) -> None:
    """Give the charge of nodes that follow others at once to these; what remains is a mere joint."""
    for k in np.flatnonzero(capacitances <= AT_ONCE * couplings)[::-1].tolist():
        if k > 0 and capacitances[k] <= AT_ONCE * couplings[k]:
            capacitances[parents[k]] += capacitances[k]
            capacitances[k] = 0.0
    # What is so near to a held node has its voltage.
    capacitances[capacitances <= AT_ONCE * leaks] = 0.0
