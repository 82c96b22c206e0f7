"""A neuron under voltage clamp: its currents in time, and the current-voltage relations of a family."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.errors import ParameterError
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.voltage_clamp.activation_fit import BoltzmannFit
from core.neuron.voltage_clamp.block import blocked
from core.neuron.voltage_clamp.channels import Flows
from core.neuron.voltage_clamp.holding import held_state, holding_voltage
from core.neuron.voltage_clamp.measures import Measures, measures
from core.neuron.voltage_clamp.protocol import Protocol, protocol
from core.neuron.voltage_clamp.request import MAX_TRACE_POINTS, VoltageClampRequest
from core.neuron.voltage_clamp.solution import ClampedNeuron, Sweep
from core.neuron.voltage_clamp.summary import fits, summary
from core.neuron.voltage_clamp.traces import TraceTable, all_traces, capacitance, usual_traces
from core.parameters import parameter
from core.quantity import CurrentDensity, Duration, Potential
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Notice, Numerics, Result, Sampling
from core.sampling import chosen_series

CLOSED = "closed form of the gates at constant voltage"
STEPPED = "two-derivative Runge-Kutta 6(5) on tabulated kinetics, quintic Hermite output"
KILO = 1000.0
SETTLED = 5.0
"""Time constants of the clamp after which a tail is measured."""
POOR_CONTROL = 5.0
"""Voltage error [mV, in a model with spikes of 100 mV] that is worth a notice."""


@dataclass(frozen=True, kw_only=True)
class VoltageClampReport:
    """What a voltage-clamp experiment shows besides its traces."""

    holding: Potential = parameter(meaning="holding voltage")
    holding_current: CurrentDensity = parameter(meaning="ionic current at the holding voltage")
    clamp_time_constant: Duration | None = parameter(
        meaning="R_s C: how fast the clamp charges the membrane; null: ideal"
    )
    largest_voltage_error: Potential = parameter(
        meaning="largest difference of voltage and command at the peak of the ionic current; 0: ideal"
    )
    activation: tuple[BoltzmannFit, ...] = parameter(
        meaning="Boltzmann's curve through the peak conductances of every gated current, for a family of "
        "voltages"
    )


def voltage_clamp(neuron: Neuron, request: VoltageClampRequest) -> Result:
    """Currents of a neuron whose voltage follows a command.

    Ideal clamp: I = Σ I_ion + C dV/dt, dx/dt = φ (a − b x) at the command. At a constant command the gates
    are exponentials, which are evaluated as such; ramps, pools, and states that depend on others are
    integrated. A jump of the command by ΔV passes the charge C ΔV in no time: it is reported as a charge and
    is no part of the current. Behind a series resistance R: C dV/dt = (V_cmd − V)/R − Σ I_ion is integrated,
    and the current is (V_cmd − V)/R, transients included. Currents are positive outward.

    Parameters
    ----------
    neuron
        The model with the values of its parameters.
    request
        The experiment.

    Returns
    -------
    Result
        Curves: one a trace. Main table, a row a trace: the value that varies; peaks, their times, steady and
        tail currents, peak conductances. Report: `VoltageClampReport`.

    Raises
    ------
    ParameterError
        A series, current or segment that does not exist, or a rate without a meaning at a command.
    DivergenceError
        The voltage behind the series resistance leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.
    """
    holding = holding_voltage(neuron, request.holding)
    drugged = blocked(neuron, request.block)
    made = protocol(request, holding)
    conductance = clamp_conductance(neuron, request)
    clamped = ClampedNeuron(drugged, conductance, request.tolerance, made.extremes)
    delay = _tail_delay(request, made, neuron, conductance)
    initial = held_state(drugged, holding, conductance)
    sampling = request.sampling.uniform
    _require_few_points(request, made)
    names = chosen_series(
        sampling, usual_traces(drugged.model, ideal=conductance is None), all_traces(drugged.model)
    )
    table = TraceTable(drugged, conductance, names, sampling)
    curves, found, errors = _run(clamped, made, table, initial, delay)
    axis, series = summary(drugged, made, found)
    report = VoltageClampReport(
        holding=holding,
        holding_current=float(Flows(drugged, initial[:, np.newaxis]).total[0]),
        clamp_time_constant=None if conductance is None else capacitance(drugged) / conductance,
        largest_voltage_error=max((one.voltage_error for one in found), key=abs) + 0.0,
        activation=fits(drugged.model, made, found),
    )
    computed = sum(curve.columns[0].values.size for curve in curves)
    return Result(
        axis=axis,
        series=series,
        curves=curves,
        report=report,
        warnings=_doubts(neuron, report),
        sampling=Sampling(computed, computed, "uniform"),
        numerics=_numerics(clamped, request, errors),
        references=cite("hodgkin-huxley-katz-1952", *neuron.model.references),
    )


def clamp_conductance(neuron: Neuron, request: VoltageClampRequest) -> float | None:
    """Conductance of the clamp [mS/cm²]; None: ideal."""
    if request.resistance == 0.0:
        return None
    return (1.0 if neuron.model.dimensionless else KILO) / request.resistance


def _tail_delay(
    request: VoltageClampRequest, made: Protocol, neuron: Neuron, conductance: float | None
) -> float:
    """Time [ms] into the segment after the measured one at which tails are measured."""
    if not made.has_tail:
        return 0.0
    shortest = min(trace.pieces[made.measured + 1].duration for trace in made.traces)
    if request.tail_delay is None:
        settled = 0.0 if conductance is None else SETTLED * capacitance(neuron) / conductance
        return min(settled, shortest)
    if request.tail_delay > shortest:
        raise ParameterError(
            "/tail_delay",
            "the tail is measured after the end of its segment",
            received=request.tail_delay,
            allowed=f"<= {shortest:g}",
        )
    return request.tail_delay


def _require_few_points(request: VoltageClampRequest, made: Protocol) -> None:
    interval, longest = request.sampling.interval, max(trace.duration for trace in made.traces)
    if interval is not None and longest / interval > MAX_TRACE_POINTS:
        raise ParameterError(
            "/sampling/interval",
            f"the interval would give {longest / interval:.3g} points in a trace",
            received=interval,
            allowed=f">= {longest / MAX_TRACE_POINTS:.6g}",
            hint="lengthen the interval, or shorten the segments",
        )


def _run(
    clamped: ClampedNeuron, made: Protocol, table: TraceTable, initial: Floats, delay: float
) -> tuple[tuple[Curve, ...], list[Measures], Floats]:
    """Every trace's table and measures, and the largest estimated error of every state."""
    curves, found, errors = [], [], np.zeros(initial.size)
    for name, detail, sweep, rough in _sweeps(clamped, made, initial):
        checkpoint()
        curve, error = table.curve(name, sweep, rough, detail)
        curves.append(curve)
        errors = np.maximum(errors, error)
        found.append(measures(clamped.neuron, sweep, made.measured, delay))
    return tuple(curves), found, errors


