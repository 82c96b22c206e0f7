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
# factorised matrix 1/d', g_i/d'_{i+1} and f/d'.
ONWARD, OUTWARD, INVERSE, FACTOR, SHARE = range(5)
SECTIONS = 5
# After them, each of a row for every group: coupling to the joint before, and that over d'_1; what the matrix
# of the joints gets: the joints before and behind less on the diagonal, those behind more coupling to their
# parents; values of the joints before and behind (0 where there is none). Then two single rows.
INWARD, INWARD_FACTOR, LESS_BEFORE, LESS_BEHIND, BETWEEN, BEFORE, BEHIND = range(7)
GROUP_SECTIONS, SINGLE = 7, 2
# Columns of `Tree.groups`.
FIRST, END, USED, ENDED = range(4)
# Rows of `Tree.joints`: coupling to the parent; d' and coupling to the parent while they are eliminated, then
# that coupling over d'; values; 1/d'.
DIRECT, DIAGONAL, COUPLING, ACROSS, VALUE, INVERSE_JOINT = range(6)


class Tree(NamedTuple):
    """A partitioned tree with its couplings, and room for a factorised matrix.

    Vectors on the tree are `rows` rows of LANES numbers.

    Attributes
    ----------
    lanes
        Shape (n, LANES): sections of `rows` rows each, then of a row a group, see above.
    joints
        Shape (6, joints), see above.
    groups
        As in `core.numerics.tree.partition.Partition`, like the following.
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
    rows, groups = made.rows | 1, made.groups.shape[0]
    lanes = aligned_zeros((SECTIONS * rows + GROUP_SECTIONS * groups + SINGLE, LANES), 1)
    flat = lanes.reshape(-1)
    for first, (vertices, places) in (
        (ONWARD * rows, made.onward),
        (OUTWARD * rows, made.outward),
        (SECTIONS * rows, made.inward),
    ):
        flat[first * LANES + places] = couplings[vertices]
    joints = np.zeros((6, made.joints.size))
    joints[DIRECT, made.direct[1]] = couplings[made.direct[0]]
    return Tree(lanes, joints, made.groups, made.before, made.behind, made.joints, made.parents, rows)


@part
def _factorise_group(t: Tree, a: Floats, diagonal: int, g: int) -> None:
    """Eliminate the pieces of a group, and keep what their joints get."""
    lanes, n = t.lanes, t.rows
    one = spread(1.0)
    first, last = t.groups[g, FIRST], t.groups[g, END] - 1
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
    groups, own = t.groups.shape[0], SECTIONS * n + g
    link = load(lanes, own + INWARD * groups)
    factor = link * inverse
    store(lanes, own + INWARD_FACTOR * groups, factor)
    store(lanes, own + LESS_BEFORE * groups, factor * link)
    store(lanes, own + LESS_BEHIND * groups, behind)
    store(lanes, own + BETWEEN * groups, factor * fill)


@part
def factorise(t: Tree, a: Floats, diagonal: int, first: int | np.int64, end: int | np.int64) -> None:
    """Factorise the matrix with a diagonal of positive numbers, rows of an array from one on.

    Groups that lie in the rows from `first` to before `end` are taken as they were factorised before.
    """
    joints, lanes, groups = t.joints, t.lanes, t.groups.shape[0]
    for j in range(t.places.size):
        place = t.places[j]
        joints[DIAGONAL, j] = a[diagonal + place // LANES, place % LANES]
        joints[COUPLING, j] = joints[DIRECT, j]
    for g in range(groups):
        if not first <= t.groups[g, FIRST] < end:
            _factorise_group(t, a, diagonal, g)
        own = SECTIONS * t.rows + g
        for lane in range(t.groups[g, USED]):
            joints[DIAGONAL, t.before[g, lane]] -= lanes[own + LESS_BEFORE * groups, lane]
        for lane in range(t.groups[g, ENDED]):
            behind = t.behind[g, lane]
            joints[DIAGONAL, behind] -= lanes[own + LESS_BEHIND * groups, lane]
            joints[COUPLING, behind] += lanes[own + BETWEEN * groups, lane]
    # What goes to the next joint is handed on, not stored: most joints are in line.
    less = 0.0
    for j in range(t.places.size - 1, 0, -1):
        inverse = 1.0 / (joints[DIAGONAL, j] - less)
        across = joints[COUPLING, j] * inverse
        joints[ACROSS, j], joints[INVERSE_JOINT, j] = across, inverse
        less = across * joints[COUPLING, j]
        if t.parents[j] != j - 1:
            joints[DIAGONAL, t.parents[j]] -= less
            less = 0.0
    joints[INVERSE_JOINT, 0] = 1.0 / (joints[DIAGONAL, 0] - less)


@part
def _solve_joints(t: Tree, a: Floats, solution: int) -> None:
    """Solve for the joints, to whose right-hand sides the pieces have added."""
    joints, more = t.joints, 0.0
    for j in range(t.places.size - 1, 0, -1):
        value = joints[VALUE, j] + more
        joints[VALUE, j] = value
        more = joints[ACROSS, j] * value
        if t.parents[j] != j - 1:
            joints[VALUE, t.parents[j]] += more
            more = 0.0
    value = (joints[VALUE, 0] + more) * joints[INVERSE_JOINT, 0]
    for j in range(t.places.size):
        if j > 0:
            above = value if t.parents[j] == j - 1 else joints[VALUE, t.parents[j]]
            value = joints[VALUE, j] * joints[INVERSE_JOINT, j] + joints[ACROSS, j] * above
        joints[VALUE, j] = value
        place = t.places[j]
        a[solution + place // LANES, place % LANES] = value


@part
def solve(t: Tree, a: Floats, right: int, solution: int) -> None:
    """Solve for a right-hand side; both are rows of an array from one on."""
    lanes, joints, n, groups = t.lanes, t.joints, t.rows, t.groups.shape[0]
    single = SECTIONS * n + GROUP_SECTIONS * groups
    for j in range(t.places.size):
        place = t.places[j]
        joints[VALUE, j] = a[right + place // LANES, place % LANES]
    for g in range(groups):
        last = t.groups[g, END] - 1
        value = load(a, right + last)
        store(a, solution + last, value)
        behind = load(lanes, SHARE * n + last) * value
        for row in range(last - 1, t.groups[g, FIRST] - 1, -1):
            value = load(a, right + row) + load(lanes, FACTOR * n + row) * value
            store(a, solution + row, value)
            behind = behind + load(lanes, SHARE * n + row) * value
        store(lanes, single, load(lanes, SECTIONS * n + INWARD_FACTOR * groups + g) * value)
        store(lanes, single + 1, behind)
        for lane in range(t.groups[g, USED]):
            joints[VALUE, t.before[g, lane]] += lanes[single, lane]
        for lane in range(t.groups[g, ENDED]):
            joints[VALUE, t.behind[g, lane]] += lanes[single + 1, lane]
    _solve_joints(t, a, solution)
    for g in range(groups):
        own = SECTIONS * n + g
        for lane in range(t.groups[g, USED]):
            lanes[own + BEFORE * groups, lane] = joints[VALUE, t.before[g, lane]]
        for lane in range(t.groups[g, ENDED]):
            lanes[own + BEHIND * groups, lane] = joints[VALUE, t.behind[g, lane]]
        value, behind = load(lanes, own + BEFORE * groups), load(lanes, own + BEHIND * groups)
        factor = load(lanes, own + INWARD_FACTOR * groups)
        for row in range(t.groups[g, FIRST], t.groups[g, END]):
            alone = load(lanes, INVERSE * n + row) * load(a, solution + row)
            value = alone + load(lanes, SHARE * n + row) * behind + factor * value
            store(a, solution + row, value)
            factor = load(lanes, FACTOR * n + row)


@part
def _flow_of_group(t: Tree, a: Floats, values: int, kept: int, g: int) -> None:
    """Flow into the places of a group, whose joints' values stand in its rows, and to those joints."""
    lanes, n, groups = t.lanes, t.rows, t.groups.shape[0]
    own, single = SECTIONS * n + g, SECTIONS * n + GROUP_SECTIONS * groups
    first, last = t.groups[g, FIRST], t.groups[g, END] - 1
    behind, total = load(lanes, own + BEHIND * groups), spread(0.0)
    value = load(a, values + first)
    current = load(lanes, own + INWARD * groups) * (load(lanes, own + BEFORE * groups) - value)
    store(lanes, single, -current)
    for row in range(first, last):
        out = load(lanes, OUTWARD * n + row) * (value - behind)
        following = load(a, values + row + 1)
        along = load(lanes, ONWARD * n + row) * (value - following)
        store(a, kept + row, current - along - out)
        total = total + out
        value, current = following, along
    out = load(lanes, OUTWARD * n + last) * (value - behind)
    store(a, kept + last, current - out)
    store(lanes, single + 1, total + out)


