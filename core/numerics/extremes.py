"""Extremes of the bins of a series, compiled."""

import numpy as np
from numba import njit

from core.result import Floats, Rows


@njit(cache=True, nogil=True, error_model="numpy")
def bin_extremes(values: Floats, edges: Rows) -> Rows:
    """Indices of the smallest and of the largest value of each bin that is not empty, shape (2k,).

    Parameters
    ----------
    values
        The series, shape (n,).
    edges
        Increasing indices: bin j holds values[edges[j]:edges[j + 1]], shape (bins + 1,).
    """
    rows = np.empty(2 * (edges.size - 1), dtype=np.intp)
    count = 0
    for j in range(edges.size - 1):
        if edges[j] == edges[j + 1]:
            continue
        low = high = edges[j]
        smallest = largest = values[low]
        for k in range(edges[j], edges[j + 1]):
            if values[k] < smallest:
                smallest, low = values[k], k
            if values[k] > largest:
                largest, high = values[k], k
        rows[count], rows[count + 1] = low, high
        count += 2
    return rows[:count]
