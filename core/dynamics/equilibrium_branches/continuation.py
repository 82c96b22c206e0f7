"""Pseudo-arclength continuation of equilibria: from one of them both ways to the ends of the range.

H. B. Keller (1977) Numerical solution of bifurcation and nonlinear eigenvalue problems, in: Applications of
Bifurcation Theory, Academic Press, 359-384. The step is the tangent's, corrected by Newton's method across
it.
"""

from dataclasses import dataclass

import numpy as np

from core.dynamics.equilibrium_branches.branch import End
from core.dynamics.equilibrium_branches.system import System, completed_determinant, unit_tangent
from core.interruption import checkpoint
from core.result import Floats

FIRST_STEP = 0.01
LARGEST_STEP = 0.06
"""Of the scaled arclength, in which the range of the parameter and a spike of V are 1."""
SMALLEST_STEP = 1e-9
BEND = 0.97
"""Least cosine of the angle between the tangents at both ends of a step."""
STRAY = 0.2
"""By how much of itself a step may be corrected."""
FEW = 3
"""Newton steps up to which the next step is longer."""
CAREFUL = 0.25
"""Share of the way to a narrow that a step beside it may be."""
MAX_STEPS = 4000
LANDINGS, BESIDE = 30, 1e-9
"""Secant steps towards a bound at which a curve is singular, and the share of a step that it is left off."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Nodes of a curve in scaled coordinates y.

    Attributes
    ----------
    arclength
        Shape (k,).
    y, tangent
        Points and unit tangents, shape (n + 1, k).
    determinant
        That of ∂F/∂y over the tangent, which changes its sign at branch points, shape (k,).
    """

    arclength: Floats
    y: Floats
    tangent: Floats
    determinant: Floats
    ends: tuple[End, End]


