"""Limits of curves where what parametrises them vanishes."""

from typing import NamedTuple

import numpy as np

from core.result import Floats


class Limit(NamedTuple):
    """A limit with its estimated error.

    Attributes
    ----------
    value
        Shape (c,).
    error
        How far it moves without the first or the last point; infinite where they are too few to tell.
    """

    value: Floats
    error: Floats


def best_limit(x: Floats, rows: Floats, size: int, units: Floats) -> Limit:
    """The limit at 0 from those `size` neighbouring points, among the last of a curve, that know it best.

    The nearer the points, the shorter is the extrapolation and the more does it amplify their own errors.

    Parameters
    ----------
    x
        In the order of the curve, shape (k,).
    rows
        Shape (k, c).
    units
        By which errors of the columns count, shape (c,).
    """
    ends = range(max(x.size - 2 * size, min(size, x.size)), x.size + 1)
    found = [limit_at_zero(x[max(end - size, 0) : end], rows[max(end - size, 0) : end]) for end in ends]
    return min(found, key=lambda limit: float((limit.error / units).max()))


def limit_at_zero(x: Floats, rows: Floats) -> Limit:
    """Value at 0 of the polynomial through rows, shape (k, c), at distinct x, shape (k,)."""
    if x.size < 3:
        return Limit(rows[-1], np.full(rows.shape[1], np.inf))
    value = _neville(x, rows)
    others = np.array([_neville(x[1:], rows[1:]), _neville(x[:-1], rows[:-1])])
    return Limit(value, np.abs(others - value).max(axis=0))


def _neville(x: Floats, rows: Floats) -> Floats:
    table = rows.copy()
    for order in range(1, x.size):
        left, right = x[:-order, None], x[order:, None]
        table = (left * table[1:] - right * table[:-1]) / (left - right)
    return np.asarray(table[0])
