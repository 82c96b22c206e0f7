"""Special points between two neighbouring cycles of a branch: found by test functions, located by roots."""

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np

from core.dynamics.cycles.branch import BranchPoint
from core.dynamics.cycles.corrector import Corrected, CycleSolver
from core.dynamics.cycles.cycle import Complexes, Cycle
from core.dynamics.cycles.kinds import SpecialKind
from core.numerics.collocation.tangent import Tangent
from core.numerics.roots import FalsePosition

Test = Callable[[Cycle, Tangent], float]

LOCATED = 1e-13
"""Of the parameter's unit: a special point is located when its uncertainty falls below it."""
MAX_ROUNDS = 40
NOISE = 1e-10
"""Of the parameter's unit: changes of it along a branch that rounding makes."""
NOISE_UNRESOLVED = 1e-7
"""The same where not even the trivial multiplier is told from others, as some are too large."""


class Located(NamedTuple):
    """A special point on the mesh of its neighbours.

    Attributes
    ----------
    share
        Where it is between them.
    flat
        Whether the parameter is constant to rounding around it.
    """

    kind: SpecialKind
    corrected: Corrected
    share: float
    flat: bool = False


def fold_test(_: Cycle, tangent: Tangent) -> float:
    """dp/ds, which vanishes at a fold of cycles."""
    return float(tangent.values[0])


def period_doubling_test(cycle: Cycle, _: Tangent) -> float:
    """Π(μᵢ + 1), each factor brought into the unit circle."""
    found = cycle.multipliers[1:]
    return float(np.prod((found + 1.0) / (1.0 + np.abs(found))).real)


def torus_test(cycle: Cycle, _: Tangent) -> float:
    """Π(μᵢ μⱼ − 1), each factor brought into the unit circle."""
    products = np.array([a * b for a, b in combinations(cycle.multipliers[1:], 2)])
    return float(np.prod((products - 1.0) / (1.0 + np.abs(products))).real)


TESTS: dict[SpecialKind, Test] = {
    "fold-of-cycles": fold_test,
    "period-doubling": period_doubling_test,
    "torus": torus_test,
}


def critical_pair(multipliers: Complexes) -> complex | None:
    """The multiplier whose product with another is nearest 1, if it is not real."""
    pairs = list(combinations(multipliers[1:], 2))
    if not pairs:
        return None
    nearest = min(pairs, key=lambda pair: abs(pair[0] * pair[1] - 1.0))[0]
    return complex(nearest) if nearest.imag != 0.0 else None


class Stretch:
    """The branch between two of its points, on the mesh of the first.

    Parameters
    ----------
    solver
        Of that mesh.
    before
        The first point.
    after
        The second on the same mesh, its tangent oriented as the first's.
    length
        Distance of the second along the first's tangent.
    """

    def __init__(self, solver: CycleSolver, before: BranchPoint, after: BranchPoint, length: float) -> None:
        self.solver, self.before, self.after, self.length = solver, before, after, length
        # Per unit of the distance along the first tangent.
        speed = 1.0 / max(solver.product(before.cycle.mesh, before.tangent, after.tangent), 1e-3)
        self._leaving = Tangent(
            after.tangent.nodes * speed, after.tangent.log_period * speed, after.tangent.values * speed
        )

    def at(self, share: float) -> Corrected | None:
        """The cycle at a share of the distance, and the branch's direction, oriented as the first's."""
        a, b, s, ds = self.before, self.after, share, self.length
        ends = (1.0 - s) ** 2 * (1.0 + 2.0 * s), s * s * (3.0 - 2.0 * s)
        slopes = ds * s * (1.0 - s) ** 2, ds * s * s * (s - 1.0)
        first, last = a.cycle, b.cycle
        guess = Cycle(
            first.field,
            first.basis,
            first.mesh,
            ends[0] * first.nodes
            + ends[1] * last.nodes
            + slopes[0] * a.tangent.nodes
            + slopes[1] * self._leaving.nodes,
            ends[0] * first.log_period
            + ends[1] * last.log_period
            + slopes[0] * a.tangent.log_period
            + slopes[1] * self._leaving.log_period,
            ends[0] * first.values
            + ends[1] * last.values
            + slopes[0] * a.tangent.values
            + slopes[1] * self._leaving.values,
            first.multipliers,
        )
        found = self.solver.correct(guess, first, a.tangent)
        return None if found is None else oriented(self.solver, found, a.tangent)

    def root(
        self, function: Callable[[Corrected], float], left: float, right: float
    ) -> tuple[float, Corrected] | None:
        """Share of the distance at which a function vanishes, which has opposite signs at the ends.

        None where Newton's method fails on the way.
        """
        bracket = FalsePosition(left, right)
        best: tuple[float, Corrected] | None = None
        for _ in range(MAX_ROUNDS):
            share = bracket.trial()
            found = self.at(share)
            if found is None:
                return None
            best, value = (share, found), function(found)
            if value == 0.0 or self._settled(found, value, bracket):
                break
            bracket.narrow(share, value)
        return best

    def _settled(self, found: Corrected, value: float, bracket: FalsePosition) -> bool:
        """Whether the parameter cannot be wrong by more than `LOCATED` of its unit."""
        offset = min(abs(value) / bracket.slope, bracket.width) if bracket.slope > 0.0 else bracket.width
        drift = abs(float(found.tangent.values[0] / self.solver.units[0])) * self.length
        return offset * drift < LOCATED and offset < 1e-6


