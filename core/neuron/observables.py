"""The series that a simulation can return, from its states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.neuron.declaration import VOLTAGE, Current, Model, Neuron
from core.neuron.expression import Program, program
from core.result import Floats, Variable
from core.waveform import Waveform


def usual_series(model: Model) -> tuple[str, ...]:
    """Names of the series that are returned unless others are asked for."""
    return ("voltage", *model.states[1:], "stimulus")


@cache
def _gate_programs(model: Model) -> dict[str, Program]:
    return {gate.name: program([gate.steady_state]) for gate in model.gates if not gate.dynamic}


def all_series(model: Model) -> tuple[str, ...]:
    """Names of all series, the usual ones first."""
    fast = [gate.name for gate in model.gates if not gate.dynamic]
    currents = [f"i_{current.name}" for current in model.currents]
    conductances = [f"g_{current.name}" for current in model.currents]
    return (*usual_series(model), *fast, *currents, *conductances, "i_ionic")


@dataclass(frozen=True, slots=True)
class Observables:
    """States at sample times, and what follows from them.

    Attributes
    ----------
    neuron
        The neuron.
    waveform
        Injected current [µA/cm²].
    times
        Sample times [ms], shape (k,).
    states
        V [mV] and the dynamic gates, shape (n, k).
    errors
        Estimated errors of the states, shape (n,).
    """

    neuron: Neuron
    waveform: Waveform
    times: Floats
    states: Floats
    errors: Floats

    def series(self, name: str) -> Variable:
        """The series of a name among `all_series`."""
        model = self.neuron.model
        if name == "voltage":
            return Variable("voltage", "V", "mV", self.states[0], float(self.errors[0]))
        if name == "stimulus":
            return Variable("stimulus", "I", "µA/cm²", self.waveform(self.times))
        if name in model.states:
            k = model.states.index(name)
            return Variable(name, name, "1", self.states[k], float(self.errors[k]))
        if name == "i_ionic":
            return self._derived(name, "I_ion", "µA/cm²", self._ionic)
        for current in model.currents:
            if name == f"i_{current.name}":
                return self._derived(name, f"I_{current.name}", "µA/cm²", lambda s: self._current(current, s))
            if name == f"g_{current.name}":
                return self._derived(
                    name, f"g_{current.name}", "mS/cm²", lambda s: self._conductance(current, s)
                )
        return self._derived(name, f"{name}_∞", "1", lambda s: self._fast_gate(name, s))

    def _derived(self, name: str, label: str, unit: str, function: Callable[[Floats], Floats]) -> Variable:
        """A function of the states, with the change that their errors, all of one sign, would make in it."""
        values = function(self.states)
        shifted = function(self.states + self.errors[:, np.newaxis])
        return Variable(
            name, label, unit, values, float(np.max(np.abs(shifted - values), initial=0.0)) or None
        )

    def _values(self, states: Floats) -> Mapping[str, Floats | float]:
        return {**self.neuron.values, VOLTAGE: states[0]}

    def _fast_gate(self, gate: str, states: Floats) -> Floats:
        (value,) = _gate_programs(self.neuron.model)[gate](self._values(states))
        return np.broadcast_to(np.asarray(value), states[0].shape)

    def _conductance(self, current: Current, states: Floats) -> Floats:
        names = self.neuron.model.states
        product = np.full(states.shape[1], self.neuron.values[current.conductance])
        for gate, power in current.gates:
            value = states[names.index(gate)] if gate in names else self._fast_gate(gate, states)
            product *= value**power
        return product

    def _current(self, current: Current, states: Floats) -> Floats:
        return self._conductance(current, states) * (states[0] - self.neuron.values[current.reversal])

    def _ionic(self, states: Floats) -> Floats:
        total = np.zeros(states.shape[1])
        for current in self.neuron.model.currents:
            total += self._current(current, states)
        return total
