"""Codimension-two points between two neighbouring points of a curve: test functions and their roots."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.critical_cycle import CriticalCycle, Direction, Solved
from core.result import Floats

SpecialKind = Literal["cusp", "resonance-1-1", "resonance-1-2", "fold-flip", "degenerate-doubling"]
LOCATED = 1e-12
MAX_ROUNDS = 40


class Located(NamedTuple):
    """A special point on the mesh of its neighbours, at a share of the length between them."""

    kind: SpecialKind
    solved: Solved
    share: float


class Stretch:
    """A curve between two of its points, on the mesh of the first.

    Parameters
    ----------
    before, after
        The points, their directions oriented alike.
    length
        Distance of the second along the first's direction.
    """

    def __init__(self, solver: CurveSolver, before: Solved, after: Solved, length: float) -> None:
        self.solver, self.before, self.after, self.length = solver, before, after, length
        # Per unit of the distance along the first direction.
        along = solver.product(before.point.mesh, before.direction, after.direction)
        self._leaving = after.direction.times(1.0 / max(along, 1e-3))

    def guess(self, share: float) -> CriticalCycle:
        """The cubic through both points with their directions."""
        a, b, s, ds = self.before, self.after, share, self.length
        ends = (1.0 - s) ** 2 * (1.0 + 2.0 * s), s * s * (3.0 - 2.0 * s)
        slopes = ds * s * (1.0 - s) ** 2, ds * s * s * (s - 1.0)

        def mixed(first: Floats, last: Floats, out: Floats, into: Floats) -> Floats:
            return ends[0] * first + ends[1] * last + slopes[0] * out + slopes[1] * into

        nodes = mixed(a.point.nodes, b.point.nodes, a.direction.nodes, self._leaving.nodes)
        values = mixed(a.point.values, b.point.values, a.direction.values, self._leaving.values)
        log_period = (
            ends[0] * a.point.log_period
            + ends[1] * b.point.log_period
            + slopes[0] * a.direction.log_period
            + slopes[1] * self._leaving.log_period
        )
        return self._made(nodes, log_period, values)

    def with_values(self, point: CriticalCycle, values: Floats) -> CriticalCycle:
        """A point with other values of the parameters."""
        return self._made(point.nodes, point.log_period, values)

    def _made(self, nodes: Floats, log_period: float, values: Floats) -> CriticalCycle:
        first = self.before.point
        return CriticalCycle(
            first.field,
            first.kind,
            first.basis,
            first.mesh,
            nodes,
            log_period,
            values,
            first.multipliers,
        )

    def at(self, share: float) -> Solved | None:
        """The point at a share of the length, its direction oriented as the first's."""
        found = self.solver.correct(self.guess(share), self.before.point, self.before.direction)
        if found is None:
            return None
        if self.solver.product(found.point.mesh, found.direction, self.before.direction) < 0.0:
            return Solved(found.point, found.direction.times(-1.0), found.iterations)
        return found

    def root(
        self, function: Callable[[Solved], float], left: float, right: float
    ) -> tuple[float, Solved] | None:
        """Where a function vanishes, which has opposite signs at the ends: Illinois' false position."""
        low, high, side = 0.0, 1.0, 0
        best: tuple[float, Solved] | None = None
        for _ in range(MAX_ROUNDS):
            share = low + (high - low) * left / (left - right)
            margin = 1e-3 * (high - low)
            share = min(max(share, low + margin), high - margin)
            found = self.at(share)
            if found is None:
                return best
            best = share, found
            value = function(found)
            slope = abs(left - right) / (high - low)
            if value == 0.0 or (high - low) < 1e-9 or abs(value) < LOCATED * slope:
                return best
            if (value > 0.0) == (left > 0.0):
                low, left = share, value
                right = 0.5 * right if side < 0 else right
                side = -1
            else:
                high, right = share, value
                left = 0.5 * left if side > 0 else left
                side = 1
        return best


def special_points(stretch: Stretch, limit: float = 1.0) -> list[Located]:
    """Codimension-two points on a stretch up to a share of its length, in order."""
    found = []
    for kind, test in _tests(stretch):
        left, right = test(stretch.before), test(stretch.after)
        if not left * right < 0.0:
            continue
        root = stretch.root(test, left, right)
        if root is not None and root[0] <= limit:
            found.append(Located(kind, root[1], root[0]))
    return sorted(found, key=lambda entry: entry.share)


def _tests(stretch: Stretch) -> list[tuple[SpecialKind, Callable[[Solved], float]]]:
    kind = stretch.before.point.kind
    tests: list[tuple[SpecialKind, Callable[[Solved], float]]] = []
    if kind == "fold-of-cycles":
        onwards = stretch.before.direction.values[:2] / stretch.solver.units[:2] ** 2
        tests = [
            ("cusp", lambda solved: float(solved.direction.values[:2] @ onwards)),
            ("resonance-1-1", lambda solved: _product(solved, -1.0)),
            ("fold-flip", lambda solved: _product(solved, 1.0)),
        ]
    if kind == "period-doubling":
        tests = [
            ("resonance-1-2", lambda solved: _product(solved, 1.0)),
            ("fold-flip", lambda solved: _product(solved, -1.0)),
        ]
    return tests


def _product(solved: Solved, shift: float) -> float:
    """Π(μᵢ + shift) over the multipliers that are not critical, each factor brought into the unit circle."""
    found = solved.point.other_multipliers
    return float(np.prod((found + shift) / (1.0 + np.abs(found))).real)


__all__ = ["Direction", "Located", "SpecialKind", "Stretch", "special_points"]
