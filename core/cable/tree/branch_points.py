"""The points of a tree from which branches spring."""

from dataclasses import dataclass

import numpy as np

from core.cable.tree.solved import Solved
from core.result import Floats, Rows


@dataclass(frozen=True, slots=True, eq=False)
class BranchPoints:
    """Places, other than the near end of the root, from which branches spring; shape (k,) each.

    Attributes
    ----------
    node
        Node of the tree that is cut.
    branch, position
        The parent, and the distance from its near end [µm].
    daughters
        How many branches spring here, one more where the parent goes on.
    ratio
        Σ d^{3/2} of the daughters over d^{3/2} of the parent; where it goes on it is a daughter too.
    conductance
        Conductance of everything beyond the point, a soma there included [µS].
    """

    node: Rows
    branch: Rows
    position: Floats
    daughters: Rows
    ratio: Floats
    conductance: Floats


def branch_points(solved: Solved) -> BranchPoints:
    """The branch points of a tree, from the root outwards."""
    stretches, near, root = solved.cut.stretches, solved.cut.near_nodes, solved.arbor.topology.root
    nodes = stretches.count + 1
    springing = np.flatnonzero((near > 0) & (np.arange(near.size) != root))
    bears = np.unique(near[springing])
    parent = bears - 1
    # Of all stretches that spring from a node one may go on in the branch that ends there, cut.
    slender = stretches.near_diameter**1.5
    leaving = np.bincount(stretches.near, minlength=nodes)
    beyond = np.bincount(stretches.near, solved.steady.entrances.real, nodes) + solved.ends.conductance
    return BranchPoints(
        node=bears,
        branch=stretches.branch[parent],
        position=stretches.end[parent],
        daughters=leaving[bears],
        ratio=np.bincount(stretches.near, slender, nodes)[bears] / stretches.far_diameter[parent] ** 1.5,
        conductance=beyond[bears],
    )
