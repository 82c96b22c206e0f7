"""Cycles and attractors over a range of a parameter, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from core.dynamics.cycles.branch import BranchEnd, BranchPoint, CycleBranch, SpecialCycle
from core.dynamics.cycles.branches import Survey
from core.dynamics.dossier import report
from core.dynamics.dossier.attractors import attractor_regions, bistability
from core.dynamics.dossier.curves import COLUMNS, cycle_curve, cycle_row
from core.dynamics.dossier.depolarisation import is_block
from core.dynamics.dossier.onset import onset
from core.dynamics.dossier.overlaps import distinct, without_overlap
from core.dynamics.dossier.segments import cycle_segments
from core.dynamics.dossier.span import Range
from core.dynamics.dossier.survey import survey
from core.dynamics.dossier.words import describe_special_cycle, narrate
from core.dynamics.equilibrium_branches.branch import EquilibriumBranches
from core.dynamics.regions import BranchSegment
from core.dynamics.special_points import SpecialPoint
from core.dynamics.vector_field import CURRENT
from core.progress import Found, emit, emitting
from core.result import Curve

CUT_SHORT = frozenset({"limit", "unresolved"})
NAMES = {
    "hopf": "Hopf point",
    "saddle-node": "saddle-node",
    "branch-point": "branch point",
    "snic": "saddle-node on the cycle (snic)",
    "homoclinic": "homoclinic orbit",
    "fold-of-cycles": "fold of cycles",
    "period-doubling": "period doubling",
    "torus": "torus bifurcation",
}
FOLLOWED_TO = "the value beyond which a branch of cycles was not followed"


@dataclass(frozen=True, slots=True)
class Axis:
    """The parameter: its name, how sentences call it, its unit, and the name of its column."""

    name: str
    called: str
    unit: str
    column: str


@dataclass(frozen=True, slots=True)
class Search:
    """How far cycles are looked for: on one branch, and through how many period doublings in a row."""

    points: int
    doublings: int


def cycles_and_attractors(
    wide: EquilibriumBranches,
    span: Range,
    axis: Axis,
    search: Search,
    equilibria: Sequence[BranchSegment],
    points: Sequence[SpecialPoint],
) -> tuple[report.Dossier, tuple[Curve, ...], Survey]:
    """Follow all cycles over a range, and say which attractors there are.

    Parameters
    ----------
    wide
        Equilibria over the wider range, for the Hopf points from which cycles may come into the range.
    equilibria, points
        Stretches and special points of the equilibria of the range itself.
    """
    found = survey(
        wide.field,
        wide,
        span,
        points=search.points,
        doublings=search.doublings,
        announce=lambda point: _tell(point, axis, span),
        announce_special=lambda special: _tell_special(special, axis, span),
    )
    branches = [branch for branch in distinct(found.branches) if _within(branch, span)]
    parts = [part for i, branch in enumerate(branches, 1) for part in cycle_segments(branch, i)]
    segments = without_overlap(branches, parts)
    special = [
        _reported(one, number, axis)
        for number, branch in enumerate(branches, 1)
        for one in branch.special
        if span.low <= one.cycle.value <= span.high
    ]
    events = _events(points, special, branches)
    block = partial(is_block, wide.field)
    regions = attractor_regions(span.low, span.high, equilibria, segments, events, block)
    how = onset(regions, segments, branches) if axis.name == CURRENT else None
    names = [f"cycles {i}" if len(branches) > 1 else "cycles" for i in range(1, len(branches) + 1)]
    tables = [
        cycle_curve(
            branch,
            name,
            (axis.column, axis.called, axis.unit),
            span.low,
            span.high,
            [part.stable for part in segments if part.branch == number],
            found.solvers,
        )
        for number, (branch, name) in enumerate(zip(branches, names, strict=True), 1)
    ]
    undoubled = _not_doubled(branches, special, segments, search)
    limits = [*found.failures, *_cut_short(branches, span), *undoubled]
    made = report.Dossier(
        branches=tuple(_branch(i, *both) for i, both in enumerate(zip(branches, tables, strict=True), 1)),
        special_cycles=tuple(special),
        segments=segments,
        attractors=regions,
        bistability=bistability(regions),
        onset=how,
        summary=narrate(regions, how, axis.called, axis.unit),
        complete=not limits,
        limits=tuple(limits),
    )
    return made, tuple(table for table in tables if table is not None), found


def _branch(number: int, branch: CycleBranch, table: Curve | None) -> report.CycleBranch:
    return report.CycleBranch(
        number=number,
        curve=table.name if table else "",
        start=_end(branch.start),
        end=_end(branch.end),
        doublings=branch.doublings,
        complete=not any(end.kind in CUT_SHORT for end in (branch.start, branch.end)),
    )


def _tell_special(special: SpecialCycle, axis: Axis, span: Range) -> None:
    """Tell a special cycle to whoever listens."""
    cycle = special.cycle
    if emitting() and span.low <= cycle.value <= span.high:
        emit(Found("point", special.kind, {axis.column: cycle.value, "period": cycle.period}))


def _tell(point: BranchPoint, axis: Axis, span: Range) -> None:
    """Tell a cycle to whoever listens."""
    if emitting() and span.low <= point.cycle.value <= span.high:
        named = (name for name, *_ in COLUMNS)
        values: dict[str, float | str | None] = {axis.column: point.cycle.value}
        values |= dict(zip(named, cycle_row(point.cycle), strict=True))
        values["stability"] = "stable" if point.cycle.stable else "unstable"
        emit(Found("step", "cycles", values))


def _within(branch: CycleBranch, span: Range) -> bool:
    values = [point.cycle.value for point in branch.points]
    return max(values) >= span.low and min(values) <= span.high


def _reported(special: SpecialCycle, number: int, axis: Axis) -> report.SpecialCycle:
    cycle = special.cycle
    low, high = cycle.extremes()
    return report.SpecialCycle(
        kind=special.kind,
        branch=number,
        value=cycle.value,
        value_error=special.value_error,
        period=cycle.period,
        period_error=special.period_error,
        frequency=1e3 / cycle.period,
        voltage_min=low,
        voltage_max=high,
        voltage_mean=float(cycle.mean[0]),
        multipliers=tuple(report.FloquetMultiplier(float(m.real), float(m.imag)) for m in cycle.multipliers),
        summary=describe_special_cycle(special, axis.called, axis.unit),
    )


def _events(
    points: Sequence[SpecialPoint], special: Sequence[report.SpecialCycle], branches: Sequence[CycleBranch]
) -> list[tuple[float, str]]:
    """Values at which something happens: ends of cycles first, which say more than the equilibria do."""
    ends = [end for branch in branches for end in (branch.start, branch.end)]
    endless = [(float(end.value), NAMES[end.kind]) for end in ends if end.kind in {"snic", "homoclinic"}]
    ends_short = [(float(end.value), FOLLOWED_TO) for end in ends if end.kind in CUT_SHORT]
    local = [(point.value, _criticality(point)) for point in points if point.kind in NAMES]
    return [*endless, *local, *((one.value, NAMES[one.kind]) for one in special), *ends_short]


def _criticality(point: SpecialPoint) -> str:
    return f"{point.criticality} Hopf point" if point.criticality else NAMES[point.kind]


def _cut_short(branches: Sequence[CycleBranch], span: Range) -> list[str]:
    return [
        f"branch {number} of cycles was not followed beyond {end.value:.8g}: {end.detail}"
        for number, branch in enumerate(branches, 1)
        for end in (branch.start, branch.end)
        if end.kind in CUT_SHORT and span.low <= end.value <= span.high
    ]


def _not_doubled(
    branches: Sequence[CycleBranch],
    special: Sequence[report.SpecialCycle],
    segments: Sequence[report.CycleSegment],
    search: Search,
) -> list[str]:
    """The period doublings of stable cycles behind which nothing was looked for."""
    stable = {
        (part.branch, end) for part in segments if part.stable for end in (part.value_from, part.value_to)
    }
    return [
        f"the cycles born at the period doubling at {one.value:.8g} were not followed: only "
        f"{search.doublings} in a row were asked for"
        for one in special
        if one.kind == "period-doubling"
        and branches[one.branch - 1].doublings == search.doublings
        and (one.branch, one.value) in stable
    ]


def _end(end: BranchEnd) -> report.CycleEnd:
    return report.CycleEnd(
        end.kind, float(end.value), float(end.value_error), end.detail, end.evidence, end.distance
    )
