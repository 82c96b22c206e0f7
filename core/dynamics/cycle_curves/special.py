"""Codimension-two points between two neighbouring points of a curve: test functions and their roots."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.critical_cycle import CriticalCycle, Direction, Solved
from core.dynamics.cycle_curves.variational_field import Kind
from core.numerics.roots import FalsePosition
from core.result import Floats

SpecialKind = Literal["cusp", "resonance-1-1", "resonance-1-2", "resonance-1-3", "resonance-1-4", "fold-flip"]
Test = Callable[[Solved], float]

LOCATED = 1e-12
"""Share of a stretch to which a point is located."""
CRITICAL_VALUES: dict[tuple[Kind, SpecialKind], float] = {
    ("fold-of-cycles", "resonance-1-1"): 1.0,
    ("fold-of-cycles", "fold-flip"): -1.0,
    ("period-doubling", "resonance-1-2"): -1.0,
    ("period-doubling", "fold-flip"): 1.0,
}
"""Of the multiplier that becomes critical besides, by curve and point."""
CRITICAL = 1e-3
"""Largest distance of a multiplier from its critical value at a point."""
BESIDE = 0.999
"""Share of the way to a point at which the equations are solved instead."""
STANDING = 0.02
"""Share of the parameters' speed along the curve below which they stand still."""
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
        return replace(a.point, nodes=nodes, log_period=log_period, values=values)

    def at(self, share: float) -> Solved | None:
        """The point at a share of the length, its direction oriented as the first's."""
        found = self.solver.correct(self.guess(share), self.before.point, self.before.direction)
        return None if found is None else oriented(self.solver, found, self.before.direction)

    def root(
        self, function: Callable[[Solved], float], left: float, right: float
    ) -> tuple[float, Solved] | None:
        """Where a function vanishes, which has opposite signs at the ends."""
        bracket = FalsePosition(left, right)
        best: tuple[float, Solved] | None = None
        for _ in range(MAX_ROUNDS):
            share = bracket.trial()
            found = self.at(share)
            if found is None:
                # Right at the point the equations may be singular: beside it they are not.
                share = bracket.low + BESIDE * (share - bracket.low)
                found = self.at(share)
            if found is None:
                break
            best, value = (share, found), function(found)
            if value == 0.0 or bracket.width < 1e-9 or abs(value) < LOCATED * bracket.slope:
                break
            bracket.narrow(share, value)
        return best


def oriented(solver: CurveSolver, found: Solved, direction: Direction) -> Solved:
    """The same with its direction turned into another."""
    if solver.product(found.point.mesh, found.direction, direction) < 0.0:
        return Solved(found.point, found.direction.times(-1.0), found.iterations)
    return found


def special_points(stretch: Stretch, limit: float = 1.0) -> list[Located]:
    """Codimension-two points on a stretch up to a share of its length, in order."""
    found = []
    for kind, test in _tests(stretch).items():
        left, right = test(stretch.before), test(stretch.after)
        if not left * right < 0.0:
            continue
        root = stretch.root(test, left, right)
        if root is not None and root[0] <= limit and _genuine(kind, stretch, root[1]):
            found.append(Located(kind, root[1], root[0]))
    return sorted(found, key=lambda entry: entry.share)


def _tests(stretch: Stretch) -> dict[SpecialKind, Test]:
    kind = stretch.before.point.kind
    if kind == "fold-of-cycles":
        onwards = stretch.before.direction.values[:2] / stretch.solver.units[:2] ** 2
        return {
            "cusp": lambda solved: float(solved.direction.values[:2] @ onwards),
            "resonance-1-1": lambda solved: _product(solved, 1.0),
            "fold-flip": lambda solved: _product(solved, -1.0),
        }
    if kind == "period-doubling":
        return {
            "resonance-1-2": lambda solved: _product(solved, -1.0),
            "fold-flip": lambda solved: _product(solved, 1.0),
        }
    return {
        "resonance-1-1": _turn,
        "resonance-1-4": lambda solved: _turn(solved) - 0.5 * np.pi,
        "resonance-1-3": lambda solved: _turn(solved) - 2.0 * np.pi / 3.0,
        "resonance-1-2": lambda solved: _turn(solved) - np.pi,
    }


def _genuine(kind: SpecialKind, stretch: Stretch, found: Solved) -> bool:
    """Whether the parameters stand still at a cusp, or a multiplier is critical besides.

    Where multipliers change by orders of magnitude within a step, a product of them may jump from one sign to
    the other.
    """
    target = CRITICAL_VALUES.get((found.point.kind, kind))
    if target is not None:
        others = found.point.other_multipliers
        return bool(np.abs((others - target) / (1.0 + np.abs(others))).min() < CRITICAL)
    if kind != "cusp":
        return True
    units = stretch.solver.units[:2]
    speeds = [
        float(np.linalg.norm(solved.direction.values[:2] / units))
        for solved in (stretch.before, found, stretch.after)
    ]
    return speeds[1] < STANDING * max(speeds[0], speeds[2])


def _product(solved: Solved, target: float) -> float:
    """Π(μᵢ − target) over the multipliers that are not critical, each factor brought into the unit circle."""
    found = solved.point.other_multipliers
    return float(np.prod((found - target) / (1.0 + np.abs(found))).real)


def _turn(solved: Solved) -> float:
    """Argument θ of the critical multipliers of a torus bifurcation [rad]."""
    return float(solved.point.values[2]) * solved.point.period
