"""The series that a simulation can return, from its states."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.neuron.added_conductance import AddedConductance
from core.neuron.declaration import VOLTAGE, Current, Model, Neuron
from core.neuron.equations import equations
from core.neuron.expression import Expression, Program, name, names, number, parse, program, substitute
from core.result import Floats, Variable
from core.waveform import Waveform

FEW_KNOTS = 64
ADDED_CURRENT, ADDED_CONDUCTANCE = "i_added", "g_added_"
"""Names of the current of all added conductances, and, with a number from 1 on, of each of them."""


def applied(waveform: Waveform, times: Floats) -> Floats:
    """The waveform at increasing times; without a search for every one of them where it is a few steps."""
    if waveform.knots.size > FEW_KNOTS or waveform.sinusoids.size or waveform.slopes.any():
        return waveform(times)
    current = np.full(times.shape, waveform.values[-1])
    edges = [0, *np.searchsorted(times, waveform.knots[1:]).tolist()] if waveform.knots.size > 1 else []
    for value, (begin, end) in zip(waveform.values.tolist(), pairwise(edges), strict=False):
        current[begin:end] = value
    return current


class Formula(NamedTuple):
    """A series that follows from the states: its label, its unit and the code of its values."""

    label: str
    unit: str
    code: Program


def usual_series(model: Model) -> tuple[str, ...]:
    """Names of the series that are returned unless others are asked for."""
    return ("voltage", *model.states[1:], "stimulus")


@lru_cache(maxsize=64)
def formulas(model: Model) -> Mapping[str, Formula]:
    """Everything that follows from V and the states, by name.

    Instantaneous gates by their names, i_<current>, g_<current> of ohmic currents, e_<current> where a pool
    moves the reversal potential, and i_ionic, the sum of the currents.
    """
    ampere, siemens, volt = ("1",) * 3 if model.dimensionless else ("µA/cm²", "mS/cm²", "mV")
    fast = {gate.name: gate.steady_state for gate in model.gates if not gate.dynamic}
    flows = dict(zip((current.name for current in model.currents), equations(model).currents, strict=True))
    ohmic = [current for current in model.currents if isinstance(current, Current)]
    trees: dict[str, tuple[str, str, Expression]] = {
        key: (f"{key}_∞", "1", tree) for key, tree in fast.items()
    }
    trees |= {f"i_{key}": (f"I_{key}", ampere, flow) for key, flow in flows.items()}
    trees |= {f"g_{item.name}": (f"g_{item.name}", siemens, _conductance(item, fast)) for item in ohmic}
    trees |= {
        f"e_{item.name}": (f"E_{item.name}", volt, parse(item.reversal))
        for item in ohmic
        if names(parse(item.reversal)) & set(model.states)
    }
    trees["i_ionic"] = ("I_ion", ampere, sum(flows.values(), number(0.0)))
    return {key: Formula(label, unit, program([tree])) for key, (label, unit, tree) in trees.items()}


def _conductance(current: Current, fast: Mapping[str, Expression]) -> Expression:
    """The conductance g Π xᵖ of an ohmic current."""
    product = current.strength
    for gate, power in current.gates:
        product = product * name(gate) ** float(power)
    return substitute(product, fast)


def all_series(model: Model, conductances: int = 0) -> tuple[str, ...]:
    """Names of all series of a model with so many added conductances, the usual ones first."""
    added = tuple(f"{ADDED_CONDUCTANCE}{k + 1}" for k in range(conductances))
    return (*usual_series(model), *formulas(model), *((ADDED_CURRENT, *added) if added else ()))


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
        V [mV] and the other states, shape (n, k).
    error
        Estimated error of V [mV].
    conductances
        Conductances [mS/cm²] added from outside.
    """

    neuron: Neuron
    waveform: Waveform
    times: Floats
    states: Floats
    error: float
    conductances: tuple[AddedConductance, ...] = ()

    def series(self, name: str) -> Variable:
        """The series of a name among `all_series`."""
        model = self.neuron.model
        if name == "stimulus":
            unit = "1" if model.dimensionless else "µA/cm²"
            return Variable("stimulus", "I", unit, applied(self.waveform, self.times))
        if name in model.state_names:
            k = model.state_names.index(name)
            return Variable(name, model.states[k], model.units[k], self.states[k], float(self._errors()[k]))
        if name == ADDED_CURRENT:
            return self.added_current()
        if name.startswith(ADDED_CONDUCTANCE):
            number = name.removeprefix(ADDED_CONDUCTANCE)
            unit = "1" if model.dimensionless else "mS/cm²"
            values = self.conductances[int(number) - 1](self.times)
            return Variable(name, f"g_added,{number}", unit, values)
        label, unit, code = formulas(model)[name]
        values = self._values(code, self.states)
        # The change that the states' errors would make in it if all had one sign.
        change = np.abs(self._values(code, self.states + self._errors()[:, np.newaxis]) - values)
        return Variable(name, label, unit, values, float(change.max(initial=0.0)) or None)

    def added_current(self) -> Variable:
        """Current of all added conductances [µA/cm²], outward positive: Σ g (V − E)."""
        current, total = np.zeros(self.times.shape), np.zeros(self.times.shape)
        for added in self.conductances:
            g = added(self.times)
            current += g * (self.states[0] - added.reversal)
            total += g
        unit = "1" if self.neuron.model.dimensionless else "µA/cm²"
        error = self.error * float(np.abs(total).max(initial=0.0))
        return Variable(ADDED_CURRENT, "I_added", unit, current, error or None)

    def _errors(self) -> Floats:
        """Estimated error of every state: that of V by its share of a spike."""
        model = self.neuron.model
        return self.error * np.array([1.0, *(typical / model.swing for typical in model.typical)])

    def _values(self, code: Program, states: Floats) -> Floats:
        model = self.neuron.model
        named = {**self.neuron.values, VOLTAGE: states[0]} | dict(zip(model.states, states, strict=True))
        (value,) = code(named)
        return np.broadcast_to(np.asarray(value, dtype=np.float64), states[0].shape)
