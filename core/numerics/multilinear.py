"""Symmetric multilinear forms: the derivatives of a vector field as tensors."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import permutations
from typing import Any

import numpy as np

from core.result import Floats


def symmetric(
    entries: Iterable[tuple[int, ...]], values: Iterable[Any], shape: tuple[int, int, int]
) -> Floats:
    """A tensor from its elements with ordered columns.

    Parameters
    ----------
    entries
        (row, column, ...) of each element, the columns in non-decreasing order.
    values
        The elements.
    shape
        Rows n, columns m, and the number of columns of an element d: the tensor has n mᵈ elements.
    """
    rows, columns, order = shape
    tensor = np.zeros((rows, *(columns,) * order))
    for (row, *where), value in zip(entries, values, strict=True):
        for place in _orders(tuple(where)):
            tensor[row, *place] = value
    return tensor


@lru_cache(maxsize=4096)
def _orders(columns: tuple[int, ...]) -> frozenset[tuple[int, ...]]:
    return frozenset(permutations(columns))
