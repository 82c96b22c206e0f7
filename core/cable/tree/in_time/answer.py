"""The answer about a tree in time, around that about its steady state."""

from dataclasses import replace

import numpy as np

from core.cable.transient.drive import shortest_period
from core.cable.tree.in_time.in_time import InTime, in_time
from core.cable.tree.in_time.profiles import profile_curves
from core.cable.tree.in_time.record import Findings, findings
from core.cable.tree.in_time.report import RecordedSite, TreeRunReport
from core.cable.tree.report import CableTreeReport
from core.cable.tree.solved import Solved
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Notice, Result, Variable
from core.sampling import chosen_series, undersampled
from core.waveform import late_stimuli

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""
COARSE = 0.02
"""Difference to half as many compartments past which the answer says so, in units of the largest voltage."""
METHOD = (
    "compartments around branch points, places of interest and points between them, cones exactly; "
    "Rosenbrock 4(3) (Shampine) with exact Jacobian, adaptive steps"
)


def with_run(steady: Result, report: CableTreeReport, found: Solved, duration: float) -> Result:
    """The answer about the steady state with a run of the same tree.

    Parameters
    ----------
    steady
        The answer so far; its main table becomes the curve `branches`, the record takes its place.
    report
        What it found.
    found
        The tree and its steady state.
    duration
        Length of the run [ms].

    Raises
    ------
    ParameterError
        A series that does not exist; a noise, an output interval or compartments too fine.
    ConvergenceError
        Too many steps.

    References
    ----------
    Rall (1964), Theoretical significance of dendritic trees, for compartments. Shampine (1982),
    doi:10.1145/355993.355994.
    """
    request = found.request
    names = tuple(f"voltage_{k}" for k in range(1, len(request.recorded) + 1))
    currents = tuple(f"stimulus_{k}" for k in range(1, len(request.injections) + 1))
    chosen = chosen_series(request.sampling, names, names + currents)
    run = in_time(found, duration)
    errors = np.sum(run.errors, axis=0) + np.spacing(abs(request.resting_potential))
    every = _series(run, errors) if chosen else {}
    stands_out = findings(run.times, run.runs.fine.record, run.bends, errors)
    broken = any(notice.code == "beyond-breakdown" for notice in steady.warnings)
    axis = Variable("time", "t", "ms", run.times[run.rows])
    return replace(
        steady,
        axis=axis,
        series=tuple(every[name] for name in chosen),
        curves=(*profile_curves(run), _branches(steady), *steady.curves),
        report=replace(report, run=_report(run, stands_out)),
        warnings=(*steady.warnings, *_doubts(run, duration, known=broken)),
        sampling=run.planned.describe(run.rows.size),
        numerics=replace(
            steady.numerics,
            method=f"steady state: {steady.numerics.method}; run: {METHOD}",
            tolerance=run.runs.tolerance,
            steps=run.runs.fine.course.steps,
            rejected_steps=run.runs.fine.course.rejected,
            estimated_errors=(*_estimates(run, stands_out, errors), *steady.numerics.estimated_errors),
        ),
        references=(*steady.references, *cite("shampine-1982")),
    )


def _series(run: InTime, errors: Floats) -> dict[str, Variable]:
    """Every series by name."""
    request, rest = run.request, run.request.resting_potential
    times = run.times[run.rows]
    found = {}
    for k, place in enumerate(request.recorded, 1):
        label = f"V(branch {place.branch}, {request.position(place):g} µm)"
        voltage = rest + run.runs.fine.record[k - 1, run.rows]
        found[f"voltage_{k}"] = Variable(f"voltage_{k}", label, "mV", voltage, float(errors[k - 1]))
    for k, wave in enumerate(run.waveforms, 1):
        found[f"stimulus_{k}"] = Variable(f"stimulus_{k}", f"I_{k}", "nA", wave(times))
    return found


