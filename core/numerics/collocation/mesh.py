"""Meshes that follow the solution: equal shares of its estimated error in every interval.

C. de Boor (1974) Good approximation by splines with variable knots II. Lecture Notes in Mathematics
363:12-20, doi:10.1007/BFb0069121.
"""

import numpy as np

from core.numerics.collocation.basis import Basis
from core.result import Floats

FLOOR = 0.25
"""Share of the mean of the monitor function that is added to it: no interval grows without bound."""


def equidistributed(mesh: Floats, nodes: Floats, basis: Basis, count: int) -> Floats:
    """A mesh of `count` intervals that share the error of a solution equally, shape (count + 1,).

    Parameters
    ----------
    mesh
        Ends of the intervals in [0, 1], shape (N + 1,).
    nodes
        Scaled states, shape (N m + 1, n).
    """
    # Numba is imported only when a mesh is adapted.
    from core.numerics.collocation.pieces import monitor_error, share_equally

    steps = np.diff(mesh)
    monitor, made = np.empty(steps.size), np.empty(count + 1)
    monitor_error(steps, nodes, basis.top, np.empty((steps.size, nodes.shape[1])), monitor)
    share_equally(mesh, monitor, FLOOR, made)
    return made


def interpolated(mesh: Floats, nodes: Floats, basis: Basis, points: Floats, order: int = 0) -> Floats:
    """Piecewise polynomials, or a derivative of them, at points of [0, 1].

    Parameters
    ----------
    nodes
        Values at the nodes, shape (N m + 1, n) or (r, N m + 1, n).
    points
        Shape (k,).

    Returns
    -------
    Floats
        Shape (k, n) or (r, k, n).
    """
    if order:
        return _differentiated(mesh, nodes, basis, points, order)
    from core.numerics.collocation.pieces import evaluate_pieces

    several = nodes if nodes.ndim == 3 else nodes[None]
    found = np.empty((several.shape[0], points.size, nodes.shape[-1]))
    evaluate_pieces(mesh, several, basis.coefficients, points, found)
    return found if nodes.ndim == 3 else found[0]


def _differentiated(mesh: Floats, nodes: Floats, basis: Basis, points: Floats, order: int) -> Floats:
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
