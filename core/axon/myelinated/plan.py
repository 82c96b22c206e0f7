"""A myelinated fibre cut into isopotential compartments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.axon.myelinated.geometry import MyelinatedFibre
from core.result import Floats

NANOFARAD_PER_PICOFARAD = 1e-3


@dataclass(frozen=True, eq=False)
class FibrePlan:
    """Compartments in a row: every node is one, every internode several equal ones.

    An internode whose myelin takes up no charge has none: it is the resistance between two nodes.

    Attributes
    ----------
    position
        Middle of each compartment [µm], 0 at the first node, shape (n,).
    length
        Length of each compartment [µm], shape (n,).
    nodes
        Which compartments are the nodes, shape (nodes,).
    area
        Area of a node's membrane [µm²].
    capacitance, leak
        Of the myelin over each compartment [nF, µS], zero at nodes, shape (n,).
    conductance
        Along the axoplasm from each compartment to the next [µS], shape (n − 1,).
    """

    position: Floats
    length: Floats
    nodes: NDArray[np.intp]
    area: float
    capacitance: Floats
    leak: Floats
    conductance: Floats


def plan(fibre: MyelinatedFibre, pieces: int) -> FibrePlan:
    """Cut a fibre into compartments.

    Parameters
    ----------
    fibre
        The fibre.
    pieces
        Compartments of each internode, at least one; none where the myelin is an insulator.

    Returns
    -------
    FibrePlan
        The compartments from the first node to the last, joined through half the axoplasm of either.
    """
    pieces = pieces if fibre.sheath.capacitance > 0.0 else 0
    step = fibre.myelinated_length / max(pieces, 1)
    inner = 0.5 * fibre.node_length + step * (np.arange(pieces) + 0.5)
    unit = np.concatenate([[0.0], inner])
    starts = fibre.spacing * np.arange(fibre.nodes)
    # One node and its internode at a time, and the node at the end.
    position = (starts[:, None] + unit).ravel()[: starts.size + pieces * (starts.size - 1)]
    nodes = np.arange(fibre.nodes) * (pieces + 1)
    length = np.full(position.size, step)
    length[nodes] = fibre.node_length
    covered = np.where(np.isin(np.arange(position.size), nodes), 0.0, length)
    return FibrePlan(
        position=position,
        length=length,
        nodes=nodes,
        area=fibre.node_area,
        capacitance=covered * fibre.sheath.capacitance * NANOFARAD_PER_PICOFARAD,
        leak=covered * fibre.sheath.conductance,
        conductance=_between(fibre, pieces),
    )


def _between(fibre: MyelinatedFibre, pieces: int) -> Floats:
    """Conductances from compartment to compartment [µS]."""
    if pieces == 0:
        whole = fibre.internode_resistance + fibre.node_resistance
        return np.full(fibre.nodes - 1, 1.0 / whole)
    piece = fibre.internode_resistance / pieces
    beside_node = 0.5 * (fibre.node_resistance + piece)
    unit = np.full(pieces + 1, piece)
    unit[[0, -1]] = beside_node
    return 1.0 / np.tile(unit, fibre.nodes - 1)
