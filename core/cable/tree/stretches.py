"""A tree cut at every place of interest: nodes, and stretches without branches between them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.cable.arbor import Arbor, electrotonic
from core.result import Floats, Rows

SAME = 1e-12
"""Places on a branch that are no farther apart than this part of its length are one."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches between the nodes of a tree, each before those that spring from it; arrays have shape (n,).

    Node 0 is the root's near end, node k + 1 the far end of stretch k.

    Attributes
    ----------
    near
        Node from which each stretch springs.
    branch
        Branch that it is a part of.
    begin, end
        Distances of its ends from the near end of that branch [µm].
    near_diameter, far_diameter, taper, spread, axial_resistivity, time_constant
        As in `Arbor`.
    """

    near: Rows
    branch: Rows
    begin: Floats
    end: Floats
    near_diameter: Floats
    far_diameter: Floats
    taper: Floats
    spread: Floats
    axial_resistivity: Floats
    time_constant: Floats

    @property
    def count(self) -> int:
        """How many stretches there are; there is one node more."""
        return int(self.near.size)

    @property
    def length(self) -> Floats:
        """Lengths [µm]."""
        return self.end - self.begin

    @cached_property
    def electrotonic_length(self) -> Floats:
        """Lengths in length constants."""
        return electrotonic(self.spread, self.length, self.near_diameter, self.far_diameter)


@dataclass(frozen=True, eq=False)
class Cut:
    """A tree that is cut.

    Attributes
    ----------
    stretches
        What lies between the nodes.
    far_nodes
        Node of the far end of every branch, shape (branches,).
    near_nodes
        Node of the near end of every branch, shape (branches,).
    place_nodes
        Node of every place of interest, shape (places,).
    """

    stretches: Stretches
    far_nodes: Rows
    near_nodes: Rows
    place_nodes: Rows


def cut(arbor: Arbor, branches: Rows, positions: Floats) -> Cut:
    """Cut a tree where branches spring from it, and at places of interest.

    Parameters
    ----------
    branches, positions
        Branch of each place and its distance from the near end [µm], shape (places,).
    """
    tree = arbor.topology
    count = arbor.count
    host = _hosts(arbor)
    # Where each branch springs from: for the root and what springs from its near end, that is node 0.
    springs = np.where(host == tree.root, tree.root, tree.parents[host])
    branch = np.concatenate([springs, branches])
    position = np.concatenate([arbor.attachment[host], positions])
    rank = np.empty(count, dtype=np.intp)
    rank[tree.order] = np.arange(count)
    least, length = SAME * arbor.length[branch], arbor.length[branch]
    inside = np.flatnonzero((position > least) & (position < length - least))
    order = inside[np.lexsort((position[inside], rank[branch[inside]]))]
    new = np.ones(order.size, dtype=np.bool_)
    new[1:] = (np.diff(branch[order]) != 0) | (np.diff(position[order]) > least[order[1:]])
    cuts = order[new]
    # Stretches of each branch, the branches from the root outwards; node k + 1 is the end of stretch k.
    parts = 1 + np.bincount(rank[branch[cuts]], minlength=count)
    last = np.cumsum(parts)
    far_nodes = last[rank]
    node = far_nodes[branch]
    node[order] = np.cumsum(new) + rank[branch[order]]
    near_nodes = np.where(position[:count] > least[:count], node[:count], 0)
    at_start = np.flatnonzero(position <= least)
    node[at_start] = near_nodes[branch[at_start]]
    owner = np.repeat(tree.order, parts)
    end = arbor.length[owner]
    end[node[cuts] - 1] = position[cuts]
    return Cut(_stretches(arbor, owner, end, near_nodes), far_nodes, near_nodes, node[count:])


def _hosts(arbor: Arbor) -> Rows:
    """The branch whose attachment is also that of each branch.

    A branch that springs from the very near end of its parent springs from what its parent springs from.
    """
    tree = arbor.topology
    along = arbor.attachment > SAME * arbor.length[tree.parents]
    host = np.where(along | (tree.parents == tree.root), np.arange(arbor.count), tree.parents)
    host[tree.root] = tree.root
    while np.any(host[host] != host):
        host = host[host]
    return host


def _stretches(arbor: Arbor, branch: Rows, end: Floats, near_nodes: Rows) -> Stretches:
    first = np.ones(branch.size, dtype=np.bool_)
    first[1:] = np.diff(branch) != 0
    begin = np.where(first, 0.0, np.roll(end, 1))
    # Node k is the far end of stretch k − 1.
    near = np.where(first, near_nodes[branch], np.arange(branch.size))
    taper, base = arbor.taper[branch], arbor.near_diameter[branch]
    return Stretches(
        near=near,
        branch=branch,
        begin=begin,
        end=end,
        near_diameter=base + taper * begin,
        far_diameter=np.where(end == arbor.length[branch], arbor.far_diameter[branch], base + taper * end),
        taper=taper,
        spread=arbor.spread[branch],
        axial_resistivity=arbor.axial_resistivity[branch],
        time_constant=arbor.time_constant[branch],
    )
