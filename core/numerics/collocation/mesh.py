"""Meshes that follow the solution: equal shares of its estimated error in every interval.

C. de Boor (1974) Good approximation by splines with variable knots II. Lecture Notes in Mathematics
363:12-20, doi:10.1007/BFb0069121.
"""

import numpy as np

from core.numerics.collocation.basis import Basis
from core.result import Floats

FLOOR = 0.25
"""Share of the mean of the monitor function that is added to it: no interval grows without bound."""


def error_monitor(steps: Floats, nodes: Floats, basis: Basis) -> Floats:
    """(|u⁽ᵐ⁺¹⁾|)^(1/(m+1)) in each interval of a periodic mesh, shape (N,).

    Parameters
    ----------
    steps
        Lengths of the intervals, shape (N,).
    nodes
        Scaled states, shape (N m + 1, n).
    """
    m, count = basis.degree, steps.size
    parts = nodes[np.arange(count)[:, None] * m + np.arange(m + 1)]
    top = np.einsum("k,jka->ja", basis.top, parts) / steps[:, None] ** m
    # The jump of the m-th derivative at a mesh point over the distance of the middles on either side.
    jump = np.abs(top - np.roll(top, 1, axis=0)).max(axis=1) / (0.5 * (steps + np.roll(steps, 1)))
    higher = 0.5 * (jump + np.roll(jump, -1))
    return np.asarray(higher ** (1.0 / (m + 1)))


def equidistributed(mesh: Floats, nodes: Floats, basis: Basis, count: int) -> Floats:
    """A mesh of `count` intervals that share the error of a solution equally, shape (count + 1,).

    Parameters
    ----------
    mesh
        Ends of the intervals in [0, 1], shape (N + 1,).
    nodes
        Scaled states, shape (N m + 1, n).
    """
    steps = np.diff(mesh)
    monitor = error_monitor(steps, nodes, basis)
    monitor += FLOOR * float(monitor @ steps) + np.finfo(float).tiny
    share = np.append(0.0, np.cumsum(monitor * steps))
    made = np.interp(np.linspace(0.0, share[-1], count + 1), share, mesh)
    made[0], made[-1] = 0.0, 1.0
    return made


def interpolated(mesh: Floats, nodes: Floats, basis: Basis, points: Floats, order: int = 0) -> Floats:
    """A piecewise polynomial, or a derivative of it, at points of [0, 1].

    Parameters
    ----------
    nodes
        Values at the nodes, shape (..., N m + 1, n).
    points
        Shape (k,).

    Returns
    -------
    Floats
        Shape (..., k, n).
    """
    m = basis.degree
    interval = np.clip(np.searchsorted(mesh, points, side="right") - 1, 0, mesh.size - 2)
    step = mesh[interval + 1] - mesh[interval]
    polynomials = basis.at((points - mesh[interval]) / step, order) / step[:, None] ** order
    parts = nodes[..., interval[:, None] * m + np.arange(m + 1), :]
    return np.asarray(np.einsum("pk,...pka->...pa", polynomials, parts))


def node_points(mesh: Floats, basis: Basis) -> Floats:
    """Places of all nodes, shape (N m + 1,)."""
    inside = mesh[:-1, None] + np.diff(mesh)[:, None] * np.arange(basis.degree) / basis.degree
    return np.append(inside.ravel(), 1.0)
