"""Piecewise polynomials evaluated anywhere, and the mesh that suits them (compiled)."""

import numpy as np

from core.numerics.compilation import kernel
from core.result import Floats


@kernel
def evaluate_pieces(mesh: Floats, nodes: Floats, powers: Floats, points: Floats, found: Floats) -> None:
    """Values of r piecewise polynomials at points of [0, 1].

    Parameters
    ----------
    mesh
        Ends of the intervals, shape (N + 1,).
    nodes
        Values at the nodes, shape (r, N m + 1, n).
    powers
        Coefficients of the basis in powers of its argument, lowest first, shape (m + 1, d + 1).
    points
        Shape (k,).
    found
        To hold the values, shape (r, k, n).
    """
    m, last = powers.shape[0] - 1, mesh.shape[0] - 2
    j = 0
    for p in range(points.shape[0]):
        x = points[p]
        # Points mostly come in order.
        if x < mesh[j]:
            j = 0
        while j < last and x >= mesh[j + 1]:
            j += 1
        y = (x - mesh[j]) / (mesh[j + 1] - mesh[j])
        for r in range(found.shape[0]):
            for a in range(found.shape[2]):
                found[r, p, a] = 0.0
        for k in range(m + 1):
            weight = 0.0
            for d in range(powers.shape[1] - 1, -1, -1):
                weight = weight * y + powers[k, d]
            for r in range(found.shape[0]):
                for a in range(found.shape[2]):
                    found[r, p, a] += weight * nodes[r, j * m + k, a]


@kernel
def monitor_error(steps: Floats, nodes: Floats, top: Floats, room: Floats, monitor: Floats) -> None:
    """(|u⁽ᵐ⁺¹⁾|)^(1/(m+1)) in each interval of a periodic mesh, from the jumps of u⁽ᵐ⁾.

    Parameters
    ----------
    steps
        Lengths of the intervals, shape (N,).
    nodes
        Scaled states, shape (N m + 1, n).
    top
        m-th derivatives of the basis, shape (m + 1,).
    room
        Shape (N, n).
    monitor
        To hold the result, shape (N,).
    """
    m, count = top.shape[0] - 1, steps.shape[0]
    for j in range(count):
        for a in range(nodes.shape[1]):
            total = 0.0
            for k in range(m + 1):
                total += top[k] * nodes[j * m + k, a]
            room[j, a] = total / steps[j] ** m
    first = 0.0
    previous = 0.0
    for j in range(count):
        before = j - 1 if j > 0 else count - 1
        jump = 0.0
        for a in range(nodes.shape[1]):
            jump = max(jump, abs(room[j, a] - room[before, a]))
        # Over the distance of the middles on either side.
        jump /= 0.5 * (steps[j] + steps[before])
        if j == 0:
            first = jump
        else:
            monitor[j - 1] = (0.5 * (previous + jump)) ** (1.0 / (m + 1))
        previous = jump
    monitor[count - 1] = (0.5 * (previous + first)) ** (1.0 / (m + 1))


@kernel
def share_equally(mesh: Floats, monitor: Floats, floor: float, made: Floats) -> None:
    """A mesh in whose intervals the integral of the monitor function is the same.

    Parameters
    ----------
    mesh
        Ends of the intervals, shape (N + 1,).
    monitor
        Its value in each of them, shape (N,).
    floor
        Share of its mean that is added to it.
    made
        To hold the new ends, shape (M + 1,).
    """
    count, last = monitor.shape[0], made.shape[0] - 1
    mean = 0.0
    for j in range(count):
        mean += monitor[j] * (mesh[j + 1] - mesh[j])
    added = floor * mean + np.finfo(np.float64).tiny
    total = mean + added
    made[0], made[last] = 0.0, 1.0
    j, before = 0, 0.0
    for i in range(1, last):
        wanted = total * i / last
        share = (monitor[j] + added) * (mesh[j + 1] - mesh[j])
        while j < count - 1 and before + share < wanted:
            before += share
            j += 1
            share = (monitor[j] + added) * (mesh[j + 1] - mesh[j])
        made[i] = mesh[j] + (wanted - before) / (monitor[j] + added)
