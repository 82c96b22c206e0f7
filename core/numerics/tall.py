"""Products with tall matrices, in one thread.

BLAS divides a product of more than some 260,000 multiplications (9,000 with a vector) among threads, which
wait for each other: on a busy machine for milliseconds, longer than the product takes.
"""

from collections.abc import Iterator

import numpy as np

from core.result import Floats

MOST = 200_000
"""Multiplications of one product."""


def times(tall: Floats, small: Floats) -> Floats:
    """A B, of shapes (n, k) and (k, m) or (k,)."""
    if small.ndim == 1:
        total: Floats = np.einsum("nk,k->n", tall, small)
        return total
    found = np.empty((tall.shape[0], small.shape[1]))
    for rows in _blocks(tall.shape[0], small.size):
        np.matmul(tall[rows], small, out=found[rows])
    return found


def gram(tall: Floats) -> Floats:
    """Aᵀ A of a matrix of shape (n, k)."""
    k = tall.shape[1]
    total = np.zeros((k, k))
    for rows in _blocks(tall.shape[0], k * k):
        total += tall[rows].T @ tall[rows]
    return total


def _blocks(n: int, each: int) -> Iterator[slice]:
    """Rows that are multiplied at once, if each takes so many multiplications."""
    size = max(MOST // max(each, 1), 1)
    return (slice(first, min(first + size, n)) for first in range(0, n, size))
