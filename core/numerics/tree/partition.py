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

from core.numerics.tree.chains import Pieces, chains, cut_sizes, pieces

LANES = 32
Integers = NDArray[np.int64]

LENGTHS: tuple[int, ...] = (*range(2, 16), 18, 21, 25, 31, 39, 47, 63, 95, 127)
"""Lengths of pieces among which the cheapest is taken."""
JOINT_COST, ROW_COST, PIECE_COST = 15.0, 45.0, 10.0
"""Measured [ns]: factorisation and four solutions for a joint, a row of pieces in all its lanes, a piece."""


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
        First row and end row, how many lanes have a piece, and how many one with a joint behind it, which are
        the first ones: shape (groups, 4).
    before, behind
        Number of the joint before and behind each lane's piece, shape (groups, LANES); −1 where there is
        none.
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


def partition(parents: Integers, kinds: Integers, costs: tuple[float, ...]) -> Partition:
    """Cut a tree into pieces; memoised.

    Parameters
    ----------
    parents
        Parent of every vertex, smaller than its own number; −1 of vertex 0, the root. Shape (n,).
    kinds
        A number from 0 on of each vertex; a row has vertices of one kind only.
    costs
        What else than elimination a row of each kind costs [ns].
    """
    return _partition(
        np.ascontiguousarray(parents, dtype=np.int64).tobytes(),
        np.ascontiguousarray(kinds, dtype=np.int64).tobytes(),
        costs,
    )


@lru_cache(maxsize=16)
def _partition(parents: bytes, kinds: bytes, costs: tuple[float, ...]) -> Partition:
    above, kind = np.frombuffer(parents, dtype=np.int64), np.frombuffer(kinds, dtype=np.int64)
    found = chains(above, kind)
    joints = np.bincount(kind[found.chain_of < 0], minlength=len(costs))
    lengths = [
        _best_length(found.sizes[found.kinds == each], int(joints[each]), cost)
        for each, cost in enumerate(costs)
    ]
    return _placed(above, kind, pieces(found, np.array(lengths)), len(costs))


def _best_length(sizes: Integers, joints: int, cost: float) -> int:
    """Length of pieces at which chains of some sizes, and the joints of their kind, cost least."""

    def price(length: int) -> float:
        _, found, _ = cut_sizes(sizes, length)
        rows = int(np.sort(found)[::-1][::LANES].sum())
        cuts = found.size - sizes.size
        others = PIECE_COST * found.size + JOINT_COST * cuts
        total: float = (ROW_COST + cost) * rows + cost * -(-(joints + cuts) // LANES) + others
        return total

    return min(LENGTHS, key=price)


def _placed(parents: Integers, kinds: Integers, made: Pieces, count: int) -> Partition:
    """Rows and lanes: of a kind first the pieces, the longest first, then the joints."""
    order = np.lexsort((-made.sizes, made.kinds))
    group, lane = np.zeros(order.size, dtype=np.int64), np.zeros(order.size, dtype=np.int64)
    joint = made.piece_of < 0
    places = np.zeros(parents.size, dtype=np.int64)
    kind_rows, groups, row = [0], [np.zeros((0, 4), dtype=np.int64)], 0
    start = 0
    for kind in range(count):
        own = order[start : start + int(np.count_nonzero(made.kinds == kind))]
        start += own.size
        number = np.arange(own.size) // LANES
        longest = made.sizes[own[::LANES]]
        own = own[np.lexsort((made.behind[own] < 0, number))]
        group[own], lane[own] = sum(map(len, groups)) + number, np.arange(own.size) % LANES
        ends = row + np.cumsum(longest)
        used = np.bincount(number, minlength=longest.size)
        ended = np.bincount(number, weights=made.behind[own] >= 0, minlength=longest.size)
        groups.append(np.stack([ends - longest, ends, used, ended.astype(np.int64)], axis=1))
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
    before, behind = np.full(groups.shape[0] * LANES, -1), np.full(groups.shape[0] * LANES, -1)
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
