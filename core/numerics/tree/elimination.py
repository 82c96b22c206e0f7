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
from core.numerics.compilation import kernel
from core.numerics.lane_vector import LANES, load, spread, store
from core.numerics.tree.partition import Partition
from core.result import Floats


class Factors(NamedTuple):
    """A factorised matrix.

    Attributes
    ----------
    inverse
        1/d' by row, shape (rows, LANES); afterwards of joints 1/d' at their place.
    onward
        g_i/d'_{i+1}, shape (rows, LANES).
    outward
        f/d', shape (rows, LANES).
    inward
        g_0/d'_1, shape (groups, LANES).
    across
        Coupling of a joint to its parent over its own d', shape (joints + 1,).
    diagonal, behind
        Of the joints while they are eliminated: d' and coupling to the parent, shape (joints + 1,).
    right
        Right-hand sides, then solutions, of the joints, shape (joints + 1,).
    scratch
        Shape (4, LANES).
    """

    inverse: Floats
    onward: Floats
    outward: Floats
    inward: Floats
    across: Floats
    diagonal: Floats
    coupling: Floats
    right: Floats
    scratch: Floats


def factors(tree: Partition) -> Factors:
    """Room for a factorised matrix on a tree."""
    rows, groups, joints = tree.rows, tree.groups.shape[0], tree.joints.size + 1
    return Factors(
        aligned_zeros((rows, LANES), 20),
        aligned_zeros((rows, LANES), 21),
        aligned_zeros((rows, LANES), 22),
        aligned_zeros((groups, LANES), 23),
        np.zeros(joints),
        np.zeros(joints),
        np.zeros(joints),
        np.zeros(joints),
        aligned_zeros((4, LANES), 24),
    )


