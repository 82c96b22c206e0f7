"""Elimination of a symmetric matrix on a partitioned tree (compiled).

Row i of a piece reads d_i u_i − g_{i−1} u_{i−1} − g_i u_{i+1} − b_i u_B = r_i, with B the joint behind the
piece. From the last row to the first,

    d'_i = d_i − g_i² / d'_{i+1},   f_i = b_i + (g_i / d'_{i+1}) f_{i+1},
    r'_i = r_i + (g_i / d'_{i+1}) r'_{i+1},

and what the joints before (A) and behind the piece get is Σ f_i²/d'_i, Σ f_i r'_i/d'_i and, from the first
row, g_0²/d'_1, g_0 r'_1/d'_1 and the coupling g_0 f_1/d'_1 between A and B. Matrices of cables are diagonally
dominant: nothing is exchanged.
"""

from typing import NamedTuple

import numpy as np

from core.numerics.aligned import aligned_zeros
from core.numerics.compilation import part
from core.numerics.lane_vector import LANES, load, spread, store
from core.numerics.tree.partition import Integers, Partition
from core.result import Floats

# Sections of `Tree.lanes`, each of `Tree.rows` rows: coupling to the next row and to the joint behind; of the
# factorised matrix 1/d', g_i/d'_{i+1} and f/d'. After them come, a row for each group: coupling to the joint
# before, and that over d'_1; what the matrix of the joints gets: the joints before and behind less on the
# diagonal, those behind more coupling to their parents. Then two single rows.
ONWARD, OUTWARD, INVERSE, FACTOR, SHARE = range(5)
SECTIONS = 5
INWARD, INWARD_FACTOR, BEFORE, BEHIND, BETWEEN = range(5)
GROUP_SECTIONS, SINGLE = 5, 2
# Rows of `Tree.joints`: coupling to the parent; d' and coupling to the parent while they are eliminated, then
# that coupling over d'; values; 1/d'.
DIRECT, DIAGONAL, COUPLING, ACROSS, VALUE, INVERSE_JOINT = range(6)


class Tree(NamedTuple):
    """A partitioned tree with its couplings, and room for a factorised matrix.

    Vectors on the tree are `rows` rows of LANES numbers.

    Attributes
    ----------
    lanes
        Shape (n, LANES): sections of `rows` rows each, see above.
    joints
        Shape (6, joints + 1), see above; the last joint is the one that nothing is coupled to.
    groups
        First and end row of each group, shape (groups, 2).
    before, behind
        Joints of the pieces, shape (groups, LANES).
    places, parents
        Place (row * LANES + lane) of each joint, and its parent.
    rows
        How many rows a vector on the tree has: an odd number, for those of an even one would begin in the
        same place of a page, where a load waits for every store to another one (4K aliasing).
    """

    lanes: Floats
    joints: Floats
    groups: Integers
    before: Integers
    behind: Integers
    places: Integers
    parents: Integers
    rows: int


def tree(made: Partition, couplings: Floats) -> Tree:
    """A partitioned tree with couplings of its vertices to their parents, shape (n,)."""
    rows, groups, count = made.rows | 1, made.groups.shape[0], made.joints.size
    lanes = aligned_zeros((SECTIONS * rows + GROUP_SECTIONS * groups + SINGLE, LANES), 1)
    flat = lanes.reshape(-1)
    for first, (vertices, places) in (
        (ONWARD * rows, made.onward),
        (OUTWARD * rows, made.outward),
        (SECTIONS * rows, made.inward),
    ):
        flat[first * LANES + places] = couplings[vertices]
    joints = np.zeros((6, count + 1))
    joints[DIRECT, made.direct[1]] = couplings[made.direct[0]]
    return Tree(lanes, joints, made.groups, made.before, made.behind, made.joints, made.parents, rows)


