"""Elimination of a symmetric matrix on a tree, vertex by vertex, without compilation.

Matrix M with diagonal d and elements −g between a vertex and its parent: from the last vertex to the first,
d'_p = d_p − g²/d'_i. Its pivots d' say whether it is positive definite, and multiply to its determinant.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.result import Floats

Rows = Any
"""Numbers, or arrays of any one shape, one a vertex."""


def pivots(parents: Sequence[int], couplings: Sequence[float], diagonal: Rows) -> Rows:
    """Replace a diagonal, one number or array a vertex, by the pivots d' of the elimination.

    Parameters
    ----------
    parents
        Parent of every vertex, smaller than its own number; the first has none.
    couplings
        g of every vertex to its parent.
    """
    for i in range(len(parents) - 1, 0, -1):
        diagonal[parents[i]] -= couplings[i] * couplings[i] / diagonal[i]
    return diagonal


def solve_positive(
    parents: Sequence[int], couplings: Sequence[float], diagonal: Floats, right: Floats
) -> Floats | None:
    """The solution u of M u = r, shape (n,); None where M is not positive definite."""
    d, r = diagonal.tolist(), right.tolist()
    for i in range(len(d) - 1, -1, -1):
        if not d[i] > 0.0:
            return None
        if i > 0:
            factor, parent = couplings[i] / d[i], parents[i]
            d[parent] -= factor * couplings[i]
            r[parent] += factor * r[i]
    r[0] /= d[0]
    for i in range(1, len(d)):
        r[i] = (r[i] + couplings[i] * r[parents[i]]) / d[i]
    return np.array(r)


def flow(parents: Sequence[int], couplings: Floats, values: Floats) -> Floats:
    """Σ g (u_j − u_i) over the neighbours j of every vertex i, shape (n,)."""
    above = np.asarray(parents)[1:]
    along = couplings[1:] * (values[above] - values[1:])
    total = np.zeros(values.size)
    total[1:] = along
    np.subtract.at(total, above, along)
    return total
