"""Orthonormal columns by Gram and Schmidt's method in one thread (compiled).

LAPACK's Householder reflections would do, but its threads wait for each other: on a busy machine a matrix of
500 rows and 20 columns then takes tens of milliseconds instead of a tenth of one.
"""

import numpy as np

from core.numerics.aligned import aligned_zeros
from core.numerics.compilation import kernel
from core.numerics.lane_vector import LANES, load, spread, store
from core.result import Floats

PASSES = 2
"""Subtractions of the earlier columns; two leave nothing of them but rounding."""


@kernel
def _orthonormalise(a: Floats, rows: int, count: int) -> None:
    """Columns one after the other, each in so many rows of lanes; the last row of `a` is scratch."""
    scratch = a.shape[0] - 1
    for k in range(count):
        for _ in range(PASSES):
            for j in range(k + 1):
                total = spread(0.0)
                for row in range(rows):
                    total = total + load(a, k * rows + row) * load(a, j * rows + row)
                store(a, scratch, total)
                product = 0.0
                for lane in range(LANES):
                    product += a[scratch, lane]
                if j < k:
                    part = spread(product)
                    for row in range(rows):
                        rest = load(a, k * rows + row) - part * load(a, j * rows + row)
                        store(a, k * rows + row, rest)
                elif product > 0.0:
                    scale = spread(1.0 / np.sqrt(product))
                    for row in range(rows):
                        store(a, k * rows + row, scale * load(a, k * rows + row))


def orthonormal(columns: Floats) -> Floats:
    """Orthonormal vectors of the same span as columns, each of those before it too; shape (n, k), k ≤ n.

    Where columns depend on each other but for rounding, some vector takes the place of the last one; where
    nothing at all is left of one, there are fewer.
    """
    n, k = columns.shape
    rows = -(-n // LANES)
    a = aligned_zeros((k * rows + 1, LANES))
    flat = a[: k * rows].reshape(k, rows * LANES)
    largest = np.abs(columns).max(axis=0)
    flat[:, :n] = (columns / np.where(largest > 0.0, largest, 1.0)).T
    _orthonormalise(a, rows, k)
    found: Floats = flat[np.einsum("kn,kn->k", flat, flat) > 0.5, :n].T
    return found