@part
def flow(t: Tree, a: Floats, values: int, kept: int) -> None:
    """Σ g (u_j − u_i) over the neighbours j of every place i; both are rows of an array from one on.

    Unused places beside joints are left as they are.
    """
    lanes, joints, groups = t.lanes, t.joints, t.groups.shape[0]
    single = SECTIONS * t.rows + GROUP_SECTIONS * groups
    for j in range(t.places.size):
        place = t.places[j]
        joints[VALUE, j] = 0.0
        joints[DIAGONAL, j] = a[values + place // LANES, place % LANES]
    for j in range(1, t.places.size):
        current = joints[DIRECT, j] * (joints[DIAGONAL, t.parents[j]] - joints[DIAGONAL, j])
        joints[VALUE, j] += current
        joints[VALUE, t.parents[j]] -= current
    for g in range(groups):
        own = SECTIONS * t.rows + g
        for lane in range(t.groups[g, USED]):
            lanes[own + BEFORE * groups, lane] = joints[DIAGONAL, t.before[g, lane]]
        for lane in range(t.groups[g, ENDED]):
            lanes[own + BEHIND * groups, lane] = joints[DIAGONAL, t.behind[g, lane]]
        _flow_of_group(t, a, values, kept, g)
        for lane in range(t.groups[g, USED]):
            joints[VALUE, t.before[g, lane]] += lanes[single, lane]
        for lane in range(t.groups[g, ENDED]):
            joints[VALUE, t.behind[g, lane]] += lanes[single + 1, lane]
    for j in range(t.places.size):
        place = t.places[j]
        a[kept + place // LANES, place % LANES] = joints[VALUE, j]
