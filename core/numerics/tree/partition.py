"""A tree cut into pieces that can be eliminated side by side.

The vertices of a tree are its branch points, the vertices at which it is cut, and the chains between them. A
chain couples to nothing but the vertex before it and the one after it, so all chains can be eliminated at
once, each in a lane of its own; what is left is a small tree of the vertices between them (the partition
method of Wang 1981, doi:10.1145/355945.355947, for a tree instead of a line). Lanes of one group run in step:
they get chains of about the same length.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.numerics.aligned import aligned_zeros
from core.result import Floats

LANES = 32
Integers = NDArray[np.int64]

LENGTHS = (3, 5, 7, 9, 11, 15, 19, 23, 27, 31, 39, 47, 63)
"""Lengths of pieces among which the cheapest is taken."""
JOINT_COST, ROW_COST, PIECE_COST = 8.0, 30.0, 8.0
"""Measured [ns]: elimination of a joint, of a row of a group in all its lanes, and joining of a piece."""


class Partition(NamedTuple):
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
        First row, end row, and whether any piece has a joint behind it: shape (groups, 3).
    before, behind
        Number of the joint before and behind each lane's piece, shape (groups, LANES); where there is none,
        that of one more joint than there are, which is coupled to nothing.
    onward
        Coupling of each place to the next row of its lane, shape (rows, LANES).
    outward
        Coupling of each place to the joint behind its piece, shape (rows, LANES).
    inward
        Coupling of the first row of each lane to the joint before its piece, shape (groups, LANES).
    joints
        Place of each joint, a parent before its children, shape (joints,).
    parents
        Number of each joint's parent, that of the first −1.
    direct
        Coupling of each joint to its parent where no piece lies between them.
    """

    places: Integers
    rows: int
    kind_rows: Integers
    groups: Integers
    before: Integers
    behind: Integers
    onward: Floats
    outward: Floats
    inward: Floats
    joints: Integers
    parents: Integers
    direct: Floats


@dataclass(frozen=True, slots=True)
class _Piece:
    """Vertices of a chain, the joint before it, and the one behind it or −1 (numbers of vertices)."""

    vertices: Integers
    before: int
    behind: int


def partition(parents: Integers, couplings: Floats, kinds: Integers) -> Partition:
    """Cut a tree into pieces.

    Parameters
    ----------
    parents
        Parent of every vertex, smaller than its own number; −1 of vertex 0, the root. Shape (n,).
    couplings
        Coupling g of every vertex to its parent, shape (n,): elements −g of the matrix beside the diagonal.
    kinds
        A number from 0 on of each vertex; a row has vertices of one kind only.
    """
    chains = _chains(parents, kinds)
    length = min(LENGTHS, key=lambda each: _price(chains, kinds, each))
    return _Placing(parents, couplings, kinds, _pieces(chains, length)).partition()


def _chains(parents: Integers, kinds: Integers) -> list[_Piece]:
    """The unbranched stretches of one kind between branch points, changes of kind and tips.

    A joint is the root, a branch point, or the first vertex of another kind than its parent's.
    """
    n = parents.size
    children = np.bincount(parents[1:], minlength=n)
    joint = (children > 1) | (kinds != kinds[np.maximum(parents, 0)])
    joint[0] = True
    only_child = np.full(n, -1)
    only_child[parents[1:]] = np.arange(1, n)
    chains = []
    starts = np.flatnonzero(~joint & joint[np.maximum(parents, 0)])
    for start in starts.tolist():
        vertices, vertex = [], start
        while vertex >= 0 and not joint[vertex]:
            vertices.append(vertex)
            vertex = int(only_child[vertex])
        chains.append(_Piece(np.array(vertices), int(parents[start]), vertex))
    return chains


def _price(chains: list[_Piece], kinds: Integers, length: int) -> float:
    """Predicted time of an elimination [ns] with pieces of at most some length."""
    pieces: dict[int, list[int]] = {}
    cuts = 0
    for chain in chains:
        sizes = _sizes(chain.vertices.size, length)
        pieces.setdefault(int(kinds[chain.vertices[0]]), []).extend(sizes)
        cuts += len(sizes) - 1
    rows = sum(sum(sorted(sizes, reverse=True)[::LANES]) for sizes in pieces.values())
    count = sum(map(len, pieces.values()))
    return ROW_COST * rows + PIECE_COST * count + JOINT_COST * cuts


