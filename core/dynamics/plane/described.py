"""Findings of a phase plane as they are reported."""

from dataclasses import fields

import numpy as np

from core.dynamics.plane.choose_reduction import Plane
from core.dynamics.plane.cycle_orbit import LimitCycle
from core.dynamics.plane.cycles import STEPS
from core.dynamics.plane.isochrons import Isochrons
from core.dynamics.plane.manifolds import Manifold
from core.dynamics.plane.orbits import Orbit
from core.dynamics.plane.plane_equilibria import PlaneEquilibria
from core.dynamics.plane.portrait import Partition, Portrait
from core.dynamics.plane.reduction_error import Behaviour, behaviour, distances, reduced_orbit
from core.dynamics.plane.report import (
    BasinReport,
    BasinsReport,
    BehaviourReport,
    CycleReport,
    IsochronsReport,
    LeftOutState,
    ReductionReport,
    TrajectoryReport,
)
from core.result import ErrorEstimate, Floats, Notice


def described_orbit(orbit: Orbit) -> TrajectoryReport:
    """A trajectory."""
    return TrajectoryReport(
        name=orbit.start.name,
        direction="forward" if orbit.start.direction > 0 else "backward",
        ended=orbit.ended,
        saddle=None,
        equilibrium=None,
        initial_voltage=orbit.start.state[0],
        initial_gate=orbit.start.state[1],
        final_time=float(orbit.times[-1]),
        final_voltage=float(orbit.states[0, -1]),
        final_gate=float(orbit.states[1, -1]),
    )


def described_branch(branch: Manifold) -> TrajectoryReport:
    """A branch of a manifold of a saddle."""
    return TrajectoryReport(
        name=branch.name,
        direction="forward" if branch.direction > 0 else "backward",
        ended=branch.ended,
        saddle=branch.saddle + 1,
        equilibrium=None if branch.equilibrium is None else branch.equilibrium + 1,
        initial_voltage=float(branch.states[0, 0]),
        initial_gate=float(branch.states[1, 0]),
        final_time=float(branch.times[-1]),
        final_voltage=float(branch.states[0, -1]),
        final_gate=float(branch.states[1, -1]),
    )


def described_cycle(number: int, cycle: LimitCycle, equilibria: PlaneEquilibria) -> CycleReport:
    """A limit cycle."""
    field = cycle.section.flow.field
    scale = field.scale[:, np.newaxis]
    multiplier = float(np.exp(cycle.exponent)) if cycle.exponent < 700.0 else None
    within = bool(np.all(cycle.low >= field.low) and np.all(cycle.high <= field.high))
    enclosed = [
        k
        for k, state in enumerate(equilibria.states, start=1)
        if encloses(cycle.points[1:] / scale, state / scale[:, 0])
    ]
    return CycleReport(
        name=f"cycle {number}",
        stable=cycle.stable,
        period=cycle.period,
        period_error=cycle.period_error,
        frequency=1e3 / cycle.period,
        multiplier=multiplier,
        exponent=cycle.exponent,
        voltage_min=float(cycle.low[0]),
        voltage_max=float(cycle.high[0]),
        gate_min=float(cycle.low[1]),
        gate_max=float(cycle.high[1]),
        encloses=tuple(enclosed),
        within_window=within,
        closure=cycle.closure,
    )


def encloses(orbit: Floats, state: Floats) -> bool:
    """Whether a closed orbit, shape (2, n), turns about a point."""
    x, y = orbit - state[:, np.newaxis]
    cross, dot = x[:-1] * y[1:] - x[1:] * y[:-1], x[:-1] * x[1:] + y[:-1] * y[1:]
    return bool(abs(np.arctan2(cross, dot).sum()) > np.pi)


def described_basins(partition: Partition) -> BasinsReport:
    """Basins, the largest first."""
    found, name = partition.found, partition.attraction.name
    shares = sorted(found.fractions.items(), key=lambda pair: -pair[1])
    return BasinsReport(
        basins=tuple(
            BasinReport(name(key), share, found.sampled_fractions.get(key, 0.0)) for key, share in shares
        ),
        fraction_error=found.error,
        boundaries=partition.boundaries,
        sampled=found.sampled,
        agreeing=found.agreeing,
    )


def described_isochrons(made: tuple[tuple[int, Isochrons], ...]) -> tuple[IsochronsReport, ...]:
    """Isochrons of each stable cycle."""
    return tuple(
        IsochronsReport(
            cycle=f"cycle {number}",
            phases=tuple(isochron.phase for isochron in found.isochrons),
            phase_error=found.phase_error,
            position_error=found.position_error,
            checked=found.checked,
            sensitive=found.sensitive,
            complete=found.complete,
        )
        for number, found in made
    )


