"""Cycles at one value of a parameter that lie on the branches over a range of it, unstable ones too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.dynamics.cycles.branch import CycleBranch
from core.dynamics.cycles.branches import Limits, Survey
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.limit_cycle import WORK
from core.dynamics.cycles.refinement import Refined, on_mesh, refined
from core.dynamics.cycles.settled import ROUGHLY, Effort, same_cycle
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.vector_field import VectorField

MOST_INTERVALS = 160
"""Of the mesh on which the branch of a known cycle is followed."""
CUT_SHORT = frozenset({"limit", "unresolved"})


@dataclass(frozen=True, slots=True)
class OnBranches:
    """Cycles that branches pass through.

    Attributes
    ----------
    refined
        Those that were not known.
    gaps
        What may be missing, in sentences.
    """

    refined: tuple[Refined, ...]
    gaps: tuple[str, ...]


def cycles_on_branches(
    field: VectorField, value: float, known: Sequence[Cycle], span: tuple[float, float], effort: Effort
) -> OnBranches:
    """Follow the branches of Hopf points and of known cycles over a range; solve where they pass a value.

    Parameters
    ----------
    field
        With one free parameter.
    value
        Of that parameter, within the range.
    known
        Cycles at that value.
    span
        Lowest and highest value of the parameter on the branches.
    effort
        Accuracy and intervals of the cycles.
    """
    low, high = span
    equilibria = equilibrium_branches(field.neuron, field.free[0], low, high, current=field.current)
    marks = [point for point in equilibria.points if point.kind in {"hopf", "saddle-node"}]
    found = Survey(field, marks, Limits(low, high, high - low, work=WORK))
    found.from_hopf_points()
    for cycle in known:
        start = cycle if cycle.mesh.size <= MOST_INTERVALS else on_mesh(cycle, MOST_INTERVALS)
        if start is None:
            found.failures.append(f"the cycle of period {cycle.period:.6g} is too long to be followed")
        else:
            found.from_cycle(start)
    cycles, gaps = list(known), list(found.failures)
    made: list[Refined] = []
    for branch in found.branches:
        gaps += [end.detail for end in (branch.start, branch.end) if end.kind in CUT_SHORT]
        for near in passing(branch, value):
            solver = found.solvers.of(near.mesh.size - 1)
            solved = solver.at_values(near)
            if solved is None:
                gaps.append(f"a branch passes, but its cycle of period {near.period:.6g} was not solved for")
                continue
            # A mesh of another size and units of the parameter of its own.
            bare = replace(solved.cycle, field=field)
            if any(same_cycle(bare, other, ROUGHLY) for other in cycles):
                continue
            entry = refined(bare, effort.accuracy, effort.most_intervals)
            if entry is None:
                gaps.append(f"the cycle of period {bare.period:.6g} was not solved for on finer meshes")
                continue
            cycles.append(entry.cycle)
            made.append(entry)
    return OnBranches(tuple(made), tuple(gaps))


def passing(branch: CycleBranch, value: float) -> Iterator[Cycle]:
    """Guesses of the cycles at which a branch passes a value: between its points and folds."""
    chain: list[Cycle] = []
    folds = [(one.place, one.cycle) for one in branch.special if one.kind == "fold-of-cycles"]
    for number, point in enumerate(branch.points):
        chain += [cycle for place, cycle in folds if place == number]
        chain.append(point.cycle)
    for a, b in pairwise(chain):
        if (a.value - value) * (b.value - value) > 0.0 or a.value == b.value:
            continue
        share = (value - a.value) / (b.value - a.value)
        near = a if share < 0.5 else b
        log_period = (1.0 - share) * a.log_period + share * b.log_period
        yield replace(near, values=np.array([value]), log_period=log_period)