@part
def _factorise_group(t: Tree, a: Floats, diagonal: int, g: int) -> None:
    """Eliminate the pieces of a group, and keep what their joints get."""
    lanes, n = t.lanes, t.rows
    one = spread(1.0)
    first, last = t.groups[g, 0], t.groups[g, 1] - 1
    inverse = one / load(a, diagonal + last)
    fill = load(lanes, OUTWARD * n + last)
    share = fill * inverse
    behind = fill * share
    store(lanes, INVERSE * n + last, inverse)
    store(lanes, SHARE * n + last, share)
    for row in range(last - 1, first - 1, -1):
        link = load(lanes, ONWARD * n + row)
        factor = link * inverse
        inverse = one / (load(a, diagonal + row) - factor * link)
        fill = load(lanes, OUTWARD * n + row) + factor * fill
        share = fill * inverse
        behind = behind + fill * share
        store(lanes, FACTOR * n + row, factor)
        store(lanes, INVERSE * n + row, inverse)
        store(lanes, SHARE * n + row, share)
    groups, inward = t.groups.shape[0], SECTIONS * n + g
    link = load(lanes, inward + INWARD * groups)
    factor = link * inverse
    store(lanes, inward + INWARD_FACTOR * groups, factor)
    store(lanes, inward + BEFORE * groups, factor * link)
    store(lanes, inward + BEHIND * groups, behind)
    store(lanes, inward + BETWEEN * groups, factor * fill)


