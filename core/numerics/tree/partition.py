"""A tree cut into pieces that can be eliminated side by side.

The vertices of a tree are its branch points, the vertices at which it is cut, and the chains between them. A
chain couples to nothing but the vertex before it and the one after it, so all chains can be eliminated at
once, each in a lane of its own; what is left is a small tree of the vertices between them (the partition
method of Wang 1981, doi:10.1145/355945.355947, for a tree instead of a line). Lanes of one group run in step:
they get chains of about the same length.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.numerics.tree.chains import Chains, Pieces, chains, cut_sizes, pieces

LANES = 32
Integers = NDArray[np.int64]

LENGTHS = (3, 5, 7, 9, 11, 15, 19, 23, 27, 31, 39, 47, 63)
"""Lengths of pieces among which the cheapest is taken."""
JOINT_COST, ROW_COST, PIECE_COST = 8.0, 30.0, 8.0
"""Measured [ns]: elimination of a joint, of a row of a group in all its lanes, and joining of a piece."""


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Where each vertex is put, and how pieces and joints hang together.

    A place is row * LANES + lane. Groups are the rows of the pieces that are eliminated in step; after the
    groups of a kind come rows of its joints. Unused places are coupled to nothing.

    Attributes
    ----------
    places
        Place of each vertex, shape (n,).
    rows
        How many rows there are.
    kind_rows
        First row of each kind, and the end: shape (kinds + 1,).
    groups
        First row and end row, shape (groups, 2).
    before, behind
        Number of the joint before and behind each lane's piece, shape (groups, LANES); where there is none,
        that of one more joint than there are, which is coupled to nothing.
    joints
        Place of each joint, a parent before its children, shape (joints,).
    parents
        Number of each joint's parent, that of the first −1.
    onward, outward, inward, direct
        Whose couplings to their parents stand where, each of shape (2, k), vertices in the first row: at a
        place, to the place in the next row of its lane; at a place, to the joint behind its piece; at
        group * LANES + lane, from the first row to the joint before the piece; of a joint, by number, to its
        parent where no piece lies between them.
    """

    places: Integers
    rows: int
    kind_rows: Integers
    groups: Integers
    before: Integers
    behind: Integers
    joints: Integers
    parents: Integers
    onward: Integers
    outward: Integers
    inward: Integers
    direct: Integers


def partition(parents: Integers, kinds: Integers) -> Partition:
    """Cut a tree into pieces; memoised.

    Parameters
    ----------
    parents
        Parent of every vertex, smaller than its own number; −1 of vertex 0, the root. Shape (n,).
    kinds
        A number from 0 on of each vertex; a row has vertices of one kind only.
    """
    return _partition(
        np.ascontiguousarray(parents, dtype=np.int64).tobytes(),
        np.ascontiguousarray(kinds, dtype=np.int64).tobytes(),
    )


@lru_cache(maxsize=16)
def _partition(parents: bytes, kinds: bytes) -> Partition:
    above, kind = np.frombuffer(parents, dtype=np.int64), np.frombuffer(kinds, dtype=np.int64)
    found = chains(above, kind)
    count = int(kind.max()) + 1
    length = min(LENGTHS, key=lambda each: _price(found, count, each))
    return _placed(above, kind, pieces(found, length))


def _price(found: Chains, kinds: int, length: int) -> float:
    """Predicted time of an elimination [ns] with pieces of at most some length."""
    chain, sizes, _ = cut_sizes(found, length)
    rows = 0
    for kind in range(kinds):
        longest = np.sort(sizes[found.kinds[chain] == kind])[::-1]
        rows += int(longest[::LANES].sum())
    cuts = sizes.size - found.sizes.size
    return ROW_COST * rows + PIECE_COST * sizes.size + JOINT_COST * cuts


def _placed(parents: Integers, kinds: Integers, made: Pieces) -> Partition:
    """Rows and lanes: of a kind first the pieces, the longest first, then the joints."""
    order = np.lexsort((-made.sizes, made.kinds))
    rank = np.empty(order.size, dtype=np.int64)
    group, lane = np.zeros(order.size, dtype=np.int64), np.zeros(order.size, dtype=np.int64)
    joint = made.piece_of < 0
    places = np.zeros(parents.size, dtype=np.int64)
    kind_rows, groups, row = [0], [np.zeros((0, 2), dtype=np.int64)], 0
    start = 0
    for kind in range(int(kinds.max()) + 1):
        own = order[start : start + int(np.count_nonzero(made.kinds == kind))]
        start += own.size
        rank = np.arange(own.size)
        group[own], lane[own] = sum(map(len, groups)) + rank // LANES, rank % LANES
        longest = made.sizes[own[::LANES]]
        ends = row + np.cumsum(longest)
        groups.append(np.stack([ends - longest, ends], axis=1))
        row = int(ends[-1]) if own.size else row
        joints = np.flatnonzero(joint & (kinds == kind))
        places[joints] = row * LANES + np.arange(joints.size)
        row += -(-joints.size // LANES)
        kind_rows.append(row)
    table = np.concatenate(groups)
    inside = np.flatnonzero(~joint)
    piece = made.piece_of[inside]
    places[inside] = (table[group[piece], 0] + made.offsets[inside]) * LANES + lane[piece]
    return _joined(parents, made, places, np.array(kind_rows), table, group * LANES + lane)


def _joined(
    parents: Integers, made: Pieces, places: Integers, kind_rows: Integers, groups: Integers, slots: Integers
) -> Partition:
    """How pieces, at slots group * LANES + lane, and joints hang together."""
    joints = np.flatnonzero(made.piece_of < 0)
    none = joints.size
    number = np.full(parents.size, none)
    number[joints] = np.arange(none)
    before, behind = np.full(groups.shape[0] * LANES, none), np.full(groups.shape[0] * LANES, none)
    ended = np.flatnonzero(made.behind >= 0)
    before[slots], behind[slots[ended]] = number[made.before], number[made.behind[ended]]
    # The joint above each: across the piece before it, or its neighbour.
    above = np.full(none, -1)
    above[number[made.behind[ended]]] = number[made.before[ended]]
    near = joints[(parents[joints] >= 0) & (made.piece_of[parents[joints]] < 0)]
    above[number[near]] = number[parents[near]]
    inside = np.flatnonzero(made.piece_of >= 0)
    first = made.offsets[inside] == 0
    following, leading = inside[~first], inside[first]
    last = made.behind[ended]
    shape = (groups.shape[0], LANES)
    return Partition(
        places,
        int(kind_rows[-1]),
        kind_rows,
        groups,
        before.reshape(shape),
        behind.reshape(shape),
        places[joints],
        above,
        np.stack([following, places[following] - LANES]),
        np.stack([last, places[parents[last]]]),
        np.stack([leading, slots[made.piece_of[leading]]]),
        np.stack([near, number[near]]),
    )
