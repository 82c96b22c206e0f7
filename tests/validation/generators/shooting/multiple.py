"""Closed orbits by multiple shooting: Newton's method on nodes of the orbit, its period and the current.

Residuals and linear algebra are in the flow's precision, double or extended. The first node is a
maximum of V.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tests.validation.generators.shooting.cells import Cell
from tests.validation.generators.shooting.flow import QUICK, Accuracy, Extended, Flow, flow

ITERATIONS = 15


@dataclass(frozen=True)
class Orbit:
    """Nodes (nodes × states) at equal times of a closed orbit, its period and the current."""

    cell: Cell
    nodes: Extended
    period: Extended
    current: Extended

    @property
    def unknowns(self) -> Extended:
        return np.concatenate([self.nodes.ravel(), [self.period, self.current]])

    def moved(self, unknowns: Extended) -> "Orbit":
        """The orbit of other unknowns."""
        return Orbit(self.cell, unknowns[:-2].reshape(self.nodes.shape), unknowns[-2], unknowns[-1])


def scales(orbit: Orbit) -> Extended:
    """What is a change of one of each unknown: the states' ranges, the period, one unit of current."""
    ranges = np.ptp(orbit.nodes, axis=0).astype(float)
    ranges = np.maximum(ranges, 1e-3 * np.max(np.abs(orbit.nodes), axis=0).astype(float))
    count = len(orbit.nodes)
    return np.concatenate([np.tile(ranges * count**0.5, count), [float(orbit.period), 1.0]])


def segments(orbit: Orbit, along: Flow) -> tuple[Extended, Extended, Extended, Extended]:
    """Ends of the flow from all nodes, with their derivatives by the nodes, by the period and the current."""
    count = len(orbit.nodes)
    pieces = [along.varied(node, orbit.current, orbit.period / count) for node in orbit.nodes]
    ends = np.array([piece[0] for piece in pieces])
    by_node = np.array([piece[1] for piece in pieces])
    by_period = np.array([along.field(end, orbit.current) / count for end in ends])
    return ends, by_node, by_period, np.array([piece[2] for piece in pieces])


def closure(orbit: Orbit, along: Flow) -> tuple[Extended, Extended]:
    """Residual, with derivatives, of: segments end at the next node, V is stationary at the first."""
    ends, by_node, by_period, by_current = segments(orbit, along)
    count, n = orbit.nodes.shape
    residual = np.concatenate([(ends - np.roll(orbit.nodes, -1, axis=0)).ravel(), [0.0]])
    derivative = np.zeros((count * n + 1, count * n + 2), dtype=along.accuracy.kind)
    for k in range(count):
        rows, after = slice(k * n, (k + 1) * n), (k + 1) % count
        derivative[rows, after * n : (after + 1) * n] -= np.eye(n)
        derivative[rows, rows] += by_node[k]
    derivative[:-1, -2], derivative[:-1, -1] = by_period.ravel(), by_current.ravel()
    first = along.slopes(orbit.nodes[0], orbit.current)[0]
    residual[-1] = along.field(orbit.nodes[0], orbit.current)[0]
    derivative[-1, :n], derivative[-1, -1] = first[:-1], first[-1]
    return residual, derivative


Condition = Callable[[Orbit], tuple[Extended, Extended]]
"""One more equation, and its derivatives by the unknowns: it chooses an orbit of the family."""


def at_current(current: float) -> Condition:
    """The current is given."""

    def condition(orbit: Orbit) -> tuple[Extended, Extended]:
        row = np.zeros(orbit.unknowns.size)
        row[-1] = 1.0
        return orbit.current - current, row

    return condition


def at_period(period: float) -> Condition:
    """The period is given."""

    def condition(orbit: Orbit) -> tuple[Extended, Extended]:
        row = np.zeros(orbit.unknowns.size)
        row[-2] = 1.0
        return orbit.period - period, row

    return condition


def on_plane(through: Extended, normal: Extended) -> Condition:
    """The unknowns lie in a plane through a point (pseudo-arclength)."""
    return lambda orbit: (np.dot(normal, orbit.unknowns - through), normal)


def solve(matrix: Extended, right: Extended) -> Extended:
    """The solution of linear equations: by LAPACK in double precision, by Gauss's elimination in extended."""
    if matrix.dtype != np.longdouble:
        return np.linalg.solve(matrix, right.astype(float))
    table = np.column_stack([matrix, right])
    table /= np.max(np.abs(matrix), axis=1)[:, None]
    size = len(right)
    for k in range(size):
        pivot = k + int(np.argmax(np.abs(table[k:, k])))
        table[[k, pivot]] = table[[pivot, k]]
        below = k + 1 + np.flatnonzero(table[k + 1 :, k])
        table[below, k:] -= np.outer(table[below, k] / table[k, k], table[k, k:])
    found = np.zeros_like(right)
    for k in range(size - 1, -1, -1):
        found[k] = (table[k, -1] - np.dot(table[k, k + 1 : -1], found[k + 1 :])) / table[k, k]
    return found


def correct(orbit: Orbit, condition: Condition, accuracy: Accuracy = QUICK) -> Orbit:
    """Newton's method until its steps shrink no more; ArithmeticError where they do not shrink."""
    along, scale = flow(orbit.cell, accuracy), scales(orbit)
    orbit = orbit.moved(orbit.unknowns.astype(accuracy.kind))
    before = np.inf
    for _ in range(ITERATIONS):
        residual, derivative = closure(orbit, along)
        extra, row = condition(orbit)
        matrix = np.vstack([derivative, row]).astype(accuracy.kind) * scale
        step = solve(matrix, -np.append(residual, extra))
        size = float(np.linalg.norm(step))
        orbit = orbit.moved(orbit.unknowns + scale * step)
        if size < 1e-8 and (size > before / 4.0 or size < accuracy.resolved):
            return orbit
        if not size < 0.5 or orbit.period <= 0.0:
            break
        before = size
    raise ArithmeticError(f"no orbit near current {float(orbit.current):.9g}")


def divided(orbit: Orbit, count: int, accuracy: Accuracy = QUICK) -> Orbit:
    """The same orbit on another number of nodes."""
    along, old = flow(orbit.cell, accuracy), len(orbit.nodes)
    nodes = []
    for place in np.arange(count) / count:
        index = int(place * old + 1e-9)
        time = orbit.period * (place - index / old)
        nodes.append(along.at(orbit.nodes[index], orbit.current, time) if time > 0 else orbit.nodes[index])
    return replace(orbit, nodes=np.array(nodes))


def monodromy(orbit: Orbit, accuracy: Accuracy = QUICK) -> Extended:
    """Derivative of the flow over one period at the first node, in the flow's precision."""
    _, by_node, _, _ = segments(orbit, flow(orbit.cell, accuracy))
    whole = np.eye(orbit.nodes.shape[1], dtype=accuracy.kind)
    for piece in by_node:
        whole = piece.dot(whole)
    return whole


def multipliers(orbit: Orbit) -> Extended:
    """Floquet multipliers in double precision, the largest first."""
    found = np.linalg.eigvals(monodromy(orbit).astype(float))
    return found[np.argsort(-np.abs(found))]
