"""Branch points, at which two curves of equilibria cross."""

from typing import cast

import numpy as np

from core.dynamics.equilibrium_branches.arc import Arc
from core.dynamics.equilibrium_branches.branch import Crossing, LocalBifurcation
from core.dynamics.equilibrium_branches.location import root_between
from core.dynamics.equilibrium_branches.path import Path
from core.dynamics.equilibrium_branches.system import System
from core.numerics.roots import EPSILON, sign_changes
from core.result import Floats

NEWTON_STEPS = 20
UPRIGHT = 1e-7
"""Component of a tangent along the parameter below which the curve turns back there."""
UNFOLDED = 1e-9
"""Residual of the equations, over their terms, up to which two curves cross; beyond they pass each other."""


def branch_points(path: Path, positions: Floats, determinant: Floats) -> list[LocalBifurcation]:
    """Branch points, where the determinant that the tangent completes changes its sign."""
    arc = cast("Arc", path)

    def test(position: float) -> float:
        return arc.turning(position)[1]

    found = []
    for i in sign_changes(determinant):
        position = root_between(test, float(positions[i]), float(positions[i + 1]))
        point = _polished(arc.system, arc.one(position) / arc.system.scale, position)
        if point is not None:
            found.append(point)
    return found


def _polished(system: System, y: Floats, position: float) -> LocalBifurcation | None:
    """The branch point near a solution, by Newton's method on F + βψ = 0, ψᵀ∂F/∂y = 0, |ψ| = 1.

    G. Moore (1980) The numerical treatment of non-trivial bifurcation points. Numer Funct Anal Optim
    2:441-472, doi:10.1080/01630568008816067. β = 0 where two curves cross.
    """
    n = y.size - 1
    rates, matrix = _unscaled(system, y)
    row = np.abs(matrix).max(axis=1)
    row[~(row > 0.0)] = 1.0
    psi, beta = np.linalg.svd(matrix / row[:, None])[0][:, -1], 0.0
    size, full = np.inf, np.eye(2 * n + 2)
    for _ in range(NEWTON_STEPS):
        rates, matrix = _unscaled(system, y)
        rates, matrix = rates / row, matrix / row[:, None]
        bent = _bent(system, y, psi / row)
        right = np.concatenate([rates + beta * psi, matrix.T @ psi, [0.5 * (psi @ psi - 1.0)]])
        full = np.zeros((2 * n + 2, 2 * n + 2))
        full[:n, : n + 1] = matrix
        full[:n, n + 1 : 2 * n + 1] = beta * np.eye(n)
        full[:n, -1] = psi
        full[n : 2 * n + 1, : n + 1] = bent
        full[n : 2 * n + 1, n + 1 : 2 * n + 1] = matrix.T
        full[-1, n + 1 : 2 * n + 1] = psi
        try:
            step = np.linalg.solve(full, right)
        except np.linalg.LinAlgError:
            return None
        y, psi, beta = y - step[: n + 1], psi - step[n + 1 : -1], beta - float(step[-1])
        size = float(np.abs(step).max())
        if not size < 1.0 or size < 1e-13:
            break
    if not size < 1e-9 or abs(beta) > UNFOLDED:
        return None
    condition = float(np.linalg.cond(full))
    error = EPSILON * condition + size
    z = y * system.scale
    tangents = _directions(matrix, _bent(system, y, psi / row))
    if tangents is None:
        return None
    upright = (np.abs(tangents[:, -1]) < UPRIGHT).any()
    kind: Crossing = "pitchfork" if upright else "transcritical"
    return LocalBifurcation(
        kind="branch-point",
        z=z,
        position=position,
        residual=abs(beta) + float(np.abs(psi @ matrix).max()),
        value_error=error * system.width + EPSILON * abs(float(z[-1])),
        voltage_error=error * float(system.scale[0]) + EPSILON * abs(float(z[0])),
        crossing=kind,
        tangents=tangents,
    )


def _unscaled(system: System, y: Floats) -> tuple[Floats, Floats]:
    z = y * system.scale
    return system.field.rates(z), system.field.jacobian(z) * system.scale


def _bent(system: System, y: Floats, psi: Floats) -> Floats:
    """Σ ψᵢ ∂²Fᵢ/∂y², shape (n + 1, n + 1)."""
    second = system.field.second(y * system.scale)
    return np.asarray(np.einsum("i,ijk->jk", psi, second) * np.outer(system.scale, system.scale))


def _directions(matrix: Floats, bent: Floats) -> Floats | None:
    """Unit tangents of the two curves, shape (2, n + 1): zeros of the quadratic form on the null space."""
    null = np.linalg.svd(matrix)[2][-2:]
    (a, b), (_, c) = null @ bent @ null.T
    size = max(abs(a), abs(b), abs(c))
    discriminant = b * b - a * c
    if not size > 0.0 or discriminant <= 1e-12 * size * size:
        return None
    root = np.sqrt(discriminant)
    # Roots (x, y) of a x² + 2 b x y + c y² = 0, without cancellation.
    large = -(b + root) if b >= 0.0 else -(b - root)
    pairs = np.array([[large, a], [c, large]])
    found = pairs / np.linalg.norm(pairs, axis=1, keepdims=True) @ null
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))