@part
def factorise(t: Tree, a: Floats, diagonal: int, first: int | np.int64, end: int | np.int64) -> None:
    """Factorise the matrix with a diagonal of positive numbers, rows of an array from one on.

    Groups that lie in the rows from `first` to before `end` are taken as they were factorised before.
    """
    joints, lanes, groups = t.joints, t.lanes, t.groups.shape[0]
    count, kept = t.places.size, SECTIONS * t.rows
    for j in range(count):
        place = t.places[j]
        joints[DIAGONAL, j] = a[diagonal + place // LANES, place % LANES]
        joints[COUPLING, j] = joints[DIRECT, j]
    for g in range(t.groups.shape[0]):
        if not first <= t.groups[g, 0] < end:
            _factorise_group(t, a, diagonal, g)
        for lane in range(LANES):
            behind = t.behind[g, lane]
            joints[DIAGONAL, t.before[g, lane]] -= lanes[kept + BEFORE * groups + g, lane]
            joints[DIAGONAL, behind] -= lanes[kept + BEHIND * groups + g, lane]
            joints[COUPLING, behind] += lanes[kept + BETWEEN * groups + g, lane]
    for j in range(count - 1, 0, -1):
        inverse = 1.0 / joints[DIAGONAL, j]
        across = joints[COUPLING, j] * inverse
        joints[ACROSS, j], joints[INVERSE_JOINT, j] = across, inverse
        joints[DIAGONAL, t.parents[j]] -= across * joints[COUPLING, j]
    joints[INVERSE_JOINT, 0] = 1.0 / joints[DIAGONAL, 0]


@part
def _solve_joints(t: Tree, a: Floats, right: int) -> None:
    """Solve for the joints, to whose right-hand sides the pieces have added."""
    joints, count = t.joints, t.places.size
    for j in range(count - 1, 0, -1):
        joints[VALUE, t.parents[j]] += joints[ACROSS, j] * joints[VALUE, j]
    for j in range(count):
        value = joints[VALUE, j] * joints[INVERSE_JOINT, j]
        if j > 0:
            value += joints[ACROSS, j] * joints[VALUE, t.parents[j]]
        joints[VALUE, j] = value
        place = t.places[j]
        a[right + place // LANES, place % LANES] = value
    joints[VALUE, count] = 0.0


@part
def solve(t: Tree, a: Floats, right: int) -> None:
    """Replace a right-hand side, rows of an array from one on, by the solution."""
    lanes, joints, n = t.lanes, t.joints, t.rows
    groups, count = t.groups.shape[0], t.places.size
    inward, single = SECTIONS * n + INWARD_FACTOR * groups, SECTIONS * n + GROUP_SECTIONS * groups
    for j in range(count):
        place = t.places[j]
        joints[VALUE, j] = a[right + place // LANES, place % LANES]
    joints[VALUE, count] = 0.0
    for g in range(groups):
        last = t.groups[g, 1] - 1
        value = load(a, right + last)
        behind = load(lanes, SHARE * n + last) * value
        for row in range(last - 1, t.groups[g, 0] - 1, -1):
            value = load(a, right + row) + load(lanes, FACTOR * n + row) * value
            store(a, right + row, value)
            behind = behind + load(lanes, SHARE * n + row) * value
        store(lanes, single, load(lanes, inward + g) * value)
        store(lanes, single + 1, behind)
        for lane in range(LANES):
            joints[VALUE, t.before[g, lane]] += lanes[single, lane]
            joints[VALUE, t.behind[g, lane]] += lanes[single + 1, lane]
    _solve_joints(t, a, right)
    for g in range(groups):
        for lane in range(LANES):
            lanes[single, lane] = joints[VALUE, t.before[g, lane]]
            lanes[single + 1, lane] = joints[VALUE, t.behind[g, lane]]
        value, behind = load(lanes, single), load(lanes, single + 1)
        factor = load(lanes, inward + g)
        for row in range(t.groups[g, 0], t.groups[g, 1]):
            own = load(lanes, INVERSE * n + row) * load(a, right + row)
            value = own + load(lanes, SHARE * n + row) * behind + factor * value
            store(a, right + row, value)
            factor = load(lanes, FACTOR * n + row)


@part
def _flow_of_group(t: Tree, a: Floats, values: int, right: int, g: int) -> None:
    """Flow into the places of a group, whose joints' values are in the single rows, and to those joints."""
    lanes, n = t.lanes, t.rows
    single = SECTIONS * n + GROUP_SECTIONS * t.groups.shape[0]
    first, last = t.groups[g, 0], t.groups[g, 1] - 1
    behind, total = load(lanes, single + 1), spread(0.0)
    value = load(a, values + first)
    current = load(lanes, SECTIONS * n + g) * (load(lanes, single) - value)
    store(lanes, single, -current)
    for row in range(first, last):
        out = load(lanes, OUTWARD * n + row) * (value - behind)
        following = load(a, values + row + 1)
        along = load(lanes, ONWARD * n + row) * (value - following)
        store(a, right + row, load(a, right + row) + (current - along - out))
        total = total + out
        value, current = following, along
    out = load(lanes, OUTWARD * n + last) * (value - behind)
    store(a, right + last, load(a, right + last) + (current - out))
    store(lanes, single + 1, total + out)


@part
def flow(t: Tree, a: Floats, values: int, right: int) -> None:
    """Add Σ g (u_j − u_i) over the neighbours j of every place i, both rows of an array from one on."""
    lanes, joints, count = t.lanes, t.joints, t.places.size
    single = SECTIONS * t.rows + GROUP_SECTIONS * t.groups.shape[0]
    for j in range(count + 1):
        place = t.places[min(j, count - 1)]
        joints[VALUE, j] = 0.0
        joints[DIAGONAL, j] = a[values + place // LANES, place % LANES]
    for j in range(1, count):
        current = joints[DIRECT, j] * (joints[DIAGONAL, t.parents[j]] - joints[DIAGONAL, j])
        joints[VALUE, j] += current
        joints[VALUE, t.parents[j]] -= current
    for g in range(t.groups.shape[0]):
        for lane in range(LANES):
            lanes[single, lane] = joints[DIAGONAL, t.before[g, lane]]
            lanes[single + 1, lane] = joints[DIAGONAL, t.behind[g, lane]]
        _flow_of_group(t, a, values, right, g)
        for lane in range(LANES):
            joints[VALUE, t.before[g, lane]] += lanes[single, lane]
            joints[VALUE, t.behind[g, lane]] += lanes[single + 1, lane]
    for j in range(count):
        place = t.places[j]
        a[right + place // LANES, place % LANES] += joints[VALUE, j]
