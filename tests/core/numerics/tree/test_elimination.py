"""Elimination on partitioned trees against dense matrices."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray

from core.numerics.aligned import aligned_zeros
from core.numerics.compilation import kernel
from core.numerics.tree import elimination
from core.numerics.tree.elimination import Tree, tree
from core.numerics.tree.partition import LANES, partition
from core.numerics.tree.recursion import flow, pivots, solve_positive
from core.result import Floats


@kernel
def _solve(t: Tree, a: Floats) -> None:
    elimination.flow(t, a, t.rows, 2 * t.rows)
    elimination.factorise(t, a, t.rows - t.rows, np.int64(0), np.int64(0))
    elimination.solve(t, a, t.rows, 3 * t.rows)


def _random_tree(seed: int, n: int, branching: float, kinds: int) -> tuple[NDArray[np.int64], ...]:
    """Parents, and kinds that change now and then."""
    generator = np.random.default_rng(seed)
    jumps = generator.random(n) < branching
    parents = np.where(jumps, (generator.random(n) * np.arange(n)).astype(np.int64), np.arange(n) - 1)
    parents[0] = -1
    return parents, np.sort(generator.integers(0, kinds, n)) if seed % 2 else generator.integers(0, kinds, n)


def _dense(parents: NDArray[np.int64], couplings: Floats, diagonal: Floats) -> Floats:
    matrix = np.diag(diagonal)
    child = np.arange(1, parents.size)
    matrix[child, parents[1:]] = matrix[parents[1:], child] = -couplings[1:]
    return matrix


@settings(deadline=None, max_examples=30)
@given(
    some.integers(0, 2**31),
    some.integers(1, 250),
    some.sampled_from([0.0, 0.02, 0.2, 1.0]),
    some.integers(1, 3),
)
def test_trees_are_eliminated_as_dense_matrices_are(seed: int, n: int, branching: float, kinds: int) -> None:
    parents, kind = _random_tree(seed, n, branching, kinds)
    generator = np.random.default_rng(seed)
    couplings = 10.0 ** generator.uniform(-3.0, 3.0, n)
    couplings[0] = 0.0
    made = partition(parents, kind, (100.0,) * kinds)
    t = tree(made, couplings)
    assert np.unique(made.places).size == n
    for number in range(made.kind_rows.size - 1):
        rows = made.places[kind == number] // LANES
        assert (
            rows.size == 0 or made.kind_rows[number] <= rows.min() <= rows.max() < made.kind_rows[number + 1]
        )
    links = couplings.copy()
    np.add.at(links, parents[1:], couplings[1:])
    diagonal, right = links + 10.0 ** generator.uniform(-3.0, 3.0, n), generator.standard_normal(n)
    a = aligned_zeros((4 * t.rows, LANES))
    a[: t.rows] = 1.0
    flat = a.reshape(4, -1)
    flat[0, made.places], flat[1, made.places] = diagonal, right
    _solve(t, a)
    matrix = _dense(parents, couplings, diagonal)
    exact = np.linalg.solve(matrix, right)
    scale = np.abs(exact).max() * np.linalg.cond(matrix) ** 0.5
    np.testing.assert_allclose(flat[3, made.places], exact, rtol=0.0, atol=1e-13 * scale)
    found = solve_positive(parents.tolist(), couplings.tolist(), diagonal, right)
    assert found is not None
    np.testing.assert_allclose(found, exact, rtol=0.0, atol=1e-13 * scale)
    through = links * right - (np.diag(diagonal) - matrix) @ right
    np.testing.assert_allclose(flat[2, made.places], -through, rtol=0.0, atol=1e-11 * links.max())
    np.testing.assert_allclose(flow(parents.tolist(), couplings, right), -through, atol=1e-11 * links.max())
    sign, logarithm = np.linalg.slogdet(matrix)
    terms = pivots(parents.tolist(), couplings.tolist(), diagonal.tolist())
    assert sign == 1.0
    assert abs(np.log(terms).sum() - logarithm) < 1e-9 * n


def test_a_matrix_that_is_not_positive_definite_is_not_solved() -> None:
    assert solve_positive([-1, 0], [0.0, 2.0], np.array([1.0, 1.0]), np.ones(2)) is None
