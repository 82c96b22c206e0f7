"""Branches that are one: followed from either end, because from one it was cut short."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from core.dynamics.cycles.branch import CycleBranch
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.dossier.report import CycleSegment
from core.result import Floats

ALIKE = 0.05
"""Relative difference of periods, and of voltages over the swing, that interpolation may make."""


def distinct(branches: Sequence[CycleBranch]) -> list[CycleBranch]:
    """The branches, without those cut short of which another holds the whole: it ends where they begin."""
    return [branch for branch in branches if branch.end.kind != "limit" or not _held(branch, branches)]


def _held(branch: CycleBranch, branches: Sequence[CycleBranch]) -> bool:
    start = branch.start
    ends = [other.end for other in branches if other is not branch and other.end.kind == "hopf"]
    return any(
        start.kind == "hopf"
        and end.value == start.value
        and end.state is not None
        and start.state is not None
        and np.array_equal(end.state, start.state)
        for end in ends
    )


def without_overlap(
    branches: Sequence[CycleBranch], segments: Sequence[CycleSegment]
) -> tuple[CycleSegment, ...]:
    """The segments, where two branches that were cut short overlap the later one only up to the other's end.

    Without it the cycles of the overlap would be counted twice.
    """
    made = list(segments)
    for (_, a), (second, b) in combinations(enumerate(branches, 1), 2):
        if not a.end.kind == b.end.kind == "limit":
            continue
        last = a.points[-1].cycle
        index = max(i for i, segment in enumerate(made) if segment.branch == second)
        low, high = sorted((made[index].value_from, made[index].value_to))
        if low < last.value < high and _passes(b, last):
            made[index] = replace(made[index], value_to=last.value, period_to=last.period)
    return tuple(made)


def _passes(branch: CycleBranch, cycle: Cycle) -> bool:
    """Whether a branch passes through a cycle, as far as its points tell."""
    for a, b in pairwise([point.cycle for point in branch.points]):
        if not min(a.value, b.value) <= cycle.value <= max(a.value, b.value):
            continue
        share = (cycle.value - a.value) / (b.value - a.value or 1.0)
        between = (1.0 - share) * _measures(a) + share * _measures(b)
        swing = float(np.ptp(cycle.extremes()))
        if (np.abs(between - _measures(cycle)) < ALIKE * np.array([1.0, swing, swing])).all():
            return True
    return False


def _measures(cycle: Cycle) -> Floats:
    """Logarithm of the period, lowest and highest voltage."""
    return np.array([cycle.log_period, *cycle.extremes()])
