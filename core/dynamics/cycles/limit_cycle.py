"""Limit cycles at one current: period, Floquet multipliers, the orbit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.dynamics.cycles.limit_cycle_report import (
    LimitCycleReport,
    described,
    described_runs,
    with_phase,
)
from core.dynamics.cycles.outcome import Outcome
from core.dynamics.cycles.phases import PhasedCycle
from core.dynamics.vector_field import CURRENT, VectorField
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.layout import layout
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, Dimensionless, MicroampPerCm2, Millivolt
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Notice, Numerics, Result, Variable

if TYPE_CHECKING:
    from core.dynamics.cycles.refinement import Refined
    from core.dynamics.cycles.settled import Effort

PhaseZero = Literal["peak", "threshold"]
PHASE_ZERO: Mapping[PhaseZero, str] = {
    "peak": "the highest voltage",
    "threshold": "where the voltage rises through the spike threshold, the first such crossing after the "
    "longest silence; on a cycle that does not cross it, the highest voltage",
}
COVERAGE = (
    "Stable cycles are those on which runs from the states listed settle: one whose basin of attraction "
    "holds none of them is missed. Each is a solution of the equations, whatever the runs are. "
)
STABLE_ONLY = "Unstable cycles are looked for on demand."
ON_BRANCHES = (
    "Unstable cycles are those that lie on a branch which begins at a Hopf point of the range, at a stable "
    "cycle, or at a period doubling of such a branch: others, on branches that are closed or come from "
    "outside, are missed."
)
BASIS = "measured against a mesh of 1/1.6 as many intervals"
ACCURACY, MOST_INTERVALS = 1e-8, 1000
WORK = 5.0
"""Predicted time [s] that is spent on branches at most."""
STEP_COST, COUPLED_STEP_COST, RUNS, MESH_COST = 2e-7, 1.5e-6, 6, 0.02
"""Measured [s]: a step of a run for each state, of models with functions of more than V; how many runs there
are; what solving on meshes takes for each state."""


@dataclass(frozen=True, kw_only=True)
class CycleRequest(Parameters):
    """How stable cycles are looked for, and how many points of them are returned."""

    current: MicroampPerCm2 = parameter(0.0, "constant injected current density", symbol="I")
    points: Count = parameter(401, "points on each cycle, equally spaced in time", ge=3, le=20_001)
    phase_zero: PhaseZero = parameter("peak", "where on a cycle its phase is 0")
    spike_threshold: Millivolt = parameter(0.0, "a spike is an upward crossing of this voltage")
    accuracy: Dimensionless = parameter(
        ACCURACY,
        "relative change of the period, and change of the extremes of V in units of a spike, that a finer "
        "mesh may still make",
        ge=1e-11,
        le=1e-3,
    )
    search_steps: Count = parameter(
        60_000, "steps of the integrator in each run of the search, at most", ge=1_000, le=2_000_000
    )
    initial: Mapping[str, float] | None = parameter(
        None,
        "a state from which one more run begins: voltage [mV] and gates by name; without a voltage the "
        "resting potential, without a gate its steady state at the voltage",
    )


@dataclass(frozen=True, kw_only=True)
class LimitCycleRequest(CycleRequest):
    """Which cycles are asked for."""

    unstable: bool = parameter(
        False, "also look for unstable cycles: on all branches of cycles over `branch_range`"
    )
    branch_range: tuple[MicroampPerCm2, MicroampPerCm2] = parameter(
        (0.0, 100.0),
        "lowest and highest current on the branches, with `unstable`; a current outside of it widens it",
        min_items=2,
        max_items=2,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require_increasing(self, "branch_range")


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from all equilibria
def limit_cycle(neuron: Neuron, request: LimitCycleRequest) -> Result:
    """The limit cycles of a neuron at a constant current: the stable ones, on demand unstable ones.

    Runs from many states settle on cycles, of which one period is polished by orthogonal collocation at Gauss
    points on an adaptive mesh. The Floquet multipliers are those of the collocation equations. Unstable
    cycles are solved for where the branches pass that begin at Hopf points and at the stable cycles.

    Parameters
    ----------
    neuron
        The model and its parameters.
    request
        The current [µA/cm²].

    Returns
    -------
    Result
        Report `LimitCycleReport`; for each cycle a curve of time [ms], phase and all states over a period.

    Raises
    ------
    ParameterError
        A rate of the neuron has no meaning.
    """
    field, entries, outcomes = stable_cycles(neuron, request)
    gaps: tuple[str, ...] = ()
    if request.unstable:
        more, gaps = _on_branches(field, request, entries)
        entries += more
    names = names_by_swing(entries)
    threshold = request.spike_threshold
    phased = [
        with_phase(entry.cycle, threshold if request.phase_zero == "threshold" else None) for entry in entries
    ]
    ordered = sorted(range(len(entries)), key=lambda i: int(names[i].split()[-1]))
    reports = tuple(described(names[i], entries[i], phased[i], threshold) for i in ordered)
    stable = sum(report.stable for report in reports)
    report = LimitCycleReport(
        current=float(request.current),
        summary=_summary(len(reports), stable, outcomes),
        count=len(reports),
        stable_count=stable,
        phase_zero=PHASE_ZERO[request.phase_zero],
        cycles=reports,
        runs=described_runs(outcomes, names),
        coverage=COVERAGE + (ON_BRANCHES if request.unstable else STABLE_ONLY),
    )
    phases = np.linspace(0.0, 1.0, request.points)
    errors = {entry.name: entry.voltage_error for entry in reports}
    return Result(
        numerics=numerics([entries[i] for i in ordered], max(errors.values(), default=0.0)),
        curves=tuple(
            orbit_curve(neuron, names[i], phased[i], phases, errors[names[i]], stable=entries[i].cycle.stable)
            for i in ordered
        ),
        report=report,
        warnings=(
            *doubts(outcomes, entries),
            *(Notice("branches-cut-short", gap, "/branch_range") for gap in dict.fromkeys(gaps)),
        ),
        references=cite("ascher-1995", "fairgrieve-jepson-1991", *neuron.model.references),
    )


def stable_cycles(
    neuron: Neuron, request: CycleRequest
) -> "tuple[VectorField, list[Refined], tuple[Outcome, ...]]":
    """The field, its stable cycles, and what the runs came to."""
    # Numba is imported here and not with the module: it takes half a second.
    from core.dynamics.cycles.settled import settled_cycles
    from core.dynamics.cycles.starts import starting_states

    field, value = VectorField(neuron, (CURRENT,)), float(request.current)
    starts = dict(starting_states(field, value))
    if request.initial:
        starts = {"the given state": initial_state(neuron, request.initial), **starts}
    settled = settled_cycles(field, value, effort=_effort(request), starts=starts)
    return field, list(settled.refined), settled.outcomes


def _effort(request: CycleRequest) -> "Effort":
    from core.dynamics.cycles.settled import Effort

    return Effort(steps=request.search_steps, accuracy=request.accuracy, most_intervals=MOST_INTERVALS)


def _on_branches(
    field: VectorField, request: LimitCycleRequest, entries: "list[Refined]"
) -> "tuple[list[Refined], tuple[str, ...]]":
    """Further cycles, and what may be missing."""
    from core.dynamics.cycles.at_value import cycles_on_branches

    value, (low, high) = float(request.current), request.branch_range
    span = (min(low, value), max(high, value))
    known = [entry.cycle for entry in entries]
    found = cycles_on_branches(field, value, known, span, _effort(request))
    return list(found.refined), found.gaps


def names_by_swing(entries: "Sequence[Refined]") -> list[str]:
    """A name for each cycle, numbered by decreasing swing of V."""
    swings = [-float(np.ptp(entry.cycle.extremes())) for entry in entries]
    rank = {int(i): place for place, i in enumerate(np.argsort(swings, kind="stable"), start=1)}
    return [f"cycle {rank[i]}" for i in range(len(entries))]


def numerics(entries: "Sequence[Refined]", voltage_error: float) -> Numerics:
    """How cycles were made, and the largest errors of all of them."""
    period = max((entry.period_error for entry in entries), default=0.0)
    multiplier = max((float(entry.multiplier_errors.max()) for entry in entries), default=0.0)
    estimates = (
        ErrorEstimate("period", "ms", period, BASIS),
        ErrorEstimate("voltage", "mV", voltage_error, BASIS),
        ErrorEstimate("multiplier", "1", multiplier, f"{BASIS}, and the trivial multiplier against 1"),
    )
    return Numerics(
        method="runs that settle; Gauss collocation of degree 5 on an adaptive mesh, Newton's method",
        steps=sum(entry.cycle.mesh.size - 1 for entry in entries),
        estimated_errors=estimates if entries else (),
    )


def orbit_curve(
    neuron: Neuron, name: str, phased: PhasedCycle, phases: Floats, error: float, *, stable: bool
) -> Curve:
    """A period of a cycle: time, phase and all states."""
    states = phased.states(phases)
    # Where a period ends the next one begins, in spite of rounding.
    states[-1] = states[0]
    model = neuron.model
    others = zip(model.states[1:], model.units[1:], model.typical, states.T[1:], strict=True)
    return Curve(
        name,
        "cycle",
        (
            Variable("time", "t", "ms", phases * phased.cycle.period),
            Variable("phase", "φ", "1", phases),
            Variable("voltage", "V", "mV", states[:, 0], error),
            *(
                Variable(state, state, unit, values, error / model.swing * typical)
                for state, unit, typical, values in others
            ),
        ),
        detail="stable" if stable else "unstable",
    )


def doubts(outcomes: Sequence[Outcome], entries: "Sequence[Refined]") -> tuple[Notice, ...]:
    """What a reader should know about the search."""
    notices = []
    for ending, code, what in (
        ("not periodic", "not-periodic", "have not settled within their steps"),
        ("unresolved", "unresolved", "seem periodic, but collocation did not find the cycle"),
        ("diverged", "diverged", "left all voltages that are tabulated, or needed vanishing steps"),
    ):
        starts = [run.start for run in outcomes if run.ending == ending]
        if starts:
            detail = f"runs from {', '.join(starts)} {what}: there may be attractors that are not reported"
            notices.append(Notice(code, detail, None if ending == "diverged" else "/search_steps"))
    if not all(entry.accurate for entry in entries):
        detail = "the intervals allowed do not reach the accuracy asked for: see the errors stated"
        notices.append(Notice("accuracy", detail, "/accuracy"))
    return tuple(notices)


def cost(neuron: Neuron, request: CycleRequest) -> float:
    """Predicted time [s]: runs that use up their steps, meshes, branches."""
    states = len(neuron.model.states)
    branches = WORK if isinstance(request, LimitCycleRequest) and request.unstable else 0.0
    step = STEP_COST if layout(neuron.model).coupling is None else COUPLED_STEP_COST
    return branches + states * (request.search_steps * RUNS * step + MESH_COST)


def _summary(count: int, stable: int, outcomes: Sequence[Outcome]) -> str:
    unsettled = any(run.ending in {"not periodic", "unresolved", "diverged"} for run in outcomes)
    if count == 0:
        return "no cycle was found: " + (
            "not every run has settled" if unsettled else "all runs come to rest at equilibria"
        )
    what = "one stable cycle" if stable == 1 else f"{stable} stable cycles"
    if count > stable:
        what += f" and {count - stable} unstable"
    if any(run.ending == "equilibrium" for run in outcomes):
        what += "; some runs come to rest at a stable equilibrium instead"
    return what + ("; some runs have not settled" if unsettled else "")
