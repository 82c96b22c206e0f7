"""How a tree of resistances and capacitances answers: (G + s C) u = r, for many s and r at once (compiled).

G is symmetric, with elements −g between a vertex and its parent. From the last vertex to the first,

    d_p −= g² / d_i,   r_p += (g / d_i) r_i,   and back   u_i = (r_i + g u_p) / d_i,

complex numbers as two arrays, every s in a lane of its own.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.numerics.aligned import aligned_zeros
from core.numerics.compilation import kernel
from core.numerics.lane_vector import LANES, load, spread, store
from core.result import Floats

Integers = NDArray[np.int64]
Complexes = NDArray[np.complex128]


class Network(NamedTuple):
    """A tree, or several, of n vertices.

    Attributes
    ----------
    parents
        Number of each one's parent, smaller than its own; −1: what it is coupled to is held at 0.
    couplings
        g of every vertex to its parent [µS].
    conductances, capacitances
        Diagonal of G [µS], the couplings in it, and C [nF].
    """

    parents: Integers
    couplings: Floats
    conductances: Floats
    capacitances: Floats


@kernel
def _respond(t: Network, rates: Floats, a: Floats) -> None:
    """Solve for the s = rates[0] + i rates[1]; `a` has sections of n rows: Re d, Im d, Re r, Im r."""
    n = t.parents.size
    real, imaginary, one = load(rates, 0), load(rates, 1), spread(1.0)
    for i in range(n):
        capacitance = spread(t.capacitances[i])
        store(a, i, spread(t.conductances[i]) + capacitance * real)
        store(a, n + i, capacitance * imaginary)
    for i in range(n - 1, -1, -1):
        x, y = load(a, i), load(a, n + i)
        size = one / (x * x + y * y)
        x, y = x * size, -(y * size)
        store(a, i, x)
        store(a, n + i, y)
        p = t.parents[i]
        if p >= 0:
            g = spread(t.couplings[i])
            x, y = g * x, g * y
            store(a, p, load(a, p) - g * x)
            store(a, n + p, load(a, n + p) - g * y)
            u, v = load(a, 2 * n + i), load(a, 3 * n + i)
            store(a, 2 * n + p, load(a, 2 * n + p) + (x * u - y * v))
            store(a, 3 * n + p, load(a, 3 * n + p) + (x * v + y * u))
    for i in range(n):
        u, v = load(a, 2 * n + i), load(a, 3 * n + i)
        p = t.parents[i]
        if p >= 0:
            g = spread(t.couplings[i])
            u, v = u + g * load(a, 2 * n + p), v + g * load(a, 3 * n + p)
        x, y = load(a, i), load(a, n + i)
        store(a, 2 * n + i, x * u - y * v)
        store(a, 3 * n + i, x * v + y * u)


def responses(network: Network, rates: Complexes, right: Floats) -> Complexes:
    """Solutions u of (G + s C) u = r, shape (n, k).

    Parameters
    ----------
    rates
        s [1/ms], shape (k,).
    right
        r of each s, shape (n, k), or one for all, shape (n,).
    """
    n, k = network.parents.size, rates.size
    found = np.empty((n, k), dtype=np.complex128)
    columns = right[:, np.newaxis] if right.ndim == 1 else right
    a, lanes = aligned_zeros((4 * n, LANES), 1), aligned_zeros((2, LANES))
    for first in range(0, k, LANES):
        some = slice(first, min(first + LANES, k))
        count = some.stop - first
        lanes[0], lanes[1] = rates[some.stop - 1].real, rates[some.stop - 1].imag
        lanes[0, :count], lanes[1, :count] = rates[some].real, rates[some].imag
        a[2 * n : 3 * n, :count] = columns[:, some] if right.ndim > 1 else columns
        a[3 * n :] = 0.0
        _respond(network, lanes, a)
        found[:, some].real, found[:, some].imag = a[2 * n : 3 * n, :count], a[3 * n :, :count]
    return found
