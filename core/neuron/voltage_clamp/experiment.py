"""All traces of an experiment, with their measured errors."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.interruption import checkpoint
from core.neuron.simulate import METHOD
from core.neuron.voltage_clamp.measures import Measures, measures
from core.neuron.voltage_clamp.protocol import Protocol
from core.neuron.voltage_clamp.solution import ClampedNeuron
from core.neuron.voltage_clamp.sweep import Sweep
from core.neuron.voltage_clamp.traces import TraceTable
from core.result import Curve, ErrorEstimate, Floats, Numerics

CLOSED = "closed form of the gates at constant voltage"
STIFF_METHOD = "; RODAS 4(3) where the equations are stiff"
LEAST_ERROR = 2.0**-52
"""No number is known better."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What is found in all traces.

    Attributes
    ----------
    curves
        Their tables.
    measures, rough_measures
        What is measured in them, and the same with a looser tolerance.
    errors
        Largest estimated error of every state where they are integrated, shape (n,).
    rounding
        Largest rounding error of a closed form; None: there is none.
    """

    curves: tuple[Curve, ...]
    measures: list[Measures]
    rough_measures: list[Measures]
    errors: Floats
    rounding: float | None


def run_traces(
    clamped: ClampedNeuron, made: Protocol, table: TraceTable, initial: Floats, tail_delay: float
) -> Traces:
    """Run every trace.

    Parameters
    ----------
    initial
        The states at the holding voltage, shape (n,).
    tail_delay
        Time [ms] into the segment after the measured one at which tails are measured.
    """
    curves, found, others, rounding = [], [], [], []
    errors = np.zeros(initial.size)
    for name, detail, sweep, rough in _sweeps(clamped, made, initial):
        checkpoint()
        curve, error = table.curve(name, sweep, rough, detail)
        curves.append(curve)
        errors = np.maximum(errors, error)
        found.append(measures(clamped.neuron, sweep, made.measured, tail_delay))
        if rough is None:
            others.append(found[-1])
            rounding.append(sweep.rounding(made.measured))
        else:
            others.append(measures(clamped.neuron, rough, made.measured, tail_delay))
    return Traces(tuple(curves), found, others, errors, max(rounding, default=None))


def _sweeps(
    clamped: ClampedNeuron, made: Protocol, initial: Floats
) -> Iterator[tuple[str, str, Sweep, Sweep | None]]:
    """Name and detail of every trace, its states, and the same with a looser tolerance."""
    unit = "" if clamped.neuron.model.dimensionless else " ms" if made.varies == "duration" else " mV"
    number = made.measured if made.varied is None else made.varied
    for trace in made.traces:
        closed = all(clamped.has_closed_form(piece) for piece in trace.pieces)
        rough = None if closed else Sweep(clamped, trace, initial, rough=True)
        value = f"{trace.value:.10g}{unit}"
        yield value, f"segment {number}: {value}", Sweep(clamped, trace, initial), rough


def numerics(clamped: ClampedNeuron, tolerance: float, found: Traces) -> Numerics:
    """Method and measured errors."""
    from core.neuron.integrator import workspace

    rounding: tuple[ErrorEstimate, ...] = ()
    if found.rounding is not None:
        basis = "the end of the measured segment, reached in one stride and in two"
        rounding = (ErrorEstimate("states", "1", max(found.rounding, LEAST_ERROR), basis),)
    if not clamped.counts.any():
        return Numerics(method=CLOSED, estimated_errors=rounding)
    model, counts = clamped.neuron.model, clamped.counts
    basis = "measured against a second run of ten times the step tolerance"
    estimates = [
        ErrorEstimate(name, unit, float(error), basis)
        for name, unit, error in zip(model.state_names, model.units, found.errors, strict=True)
        if error > 0.0
    ]
    tables = "tables against the declared expressions in the middles of the cells, relative to the rates"
    stepped = METHOD + STIFF_METHOD if clamped.is_stiff else METHOD
    return Numerics(
        method=f"{CLOSED}; elsewhere {stepped}" if clamped.conductance is None else stepped,
        tolerance=tolerance,
        steps=int(counts[workspace.STEPS]),
        rejected_steps=int(counts[workspace.REJECTED]),
        evaluations=int(counts[workspace.EVALUATIONS]),
        estimated_errors=(
            *estimates,
            *rounding,
            ErrorEstimate("rates", "1", clamped.table_error(), tables),
        ),
    )
