"""The unbranched stretches of a tree, and the pieces that they are cut into."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """The unbranched stretches of one kind between branch points, changes of kind and tips.

    Attributes
    ----------
    parents
        Parent of every vertex.
    chain_of, offsets
        Chain of every vertex, −1 of a joint (the root, a branch point, the first vertex of another kind than
        its parent's), and how many vertices of the chain come before it.
    sizes, kinds
        Vertices and kind of every chain.
    before, behind
        Joint before and behind every chain, −1 where it ends in a tip.
    """

    parents: Integers
    chain_of: Integers
    offsets: Integers
    sizes: Integers
    kinds: Integers
    before: Integers
    behind: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Chains cut into pieces by vertices that become joints.

    Attributes
    ----------
    piece_of, offsets
        Piece of every vertex, −1 of a joint, and how many vertices of the piece come before it.
    sizes, kinds, before, behind
        Of every piece, as of `Chains`.
    """

    piece_of: Integers
    offsets: Integers
    sizes: Integers
    kinds: Integers
    before: Integers
    behind: Integers


def chains(parents: Integers, kinds: Integers) -> Chains:
    """The chains of a tree whose vertices come after their parents."""
    n = parents.size
    above = np.maximum(parents, 0)
    joint = (np.bincount(above[1:], minlength=n) > 1) | (kinds != kinds[above])
    joint[0] = True
    first = np.flatnonzero(~joint & joint[above])
    chain_of, offsets = [-1] * n, [0] * n
    for number, vertex in enumerate(first.tolist()):
        chain_of[vertex] = number
    parent_list, is_joint = above.tolist(), joint.tolist()
    for vertex in range(1, n):
        if not is_joint[vertex] and chain_of[vertex] < 0:
            parent = parent_list[vertex]
            chain_of[vertex], offsets[vertex] = chain_of[parent], offsets[parent] + 1
    chain = np.array(chain_of, dtype=np.int64)
    behind = np.full(first.size, -1)
    ends = np.flatnonzero(joint & (chain[above] >= 0))
    behind[chain[above[ends]]] = ends
    return Chains(
        parents,
        chain,
        np.array(offsets, dtype=np.int64),
        np.bincount(chain[chain >= 0], minlength=first.size),
        kinds[first],
        parents[first],
        behind,
    )


def cut_sizes(sizes: Integers, lengths: Integers | int) -> tuple[Integers, Integers, Integers]:
    """Chains of some sizes cut into pieces of at most some lengths, as equal as can be.

    Returns
    -------
    tuple
        Chain and vertices of every piece, each of shape (pieces,); of every chain, shape (2, chains), how
        many pieces it has and how many of them, the first ones, have one vertex more than the others.
    """
    counts = -(-(sizes + 1) // (lengths + 1))
    inner, more = np.divmod(sizes - (counts - 1), counts)
    chain = np.repeat(np.arange(counts.size), counts)
    number = np.arange(chain.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return chain, inner[chain] + (number < more[chain]), np.stack([counts, more])


def pieces(made: Chains, lengths: Integers) -> Pieces:
    """The pieces of at most some length, one for each kind, and the vertices between them."""
    chain, sizes, (counts, more) = cut_sizes(made.sizes, lengths[made.kinds])
    first, inner = np.cumsum(counts) - counts, (made.sizes - (counts - 1)) // counts
    piece_of, offsets = np.full(made.parents.size, -1), np.zeros(made.parents.size, dtype=np.int64)
    inside = np.flatnonzero(made.chain_of >= 0)
    own, place = made.chain_of[inside], made.offsets[inside]
    longer, shorter = inner[own] + 2, inner[own] + 1
    rest = place - more[own] * longer
    number = np.where(rest < 0, place // longer, more[own] + rest // shorter)
    offset = np.where(rest < 0, place % longer, rest % shorter)
    piece = first[own] + number
    is_cut = offset == sizes[piece]
    cut = inside[is_cut]
    piece_of[inside], offsets[inside] = piece, offset
    piece_of[cut] = -1
    # Only the last piece of a chain ends where the chain does.
    before, behind = made.before[chain], made.behind[chain]
    before[piece[is_cut] + 1], behind[piece[is_cut]] = cut, cut
    return Pieces(piece_of, offsets, sizes, made.kinds[chain], before, behind)
