"""The parts of an answer about spikes along an axon."""

import numpy as np

from core.axon.propagate.findings import collisions, velocity
from core.axon.propagate.outcome import NEAR, outcome
from core.axon.propagate.report import AxonPoint, PropagateReport
from core.axon.propagate.request import PropagateRequest, length_constant_at
from core.axon.propagate.runs import Runs
from core.neuron.declaration import Neuron
from core.result import Curve, ErrorEstimate, Floats, Variable

MAX_ROWS = 2001
"""Rows of a curve along the axon."""


def errors(runs: Runs, *, adaptive: bool) -> tuple[ErrorEstimate, ...]:
    """Errors of the recorded voltages and of the arrivals."""
    time = _difference(runs.fine.samples, runs.loose.samples)
    space = _difference(runs.fine.samples, runs.coarse.samples) / 3.0
    here, there = runs.row.excitable, runs.coarse_row.excitable
    coarse = np.interp(runs.row.centres[here], runs.coarse_row.centres[there], runs.coarse.arrivals[there])
    other = "ten times the tolerance" if adaptive else "steps twice as long"
    late = _difference(runs.fine.arrivals[here], runs.loose.arrivals[here])
    apart = _difference(runs.fine.arrivals[here], coarse) / 3.0
    return (
        ErrorEstimate(
            "voltage",
            "mV",
            time + space,
            f"largest difference from a run with {other} ({time:.2g}), and a third of that "
            f"from one with half as many compartments ({space:.2g}); in the upstroke it is the shift in time "
            "that tells",
        ),
        ErrorEstimate("arrival_time", "ms", late + apart, "the same of the arrivals"),
    )


def _difference(values: Floats, others: Floats) -> float:
    """Largest difference where both are numbers."""
    both = np.isfinite(values) & np.isfinite(others)
    return float(np.max(np.abs(values - others), initial=0.0, where=both))


def arrivals(runs: Runs) -> Curve:
    """What passed each compartment, and when; every second, third ... one of very many."""
    n, nodes = runs.row.centres.size, runs.row.nodes
    chosen = slice(None, None, -(-n // MAX_ROWS))
    course = runs.fine
    kinds = () if nodes is None else np.where(np.isin(np.arange(n), nodes), "node", "internode")[chosen]
    return Curve(
        "arrivals",
        "arrival",
        (
            Variable("position", "x", "µm", runs.row.centres[chosen]),
            Variable("arrival_time", "t", "ms", course.arrivals[chosen], gaps=True),
            Variable("peak_voltage", "V_max", "mV", course.peaks[chosen]),
            Variable("peak_time", "t_max", "ms", course.peak_times[chosen]),
            Variable("passages", "n", "1", course.passages[chosen].astype(np.float64)),
        ),
        tuple(str(kind) for kind in kinds),
    )


def profiles(runs: Runs, times: Floats) -> tuple[Curve, ...]:
    """The voltage along the axon at some times."""
    n = runs.row.centres.size
    chosen = slice(None, None, -(-n // MAX_ROWS))
    return tuple(
        Curve(
            f"profile_{k + 1}",
            "profile",
            (
                Variable("position", "x", "µm", runs.row.centres[chosen]),
                Variable("voltage", "V", "mV", profile[chosen]),
            ),
            detail=f"at {time:g} ms",
        )
        for k, (time, profile) in enumerate(zip(times, runs.fine.profiles, strict=True))
    )


def report(request: PropagateRequest, neuron: Neuron, runs: Runs) -> PropagateReport:
    """What travelled."""
    course, between = runs.fine, request.measured
    here = runs.row.excitable
    centres, arrivals = runs.row.centres[here], course.arrivals[here]
    computed = velocity(course, runs.row, between)
    found, error = _extrapolated(runs, computed, between)
    near = NEAR * length_constant_at(request.geometry, neuron, 1.0)
    sources = tuple(each.position for each in request.injections)
    kind, words = outcome(runs, sources, near, request.duration)
    arrived = np.flatnonzero(np.isfinite(arrivals))
    middle = here[centres.size // 2]
    return PropagateReport(
        outcome=kind,
        detail=words,
        resting_potential=runs.rest,
        spike_threshold=runs.threshold,
        velocity=found,
        velocity_error=error,
        computed_velocity=computed,
        velocity_from=between[0],
        velocity_to=between[1],
        reached_from=float(centres[arrived[0]]) if arrived.size else None,
        reached_to=float(centres[arrived[-1]]) if arrived.size else None,
        peak_voltage=float(course.peaks[middle]),
        collisions=collisions(course, runs.row),
        points=tuple(_point(runs, k, position) for k, position in enumerate(request.recorded)),
        compartments=runs.row.centres.size,
        compartment_length=float(np.diff(runs.row.centres).max(initial=0.0)),
        excited_share=arrived.size / centres.size,
    )


def _extrapolated(
    runs: Runs, computed: float | None, between: tuple[float, float]
) -> tuple[float | None, float | None]:
    """Velocity for compartments of no length, and its error [m/s]."""
    coarse = velocity(runs.coarse, runs.coarse_row, between)
    loose = velocity(runs.loose, runs.row, between)
    if computed is None or coarse is None or loose is None:
        return computed, None
    correction = (computed - coarse) / 3.0
    return computed + correction, abs(correction) + abs(computed - loose)


def _point(runs: Runs, number: int, position: float) -> AxonPoint:
    course = runs.fine
    cells, shares = runs.row.shares(position)
    nearest = cells[int(np.argmax(shares))]
    spikes = course.spikes[number]
    return AxonPoint(
        position=position,
        arrival=float(spikes[0]) if spikes.size else None,
        spike_count=course.spike_counts[number],
        peak_voltage=float(course.peaks[nearest]),
        peak_time=float(course.peak_times[nearest]),
    )
