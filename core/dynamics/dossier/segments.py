"""Stretches of branches of cycles on which stability does not change and the parameter is monotone."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.dynamics.cycles.branch import BranchEnd, BranchPoint, CycleBranch
from core.dynamics.dossier.report import CycleSegment

ENDLESS = frozenset({"snic", "homoclinic"})
KNOWN = frozenset({"hopf", "period-doubling", "closed"})
"""Ends whose value is known better than by the last cycle before them."""


def cycle_segments(branch: CycleBranch, number: int) -> tuple[CycleSegment, ...]:
    """The stretches of a branch between its special cycles, in order along it."""
    edges = _edges(branch)
    made = []
    for (place, value, period), (following, value_to, period_to) in pairwise(edges):
        made.append(
            CycleSegment(
                branch=number,
                stable=(dimensions := _unstable(branch, place, following)) == 0,
                unstable_dimensions=dimensions,
                value_from=value,
                value_to=value_to,
                period_from=period,
                period_to=period_to,
            )
        )
    return tuple(made)


def _edges(branch: CycleBranch) -> list[tuple[int, float, float | None]]:
    """Number of points before it, value and period of the ends and of every special cycle."""
    first, last = branch.points[0].cycle, branch.points[-1].cycle
    inner: Sequence[tuple[int, float, float | None]] = [
        (special.place, special.cycle.value, special.cycle.period) for special in branch.special
    ]
    return [
        (0, *_end(branch.start, first.value, first.period)),
        *inner,
        (len(branch.points), *_end(branch.end, last.value, last.period)),
    ]


def _end(end: BranchEnd, value: float, period: float) -> tuple[float, float | None]:
    if end.kind in ENDLESS:
        return float(end.value), None
    return (float(end.value), period) if end.kind in KNOWN else (value, period)


def _unstable(branch: CycleBranch, place: int, following: int) -> int:
    """Number of multipliers outside the unit circle on a stretch, from the middle of its points."""
    inside = branch.points[place:following] or branch.points[max(place - 1, 0) : following + 1]
    # Along canards only rounding is left of some multipliers.
    inside = tuple(point for point in inside if point.cycle.resolved) or inside
    # Near a fold the trivial multiplier and the critical one are not told apart; in the middle they are.
    return int(np.median([point.cycle.unstable_dimensions for point in _middle(inside)]))


def _middle(items: Sequence[BranchPoint]) -> Sequence[BranchPoint]:
    third = len(items) // 3
    return items[third : len(items) - third]
