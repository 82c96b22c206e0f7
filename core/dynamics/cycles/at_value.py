"""Cycles at one value of a parameter that lie on the branches over a range of it, unstable ones too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.dynamics.cycles.branch import BranchPoint, CycleBranch
from core.dynamics.cycles.branches import Limits, Survey
from core.dynamics.cycles.crossings import Stretch
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.limit_cycle import WORK
from core.dynamics.cycles.refinement import Refined, on_mesh, refined
from core.dynamics.cycles.settled import ROUGHLY, Effort, same_cycle
from core.dynamics.cycles.solvers import Solvers
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.vector_field import VectorField
from core.numerics.collocation.mesh import interpolated, node_points
from core.numerics.collocation.tangent import Tangent

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
    found.from_period_doublings()
    cycles, gaps = list(known), list(found.failures)
    made: list[Refined] = []
    for branch in found.branches:
        gaps += [end.detail for end in (branch.start, branch.end) if end.kind in CUT_SHORT]
        for before, after in passing(branch, value):
            solved = cycle_between(found.solvers, before, after, value)
            if solved is None:
                near = f"{before.cycle.period:.6g} to {after.cycle.period:.6g}"
                gaps.append(f"a branch passes with periods {near}, but the cycle was not solved for")
                continue
            # A mesh of another size and units of the parameter of its own.
            bare = replace(solved, field=field)
            if any(same_cycle(bare, other, ROUGHLY) for other in cycles):
                continue
            entry = refined(bare, effort.accuracy, effort.most_intervals)
            if entry is None:
                gaps.append(f"the cycle of period {bare.period:.6g} was not solved for on finer meshes")
                continue
            cycles.append(entry.cycle)
            made.append(entry)
    return OnBranches(tuple(made), tuple(gaps))


def passing(branch: CycleBranch, value: float) -> Iterator[tuple[BranchPoint, BranchPoint]]:
    """Neighbours on a branch between which it passes a value: its points, and folds between them."""
    chain: list[BranchPoint] = []
    folds = [
        (one.place, BranchPoint(one.cycle, one.tangent))
        for one in branch.special
        if one.kind == "fold-of-cycles"
    ]
    for number, point in enumerate(branch.points):
        chain += [fold for place, fold in folds if place == number]
        chain.append(point)
    for a, b in pairwise(chain):
        left, right = a.cycle.value - value, b.cycle.value - value
        if left * right <= 0.0 and left != right:
            yield a, b


def cycle_between(solvers: Solvers, before: BranchPoint, after: BranchPoint, value: float) -> Cycle | None:
    """The cycle at a value between two neighbours: the root of the parameter along the branch."""
    last = after.cycle
    solver = solvers.of(last.mesh.size - 1)
    points = node_points(last.mesh, last.basis)
    both = np.stack([before.cycle.nodes, before.tangent.nodes])
    nodes, direction = interpolated(before.cycle.mesh, both, before.cycle.basis, points)
    nodes[-1], direction[-1] = nodes[0], direction[0]
    first = replace(before.cycle, mesh=last.mesh, nodes=nodes)
    tangent = replace(before.tangent, nodes=direction)
    chord = Tangent(last.nodes - nodes, last.log_period - first.log_period, last.values - first.values)
    if solver.product(last.mesh, tangent, chord) < 0.0:
        tangent = tangent.reversed()
    leaving = after.tangent
    if solver.product(last.mesh, leaving, chord) < 0.0:
        leaving = leaving.reversed()
    length = solver.product(last.mesh, tangent, chord)
    stretch = Stretch(solver, BranchPoint(first, tangent), BranchPoint(last, leaving), length)
    found = stretch.root(lambda c: c.cycle.value - value, first.value - value, last.value - value)
    if found is None:
        return None
    solved = solver.at_values(replace(found[1].cycle, values=np.array([value])))
    return None if solved is None else solved.cycle
