"""Curves of bifurcations of cycles as they are found."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.cycle_curves.critical_cycle import CriticalCycle, Solved
from core.dynamics.cycle_curves.follow import Path
from core.dynamics.cycle_curves.homoclinic_follow import HomoclinicPath
from core.dynamics.cycle_curves.kinds import CycleCurveEnd, CycleCurveKind, CycleCurvePoint
from core.dynamics.cycle_curves.special import SpecialKind
from core.numerics.connections.orbit import ConnectingOrbit
from core.result import Floats


@dataclass(frozen=True, eq=False, slots=True)
class CurveMark:
    """A point of codimension two on a curve.

    Attributes
    ----------
    position
        Number of the curve's points before it.
    values, errors
        The two parameters and their estimated errors, shape (2,); of roots of a test function the errors are
        those of the curve, and left at zero.
    period
        Of the cycle [ms]; None where there is none.
    """

    kind: CycleCurvePoint
    position: int
    values: Floats
    errors: Floats
    period: float | None


@dataclass(frozen=True, eq=False, slots=True)
class CycleCurve:
    """A curve from one end to the other.

    Attributes
    ----------
    values
        The two parameters at its points, shape (k, 2).
    periods
        Of the cycles [ms], shape (k,); infinite for homoclinic orbits.
    extremes
        Lowest and highest V [mV], shape (k, 2).
    begins, ends
        Why it begins and ends where it does.
    error
        By how much a mesh of twice as many intervals moves the first point that was found, over the sides
        of the rectangle; None where that failed.
    """

    kind: CycleCurveKind
    values: Floats
    periods: Floats
    extremes: Floats
    marks: tuple[CurveMark, ...]
    begins: CycleCurveEnd
    ends: CycleCurveEnd
    error: float | None

    @property
    def complete(self) -> bool:
        """Whether neither end is a stop of the computation."""
        return not {self.begins, self.ends}.intersection({"limit of points", "step too small"})


def of_cycles(back: Path, there: Path, error: float | None) -> CycleCurve:
    """The curve of two paths that leave one point in opposite directions."""
    points = [*reversed(back.points), *there.points[1:]] if back.points else there.points
    turn = len(back.points) - 1
    marks = [_mark_back(turn, place, entry.kind, entry.solved) for place, entry in reversed(back.special)]
    marks += [_mark(max(turn, 0) + place, entry.kind, entry.solved.point) for place, entry in there.special]
    for path, position in ((back, 0), (there, len(points))):
        if path.limit is not None and path.end == "bautin":
            marks.append(
                CurveMark("bautin", position, path.limit.place, path.limit.errors, path.limit.period)
            )
    return CycleCurve(
        there.points[0].point.kind,
        np.array([entry.point.place for entry in points]),
        np.array([entry.point.period for entry in points]),
        np.array([_extremes(entry.point.nodes, entry.point) for entry in points]),
        tuple(sorted(marks, key=lambda mark: mark.position)),
        (back if back.points else there).end or "limit of points",
        there.end or "limit of points",
        error,
    )


def of_orbits(back: HomoclinicPath, there: HomoclinicPath, error: float | None) -> CycleCurve:
    """The same of homoclinic orbits."""
    points = [*reversed(back.points), *there.points[1:]]
    turn = len(back.points) - 1
    none = np.zeros(2)
    marks = [
        CurveMark("neutral-saddle", turn + 1 - place, entry.orbit.values, none, None)
        for place, entry in reversed(back.neutral)
    ]
    marks += [
        CurveMark("neutral-saddle", turn + place, entry.orbit.values, none, None)
        for place, entry in there.neutral
    ]
    for path, position in ((back, 0), (there, len(points))):
        if path.limit is not None and path.end in {"saddle-node-homoclinic", "bogdanov-takens"}:
            kind: CycleCurvePoint = (
                "bogdanov-takens" if path.end == "bogdanov-takens" else "saddle-node-homoclinic"
            )
            marks.append(CurveMark(kind, position, path.limit.value, path.limit.error, None))
    return CycleCurve(
        "homoclinic",
        np.array([entry.orbit.values for entry in points]),
        np.full(len(points), np.inf),
        np.array([_extremes(entry.orbit.nodes, entry.orbit) for entry in points]),
        tuple(sorted(marks, key=lambda mark: mark.position)),
        back.end,
        there.end,
        error,
    )


def _mark(position: int, kind: SpecialKind, point: CriticalCycle) -> CurveMark:
    return CurveMark(kind, position, point.place, np.zeros(2), point.period)


def _mark_back(turn: int, place: int, kind: SpecialKind, solved: Solved) -> CurveMark:
    return _mark(turn + 1 - place, kind, solved.point)


def _extremes(nodes: Floats, of: CriticalCycle | ConnectingOrbit) -> tuple[float, float]:
    """Lowest and highest V [mV] at the nodes."""
    voltage = nodes[:, 0] * of.field.scale[0]
    return float(voltage.min()), float(voltage.max())