def _sweeps(
    clamped: ClampedNeuron, made: Protocol, initial: Floats
) -> Iterator[tuple[str, str, Sweep, Sweep | None]]:
    unit = "ms" if made.varies == "duration" else "mV"
    unit = "" if clamped.neuron.model.dimensionless else f" {unit}"
    for trace in made.traces:
        closed = all(clamped.has_closed_form(piece) for piece in trace.pieces)
        rough = None if closed else Sweep(clamped, trace, initial, rough=True)
        value = f"{trace.value:g}{unit}"
        yield value, f"segment {made.varied or made.measured}: {value}", Sweep(clamped, trace, initial), rough


def _numerics(clamped: ClampedNeuron, request: VoltageClampRequest, errors: Floats) -> Numerics:
    from core.neuron import workspace

    if not clamped.runs:
        return Numerics(method=CLOSED)
    counts = np.sum([run.count for run in clamped.runs], axis=0)
    model = clamped.neuron.model
    basis = "measured against a second run of ten times the step tolerance"
    estimates = [
        ErrorEstimate(name, unit, float(error), basis)
        for name, unit, error in zip(model.state_names, model.units, errors, strict=True)
        if error > 0.0
    ]
    tables = "tables against the declared expressions in the middles of the cells, relative to the rates"
    return Numerics(
        method=f"{CLOSED}; elsewhere {STEPPED}" if clamped.conductance is None else STEPPED,
        tolerance=request.tolerance,
        steps=int(counts[workspace.STEPS]),
        rejected_steps=int(counts[workspace.REJECTED]),
        evaluations=int(counts[workspace.EVALUATIONS]),
        estimated_errors=(*estimates, ErrorEstimate("rates", "1", clamped.table_error(), tables)),
    )


def _doubts(neuron: Neuron, report: VoltageClampReport) -> tuple[Notice, ...]:
    if abs(report.largest_voltage_error) <= POOR_CONTROL * neuron.model.swing / 100.0:
        return ()
    detail = (
        f"the voltage misses its command by {report.largest_voltage_error:.3g} mV at a peak of the ionic "
        "current: currents and activation curves are distorted"
    )
    return (Notice("poor-voltage-control", detail, "/series_resistance"),)