def _branches(steady: Result) -> Curve:
    """The main table of the steady state."""
    if steady.axis is None:
        raise ValueError("a tree without branches")
    return Curve("branches", "branches", (steady.axis, *steady.series), detail="the branches, steady state")


def _report(run: InTime, found: Findings) -> TreeRunReport:
    rest, nodes = run.request.resting_potential, run.runs.nodes
    reference = float(found.half_time[-1]) if run.request.injections else np.nan
    sites = []
    for k, place in enumerate(run.request.recorded):
        half = float(found.half_time[k])
        sites.append(
            RecordedSite(
                branch=place.branch,
                position=run.request.position(place),
                highest_voltage=rest + float(found.highest[k]),
                highest_time=float(found.highest_time[k]),
                lowest_voltage=rest + float(found.lowest[k]),
                lowest_time=float(found.lowest_time[k]),
                half_maximum_time=half if np.isfinite(half) else None,
                half_maximum_delay=half - reference if np.isfinite(half - reference) else None,
            )
        )
    return TreeRunReport(sites=tuple(sites), compartments=nodes.start.size, longest_compartment=nodes.longest)


def _estimates(run: InTime, found: Findings, errors: Floats) -> tuple[ErrorEstimate, ...]:
    """Errors of the recorded voltages, and of their half times."""
    late, apart, steps = run.errors
    estimates = [
        ErrorEstimate(
            f"voltage_{k + 1}",
            "mV",
            float(errors[k]),
            f"largest differences from a run with ten times the tolerance ({late[k]:.2g}) and from one with "
            f"half as many compartments ({apart[k]:.2g}), and the tolerance itself ({steps[k]:.2g})",
        )
        for k in range(len(run.request.recorded))
    ]
    runs, moved = run.runs, np.zeros(3)
    thinned = np.isin(run.times, run.bends)
    thinned[::2] = True
    others = (
        (run.times, runs.loose.record),
        (run.times, runs.coarse.record),
        (run.times[thinned], runs.fine.record[:, thinned]),
    )
    for times, record in others:
        again = findings(times, record, run.bends, errors)
        for k, name in enumerate(("half_time", "highest", "lowest")):
            differences = np.abs(getattr(again, name) - getattr(found, name))
            moved[k] += float(differences.max(initial=0.0, where=np.isfinite(differences)))
    basis = "largest differences from these runs, and if every second time is left out of the record"
    return (
        *estimates,
        ErrorEstimate("half_maximum_time", "ms", float(moved[0]), basis),
        ErrorEstimate("highest_voltage", "mV", float(moved[1]), basis),
        ErrorEstimate("lowest_voltage", "mV", float(moved[2]), basis),
    )


def _doubts(run: InTime, duration: float, *, known: bool) -> list[Notice]:
    """Warnings about a run; that of breakdown unless it is known already."""
    request, doubts = run.request, []
    extremes = request.resting_potential + np.abs(run.runs.fine.record).max() * np.array([-1.0, 1.0])
    if not known and np.any(np.abs(extremes) > BREAKDOWN):
        doubts.append(
            Notice("beyond-breakdown", "no membrane withstands the voltages of this run", "/injections")
        )
    doubts += _coarse(run)
    period = min((shortest_period(wave, duration) for wave in run.waveforms), default=np.inf)
    doubts += undersampled(run.planned.describe(run.rows.size), duration, period)
    for index, each in enumerate(request.injections):
        doubts += late_stimuli(each.stimulus or (), duration, f"/injections/{index}/stimulus")
    return doubts


def _coarse(run: InTime) -> list[Notice]:
    """Whether the compartments are too long for what happens in the run."""
    apart, largest = float(run.errors[1].max()), float(np.abs(run.runs.fine.record).max())
    if apart <= COARSE * largest:
        return []
    detail = (
        f"half as many compartments give voltages that differ by {apart:.2g} mV; with so brief currents, so "
        f"short a run or so long a tree they had better be shorter than {run.runs.nodes.longest:.4g} µm"
    )
    return [Notice("coarse-compartments", detail, "/compartment_length")]
