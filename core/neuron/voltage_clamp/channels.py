"""What flows through a clamped membrane: currents, conductances, open fractions, from the states."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from core.neuron.currents import ConstantFieldCurrent, Current, IonicCurrent
from core.neuron.declaration import VOLTAGE, Model, Neuron
from core.neuron.equations import equations
from core.neuron.expression import Expression, Program, name, number, program, substitute
from core.neuron.observables import Formula, formulas
from core.result import Floats


def activation(model: Model, current: IonicCurrent) -> Expression:
    """The open fraction Π xᵖ of a current."""
    fast = {gate.name: gate.steady_state for gate in model.gates if not gate.dynamic}
    product: Expression = number(1.0)
    for gate, power in current.gates:
        product = product * name(gate) ** float(power)
    return substitute(product, fast)


@lru_cache(maxsize=64)
def state_formulas(model: Model) -> Mapping[str, Formula]:
    """Series that follow from V and the states: those of a simulation, and p_<name>, a permeability."""
    permeable = {
        f"p_{item.name}": Formula(
            f"P_{item.name}", "cm/s", program([item.strength * activation(model, item)])
        )
        for item in model.currents
        if isinstance(item, ConstantFieldCurrent)
    }
    return {**formulas(model), **permeable}


@lru_cache(maxsize=64)
def flow_program(model: Model) -> Program:
    """Code of every current, then of every current's open fraction, then of its g or P."""
    return program(
        [
            *equations(model).currents,
            *(activation(model, current) for current in model.currents),
            *(current.strength for current in model.currents),
        ]
    )


class Flows:
    """Currents [µA/cm²] and open fractions of a neuron at states of shape (n, k), each of shape (m, k)."""

    def __init__(self, neuron: Neuron, states: Floats) -> None:
        named = named_values(neuron, states)
        found = np.array(
            [np.broadcast_to(value, states[0].shape) for value in flow_program(neuron.model)(named)]
        ).reshape(3, len(neuron.model.currents), -1)
        self.currents: Floats = found[0]
        self.fractions: Floats = found[1]
        self.strengths: Floats = found[2, :, 0]

    @property
    def total(self) -> Floats:
        """The ionic current [µA/cm²], shape (k,)."""
        total: Floats = self.currents.sum(axis=0)
        return total


def named_values(neuron: Neuron, states: Floats) -> dict[str, float | Floats]:
    """Values of all names that formulas read."""
    named: dict[str, float | Floats] = {key: float(value) for key, value in neuron.values.items()}
    return named | {VOLTAGE: states[0]} | dict(zip(neuron.model.states, states, strict=True))


def conductance_names(model: Model) -> dict[str, tuple[str, str, str]]:
    """Name, label and unit of g or P by the current's name, for those that have one."""
    found = {}
    for current in model.currents:
        if isinstance(current, Current):
            found[current.name] = (f"g_{current.name}", f"g_{current.name}", "mS/cm²")
        elif isinstance(current, ConstantFieldCurrent):
            found[current.name] = (f"p_{current.name}", f"P_{current.name}", "cm/s")
    return found