def described_reduction(plane: Plane) -> ReductionReport:
    """A reduction beside the full model."""
    own, total = distances(plane)
    orbit = reduced_orbit(plane)
    full = behaviour(plane.orbit)
    small = Behaviour(None, None, None, None) if orbit is None else behaviour(orbit)
    return ReductionReport(
        kind=plane.kind,
        second=plane.second,
        left_out=tuple(
            LeftOutState(
                name=name,
                role=part.role,
                offset=None if part.role == "steady" else part.offset,
                slope=part.slope if part.role == "linear" else None,
                distance=own[name],
            )
            for name, part in plane.parts.items()
        ),
        distance=total,
        full=_described(full),
        reduced=_described(small),
        difference=_described(_difference(small, full)),
    )


def _described(found: Behaviour) -> BehaviourReport:
    return BehaviourReport(found.rate, found.peak, found.rest, found.threshold)


def _difference(one: Behaviour, other: Behaviour) -> Behaviour:
    pairs = [(getattr(one, item.name), getattr(other, item.name)) for item in fields(Behaviour)]
    return Behaviour(*(None if a is None or b is None else a - b for a, b in pairs))


def errors_of(
    equilibria: PlaneEquilibria, followed: list[Orbit], found: Portrait
) -> tuple[ErrorEstimate, ...]:
    """Measured errors of all that was asked for."""
    errors = [
        ErrorEstimate(
            "voltage of equilibria",
            "mV",
            float(equilibria.found.error.max(initial=0.0)),
            "rounding of I_ss and the residual, over its slope",
        ),
        ErrorEstimate(
            "voltage of trajectories",
            "mV",
            max((orbit.error for orbit in followed), default=0.0),
            "largest difference from a run with a tenth of the tolerance",
        ),
    ]
    if found.shown_branches:
        worst = max(branch.start_error for branch in found.shown_branches)
        basis = "distance of their begin from a solution that begins at half of the distance from the saddle"
        errors.append(ErrorEstimate("begin of separatrices", "mV", worst, basis))
    if found.cycles:
        worst = max(cycle.period_error for cycle in found.cycles)
        basis = "largest difference from a run with a hundred times the tolerance"
        errors.append(ErrorEstimate("period of cycles", "ms", worst, basis))
    if found.basins is not None:
        basis = "difference from half as many lines, doubtful segments, and states that went elsewhere"
        errors.append(ErrorEstimate("fractions of basins", "1", found.basins.found.error, basis))
    if found.isochrons:
        worst = max(made.phase_error for _, made in found.isochrons)
        basis = "phase with which points of them reach the cycle, as a fraction of the period"
        errors.append(ErrorEstimate("phase of isochrons", "1", worst, basis))
    return tuple(errors)


def notices_of(followed: list[Orbit], found: Portrait, plane: Plane | None) -> tuple[Notice, ...]:
    """What is not complete, and why."""
    notices = []
    cut = [orbit.start.name for orbit in followed if orbit.ended in {"steps", "too small steps"}]
    if cut:
        notices.append(
            Notice(
                "trajectories-cut-short",
                f"{', '.join(cut)}: the steps that all trajectories may take together were used up before "
                "the duration, or none was small enough; shorten it, begin fewer, or loosen the tolerance",
                "/duration",
            )
        )
    if found.cycles is not None:
        notices.append(
            Notice(
                "cycles-searched",
                "cycles were looked for about the equilibria in the window, on half-lines; two that are "
                "nearer to each other than a millionth of the window, near a fold of cycles, and one whose "
                f"turn takes more than {STEPS} steps, near a saddle-node or homoclinic orbit, may be missed",
                "/cycles",
            )
        )
    if found.basins is not None and found.basins.found.agreeing < found.basins.found.sampled:
        wrong = found.basins.found.sampled - found.basins.found.agreeing
        notices.append(
            Notice(
                "basins-doubtful",
                f"{wrong} of {found.basins.found.sampled} states that were followed went elsewhere than the "
                "curves that bound the basins say: a boundary may be missing, or may wind too finely",
                "/basins",
            )
        )
    incomplete = [f"cycle {number}" for number, made in found.isochrons if not made.complete]
    if incomplete:
        notices.append(
            Notice(
                "isochrons-incomplete",
                f"isochrons of {', '.join(incomplete)} have gaps: the budget of steps was used up, because "
                "the cycle attracts weakly or its isochrons wind on",
                "/isochrons",
            )
        )
    if plane is not None:
        full = plane.orbit.neuron.model
        notices.append(
            Notice(
                "reduced",
                f"a plane of {full.name}, which has {len(full.states)} states: the report's reduction says "
                "what that changes",
                "/reduction",
            )
        )
    return tuple(notices)
