"""An iteration of Newton's method for a collocated orbit (compiled)."""

from typing import NamedTuple

import numpy as np

from core.numerics.collocation.assembly import assemble
from core.numerics.collocation.condensation import condense, solve_condensed
from core.numerics.collocation.field import Indices
from core.numerics.compilation import kernel
from core.numerics.machine import Code
from core.result import Floats

LARGEST_RESIDUAL = 1e3
"""In scaled states: a guess with a larger one is too far off."""


class FieldCode(NamedTuple):
    """Code of F(x, p) and its derivatives for the register machine.

    Attributes
    ----------
    prologue, body
        Instructions; the first n registers are for the states.
    file
        Registers with all constants in place.
    parameters
        Registers of the free parameters, shape (k,).
    outputs, places
        As `evaluate_field` wants them.
    scale
        Size of each state, shape (n,).
    """

    prologue: Code
    body: Code
    file: Floats
    parameters: Indices
    outputs: Indices
    places: Indices
    scale: Floats


class Room(NamedTuple):
    """Arrays that the steps of a solution fill in: see `evaluate_field`, `assemble`, `condense`.

    `flat` are the elements of `nodes`, shape (r, (N m + 1) n).
    """

    file: Floats
    registers: Floats
    field: Floats
    jacobian: Floats
    steps: Floats
    square: Floats
    columns: Floats
    local: Floats
    joint: Floats
    inner: Floats
    chain: Floats
    ends: Floats
    edge: Floats
    closing: Floats
    matrix: Floats
    right: Floats
    nodes: Floats
    flat: Floats
    borders: Floats
    corner: Floats


class Limits(NamedTuple):
    """When Newton's method has converged, and when it is given up.

    Attributes
    ----------
    converged
        Largest correction, in scaled unknowns, after which the next would be lost in rounding.
    longest
        First correction past which the guess is too far off.
    iterations
        At most.
    """

    converged: float
    longest: float
    iterations: int


@kernel
def solve(values: Floats, slopes: Floats, room: Room) -> bool:
    """Condense and solve the assembled equations with the borders in place; false if they are singular."""
    if not condense(
        values,
        slopes,
        room.steps,
        room.square,
        room.columns,
        room.borders,
        room.corner,
        room.local,
        room.joint,
        room.inner,
        room.chain,
        room.ends,
        room.edge,
    ):
        return False
    return bool(
        solve_condensed(
            room.inner,
            room.chain,
            room.ends,
            room.edge,
            room.closing,
            room.matrix,
            room.right,
            values.shape[0],
            room.flat,
        )
    )


@kernel
def _larger(size: float, change: float) -> float:
    """The larger magnitude; beyond all numbers where one is NaN."""
    if abs(change) <= size:
        return size
    return abs(change) if abs(change) > size else np.inf


@kernel
def iterate(  # noqa: C901, PLR0912, PLR0913, PLR0917 - a kernel
    nodes: Floats,
    unknowns: Floats,
    units: Floats,
    anchor: Floats,
    mesh_steps: Floats,
    values: Floats,
    slopes: Floats,
    room: Room,
    limit: float,
) -> float:
    """One correction of nodes and unknowns in place, for the field as evaluated at them; its size.

    The first border keeps the phase: ⟨row, u − anchor⟩ = 0. The others are linear and hold at the guess.

    Parameters
    ----------
    nodes
        Scaled states, shape (N m + 1, n).
    unknowns
        log T and the free parameters, shape (1 + k,).
    units
        Sizes by which changes of these count, shape (1 + k,).
    anchor
        Nodes of the orbit whose phase is kept, shape (N m + 1, n).
    mesh_steps
        Lengths of the intervals, shape (N,).
    limit
        A correction past it is not made.

    Returns
    -------
    float
        Largest correction in scaled unknowns; infinite where the equations are singular or overflow.
    """
    m, n, q = values.shape[0], nodes.shape[1], unknowns.shape[0]
    residual = assemble(
        nodes,
        slopes,
        mesh_steps,
        np.exp(unknowns[0]),
        room.field,
        room.jacobian,
        room.steps,
        room.square,
        room.columns,
    )
    if not residual < LARGEST_RESIDUAL:
        return np.inf
    drift = 0.0
    for j in range(mesh_steps.shape[0]):
        for k in range(m + 1):
            for a in range(n):
                drift += room.borders[0, j, k, a] * (nodes[j * m + k, a] - anchor[j * m + k, a])
    room.corner[0, q] = -drift
    if not solve(values, slopes, room):
        return np.inf
    size = 0.0
    for i in range(nodes.shape[0]):
        for a in range(n):
            size = _larger(size, room.nodes[0, i, a])
    for c in range(q):
        size = _larger(size, room.right[2 * n + c, 0] / units[c])
    if size < limit:
        for i in range(nodes.shape[0]):
            for a in range(n):
                nodes[i, a] += room.nodes[0, i, a]
        for c in range(q):
            unknowns[c] += room.right[2 * n + c, 0]
    return size
