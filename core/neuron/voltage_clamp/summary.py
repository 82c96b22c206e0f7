"""The main table: a row a trace, from which current-voltage and activation curves are drawn."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.neuron.declaration import Model, Neuron
from core.neuron.voltage_clamp.activation_fit import BoltzmannFit, boltzmann_fit, relative
from core.neuron.voltage_clamp.channels import conductance_names
from core.neuron.voltage_clamp.measures import Measures
from core.neuron.voltage_clamp.protocol import Protocol
from core.neuron.voltage_clamp.traces import capacitance
from core.result import Floats, Variable

DENSITY = "µA/cm²"


def summary(
    neuron: Neuron, made: Protocol, found: list[Measures], rough: list[Measures]
) -> tuple[Variable, tuple[Variable, ...]]:
    """Axis and series of the main table; currents are positive outward, times count from the onset.

    Parameters
    ----------
    found, rough
        The measures of every trace, and the same with a looser tolerance: their difference is the error.
    """
    label, unit = ("V", "mV") if made.varies == "voltage" else ("Δt", "ms")
    axis = Variable("varied", label, unit, np.array([trace.value for trace in made.traces]))
    series = tuple(
        replace(column, resolution=float(np.abs(column.values - other.values).max()) or None)
        for column, other in zip(_columns(neuron, made, found), _columns(neuron, made, rough), strict=True)
    )
    return axis, series


def _columns(neuron: Neuron, made: Protocol, found: list[Measures]) -> list[Variable]:
    jumps = np.array([made.jump(trace) for trace in made.traces])
    commands = np.array([trace.pieces[made.measured].last for trace in made.traces])
    return [
        Variable("measured_voltage", "V", "mV", commands),
        _column("inward_peak", "I_min", DENSITY, found, lambda one: one.inward.values[0]),
        _column("inward_peak_time", "t_min", "ms", found, lambda one: one.inward.times[0]),
        _column("outward_peak", "I_max", DENSITY, found, lambda one: one.outward.values[0]),
        _column("outward_peak_time", "t_max", "ms", found, lambda one: one.outward.times[0]),
        _column("steady_i_ionic", "I_ss", DENSITY, found, lambda one: one.steady.sum()),
        *_tail("i_ionic", "I_tail", found, None),
        Variable("capacitive_charge", "C ΔV", "nC/cm²", capacitance(neuron) * jumps),
        _column("voltage_error", "V − V_cmd", "mV", found, lambda one: one.voltage_error),
        *(column for k in range(len(neuron.model.currents)) for column in _channel(neuron.model, found, k)),
    ]


def fits(model: Model, made: Protocol, found: list[Measures]) -> tuple[BoltzmannFit, ...]:
    """Boltzmann's curve for every gated current, where voltages vary."""
    if made.varied is None or made.varies != "voltage":
        return ()
    voltages = np.array([trace.value for trace in made.traces])
    return tuple(
        boltzmann_fit(current.name, voltages, np.array([one.fractions[k] for one in found]))
        for k, current in enumerate(model.currents)
        if current.gates
    )


def _column(
    name: str, label: str, unit: str, found: list[Measures], read: Callable[[Measures], float]
) -> Variable:
    return Variable(name, label, unit, np.array([float(read(one)) for one in found]))


def _tail(name: str, label: str, found: list[Measures], k: int | None) -> list[Variable]:
    """The tail currents, of one current or of all together, where there is a tail."""
    tails = [one.tails for one in found if one.tails is not None]
    if not tails:
        return []
    values = [float(tail.sum() if k is None else tail[k]) for tail in tails]
    return [Variable(f"tail_{name}", label, DENSITY, np.array(values))]


def _channel(model: Model, found: list[Measures], k: int) -> list[Variable]:
    """The columns of one current."""
    current = model.currents[k]
    name, symbol = f"i_{current.name}", f"I_{current.name}"
    columns = [
        _column(f"peak_{name}", symbol, DENSITY, found, lambda one: one.peaks.values[k]),
        _column(f"time_to_peak_{name}", f"t_{current.name}", "ms", found, lambda one: one.peaks.times[k]),
        _column(f"steady_{name}", f"{symbol},ss", DENSITY, found, lambda one: one.steady[k]),
        *_tail(name, f"{symbol},tail", found, k),
    ]
    if not current.gates:
        return columns
    fractions: Floats = np.array([one.fractions[k] for one in found])
    known = conductance_names(model).get(current.name)
    if known is not None:
        key, label, unit = known
        strength = float(found[0].strengths[k])
        columns.append(Variable(f"peak_{key}", label, unit, strength * fractions))
    columns.append(Variable(f"relative_{current.name}", f"{current.name}/max", "1", relative(fractions)))
    return columns
