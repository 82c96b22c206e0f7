"""The series that coupled compartments can return."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.cable.coupled_compartments.compartments import ActiveCompartment
from core.cable.coupled_compartments.junctions import MICROSIEMENS_PER_NANOSIEMENS, conductance
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.neuron.declaration import Neuron
from core.neuron.observables import Observables, all_series
from core.result import Floats, Variable
from core.waveform import Waveform

VOLTAGE, STIMULUS, LEAK = "voltage_", "stimulus_", "leak_current_"
JUNCTION_CURRENT, JUNCTION_CONDUCTANCE = "i_junction_", "g_junction_"
"""Names before the numbers of compartments, and of junctions."""
USUAL_COMPARTMENTS, USUAL_JUNCTIONS = 32, 8
"""Up to so many voltages are returned, and junctional currents if there are no more than so many."""
_NO_CURRENT = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))

Neurons = Sequence[Neuron | None]


def usual_coupled_series(request: CoupledCompartmentsRequest) -> tuple[str, ...]:
    """Names of the series that are returned unless others are asked for."""
    voltages = [f"{VOLTAGE}{k + 1}" for k in range(min(len(request.compartments), USUAL_COMPARTMENTS))]
    junctions = len(request.junctions) if len(request.junctions) <= USUAL_JUNCTIONS else 0
    return (*voltages, *(f"{JUNCTION_CURRENT}{k + 1}" for k in range(junctions)))


def all_coupled_series(request: CoupledCompartmentsRequest, neurons: Neurons) -> tuple[str, ...]:
    """Names of all series."""
    names = [f"{prefix}{k + 1}" for prefix in (VOLTAGE, STIMULUS) for k in range(len(request.compartments))]
    for k, (compartment, neuron) in enumerate(zip(request.compartments, neurons, strict=True), 1):
        if neuron is not None:
            own = [name for name in all_series(neuron.model) if name not in {"voltage", "stimulus"}]
            names += [f"{name}_{k}" for name in own]
        elif not isinstance(compartment, ActiveCompartment):
            names.append(f"{LEAK}{k}")
    for prefix in (JUNCTION_CURRENT, JUNCTION_CONDUCTANCE):
        names += [f"{prefix}{k + 1}" for k in range(len(request.junctions))]
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Needs:
    """Indices of the compartments of which series need the voltage, and of those that need all states."""

    voltages: tuple[int, ...]
    states: tuple[int, ...]


def needs(names: Sequence[str], request: CoupledCompartmentsRequest) -> Needs:
    """What must be known of the solution for some series."""
    voltages: set[int] = set()
    states: set[int] = set()
    for name in names:
        base, number = _parts(name)
        if base in {JUNCTION_CURRENT, JUNCTION_CONDUCTANCE}:
            voltages |= {request.junctions[number].first - 1, request.junctions[number].second - 1}
        elif base in {VOLTAGE, LEAK}:
            voltages.add(number)
        elif base != STIMULUS:
            states.add(number)
    return Needs(tuple(sorted(voltages | states)), tuple(sorted(states)))


def _parts(name: str) -> tuple[str, int]:
    """A name without its number, and the index that the number stands for."""
    base, _, number = name.rpartition("_")
    return f"{base}_", int(number) - 1


@dataclass(frozen=True, eq=False)
class CoupledTable:
    """What the series follow from.

    Attributes
    ----------
    times
        Times of the rows [ms], shape (m,).
    voltages
        Voltage [mV] by compartment, shape (m,) each.
    states
        All states by compartment, shape (states, m) each.
    errors
        Estimated errors of the voltages [mV], shape (compartments,).
    injected
        Current into a compartment [nA] at times [ms].
    """

    request: CoupledCompartmentsRequest
    neurons: Neurons
    times: Floats
    voltages: Mapping[int, Floats]
    states: Mapping[int, Floats]
    errors: Floats
    injected: Callable[[int, Floats], Floats]

    def series(self, name: str) -> Variable:
        """A series by its name."""
        base, k = _parts(name)
        if base == VOLTAGE:
            return Variable(name, f"V_{k + 1}", self._unit(k, "mV"), self.voltages[k], float(self.errors[k]))
        if base == STIMULUS:
            return Variable(name, f"I_{k + 1}", "nA", self.injected(k, self.times))
        if base == LEAK:
            return self._leak(name, k)
        if base == JUNCTION_CURRENT:
            return self._junction(name, k)[0]
        if base == JUNCTION_CONDUCTANCE:
            return self._junction(name, k)[1]
        return self._observed(name, base.removesuffix("_"), k)

    def _unit(self, k: int, unit: str) -> str:
        neuron = self.neurons[k]
        return "1" if neuron is not None and neuron.model.dimensionless else unit

    def _leak(self, name: str, k: int) -> Variable:
        """Current through the leak of a passive compartment, positive outward."""
        compartment = self.request.compartments[k]
        if isinstance(compartment, ActiveCompartment):
            raise KeyError(name)
        current = compartment.leak * (self.voltages[k] - compartment.resting_potential)
        error = compartment.leak * float(self.errors[k])
        return Variable(name, f"I_leak,{k + 1}", "nA", current, error or None)

    def _junction(self, name: str, k: int) -> tuple[Variable, Variable]:
        """Current through a junction, from its first compartment to its second, and its conductance."""
        junction = self.request.junctions[k]
        a, b = junction.first - 1, junction.second - 1
        voltage, error = self.voltages[a] - self.voltages[b], float(self.errors[a] + self.errors[b])
        g, slope = conductance(junction.characteristic, voltage)
        flow_error = error * float(np.max(np.abs(g + slope * voltage), initial=0.0))
        change = error * float(np.max(np.abs(slope), initial=0.0)) / MICROSIEMENS_PER_NANOSIEMENS
        return (
            Variable(name, f"I_j,{k + 1}", "nA", g * voltage, flow_error or None),
            Variable(name, f"G_j,{k + 1}", "nS", g / MICROSIEMENS_PER_NANOSIEMENS, change or None),
        )

    def _observed(self, name: str, base: str, k: int) -> Variable:
        """A series of an excitable cell's own."""
        neuron = self.neurons[k]
        if neuron is None:
            raise KeyError(name)
        seen = Observables(neuron, _NO_CURRENT, self.times, self.states[k], float(self.errors[k]))
        found = seen.series(base)
        return replace(found, name=name, label=f"{found.label},{k + 1}")
