"""Trees of resistances and capacitances against dense matrices, and products and bases of tall ones."""

import numpy as np
import pytest

from core.numerics.orthonormal import orthonormal
from core.numerics.tall import gram, times
from core.numerics.tree.response import Network, responses


@pytest.mark.parametrize("count", [1, 32, 45])
@pytest.mark.parametrize("separate", [False, True])
def test_a_tree_answers_as_its_matrix_does(count: int, separate: bool) -> None:
    generator, n = np.random.default_rng(count), 60
    # Two trees: −1 is what is held.
    parents = (generator.random(n) * np.arange(n)).astype(np.int64)
    parents[[0, 7]] = -1
    couplings, capacitances = 10.0 ** generator.uniform(-2.0, 2.0, n), generator.uniform(0.0, 1.0, n)
    capacitances[::5] = 0.0
    conductances = couplings + generator.uniform(0.0, 1.0, n)
    inner = np.flatnonzero(parents >= 0)
    np.add.at(conductances, parents[inner], couplings[inner])
    rates = generator.uniform(0.0, 5.0, count) + 1j * generator.uniform(-5.0, 5.0, count)
    right = generator.standard_normal((n, count) if separate else n)
    found = responses(Network(parents, couplings, conductances, capacitances), rates, right)
    for k in range(count):
        matrix = np.diag(conductances + rates[k] * capacitances)
        matrix[inner, parents[inner]] = matrix[parents[inner], inner] = -couplings[inner]
        column = right[:, k] if separate else right
        np.testing.assert_allclose(found[:, k], np.linalg.solve(matrix, column), rtol=0.0, atol=1e-11)


def test_columns_that_nearly_depend_on_each_other_give_an_orthonormal_basis() -> None:
    x = np.linspace(0.01, 10.0, 300)[:, np.newaxis]
    columns = 1e-200 / (x + np.geomspace(0.1, 10.0, 20))
    found = orthonormal(columns)
    np.testing.assert_allclose(found.T @ found, np.eye(20), rtol=0.0, atol=1e-14)
    left = 1e200 * (columns - found @ (found.T @ columns))
    # Twenty parts are taken from a column, twice, each with its rounding.
    rounding = 40 * np.finfo(np.float64).eps * np.linalg.norm(1e200 * columns, axis=0).max()
    np.testing.assert_allclose(left, 0.0, atol=rounding)
    # The first one keeps its direction.
    first = 1e200 * columns[:, 0]
    np.testing.assert_allclose(found[:, 0], first / np.linalg.norm(first), rtol=1e-14)
    assert orthonormal(np.eye(4)[:, [0, 1, 1, 2]]).shape == (4, 3)


def test_products_in_blocks() -> None:
    generator = np.random.default_rng(0)
    tall, small = generator.standard_normal((3000, 20)), generator.standard_normal((20, 30))
    np.testing.assert_allclose(times(tall, small), tall @ small, atol=1e-12)
    np.testing.assert_allclose(times(tall, small[:, 0]), tall @ small[:, 0], atol=1e-12)
    np.testing.assert_allclose(gram(tall), tall.T @ tall, atol=1e-10)
    assert times(tall[:0], small).shape == (0, 30)
