"""The condensed solve against one dense matrix of all equations."""

import numpy as np
import pytest

from core.numerics.collocation.basis import basis
from core.numerics.collocation.system import Border, CollocationSystem, FieldCode
from core.result import Floats


def empty_code(n: int, free: int) -> FieldCode:
    """Code of no field: its derivatives are put in by hand."""
    none = np.zeros((0, 5), dtype=np.int64)
    indices = np.zeros(0, dtype=np.int64)
    return FieldCode(
        none, none, np.zeros(n + free), np.arange(n, n + free), np.zeros(n, np.int64), indices.reshape(0, 2),
        np.ones(n),
    )  # fmt: skip


def dense(
    system: CollocationSystem, steps: Floats, period: float, borders: list[Border], closing: float
) -> tuple[Floats, Floats]:
    """All equations in one matrix, row by row from their definition."""
    made, n = system.basis, system.jacobian.shape[1]
    m, intervals, q = made.degree, steps.size, len(borders)
    size = (intervals * m + 1) * n
    matrix, right = np.zeros((size + q, size + q)), np.zeros((size + q, 2))
    row = 0
    for j in range(intervals):
        for i in range(m):
            point = j * m + i
            for a in range(n):
                for k in range(m + 1):
                    base = (j * m + k) * n
                    matrix[row, base + a] += made.slopes[i, k]
                    for b in range(n):
                        weight = steps[j] * period * made.values[i, k]
                        matrix[row, base + b] -= weight * system.jacobian[point, a, b]
                matrix[row, size:] = system.columns[point, a, :q]
                right[row] = system.columns[point, a, q:]
                row += 1
    for a in range(n):
        matrix[row, a], matrix[row, size - n + a] = 1.0, closing
        row += 1
    for border in borders:
        for j in range(intervals):
            for k in range(m + 1):
                base = (j * m + k) * n
                matrix[row, base : base + n] += border.row[j, k]
        matrix[row, size:], right[row] = border.parameters, border.right
        row += 1
    return matrix, right


@pytest.mark.parametrize(
    ("n", "degree", "intervals", "free"), [(1, 2, 1, 1), (2, 5, 7, 1), (4, 4, 12, 2), (3, 3, 2, 0)]
)
@pytest.mark.parametrize("closing", [-1.0, 1.0])
def test_condensed_is_dense(n: int, degree: int, intervals: int, free: int, closing: float) -> None:
    random = np.random.default_rng(n + degree + intervals)
    system = CollocationSystem(empty_code(n, free), basis(degree), intervals)
    steps = random.uniform(0.5, 1.5, intervals)
    steps /= steps.sum()
    system.field[:] = random.normal(size=system.field.shape)
    system.jacobian[:] = 5.0 * random.normal(size=system.jacobian.shape)
    nodes = random.normal(size=(intervals * degree + 1, n))
    system.assemble(nodes, steps, 3.0)
    shape = (intervals, degree + 1, n)
    borders = [
        Border(random.normal(size=shape), random.normal(size=1 + free), random.normal(size=2))
        for _ in range(1 + free)
    ]
    solution = system.solve(borders, closing)
    assert solution is not None
    matrix, right = dense(system, steps, 3.0, borders, closing)
    expected = np.linalg.solve(matrix, right)
    # Both solve the same system: backward stable, so the condition of the matrix bounds their difference.
    bound = 100.0 * np.finfo(float).eps * np.linalg.cond(matrix) * np.abs(expected).max()
    found = np.vstack([solution.nodes.reshape(2, -1).T, solution.parameters])
    assert np.abs(found - expected).max() < bound


def test_pencil_is_the_monodromy_matrix() -> None:
    # x′ = J x with constant J: M = exp(J T).
    from scipy.linalg import expm

    n, intervals, period = 3, 20, 2.0
    system = CollocationSystem(empty_code(n, 0), basis(5), intervals)
    generator = np.random.default_rng(7).normal(size=(n, n))
    system.jacobian[:] = generator
    steps = np.full(intervals, 1.0 / intervals)
    system.assemble(np.zeros((intervals * 5 + 1, n)), steps, period)
    row = Border(np.ones((intervals, 6, n)), np.ones(1), np.ones(2))
    solution = system.solve([row])
    assert solution is not None
    monodromy = -np.linalg.solve(solution.end, solution.start)
    # Gauss collocation of 5 points is a Padé approximation with error (h‖J‖)¹¹/10¹⁰ an interval.
    assert np.abs(monodromy - expm(generator * period)).max() < 1e-12
