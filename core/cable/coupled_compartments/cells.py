"""A compartment as a system of equations of its own, with the current into it as its input."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from core.cable.coupled_compartments.compartments import ActiveCompartment, Compartment
from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.equations import APPLIED_CURRENT, Equations, equations
from core.neuron.expression import Differentiation, Expression, Value, name, number, program
from core.neuron.machine_code import MachineCode, encode
from core.result import Floats

VOLTAGE_PLACE = 0


@dataclass(frozen=True, eq=False)
class Cell:
    """One compartment.

    Attributes
    ----------
    equations
        Its equations, V first, driven by the current `APPLIED_CURRENT`.
    values
        Values of all other names in them.
    neuron
        The neuron; None for a passive compartment.
    density
        The current of the equations per current into the compartment [µA/cm² per nA; 1 of a passive one].
    weights
        An error of 1 in a state counts as one of so many mV, shape (states,).
    """

    equations: Equations
    values: Mapping[str, float]
    neuron: Neuron | None
    density: float
    weights: Floats

    @property
    def size(self) -> int:
        """Number of states."""
        return len(self.equations.states)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Unit of each state."""
        return ("mV",) if self.neuron is None else self.neuron.model.units

    def rates(self, state: Floats, current: float) -> Floats:
        """Rates of the states at a current into the compartment [nA], shape (states,)."""
        return np.array(self.equations.rates(self._named(state, current)), dtype=np.float64)

    def jacobian(self, state: Floats) -> Floats:
        """Derivatives of the rates by the states, shape (states, states)."""
        matrix = np.zeros((self.size, self.size))
        elements = self.equations.jacobian_program(self._named(state, 0.0))
        for place, value in zip(self.equations.jacobian, elements, strict=True):
            matrix[place] = value
        return matrix

    @cached_property
    def gain(self) -> float:
        """∂V'/∂I [mV/ms per nA]: the reciprocal of the capacitance."""
        (inverse,) = program([_inverse_capacitance(self.equations)])(self._values)
        return float(inverse) * self.density

    @cached_property
    def _values(self) -> dict[str, Value]:
        return {key: float(value) for key, value in self.values.items()}

    def _named(self, state: Floats, current: float) -> dict[str, Value]:
        named = {**self._values, APPLIED_CURRENT: current * self.density}
        named.update(zip(self.equations.states, state.tolist(), strict=True))
        return named


def cell(compartment: Compartment, neuron: Neuron | None) -> Cell:
    """A compartment with its model, or a passive one."""
    if neuron is not None and isinstance(compartment, ActiveCompartment):
        model = neuron.model
        weights = model.swing / np.array([model.swing, *model.typical], dtype=np.float64)
        return Cell(equations(model), neuron.values, neuron, compartment.density, weights)
    if isinstance(compartment, ActiveCompartment):
        raise TypeError("an active compartment has a model")
    values = {
        "leak": compartment.leak,
        "reversal": compartment.resting_potential,
        "capacitance": compartment.whole_capacitance,
    }
    return Cell(_passive(), values, None, 1.0, np.ones(1))


@lru_cache(maxsize=1)
def _passive() -> Equations:
    """V' = (I − g (V − E))/C, in nA, µS, nF."""
    current = name(APPLIED_CURRENT) - name("leak") * (name(VOLTAGE) - name("reversal"))
    return Equations((VOLTAGE,), (current / name("capacitance"),), (), {}, (), ())


def _inverse_capacitance(of: Equations) -> Expression:
    """∂V'/∂I."""
    return Differentiation().of(of.right_hand_side[VOLTAGE_PLACE], APPLIED_CURRENT)


@dataclass(frozen=True, eq=False)
class CellCode:
    """Equations as code of the register machine; the inputs are the states and the current.

    Attributes
    ----------
    motion
        Outputs: the rates f, their derivatives by time under a constant current (Jacobian times f), ∂V'/∂I.
    linear
        Outputs: f, the elements of the Jacobian that are not zero, ∂V'/∂I.
    entries
        Row and column of these elements, shape (k, 2).
    """

    motion: MachineCode
    linear: MachineCode
    entries: "np.ndarray[tuple[int, int], np.dtype[np.int64]]"


@lru_cache(maxsize=64)
def cell_code(of: Equations) -> CellCode:
    """The code of some equations; made once for all neurons of a model.

    Raises
    ------
    ParameterError
        The derivatives have too many terms.
    """
    rates, jacobian = of.right_hand_side, of.jacobian
    gain = _inverse_capacitance(of)
    turns: list[Expression] = [number(0.0) for _ in rates]
    for (row, column), slope in jacobian.items():
        turns[row] = turns[row] + slope * rates[column]
    inputs = (*of.states, APPLIED_CURRENT)
    return CellCode(
        encode(program([*rates, *turns, gain]), inputs),
        encode(program([*rates, *jacobian.values(), gain]), inputs),
        np.array(list(jacobian), dtype=np.int64).reshape(len(jacobian), 2),
    )