def _sizes(vertices: int, length: int) -> list[int]:
    """Lengths of the pieces of a chain, between which single vertices become joints."""
    count = -(-(vertices + 1) // (length + 1))
    inner, more = divmod(vertices - (count - 1), count)
    return [inner + 1] * more + [inner] * (count - more)


def _pieces(chains: list[_Piece], length: int) -> list[_Piece]:
    pieces = []
    for chain in chains:
        start, before = 0, chain.before
        sizes = _sizes(chain.vertices.size, length)
        for number, size in enumerate(sizes):
            last = number == len(sizes) - 1
            behind = chain.behind if last else int(chain.vertices[start + size])
            if size:
                pieces.append(_Piece(chain.vertices[start : start + size], before, behind))
            start, before = start + size + 1, behind
    return pieces


class _Placing:
    """The rows and lanes of pieces and joints."""

    def __init__(self, parents: Integers, couplings: Floats, kinds: Integers, pieces: list[_Piece]) -> None:
        self._parents, self._couplings, self._kinds = parents, couplings, kinds
        inside = np.zeros(parents.size, dtype=np.bool_)
        for piece in pieces:
            inside[piece.vertices] = True
        self._joints = np.flatnonzero(~inside)
        self._number = np.full(parents.size + 1, self._joints.size)
        self._number[self._joints] = np.arange(self._joints.size)
        self._pieces = pieces
        self._places = np.zeros(parents.size, dtype=np.int64)
        self._groups: list[tuple[int, list[_Piece]]] = []
        self._row = 0

    def partition(self) -> Partition:
        kind_rows = [0]
        for kind in range(int(self._kinds.max()) + 1):
            self._place_kind(kind)
            kind_rows.append(self._row)
        shape = len(self._groups), LANES
        none = self._joints.size
        before, behind = np.full(shape, none), np.full(shape, none)
        onward, outward = (aligned_zeros((self._row, LANES), 25 + k) for k in range(2))
        inward = aligned_zeros(shape, 27)
        groups = np.zeros((len(self._groups), 3), dtype=np.int64)
        for g, (first, pieces) in enumerate(self._groups):
            groups[g] = first, first + pieces[0].vertices.size, any(p.behind >= 0 for p in pieces)
            for lane, piece in enumerate(pieces):
                before[g, lane] = self._number[piece.before]
                inward[g, lane] = self._couplings[piece.vertices[0]]
                end = first + piece.vertices.size
                onward[first : end - 1, lane] = self._couplings[piece.vertices[1:]]
                if piece.behind >= 0:
                    behind[g, lane] = self._number[piece.behind]
                    outward[end - 1, lane] = self._couplings[piece.behind]
        parents, direct = self._joint_tree()
        return Partition(
            self._places, self._row, np.array(kind_rows), groups, before, behind, onward, outward, inward,
            self._places[self._joints], parents, direct,
        )  # fmt: skip

    def _place_kind(self, kind: int) -> None:
        """Rows of the pieces of a kind, the longest first, then of its joints."""
        pieces = [piece for piece in self._pieces if self._kinds[piece.vertices[0]] == kind]
        pieces.sort(key=lambda piece: -piece.vertices.size)
        for start in range(0, len(pieces), LANES):
            group = pieces[start : start + LANES]
            self._groups.append((self._row, group))
            for lane, piece in enumerate(group):
                rows = self._row + np.arange(piece.vertices.size)
                self._places[piece.vertices] = rows * LANES + lane
            self._row += group[0].vertices.size
        joints = self._joints[self._kinds[self._joints] == kind]
        self._places[joints] = self._row * LANES + np.arange(joints.size)
        self._row += -(-joints.size // LANES)

    def _joint_tree(self) -> tuple[Integers, Floats]:
        """Parent of each joint in the tree of joints, and the coupling where they are neighbours."""
        parents = np.full(self._joints.size, -1)
        direct = np.zeros(self._joints.size)
        neighbours = self._parents[self._joints]
        near = np.flatnonzero((neighbours >= 0) & (self._number[neighbours] < self._joints.size))
        parents[near] = self._number[neighbours[near]]
        direct[near] = self._couplings[self._joints[near]]
        for piece in self._pieces:
            if piece.behind >= 0:
                parents[self._number[piece.behind]] = self._number[piece.before]
        return parents, direct
