"""The search for all cycles over a range of a parameter: what begins branches, how far they are followed."""

from collections.abc import Callable

from core.dynamics.cycles.branch import BranchPoint, SpecialCycle
from core.dynamics.cycles.branches import Limits, Survey
from core.dynamics.cycles.settled import Effort, settled_cycles
from core.dynamics.dossier.cost import WORK
from core.dynamics.dossier.segments import cycle_segments
from core.dynamics.dossier.span import Range
from core.dynamics.equilibrium_branches.branch import EquilibriumBranches
from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError, ParameterError

SAMPLES = (1e-3, 0.5, 1.0 - 1e-3)
"""Shares of the range at which runs look for cycles that no branch has led to."""
BESIDE = 1e-3
"""Of the range: how far beside homoclinic orbits runs look for cycles."""
EFFORT = Effort(steps=12_000, accuracy=1e-6, most_intervals=160)


def survey(
    field: VectorField,
    equilibria: EquilibriumBranches,
    span: Range,
    *,
    points: int,
    doublings: int,
    announce: Callable[[BranchPoint], None],
    announce_special: Callable[[SpecialCycle], None],
) -> Survey:
    """Follow the cycles from every Hopf point of some equilibria, then from those that runs settle on.

    Parameters
    ----------
    equilibria
        Over the wider range.
    points
        Cycles on one branch at most, three times as many in all.
    doublings
        How many period doublings in a row are followed.
    announce, announce_special
        Are told every cycle, and every special one.
    """
    limits = Limits(
        span.wide_low,
        span.wide_high,
        span.unit,
        points,
        total=3 * points,
        doublings=doublings,
        work=WORK * points,
    )
    marks = [point for point in equilibria.points if point.kind in {"hopf", "saddle-node"}]
    # Those of the range itself first: what lies outside is followed only if it may come in.
    marks.sort(key=lambda mark: not span.low <= mark.value <= span.high)
    found = Survey(field, marks, limits, announce, announce_special)
    found.from_hopf_points()
    for value in (*_samples(span), *_beside_loops(found, span)):
        try:
            settled = settled_cycles(field, value, effort=EFFORT)
        except (ParameterError, ConvergenceError):
            found.failures.append(f"no run could be made at {value:.6g}")
            continue
        for cycle in settled.cycles:
            found.from_cycle(cycle)
        odd = [outcome.start for outcome in settled.outcomes if outcome.ending == "unresolved"]
        found.failures += [f"at {value:.6g} a run is periodic, but no cycle was solved for" for _ in odd[:1]]
    found.from_period_doublings()
    return found


def _samples(span: Range) -> list[float]:
    return [span.low + share * (span.high - span.low) for share in SAMPLES]


def _beside_loops(found: Survey, span: Range) -> list[float]:
    """Values on either side of the homoclinic orbits at which unstable cycles end.

    There a stable cycle around the saddle and its loop may begin, to which no Hopf point leads.
    """
    away = BESIDE * (span.high - span.low)
    loops = [
        branch.end.value
        for branch in found.branches
        if branch.end.kind == "homoclinic" and not cycle_segments(branch, 0)[-1].stable
    ]
    values = [value for loop in loops for value in (loop - away, loop + away)]
    return [value for value in values if span.low < value < span.high]
