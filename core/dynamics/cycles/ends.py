"""How a branch of cycles ends: at a bound of the parameter, at a Hopf point, at a period doubling."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.dynamics.cycles.branch import BranchEnd, BranchPoint
from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.crossings import Stretch
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.follow import Path
from core.dynamics.equilibrium_branches.branch import LocalBifurcation
from core.result import Floats

SMALL = 0.006
"""Amplitude, in scaled states, below which a shrinking cycle is compared with the Hopf points."""
ALIKE = 1e-3
"""Difference of the two halves of a doubled cycle below which it is compared with the period doublings."""
PASSING = 0.3
"""Amplitude up to which two neighbouring cycles of opposite swing have a Hopf point between them."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Ends a branch where the parameter leaves its range."""

    low: float
    high: float

    def __call__(self, solver: CycleSolver, path: Path, stretch: Stretch) -> BranchEnd | None:
        """The last point is put on the bound."""
        value, before = path.points[-1].cycle.value, stretch.before.cycle.value
        if self.low <= value <= self.high:
            return None
        bound = self.low if value < self.low else self.high
        if (before - bound) * (value - bound) < 0.0:
            root = stretch.root(lambda c: c.cycle.value - bound, before - bound, value - bound)
            if root is not None:
                found = root[1]
                exact = solver.at_values(
                    Cycle(
                        found.cycle.field,
                        found.cycle.basis,
                        found.cycle.mesh,
                        found.cycle.nodes,
                        found.cycle.log_period,
                        np.array([bound]),
                        found.cycle.multipliers,
                    )
                )
                cycle = found.cycle if exact is None else exact.cycle
                path.points[-1] = BranchPoint(cycle, found.tangent)
        return BranchEnd("bound", bound, "the end of the range of the parameter")


@dataclass(frozen=True, slots=True)
class Undoubling:
    """Ends a branch of doubled cycles whose two halves become the same again, at a period doubling.

    Attributes
    ----------
    known
        Value and logarithm of the period of the period doublings of the branch that was doubled.
    """

    known: Sequence[tuple[float, float]]

    def __call__(self, solver: CycleSolver, path: Path, _: Stretch) -> BranchEnd | None:
        """The nearest of the known period doublings, or one of another branch."""
        if len(path.points) < 4:
            return None
        last, before = path.points[-1].cycle, path.points[-2].cycle
        difference, earlier = last.between_halves, before.between_halves
        apart = float(np.abs(difference).max())
        passed = _opposite(difference, earlier)
        if not passed and not apart < min(ALIKE, float(np.abs(earlier).max())):
            return None
        half, unit = last.log_period - float(np.log(2.0)), float(solver.units[0])
        detail = "its two halves become the same"
        near = 2.0 * max(apart, float(np.abs(earlier).max()))
        away = {
            value: max(abs(value - last.value) / unit, abs(log_period - half))
            for value, log_period in self.known
        }
        nearest = min(away, key=lambda value: away[value], default=None)
        if nearest is not None and away[nearest] < near:
            return BranchEnd("period-doubling", nearest, f"{detail}: a period doubling")
        if passed or apart < 0.2 * ALIKE:
            value = last.value
            return BranchEnd("period-doubling", value, f"{detail}: a period doubling of another branch")
        return None


def difference_of_halves(cycle: Cycle) -> float:
    """Root mean square of the distance from the nearest cycle whose halves are the same, in scaled states."""
    return float(np.sqrt((cycle.between_halves**2).sum(axis=1).mean())) / 2.0


def _opposite(now: Floats, earlier: Floats) -> bool:
    """Whether a shape that was to vanish has passed through zero: it has changed its sign."""
    return bool((now * earlier).sum() < 0.0)


@dataclass(frozen=True, slots=True)
class Shrinking:
    """Ends a branch whose cycles shrink onto a Hopf point."""

    landmarks: Sequence[LocalBifurcation]

    def __call__(self, solver: CycleSolver, path: Path, _: Stretch) -> BranchEnd | None:
        """A Hopf point of the same parameter, state and frequency, to second order in the amplitude."""
        if len(path.points) < 4:
            return None
        last, before = path.points[-1].cycle, path.points[-2].cycle
        passed = max(last.amplitude, before.amplitude) < PASSING and _opposite(_swing(last), _swing(before))
        if not passed and not last.amplitude < min(SMALL, before.amplitude):
            return None
        near = 2.0 * max(last.amplitude, before.amplitude if passed else 0.0)
        hopf = [mark for mark in self.landmarks if mark.kind == "hopf" and mark.angular_frequency is not None]
        nearest = min(hopf, key=lambda mark: _away(last, mark, solver), default=None)
        if nearest is not None and _away(last, nearest, solver) < near:
            return BranchEnd(
                "hopf", nearest.value, "the cycles shrink onto a Hopf point", state=nearest.state
            )
        if passed or last.amplitude < 0.01 * SMALL:
            return BranchEnd("unresolved", last.value, "the cycles shrink onto an equilibrium")
        return None


def _away(cycle: Cycle, mark: LocalBifurcation, solver: CycleSolver) -> float:
    """Largest difference of a cycle from a Hopf point: parameter, mean state, period."""
    period = 2.0 * np.pi / (mark.angular_frequency or np.inf)
    return max(
        abs(cycle.value - mark.value) / float(solver.units[0]),
        float(np.abs((cycle.mean - mark.state) / cycle.field.scale).max()),
        abs(cycle.log_period - float(np.log(period))),
    )


def _swing(cycle: Cycle) -> Floats:
    """The states less their means at some phases, in scaled states."""
    return (cycle.states(np.linspace(0.0, 1.0, 33)) - cycle.mean) / cycle.field.scale
