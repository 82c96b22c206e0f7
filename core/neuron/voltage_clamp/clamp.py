"""A neuron under voltage clamp: its currents in time, and the current-voltage relations of a family."""

from dataclasses import dataclass

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.simulate import PHYSIOLOGICAL
from core.neuron.tables import kinetics
from core.neuron.voltage_clamp.activation_fit import BoltzmannFit
from core.neuron.voltage_clamp.block import blocked
from core.neuron.voltage_clamp.channels import Flows
from core.neuron.voltage_clamp.experiment import numerics, run_traces
from core.neuron.voltage_clamp.holding import held_state, holding_voltage
from core.neuron.voltage_clamp.protocol import Protocol, protocol
from core.neuron.voltage_clamp.request import MAX_TRACE_POINTS, VoltageClampRequest
from core.neuron.voltage_clamp.solution import ClampedNeuron
from core.neuron.voltage_clamp.summary import fits, summary
from core.neuron.voltage_clamp.traces import TraceTable, all_traces, capacitance, usual_traces
from core.parameters import parameter
from core.quantity import CurrentDensity, Duration, Potential
from core.references import cite
from core.result import Notice, Result, Sampling
from core.sampling import chosen_series

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
    kinetics(neuron)  # refuses what has no meaning in the working range
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
    found = run_traces(clamped, made, table, initial, delay)
    axis, series = summary(drugged, made, found.measures, found.rough_measures)
    report = VoltageClampReport(
        holding=holding,
        holding_current=float(Flows(drugged, initial[:, np.newaxis]).total[0]),
        clamp_time_constant=None if conductance is None else capacitance(drugged) / conductance,
        largest_voltage_error=max((one.voltage_error for one in found.measures), key=abs) + 0.0,
        activation=fits(drugged.model, made, found.measures),
    )
    computed = sum(curve.columns[0].values.size for curve in found.curves)
    return Result(
        axis=axis,
        series=series,
        curves=found.curves,
        report=report,
        warnings=_doubts(neuron, made, report),
        sampling=Sampling(computed, computed, "uniform"),
        numerics=numerics(clamped, request.tolerance, found),
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
        if request.tail_delay is not None:
            raise ParameterError(
                "/tail_delay", "no segment follows the measured one", hint="add one, or leave the delay out"
            )
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


def _doubts(neuron: Neuron, made: Protocol, report: VoltageClampReport) -> tuple[Notice, ...]:
    doubts = []
    if max(abs(voltage) for voltage in made.extremes) > PHYSIOLOGICAL:
        detail = f"the command goes beyond ±{PHYSIOLOGICAL:g} mV, where rates were never measured"
        doubts.append(Notice("beyond-physiology", detail, "/segments"))
    if abs(report.largest_voltage_error) > POOR_CONTROL * neuron.model.swing / 100.0:
        detail = (
            f"the voltage misses its command by {report.largest_voltage_error:.3g} mV at a peak of the ionic "
            "current: currents and activation curves are distorted"
        )
        doubts.append(Notice("poor-voltage-control", detail, "/series_resistance"))
    return tuple(doubts)
