"""Curves that meet a traced one at a point of codimension two, where they were not found otherwise.

Through a Bogdanov-Takens and a zero-Hopf point run a curve of folds and one of Hopf points, through a
Hopf-Hopf point two of Hopf points.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from core.dynamics.codimension_two.continuation import trace
from core.dynamics.codimension_two.correction import CurvePoint, reversed_point, start
from core.dynamics.codimension_two.curves import TracedCurve, lies_on, past_end, trace_both
from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.location import Located
from core.dynamics.codimension_two.seeds import Kind
from core.dynamics.codimension_two.systems import FoldSystem, HopfSystem
from core.dynamics.linearisation import eigenvalues
from core.result import Floats

NEAR = 1e-4
"""Scaled distance within which a curve through a point has it among its own."""


def companions(
    scaled: ScaledField,
    traced: Sequence[TracedCurve],
    special: Sequence[Sequence[Located]],
    largest_step: float,
    limit: int,
) -> list[TracedCurve]:
    """The curves that are still missing at the special points of others."""
    found: list[TracedCurve] = []
    for curve, items in zip(traced, special, strict=True):
        for item in items:
            for kind, y in _expected(scaled, curve, item):
                known = [
                    other for other in (*traced, *found) if other is not curve or item.kind == "hopf-hopf"
                ]
                if not any(other.kind == kind and _meets(other, y, curve) for other in known):
                    found += _traced(scaled, kind, y, item, largest_step, limit)
    return found


def _expected(scaled: ScaledField, curve: TracedCurve, item: Located) -> Iterator[tuple[Kind, Floats]]:
    """Kind and unknowns of the other curve through a point."""
    u = item.point.y[: scaled.states + 2]
    if item.kind in {"bogdanov-takens", "zero-hopf"} and curve.kind == "hopf":
        yield "fold", u
    elif item.kind == "bogdanov-takens":
        yield "hopf", np.append(u, 0.0)
    elif item.kind in {"zero-hopf", "hopf-hopf"}:
        values = eigenvalues(scaled.expand(u).first[None, :, : scaled.states])[0]
        turning = values[values.imag > 0.0]
        own = item.point.y[-1] if curve.kind == "hopf" else 0.0
        others = sorted(
            (value for value in turning if abs(value.imag**2 - own) > 1e-6 * abs(value) ** 2),
            key=lambda value: abs(value.real) / abs(value),
        )
        if others and abs(others[0].real) < 1e-6 * abs(others[0]):
            yield "hopf", np.append(u, others[0].imag ** 2)


def _meets(other: TracedCurve, y: Floats, curve: TracedCurve) -> bool:
    """Whether a curve goes through a point, at the same frequency if it is of Hopf points."""
    width = curve.system.field.states + 2
    nodes = other.nodes
    nearest = int(np.argmin(np.linalg.norm(nodes - y[:width], axis=1)))
    through = lies_on(other, y) or float(np.linalg.norm(nodes[nearest] - y[:width])) < NEAR
    if not through or y.size == width:
        return through
    near = [other.points[k].y[-1] for k in range(max(nearest - 1, 0), min(nearest + 2, len(nodes)))]
    size = max(abs(float(y[-1])), *(abs(float(value)) for value in near))
    return bool(min(abs(float(value) - float(y[-1])) for value in near) < 0.1 * size) or float(y[-1]) == 0.0


def _traced(
    scaled: ScaledField, kind: Kind, y: Floats, item: Located, largest_step: float, limit: int
) -> list[TracedCurve]:
    n = scaled.states
    system = FoldSystem(scaled) if kind == "fold" else HopfSystem(scaled)
    if kind == "hopf" and item.kind == "bogdanov-takens":
        point = start(system, y, n + 2)
        return [] if point is None else [_from_zero(system, point, largest_step, limit)]
    for fixed in (n, n + 1):
        point = start(system, y, fixed)
        if point is not None:
            return [trace_both(kind, system, point, largest_step, limit)]
    return []


def _from_zero(
    system: FoldSystem | HopfSystem, point: CurvePoint, largest_step: float, limit: int
) -> TracedCurve:
    """The curve of Hopf points that begins at a Bogdanov-Takens point."""
    towards = point if point.tangent[-1] > 0.0 else reversed_point(point)
    ahead = trace(system, towards, largest_step, limit, past_end)
    # One point of the neutral saddles behind, so that ω² changes its sign along the curve.
    behind = trace(system, reversed_point(towards), largest_step, 1).points[:0:-1]
    points = (*(reversed_point(item) for item in behind), *ahead.points)
    return TracedCurve("hopf", system, points, ("bogdanov-takens", ahead.end))