@dataclass(slots=True)
class Allowance:
    """How many steps all curves together may still take."""

    left: int


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Where curves are followed, in scaled coordinates: lowest and highest values, shape (n + 1,).

    Those of the states that have none are infinite.
    """

    low: Floats
    high: Floats
    allowance: Allowance

    def contains(self, y: Floats) -> bool:
        """Whether a point lies within, the bounds included."""
        return bool(((y >= self.low) & (y <= self.high)).all())


def trace(
    system: System, start: Floats, box: Box, largest: float = LARGEST_STEP, narrows: Floats | None = None
) -> Trace | None:
    """The curve through a point, both ways.

    Parameters
    ----------
    start
        A solution in scaled coordinates, shape (n + 1,).
    largest
        Longest step.
    narrows
        Points, shape (k, n + 1), beside which two curves pass each other so closely that a step might change
        over: near them steps are shorter than the way to them.

    Returns
    -------
    Trace
        None where the point has no tangent, because two curves cross there, or where no step succeeds.
    """
    tangent = _first_tangent(system, start)
    if tangent is None:
        return None
    limits = _Limits(box, largest, np.zeros((0, start.size)) if narrows is None else narrows)
    forward = _Walk(system, limits, start, tangent)
    last = forward.run()
    ends: tuple[End, End]
    if last == "closed":
        points, tangents = forward.points, forward.tangents
        ends = ("closed", "closed")
    else:
        backward = _Walk(system, limits, start, -tangent)
        ends = (backward.run(), last)
        points = backward.points[:0:-1] + forward.points
        tangents = [-t for t in backward.tangents[:0:-1]] + forward.tangents
    if len(points) < 2:
        return None
    y, directions = np.array(points).T, np.array(tangents).T
    chords = np.linalg.norm(np.diff(y, axis=1), axis=0)
    determinants = completed_determinant(system.evaluate(y)[1], directions)
    return Trace(np.concatenate([[0.0], np.cumsum(chords)]), y, directions, determinants, ends)


def _first_tangent(system: System, start: Floats) -> Floats | None:
    """The unit tangent at a solution, towards higher values of the parameter."""
    _, matrix, _ = system.evaluate(start)
    if not np.isfinite(matrix).all():
        return None
    _, sizes, right = np.linalg.svd(matrix)
    if sizes[-1] < 1e-10 * sizes[0]:
        return None
    tangent: Floats = right[-1]
    return tangent if tangent[-1] >= 0.0 else -tangent


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    """The box, the longest step, and the points near which steps are shorter, shape (k, n + 1)."""

    box: Box
    largest: float
    narrows: Floats

    def at(self, point: Floats) -> float:
        """Longest step at a point."""
        if not len(self.narrows):
            return self.largest
        nearest = float(np.linalg.norm(self.narrows - point, axis=1).min())
        return min(self.largest, max(CAREFUL * nearest, 4.0 * SMALLEST_STEP))


class _Walk:
    """Steps from a point in one direction."""

    def __init__(self, system: System, limits: "_Limits", start: Floats, tangent: Floats) -> None:
        self.system, self.box, self.limits = system, limits.box, limits
        self.points, self.tangents = [start], [tangent]
        self.step = min(FIRST_STEP, limits.largest)

    def run(self) -> End:
        """Walk to an end of the range, of the box, or back to the start."""
        for _ in range(MAX_STEPS):
            checkpoint()
            self.box.allowance.left -= 1
            if self.box.allowance.left < 0 or not self._advance():
                return "not followed further"
            if self._has_closed():
                return "closed"
            if not self.box.contains(self.points[-1]):
                return self._landed()
        return "not followed further"

    def _advance(self) -> bool:
        """One step further, as long as its bend allows; false where none is short enough."""
        point, tangent = self.points[-1], self.tangents[-1]
        self.step = min(self.step, self.limits.at(point))
        while self.step > SMALLEST_STEP:
            found = self.system.corrected(point + self.step * tangent, tangent)
            if found is not None:
                reached = found.y
                # Of the matrix before the last, small step: off by no more than that.
                direction = unit_tangent(found.matrix, tangent)
                stray = float(np.linalg.norm(reached - point - self.step * tangent))
                if direction is not None and direction @ tangent > BEND and stray < STRAY * self.step:
                    self.points.append(reached)
                    self.tangents.append(direction)
                    if found.count <= FEW:
                        self.step = min(1.6 * self.step, self.limits.largest)
                    return True
            self.step *= 0.5
        return False

    def _has_closed(self) -> bool:
        """Whether the last step has passed the start."""
        if len(self.points) < 4:
            return False
        start, before, after = self.points[0], self.points[-2], self.points[-1]
        chord = after - before
        share = float((start - before) @ chord / (chord @ chord))
        if not 0.0 < share <= 1.0 or np.linalg.norm(start - before - share * chord) > 0.3 * np.linalg.norm(
            chord
        ):
            return False
        found = self.system.corrected(before + share * chord, chord / np.linalg.norm(chord))
        if found is None or np.abs(found.y - start).max() > 0.05 * np.linalg.norm(chord):
            return False
        # The tangent must agree, too: the curve may cross itself.
        if self.tangents[0] @ self.tangents[-1] < BEND:
            return False
        self.points[-1], self.tangents[-1] = start, self.tangents[0]
        return True

    def _landed(self) -> End:
        """Put the last point, which lies outside, onto the bound that was crossed first."""
        before, after = self.points[-2], self.points[-1]
        box = self.box
        with np.errstate(divide="ignore", invalid="ignore"):
            to_low = np.where(after < box.low, (box.low - before) / (after - before), np.inf)
            to_high = np.where(after > box.high, (box.high - before) / (after - before), np.inf)
        share = np.minimum(to_low, to_high)
        which = int(np.argmin(share))
        bound = box.low[which] if to_low[which] <= to_high[which] else box.high[which]
        end: End = "range" if which == after.size - 1 else "searched range"
        landed = self._at_bound(before, after, float(share[which]), which, float(bound))
        if landed is None:
            # It turns back right at the bound.
            self.points.pop()
            self.tangents.pop()
            return end
        _, matrix, _ = self.system.evaluate(landed)
        direction = unit_tangent(matrix, self.tangents[-2])
        self.points[-1] = landed
        self.tangents[-1] = direction if direction is not None else self.tangents[-1]
        if np.linalg.norm(landed - before) < SMALLEST_STEP:
            self.points.pop(-2)
            self.tangents.pop(-2)
        return end

    def _at_bound(
        self, before: Floats, after: Floats, share: float, which: int, bound: float
    ) -> Floats | None:
        """The point between two at which one coordinate has a value; None where there is none."""
        chord = after - before
        across = np.zeros(after.size)
        across[which] = 1.0
        guess = before + min(max(share, 0.0), 1.0) * chord
        guess[which] = bound
        found = self.system.corrected(guess, across)
        if found is not None and np.linalg.norm(found.y - guess) <= np.linalg.norm(chord):
            found.y[which] = bound
            return found.y
        # A bifurcation right at the bound: come as near as makes no difference, across the curve.
        direction = chord / np.linalg.norm(chord)
        inside = bound - BESIDE * chord[which]
        guess = before + min(max(share - BESIDE, 0.0), 1.0) * chord
        for _ in range(LANDINGS):
            found = self.system.corrected(guess, direction)
            if found is None or direction[which] == 0.0:
                return None
            if abs(found.y[which] - inside) < BESIDE * abs(chord[which]):
                found.y[which] = bound
                return found.y
            guess = found.y + (inside - found.y[which]) / direction[which] * direction
        return None
