"""Functions of the Jacobian that vanish at special points of a branch, and their resolution along it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from core.dynamics.equilibrium_branches.path import Path, Sample
from core.dynamics.linearisation import eigenvalues, invariants
from core.interruption import checkpoint
from core.numerics.roots import Indices
from core.result import Floats

ZERO_SUM, NODE_FOCUS, TURNING, BRANCHING = range(4)
"""Rows of the test functions: two of the Jacobian, and along an arc those of `Sample.turning`."""
MAX_HALVINGS = 20
MAX_NODES = 60_000

Blocks = tuple[Indices, ...]
"""Groups of states that act on each other, by their numbers."""


def coupled_blocks(jacobians: Floats) -> Blocks:
    """The groups of at least two states that act on each other in a loop somewhere along a branch.

    The Jacobian is block triangular in them, so that the eigenvalues are those of the groups. A gate whose
    current has no conductance follows V and acts on nothing: it is a group of its own. Two eigenvalues of
    different groups know nothing of each other, and where they meet or are opposite nothing happens.

    Parameters
    ----------
    jacobians
        Shape (k, n, n), of points all along the branch.
    """
    pattern = (jacobians != 0.0).any(axis=0)
    count, group = connected_components(pattern, connection="strong")
    members = (np.flatnonzero(group == i) for i in range(count))
    return tuple(sorted((block for block in members if block.size > 1), key=lambda block: int(block[0])))


def test_functions(jacobian: Floats, blocks: Blocks) -> Floats:
    """Two functions of matrices of shape (k, n, n) that vanish at special points: shape (2, k).

    Π (λᵢ + λⱼ) over the pairs of every block: at Hopf points and neutral saddles; tr J for two states. (It
    is the determinant of the bialternate product 2J ⊙ I, Kuznetsov 2004, section 10.2.) And the discriminant
    Π (λᵢ − λⱼ)², which changes its sign where two real eigenvalues become a complex pair; tr² − 4 det for two
    states.
    """
    total = np.ones((2, len(jacobian)))
    for block in blocks:
        part = jacobian if block.size == jacobian.shape[-1] else jacobian[:, block[:, None], block]
        total *= _of_block(part)
    return total


def _of_block(jacobian: Floats) -> Floats:
    if jacobian.shape[-1] == 2:
        trace, _, discriminant = invariants(jacobian)
        return np.array([trace, discriminant])
    values = eigenvalues(jacobian)
    i, j = pairs(values.shape[-1])
    a, b = values[:, i], values[:, j]
    # Each factor is taken relative to its pair, so that the product of many neither overflows nor underflows.
    size = np.hypot(np.abs(a), np.abs(b))
    size = np.where(size > 0.0, size, 1.0)
    return np.array([((a + b) / size).prod(axis=1).real, (((a - b) / size) ** 2).prod(axis=1).real])


@lru_cache(maxsize=64)
def pairs(n: int) -> tuple[Indices, Indices]:
    """Indices i < j of all pairs of n eigenvalues."""
    first, second = np.triu_indices(n, 1)
    return first, second


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """Positions along a curve, shape (k,), and the test functions there, shape (m, k).

    Attributes
    ----------
    blocks
        The groups of coupled states.
    rows
        The samples that it began with, and those in the middle between them.
    """

    positions: Floats
    tests: Floats
    blocks: Blocks
    rows: tuple[Sample, Sample]


def resolve(path: Path, positions: Floats) -> Resolved:
    """Positions between which, by their midpoints, no test function hides two zeros, and the values there.

    Parameters
    ----------
    positions
        Increasing, to begin with, shape (k,).
    """
    first = path.sample(positions)
    blocks = coupled_blocks(first.jacobian)
    tests = _tests(first, blocks)
    low, high, left, right = positions[:-1], positions[1:], tests[:, :-1], tests[:, 1:]
    second: Sample | None = None
    for _ in range(MAX_HALVINGS):
        checkpoint()
        sample = path.sample(0.5 * (low + high))
        second = second or sample
        middle, between = sample.positions, _tests(sample, blocks)
        positions, tests = np.append(positions, middle), np.append(tests, between, axis=1)
        doubtful = _may_hide_zeros(left, between, right)
        if not doubtful.any() or positions.size > MAX_NODES:
            break
        low, high = np.append(low[doubtful], middle[doubtful]), np.append(middle[doubtful], high[doubtful])
        left, between, right = left[:, doubtful], between[:, doubtful], right[:, doubtful]
        left, right = np.append(left, between, axis=1), np.append(between, right, axis=1)
    order = np.argsort(positions, kind="stable")
    return Resolved(positions[order], tests[:, order], blocks, (first, second or first))


def _tests(sample: Sample, blocks: Blocks) -> Floats:
    tests = test_functions(sample.jacobian, blocks)
    return tests if sample.turning is None else np.append(tests, sample.turning, axis=0)


def _may_hide_zeros(left: Floats, middle: Floats, right: Floats) -> NDArray[np.bool]:
    """Cells whose bend rivals the distance to zero, or, with a zero inside, the difference of the ends."""
    crossing = np.sign(left) != np.sign(right)
    distance = np.minimum(np.minimum(np.abs(left), np.abs(right)), np.abs(middle))
    with np.errstate(invalid="ignore", over="ignore"):
        bend = np.abs(middle - 0.5 * (left + right))
        doubtful = bend > 0.25 * np.where(crossing, np.abs(right - left), distance)
    return np.asarray(doubtful.any(axis=0))
