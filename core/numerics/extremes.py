"""Extremes of the bins of a series."""

import numpy as np
from numba import njit

from core.result import Floats, Rows


def bin_extremes(values: Floats, edges: Rows) -> Rows:
    """Indices of the smallest and of the largest value of each bin that is not empty, shape (2k,).

    Parameters
    ----------
    values
        The series, without NaN, shape (n,).
    edges
        Increasing indices, the first 0, the last n: bin j holds values[edges[j]:edges[j + 1]].
    """
    begins = edges[:-1][edges[:-1] < edges[1:]]
    # NumPy compares eight values at once, which a search for indices cannot.
    smallest, largest = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
    return np.concatenate([_first(values, begins, smallest), _first(values, begins, largest)])


@njit(cache=True, nogil=True, error_model="numpy")
def _first(values: Floats, begins: Rows, wanted: Floats) -> Rows:
    """Index of the first value, from each begin on, that equals the one wanted there."""
    rows = np.empty(begins.size, dtype=np.intp)
    for j in range(begins.size):
        k, value = begins[j], wanted[j]
        # One branch for four comparisons.
        while k + 4 <= values.size and not (
            (values[k] == value)
            | (values[k + 1] == value)
            | (values[k + 2] == value)
            | (values[k + 3] == value)
        ):
            k += 4
        while k < values.size - 1 and values[k] != value:
            k += 1
        rows[j] = k
    return rows