@kernel
def factorise(tree: Partition, diagonal: Floats, made: Factors) -> None:
    """Factorise the matrix with a diagonal, shape (rows, LANES), of positive numbers."""
    one, nothing = spread(1.0), spread(0.0)
    joints = tree.joints.size
    for j in range(joints):
        place = tree.joints[j]
        made.diagonal[j] = diagonal[place // LANES, place % LANES]
        made.coupling[j] = tree.direct[j]
    for g in range(tree.groups.shape[0]):
        first, last = tree.groups[g, 0], tree.groups[g, 1] - 1
        inverse = one / load(diagonal, np.uint64(last))
        store(made.inverse, np.uint64(last), inverse)
        fill = load(tree.outward, np.uint64(last))
        behind = fill * fill * inverse
        store(made.outward, np.uint64(last), fill * inverse)
        for row in range(last - 1, first - 1, -1):
            link = load(tree.onward, np.uint64(row))
            factor = link * inverse
            store(made.onward, np.uint64(row), factor)
            inverse = one / (load(diagonal, np.uint64(row)) - factor * link)
            store(made.inverse, np.uint64(row), inverse)
            fill = load(tree.outward, np.uint64(row)) + factor * fill
            share = fill * inverse
            store(made.outward, np.uint64(row), share)
            behind = behind + fill * share
        link = load(tree.inward, np.uint64(g))
        factor = link * inverse
        store(made.inward, np.uint64(g), factor)
        store(made.scratch, np.uint64(0), factor * link)
        store(made.scratch, np.uint64(1), behind)
        store(made.scratch, np.uint64(2), factor * fill)
        for lane in range(LANES):
            made.diagonal[tree.before[g, lane]] -= made.scratch[0, lane]
            made.diagonal[tree.behind[g, lane]] -= made.scratch[1, lane]
            made.coupling[tree.behind[g, lane]] += made.scratch[2, lane]
    for j in range(joints - 1, 0, -1):
        inverse_joint = 1.0 / made.diagonal[j]
        across = made.coupling[j] * inverse_joint
        made.across[j] = across
        made.diagonal[tree.parents[j]] -= across * made.coupling[j]
        place = tree.joints[j]
        made.inverse[place // LANES, place % LANES] = inverse_joint
    place = tree.joints[0]
    made.inverse[place // LANES, place % LANES] = 1.0 / made.diagonal[0]
    store(made.scratch, np.uint64(3), nothing)


@kernel
def solve(  # noqa: C901 - loops over groups, their rows and lanes
    tree: Partition, made: Factors, right: Floats, base: int
) -> None:
    """Replace a right-hand side, the rows of `right` from `base` on, by the solution."""
    joints = tree.joints.size
    for j in range(joints):
        place = tree.joints[j]
        made.right[j] = right[base + place // LANES, place % LANES]
    made.right[joints] = 0.0
    for g in range(tree.groups.shape[0]):
        first, last = tree.groups[g, 0], tree.groups[g, 1] - 1
        value = load(right, np.uint64(base + last))
        behind = load(made.outward, np.uint64(last)) * value
        for row in range(last - 1, first - 1, -1):
            value = load(right, np.uint64(base + row)) + load(made.onward, np.uint64(row)) * value
            store(right, np.uint64(base + row), value)
            behind = behind + load(made.outward, np.uint64(row)) * value
        store(made.scratch, np.uint64(0), load(made.inward, np.uint64(g)) * value)
        store(made.scratch, np.uint64(1), behind)
        for lane in range(LANES):
            made.right[tree.before[g, lane]] += made.scratch[0, lane]
            made.right[tree.behind[g, lane]] += made.scratch[1, lane]
    for j in range(joints - 1, 0, -1):
        made.right[tree.parents[j]] += made.across[j] * made.right[j]
    for j in range(joints):
        place = tree.joints[j]
        value_joint = made.right[j] * made.inverse[place // LANES, place % LANES]
        if j > 0:
            value_joint += made.across[j] * made.right[tree.parents[j]]
        made.right[j] = value_joint
        right[base + place // LANES, place % LANES] = value_joint
    made.right[joints] = 0.0
    for g in range(tree.groups.shape[0]):
        first, end = tree.groups[g, 0], tree.groups[g, 1]
        for lane in range(LANES):
            made.scratch[0, lane] = made.right[tree.before[g, lane]]
            made.scratch[1, lane] = made.right[tree.behind[g, lane]]
        behind = load(made.scratch, np.uint64(1))
        factor = load(made.inward, np.uint64(g))
        value = load(made.scratch, np.uint64(0))
        for row in range(first, end):
            own = load(made.inverse, np.uint64(row)) * load(right, np.uint64(base + row))
            value = own + load(made.outward, np.uint64(row)) * behind + factor * value
            store(right, np.uint64(base + row), value)
            factor = load(made.onward, np.uint64(row))


@kernel
def flow(tree: Partition, values: Floats, right: Floats, base: int, made: Factors) -> None:
    """Add Σ g (u_j − u_i) over the neighbours j of every place i to the rows of `right` from `base` on."""
    joints = tree.joints.size
    for j in range(joints):
        place = tree.joints[j]
        made.right[j] = 0.0
        made.diagonal[j] = values[place // LANES, place % LANES]
    made.right[joints], made.diagonal[joints] = 0.0, 0.0
    for j in range(1, joints):
        current = tree.direct[j] * (made.diagonal[tree.parents[j]] - made.diagonal[j])
        made.right[j] += current
        made.right[tree.parents[j]] -= current
    for g in range(tree.groups.shape[0]):
        first, end = tree.groups[g, 0], tree.groups[g, 1]
        for lane in range(LANES):
            made.scratch[0, lane] = made.diagonal[tree.before[g, lane]]
            made.scratch[1, lane] = made.diagonal[tree.behind[g, lane]]
        behind, total = load(made.scratch, np.uint64(1)), spread(0.0)
        value = load(values, np.uint64(first))
        current = load(tree.inward, np.uint64(g)) * (load(made.scratch, np.uint64(0)) - value)
        store(made.scratch, np.uint64(2), current)
        for row in range(first, end):
            out = load(tree.outward, np.uint64(row)) * (value - behind)
            total = total + out
            current = current - out
            if row + 1 < end:
                following = load(values, np.uint64(row + 1))
                along = load(tree.onward, np.uint64(row)) * (value - following)
                store(right, np.uint64(base + row), load(right, np.uint64(base + row)) + (current - along))
                value, current = following, along
            else:
                store(right, np.uint64(base + row), load(right, np.uint64(base + row)) + current)
        store(made.scratch, np.uint64(3), total)
        for lane in range(LANES):
            made.right[tree.before[g, lane]] -= made.scratch[2, lane]
            made.right[tree.behind[g, lane]] += made.scratch[3, lane]
    for j in range(joints):
        place = tree.joints[j]
        right[base + place // LANES, place % LANES] += made.right[j]
