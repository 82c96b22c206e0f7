"""All curves of folds and of Hopf points in the rectangle, each traced once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.dynamics.codimension_two.continuation import End, trace
from core.dynamics.codimension_two.correction import CurvePoint, between, offset, reversed_point, start
from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.seeds import Kind, Seed
from core.dynamics.codimension_two.systems import DefiningSystem, FoldSystem, HopfSystem
from core.dynamics.linearisation import eigenvalues
from core.interruption import checkpoint
from core.result import Floats

FINE, ROUGH = 1e-4, 0.1
"""A point off a curve by less than the first share of its step is on it, by more than the second is not."""
ROUNDING = 1e-7
"""The same for steps of next to no length."""


@dataclass(frozen=True, eq=False)
class TracedCurve:
    """A curve from end to end.

    Attributes
    ----------
    system
        What its points solve.
    ends
        Why it ends where it begins and where it ends.
    """

    kind: Kind
    system: DefiningSystem
    points: tuple[CurvePoint, ...]
    ends: tuple[End, End]

    @cached_property
    def nodes(self) -> Floats:
        """The points' u, shape (m, n + 2)."""
        width = self.system.field.states + 2
        return np.array([point.y[:width] for point in self.points])

    @property
    def closed(self) -> bool:
        """Whether it ends where it begins."""
        return self.ends[0] == "closed"


def trace_all(
    scaled: ScaledField, seeds: Iterable[Seed], largest_step: float, limit: int
) -> list[TracedCurve]:
    """The curves through some places near curves."""
    found: list[TracedCurve] = []
    systems: dict[Kind, DefiningSystem] = {"fold": FoldSystem(scaled), "hopf": HopfSystem(scaled)}
    for seed in seeds:
        checkpoint()
        if any(curve.kind == seed.kind and near(curve, seed.guess, seed.slack) for curve in found):
            continue
        system = systems[seed.kind]
        point = _first(system, seed)
        if point is None:
            continue
        if not any(curve.kind == seed.kind and lies_on(curve, point.y) for curve in found):
            found.append(trace_both(seed.kind, system, point, largest_step, limit))
    return found


def _first(system: DefiningSystem, seed: Seed) -> CurvePoint | None:
    """The point of a curve that a seed leads to."""
    for number, u in enumerate((seed.guess, *seed.further)):
        guess = u if seed.kind == "fold" else with_square(system.field, u, turning=number > 0)
        point = None if guess is None else start(system, guess, seed.fixed)
        if point is not None and _valid(seed.kind, point, system.field):
            return point
    return None


def with_square(scaled: ScaledField, u: Floats, *, turning: bool = False) -> Floats | None:
    """(u, κ) with κ = λᵢλⱼ of the two λ whose sum is nearest zero, complex ones only if `turning`."""
    A = scaled.expand(u).first[:, : scaled.states]
    if not np.isfinite(A).all():
        return None
    values = eigenvalues(A[None])[0]
    if turning:
        values = values[values.imag != 0.0]
    i, j = np.triu_indices(values.size, 1)
    if not i.size:
        return None
    nearest = int(np.argmin(np.abs(values[i] + values[j]) / (np.abs(values[i]) + np.abs(values[j]) + 1e-300)))
    return np.append(u, float((values[i[nearest]] * values[j[nearest]]).real))


def _valid(kind: Kind, point: CurvePoint, scaled: ScaledField) -> bool:
    """Whether a point is in the rectangle, and no neutral saddle."""
    place = point.y[scaled.states : scaled.states + 2]
    inside = bool((place > -1e-9).all() and (place < 1.0 + 1e-9).all())
    return inside and bool(np.isfinite(point.y).all()) and bool(kind == "fold" or point.y[-1] > 0.0)


def lies_on(curve: TracedCurve, y: Floats) -> bool:
    """Whether a point is one of a curve: of the curve itself, where the cubic between its points is near."""
    k, share, away, length = _beside(curve, y)
    if not -0.01 <= share <= 1.01 or away > ROUGH * length + ROUNDING:
        return away < ROUNDING
    if away < FINE * length + ROUNDING:
        return True
    exact = between(curve.system, curve.points[k], curve.points[k + 1], share)
    width = curve.system.field.states + 2
    return exact is not None and float(np.linalg.norm((exact.y - y)[:width])) < FINE * length


def near(curve: TracedCurve, y: Floats, slack: float) -> bool:
    """Whether a guess that is off by so much may belong to a curve."""
    return _beside(curve, y)[2] < slack


def _beside(curve: TracedCurve, y: Floats) -> tuple[int, float, float, float]:
    """Number of the nearest step of a curve, and share, distance and length as of `offset`."""
    width = curve.system.field.states + 2
    distance = np.linalg.norm(curve.nodes - y[:width], axis=1)
    nearest = int(np.argmin(distance))
    found = [
        (k, *offset(curve.points[k], curve.points[k + 1], y, curve.system))
        for k in (nearest - 1, nearest)
        if 0 <= k < len(curve.points) - 1
    ]
    return min(found, key=lambda item: item[2], default=(nearest, 0.0, float(distance[nearest]), 0.0))


def trace_both(
    kind: Kind, system: DefiningSystem, point: CurvePoint, largest_step: float, limit: int
) -> TracedCurve:
    """The curve through a point, followed in both directions."""
    stop = past_end if kind == "hopf" else _never
    forward = trace(system, point, largest_step, limit, stop)
    if forward.end == "closed":
        return TracedCurve(kind, system, forward.points, ("closed", "closed"))
    backward = trace(system, reversed_point(point), largest_step, limit, stop)
    behind = [reversed_point(item) for item in backward.points[:0:-1]]
    return TracedCurve(kind, system, (*behind, *forward.points), (backward.end, forward.end))


def _never(_: CurvePoint) -> bool:
    return False


def past_end(point: CurvePoint) -> bool:
    """Whether a curve of Hopf points has become one of neutral saddles."""
    return bool(point.y[-1] <= 0.0)
