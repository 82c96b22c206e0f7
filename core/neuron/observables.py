"""The series that a simulation can return, from its states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np

from core.neuron.declaration import VOLTAGE, Current, Model, Neuron
from core.neuron.expression import Program, program
from core.result import Floats, Variable
from core.waveform import Waveform

MILLIVOLTS_PER_GATE = 100.0
"""A spike of 100 mV takes a gate from 0 to 1: the scale by which an error of V says what one of a gate is."""
FEW_KNOTS = 64


def _current(waveform: Waveform, times: Floats) -> Floats:
    """The waveform at increasing times; without a search for every one of them where it is a few steps."""
    if waveform.knots.size > FEW_KNOTS or waveform.sinusoids.size or waveform.slopes.any():
        return waveform(times)
    current = np.full(times.shape, waveform.values[-1])
    edges = [0, *np.searchsorted(times, waveform.knots[1:]).tolist()] if waveform.knots.size > 1 else []
    for value, (begin, end) in zip(waveform.values.tolist(), pairwise(edges), strict=False):
        current[begin:end] = value
    return current


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
    error
        Estimated error of V [mV].
    """

    neuron: Neuron
    waveform: Waveform
    times: Floats
    states: Floats
    error: float

    def series(self, name: str) -> Variable:
        """The series of a name among `all_series`."""
        model = self.neuron.model
        if name == "voltage":
            return Variable("voltage", "V", "mV", self.states[0], self.error)
        if name == "stimulus":
            return Variable("stimulus", "I", "µA/cm²", _current(self.waveform, self.times))
        if name in model.states:
            k = model.states.index(name)
            return Variable(name, name, "1", self.states[k], self.error / MILLIVOLTS_PER_GATE)
        function, label, unit = self._formula(name)
        values = function(self.states)
        shift = np.full((self.states.shape[0], 1), self.error / MILLIVOLTS_PER_GATE)
        shift[0] = self.error
        # The change that the states' errors would make in it if all had one sign.
        change = np.abs(function(self.states + shift) - values)
        return Variable(name, label, unit, values, float(change.max(initial=0.0)) or None)

    def _formula(self, name: str) -> tuple[Callable[[Floats], Floats], str, str]:
        """The series as a function of the states, its label and its unit."""
        if name == "i_ionic":
            return self._ionic, "I_ion", "µA/cm²"
        kind, _, channel = name.partition("_")
        by_name = {current.name: current for current in self.neuron.model.currents}
        if kind == "i" and channel in by_name:
            return partial(self._current, by_name[channel]), f"I_{channel}", "µA/cm²"
        if kind == "g" and channel in by_name:
            return partial(self._conductance, by_name[channel]), f"g_{channel}", "mS/cm²"
        return partial(self._fast_gate, name), f"{name}_∞", "1"

    def _values(self, states: Floats) -> Mapping[str, Floats | float]:
        return {**self.neuron.values, VOLTAGE: states[0]}

    def _fast_gate(self, gate: str, states: Floats) -> Floats:
        (value,) = _gate_programs(self.neuron.model)[gate](self._values(states))
        steady: Floats = np.broadcast_to(np.asarray(value, dtype=np.float64), states[0].shape)
        return steady

    def _conductance(self, current: Current, states: Floats) -> Floats:
        names = self.neuron.model.states
        product = np.full(states.shape[1], self.neuron.values[current.conductance])
        for gate, power in current.gates:
            value = states[names.index(gate)] if gate in names else self._fast_gate(gate, states)
            product *= value**power
        return product

    def _current(self, current: Current, states: Floats) -> Floats:
        flow: Floats = self._conductance(current, states) * (states[0] - self.neuron.values[current.reversal])
        return flow

    def _ionic(self, states: Floats) -> Floats:
        total = np.zeros(states.shape[1])
        for current in self.neuron.model.currents:
            total += self._current(current, states)
        return total
