"""Which branch springs from which: the order from the root to the tips, or what is wrong with it."""

from dataclasses import dataclass

import numpy as np

from core.cable.branches import ROOT
from core.errors import ParameterError
from core.result import Rows

SHOWN = 12
"""Branches of a cycle that its error names."""


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """A tree of branches.

    Attributes
    ----------
    parents
        Index of each branch's parent, `ROOT` where there is none, shape (n,).
    root
        Index of the root.
    depths
        Branches between each branch and the root, itself counted: 0 at the root, shape (n,).
    order
        The branches, parents before their children, shape (n,).
    """

    parents: Rows
    root: int
    depths: Rows
    order: Rows


def topology(parents: Rows) -> Topology:
    """The tree of some branches.

    Distances to the root are found for all branches at once: in every round each branch looks twice as far
    ahead as before, so that a chain of n branches takes log₂ n rounds.

    Parameters
    ----------
    parents
        Index of each branch's parent, `ROOT` where there is none, shape (n,).

    Raises
    ------
    ParameterError
        A parent that does not exist, no root, several roots, or parents in a circle.
    """
    _refuse_unknown_parents(parents)
    roots = np.flatnonzero(parents == ROOT)
    if roots.size > 1:
        raise ParameterError(
            f"/branches/{roots[1]}/parent",
            f"branches {roots[0]} and {roots[1]} both have no parent: the tree falls apart"
            if roots.size == 2
            else f"{roots.size:,} branches have no parent: the tree falls apart",
            allowed="a single branch without parent: the root",
            hint="stems that leave the soma together have the root as parent, with parent_position 0",
        )
    if roots.size == 0:
        raise _cycle(parents, 0)
    root = int(roots[0])
    ahead = parents.copy()
    ahead[root] = root
    depths = np.ones(parents.size, dtype=np.intp)
    depths[root] = 0
    for _ in range(int(parents.size).bit_length()):
        depths += depths[ahead]
        ahead = ahead[ahead]
    lost = np.flatnonzero(ahead != root)
    if lost.size:
        raise _cycle(parents, int(ahead[lost[0]]))
    return Topology(parents, root, depths, np.argsort(depths, kind="stable"))


def _refuse_unknown_parents(parents: Rows) -> None:
    wrong = np.flatnonzero((parents < ROOT) | (parents >= parents.size))
    if wrong.size:
        first = int(wrong[0])
        raise ParameterError(
            f"/branches/{first}/parent",
            f"branch {first} springs from a branch that does not exist",
            received=int(parents[first]),
            allowed=f"0 to {parents.size - 1}, or null for the root",
            hint="branches are counted from 0",
        )


def _cycle(parents: Rows, inside: int) -> ParameterError:
    """The error of parents in a circle, which a walk from a branch upwards comes to."""
    seen: dict[int, None] = {}
    while inside not in seen:
        seen[inside] = None
        inside = int(parents[inside])
    walked = list(seen)
    circle = walked[walked.index(inside) :]
    # From the lowest index on, whichever branch the walk began with.
    first = circle.index(min(circle))
    circle = circle[first:] + circle[:first]
    named = [str(branch) for branch in circle[:SHOWN]]
    if len(circle) > SHOWN:
        named.append(f"... ({len(circle):,} branches)")
    detail = (
        f"branch {circle[0]} is its own parent"
        if len(circle) == 1
        else f"the parents go round in a circle: {', '.join([*named, str(circle[0])])}"
    )
    return ParameterError(
        f"/branches/{circle[0]}/parent",
        detail,
        received=int(parents[circle[0]]),
        allowed="parents that lead to the root",
        hint="let one of these branches spring from a branch outside the circle, or be the root (null)",
    )
