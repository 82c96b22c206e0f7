"""Neighbourhoods of equilibria that no solution leaves: ellipses on which a quadratic form only falls."""

import numpy as np

from core.dynamics.plane.planar_field import PlanarField
from core.result import Floats

RADII = np.geomspace(1e-7, 0.1, 40)
"""Radii that are tried, as fractions of the window."""
DIRECTIONS = np.linspace(0.0, 2.0 * np.pi, 49)[:-1]
NEUTRAL = 1e-10
"""Trace and determinant below which, as fractions of what they may be, an equilibrium does not attract."""
MARGIN = 0.5
"""Share of the largest radius found that is used: the form is looked at in directions and radii only."""


def trapping_ellipse(field: PlanarField, state: Floats, direction: int) -> Floats | None:
    """An ellipse about an equilibrium that attracts in a direction of time, within which all is attracted.

    P of Lyapunov's equation AᵀP + PA = −1 makes xᵀPx fall near the equilibrium; the largest ellipse up to
    which it falls at every point that is looked at is halved.

    Returns
    -------
    Floats or None
        Centre and a, b, c of a dx² + 2 b dx dy + c dy² ≤ 1, shape (5,); None where the equilibrium does not
        attract, or too weakly to tell.
    """
    scale = field.scale
    matrix = direction * field.jacobian(state) * scale / scale[:, np.newaxis]
    form = _lyapunov(matrix)
    if form is None:
        return None
    root = np.linalg.cholesky(form)
    circle = np.linalg.solve(root.T, np.array([np.cos(DIRECTIONS), np.sin(DIRECTIONS)]))
    circle /= np.abs(circle).max()
    offsets = circle[:, np.newaxis, :] * RADII[:, np.newaxis]
    points = state[:, np.newaxis, np.newaxis] + offsets * scale[:, np.newaxis, np.newaxis]
    rates = field.rates(points.reshape(2, -1)).reshape(points.shape) / scale[:, np.newaxis, np.newaxis]
    with np.errstate(all="ignore"):
        change = direction * np.einsum("i...,ij,j...->...", offsets, form, rates)
    # On the smallest circles rounding may hide the fall.
    first = int(np.argmax((change < 0.0).all(axis=1)))
    falls = np.cumprod((change[first:] < 0.0).all(axis=1)).astype(bool)
    if not falls.any():
        return None
    radius = MARGIN * RADII[first + int(falls.sum()) - 1]
    level = radius**2 * float(circle[:, 0] @ form @ circle[:, 0])
    scaled = form / level / np.outer(scale, scale)
    return np.array([*state, scaled[0, 0], scaled[0, 1], scaled[1, 1]])


def _lyapunov(matrix: Floats) -> Floats | None:
    """P of AᵀP + PA = −1 of a 2 × 2 matrix, positive definite; None where A does not attract.

    P = −(det A + adj(A)ᵀ adj(A))/(2 tr A det A).
    """
    trace, determinant = float(np.trace(matrix)), float(np.linalg.det(matrix))
    size = float(np.abs(matrix).max())
    if not (trace < -NEUTRAL * size and determinant > NEUTRAL * size * size):
        return None
    adjugate = trace * np.eye(2) - matrix
    form = -(determinant * np.eye(2) + adjugate.T @ adjugate) / (2.0 * trace * determinant)
    return form if np.isfinite(form).all() and np.linalg.eigvalsh(form).min() > 0.0 else None


def ellipses_of(field: PlanarField, states: list[Floats], direction: int) -> tuple[Floats, list[int]]:
    """The ellipses of those equilibria that have one, shape (k, 5), and the equilibria's numbers."""
    found = [(i, trapping_ellipse(field, state, direction)) for i, state in enumerate(states)]
    rows = [ellipse for _, ellipse in found if ellipse is not None]
    return np.array(rows).reshape(len(rows), 5), [i for i, ellipse in found if ellipse is not None]