def oriented(solver: CycleSolver, found: Corrected, direction: Tangent) -> Corrected:
    """The same with its tangent turned into a direction."""
    if solver.product(found.cycle.mesh, found.tangent, direction) < 0.0:
        return Corrected(found.cycle, found.tangent.reversed(), found.iterations)
    return found


def _trusted(kind: SpecialKind, stretch: Stretch) -> bool:
    """Whether a test function is more than rounding: along canards the parameter is constant."""
    if kind == "fold-of-cycles":
        unit = float(stretch.solver.units[0])
        return not (_flat(stretch.before, unit) or _flat(stretch.after, unit))
    return stretch.before.cycle.resolved and stretch.after.cycle.resolved


def _flat(point: BranchPoint, unit: float) -> bool:
    """Whether the change of the parameter along the branch is an error rather than a change."""
    return abs(float(point.tangent.values[0])) <= unit * (NOISE if point.cycle.resolved else NOISE_UNRESOLVED)


class FlatFolds:
    """Finds the folds on stretches of a branch along which the parameter is constant to rounding.

    There the sign of its change means nothing; before and after it does, and where it differs a fold lies
    between.
    """

    def __init__(self, unit: float) -> None:
        self._unit = unit
        self._sign = 0.0
        self._flattest: tuple[int, BranchPoint] | None = None

    def look(self, number: int, point: BranchPoint) -> tuple[int, Located] | None:
        """The fold that the point with this number on its path completes, with the number of its own."""
        change = float(point.tangent.values[0])
        if _flat(point, self._unit):
            flattest = self._flattest
            if flattest is None or abs(change) < abs(float(flattest[1].tangent.values[0])):
                self._flattest = (number, point)
            return None
        found, before = self._flattest, self._sign
        self._flattest, self._sign = None, float(np.sign(change))
        if found is None or before * change >= 0.0:
            return None
        place, flat = found
        return place, Located("fold-of-cycles", Corrected(flat.cycle, flat.tangent, 0), 0.5, True)


def special_points(stretch: Stretch) -> list[Located]:
    """Folds, period doublings and torus bifurcations on a stretch, in order."""
    found = []
    for kind, test in TESTS.items():
        left = test(stretch.before.cycle, stretch.before.tangent)
        right = test(stretch.after.cycle, stretch.after.tangent)
        if left * right >= 0.0 or not _trusted(kind, stretch):
            continue
        root = stretch.root(lambda c, test=test: test(c.cycle, c.tangent), left, right)  # type: ignore[misc]
        if root is None:
            continue
        share, corrected = root
        if kind == "torus" and critical_pair(corrected.cycle.multipliers) is None:
            continue
        found.append(Located(kind, corrected, share))
    return sorted(found, key=lambda located: located.share)
