"""Branch points, at which two curves of equilibria cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from core.dynamics.equilibrium_branches.arc import Arc
from core.dynamics.equilibrium_branches.branch import Crossing, LocalBifurcation
from core.dynamics.equilibrium_branches.location import root_between
from core.dynamics.equilibrium_branches.path import Path
from core.dynamics.equilibrium_branches.system import System
from core.interruption import checkpoint
from core.numerics.roots import EPSILON, sign_changes
from core.result import Floats

NEWTON_STEPS = 20
UPRIGHT = 1e-7
"""Component of a tangent along the parameter below which the curve turns back there."""
CROSSING = 1e-13
"""Residual of the equations, over their terms, up to which two curves cross; beyond they pass each other."""


def branch_points(path: Path, positions: Floats, determinant: Floats) -> list[LocalBifurcation]:
    """Branch points, where the determinant that the tangent completes changes its sign."""
    arc = cast("Arc", path)

    def test(position: float) -> float:
        return arc.turning(position)[1]

    found = []
    for i in sign_changes(determinant):
        checkpoint()
        position = root_between(test, float(positions[i]), float(positions[i + 1]))
        meeting = _meeting(arc.system, arc.one(position) / arc.system.scale)
        point = None if meeting is None else _branch_point(arc.system, meeting, position)
        if point is not None:
            found.append(point)
    return found


def narrows(arcs: Sequence[Arc]) -> list[Floats]:
    """Points in scaled coordinates beside which two curves pass each other without crossing."""
    found = []
    for arc in arcs:
        y, determinant = arc.trace.y, arc.trace.determinant
        for i in sign_changes(determinant):
            share = determinant[i] / (determinant[i] - determinant[i + 1])
            meeting = _meeting(arc.system, y[:, i] + share * (y[:, i + 1] - y[:, i]))
            if meeting is not None and abs(meeting.gap) > CROSSING:
                found.append(meeting.y)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Meeting:
    """Where two curves come together: the point, β, ψ, rows of ∂F/∂y and their sizes, and an error of y."""

    y: Floats
    gap: float
    psi: Floats
    row: Floats
    error: float


def _meeting(system: System, y: Floats) -> _Meeting | None:
    """The point near a solution where two curves come together; None where Newton's method finds none.

    It solves F + βψ = 0, ψᵀ∂F/∂y = 0, |ψ| = 1, with β = 0 where they cross: G. Moore (1980) The numerical
    treatment of non-trivial bifurcation points. Numer Funct Anal Optim 2:441-472,
    doi:10.1080/01630568008816067.
    """
    n = y.size - 1
    rates, matrix = _unscaled(system, y)
    row = _row_sizes(system, y, matrix)
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
    if not size < 1e-9:
        return None
    return _Meeting(y, beta, psi, row, EPSILON * float(np.linalg.cond(full)) + size)


def _branch_point(system: System, meeting: _Meeting, position: float) -> LocalBifurcation | None:
    """The branch point where two curves cross; None where they pass each other, or touch."""
    if abs(meeting.gap) > CROSSING:
        return None
    y, psi, row, error = meeting.y, meeting.psi, meeting.row, meeting.error
    z, matrix = y * system.scale, _unscaled(system, y)[1] / row[:, None]
    tangents = _directions(matrix, _bent(system, y, psi / row))
    if tangents is None:
        return None
    upright = (np.abs(tangents[:, -1]) < UPRIGHT).any()
    kind: Crossing = "pitchfork" if upright else "transcritical"
    return LocalBifurcation(
        kind="branch-point",
        z=z,
        position=position,
        residual=abs(meeting.gap) + float(np.abs(psi @ matrix).max()),
        value_error=error * system.width + EPSILON * abs(float(z[-1])),
        voltage_error=error * float(system.scale[0]) + EPSILON * abs(float(z[0])),
        crossing=kind,
        tangents=tangents,
    )


def _unscaled(system: System, y: Floats) -> tuple[Floats, Floats]:
    z = y * system.scale
    return system.field.rates(z), system.field.jacobian(z) * system.scale


def _row_sizes(system: System, y: Floats, matrix: Floats) -> Floats:
    """Size of each equation's derivatives, the second ones included: the first may all vanish there."""
    second = system.field.second(y * system.scale)
    bends = np.abs(second * system.scale[:, None] * system.scale).max(axis=(1, 2))
    size = np.abs(matrix).max(axis=1) + bends
    size[~(size > 0.0)] = 1.0
    return np.asarray(size)


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
