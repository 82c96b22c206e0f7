"""Folds and period doublings of closed orbits: the orbit with a tangent vector that closes on itself.

A period doubling has a v with M v = −v, a fold one with M v + e f = v, M being the monodromy. Orbit and
tangent are one orbit of the cell beside its variational equation, found by the same multiple shooting.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from tests.validation.generators.shooting.cells import Cell, with_tangent
from tests.validation.generators.shooting.flow import COARSE, FINE, QUICK, Accuracy, Extended, flow
from tests.validation.generators.shooting.measures import numbers, record, turned
from tests.validation.generators.shooting.multiple import (
    ITERATIONS,
    Orbit,
    closure,
    correct,
    divided,
    on_plane,
    scales,
    segments,
    solve,
)


@dataclass(frozen=True)
class Singular:
    """A fold (sign 1) or a period doubling (sign −1): the orbit, its tangents at the nodes, the slip e."""

    orbit: Orbit
    tangents: Extended
    slip: Extended
    sign: float


@cache
def _doubled(cell: Cell) -> Cell:
    return with_tangent(cell)


def guess(orbit: Orbit, sign: float) -> Singular:
    """The tangent that nearly closes, from the smallest singular value of the linearised shooting."""
    along, scale = flow(orbit.cell, QUICK), scales(orbit)
    _, derivative = closure(orbit, along)
    count, n = orbit.nodes.shape
    if sign > 0:
        null = np.linalg.svd((derivative * scale)[:, :-1])[2][-1] * scale[:-1]
        shift = np.arange(count)[:, None] / count * null[-1]
        moving = np.array([along.field(node, orbit.current) for node in orbit.nodes])
        return Singular(orbit, null[:-1].reshape(count, n) - shift * moving, null[-1], sign)
    # The last segment ends at minus the first tangent.
    matrix = derivative[:-1, :-2].copy()
    matrix[-n:, :n] *= -1.0
    null = np.linalg.svd(matrix * scale[:-2])[2][-1] * scale[:-2]
    return Singular(orbit, null.reshape(count, n), 0.0, sign)


def _system(
    found: Singular, reference: Extended, across: Extended, accuracy: Accuracy
) -> tuple[Extended, Extended]:
    """Residual and derivatives by (nodes beside tangents, period, current, slip)."""
    orbit = found.orbit
    count, n = orbit.nodes.shape
    both = Orbit(_doubled(orbit.cell), np.hstack([orbit.nodes, found.tangents]), orbit.period, orbit.current)
    ends, by_node, by_period, by_current = segments(both, flow(both.cell, accuracy))
    base = flow(orbit.cell, accuracy)
    slopes, moving = base.slopes(orbit.nodes[0], orbit.current), base.field(orbit.nodes[0], orbit.current)

    size = 2 * n * count
    goal = np.roll(both.nodes, -1, axis=0).copy()
    goal[-1, n:] = found.sign * found.tangents[0] - found.slip * moving
    residual = np.concatenate([(ends - goal).ravel(), [0.0, 0.0, 0.0]])
    derivative = np.zeros((size + 3, size + 3), dtype=accuracy.kind)
    for k in range(count):
        rows, after = slice(2 * n * k, 2 * n * (k + 1)), (k + 1) % count * 2 * n
        join = np.eye(2 * n)
        if k == count - 1:
            join[n:, n:] *= found.sign
            join[n:, :n] = -float(found.slip) * slopes[:, :-1]
        derivative[rows, after : after + 2 * n] -= join
        derivative[rows, rows] += by_node[k]
    last = slice(size - n, size)
    derivative[:size, size], derivative[:size, size + 1] = by_period.ravel(), by_current.ravel()
    derivative[last, size + 1] += float(found.slip) * slopes[:, -1]
    derivative[last, size + 2] = moving

    residual[size], derivative[size, :n], derivative[size, size + 1] = (
        moving[0],
        slopes[0, :-1],
        slopes[0, -1],
    )
    residual[size + 1] = np.dot(reference, found.tangents.ravel()) - 1.0
    tangent_columns = np.concatenate([np.arange(n) + 2 * n * k + n for k in range(count)])
    derivative[size + 1, tangent_columns] = reference
    if (
        found.sign > 0
    ):  # a tangent along the flow may be added: leave one that does not move the first node along it
        residual[size + 2] = np.dot(across, found.tangents[0])
        derivative[size + 2, n : 2 * n] = across
    else:
        residual[size + 2], derivative[size + 2, size + 2] = found.slip, 1.0
    return residual, derivative


def refine(found: Singular, accuracy: Accuracy = QUICK) -> Singular:
    """Newton's method on orbit and tangent."""
    kind = accuracy.kind
    orbit = found.orbit.moved(found.orbit.unknowns.astype(kind))
    count, n = orbit.nodes.shape
    ranges = scales(orbit)[: count * n].reshape(count, n)
    weight = 1.0 / ranges**2
    norm = np.sum(weight * found.tangents**2)
    found = replace(
        found, orbit=orbit, tangents=found.tangents.astype(kind) / norm**0.5, slip=found.slip / norm**0.5
    )
    reference = (weight * found.tangents).ravel()
    scale = np.concatenate([np.hstack([ranges, ranges]).ravel(), [float(orbit.period), 1.0, 1.0]])
    across = flow(orbit.cell, accuracy).slopes(orbit.nodes[0], orbit.current)[0, :-1]
    before = np.inf
    for _ in range(ITERATIONS):
        residual, derivative = _system(found, reference, across, accuracy)
        step = scale * solve(derivative * scale, -residual)
        size = float(np.linalg.norm(step / scale))
        both = step[:-3].reshape(count, 2 * n)
        orbit = found.orbit
        orbit = replace(
            orbit,
            nodes=orbit.nodes + both[:, :n],
            period=orbit.period + step[-3],
            current=orbit.current + step[-2],
        )
        found = replace(found, orbit=orbit, tangents=found.tangents + both[:, n:], slip=found.slip + step[-1])
        if size < 1e-4 and (size > before / 4.0 or size < accuracy.resolved):
            return found
        if not size < 10.0:
            break
        before = size
    raise ArithmeticError(f"no singular orbit near current {float(found.orbit.current):.9g}")


def doubled_orbit(found: Singular, size: float) -> Orbit:
    """An orbit of twice the period beside a period doubling, moved that far along its tangent."""
    orbit = found.orbit
    move = size * found.tangents
    return replace(
        orbit, nodes=np.vstack([orbit.nodes + move, orbit.nodes - move]), period=2.0 * orbit.period
    )


def branch(found: Singular, size: float) -> Orbit:
    """A corrected orbit of the branch of twice the period, that far from the doubling along its tangent."""
    start = doubled_orbit(found, size)
    normal = np.append(np.vstack([found.tangents, -found.tangents]).ravel(), [0.0, 0.0]) / scales(start) ** 2
    return correct(start, on_plane(start.unknowns, normal))


def singular_record(name: str, orbit: Orbit) -> dict[str, Any]:
    """The record of the fold or period doubling near an orbit, in two accuracies on different nodes."""
    orbit = turned(orbit)
    start = guess(orbit, 1.0 if name == "fold of cycles" else -1.0)
    with suppress(ArithmeticError):  # a canard's fold is beyond double precision
        start = refine(start)
    fine = refine(start, FINE)
    rough = guess(divided(fine.orbit, len(orbit.nodes) * 3 // 2), start.sign)
    coarse = refine(rough, COARSE)
    return {"kind": name} | record(numbers(fine.orbit, FINE), numbers(coarse.orbit, COARSE))
