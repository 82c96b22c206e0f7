"""The vocabulary in which a conductance-based model is declared, as data.

C dV/dt = I − Σ g Π xᵖ (V − E),  dx/dt = φ [α (1 − x) − β x]  or  φ (x∞ − x)/τ.

Currents are also constant-field ones or expressions, states also pools and variables (`core.neuron.currents`,
`core.neuron.states`). Everything else (right-hand side, tables, derivatives, schemas, equations, catalogue)
is derived from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from core.errors import ParameterError
from core.neuron.currents import ConstantFieldCurrent, Current, GeneralCurrent, IonicCurrent, nernst
from core.neuron.states import (
    VOLTAGE,
    Gate,
    Instantaneous,
    Pool,
    Rates,
    Relaxation,
    State,
    Variable,
)
from core.quantity import Bounds, Quantity, annotated_quantity
from core.stimulus import Stimulus

__all__ = [
    "VOLTAGE",
    "ConstantFieldCurrent",
    "Current",
    "Gate",
    "GeneralCurrent",
    "Instantaneous",
    "IonicCurrent",
    "Model",
    "Neuron",
    "Parameter",
    "Pool",
    "Preset",
    "Rates",
    "Relaxation",
    "Standard",
    "State",
    "Variable",
    "constant",
    "nernst",
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A constant of a model: name, LaTeX symbol, quantity (with bounds), default and meaning."""

    name: str
    symbol: str
    quantity: Quantity
    default: float
    meaning: str


def constant(
    name: str,
    symbol: str,
    kind: Any,
    default: float,
    meaning: str,
    **bounds: float,
) -> Parameter:
    """Declare a constant whose quantity is an alias of `core.quantity`, with tighter bounds if stated."""
    quantity = annotated_quantity(kind)
    tightened = quantity.bounds.tightened(Bounds(**bounds))
    return Parameter(name, symbol, Quantity(quantity.name, quantity.unit, tightened), default, meaning)


@dataclass(frozen=True)
class Preset:
    """A named set of values for some parameters, with its source."""

    name: str
    meaning: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Standard:
    """The textbook experiment that an empty request runs.

    Attributes
    ----------
    spike_threshold
        A spike crosses it upwards [mV].
    tolerance
        Error of the voltage to aim at [mV].
    """

    duration: float
    stimulus: tuple[Stimulus, ...]
    current: float
    current_range: tuple[float, float]
    voltage_range: tuple[float, float]
    spike_threshold: float = 0.0
    tolerance: float = 1e-3


@dataclass(frozen=True, eq=False)
class Model:
    """A declared point neuron; compared by identity, so that what is derived from one can be kept.

    Attributes
    ----------
    dimensionless
        Whether voltage, time and currents are plain numbers (FitzHugh-Nagumo), not mV, ms and µA/cm².
    swing
        Size [mV] of a spike: the error of a state counts by its share of the state's typical value, and
        "small" is small beside this.
    """

    name: str
    title: str
    description: str
    capacitance: str
    parameters: tuple[Parameter, ...]
    gates: tuple[Gate, ...]
    currents: tuple[IonicCurrent, ...]
    presets: tuple[Preset, ...]
    standard: Standard
    references: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())
    pools: tuple[Pool, ...] = ()
    variables: tuple[Variable, ...] = ()
    dimensionless: bool = False
    swing: float = 100.0

    @cached_property
    def dynamic(self) -> tuple[State, ...]:
        """The states after V, in the order of the state vector: gates, variables, pools."""
        return (*(gate for gate in self.gates if gate.dynamic), *self.variables, *self.pools)

    @cached_property
    def dynamic_gates(self) -> tuple[Gate, ...]:
        """Gates that are states."""
        return tuple(gate for gate in self.gates if gate.dynamic)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of the states: V, then the others."""
        return (VOLTAGE, *(state.name for state in self.dynamic))

    @property
    def state_names(self) -> tuple[str, ...]:
        """The states by the names that answers use: voltage, then the others."""
        return ("voltage", *self.states[1:])

    @cached_property
    def typical(self) -> tuple[float, ...]:
        """A value of each state after V that matters: 1 of a gate."""
        return tuple(state.typical for state in self.dynamic)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Unit of each state."""
        return ("1" if self.dimensionless else "mV", *(state.unit for state in self.dynamic))

    def defaults(self, preset: str | None = None) -> dict[str, float]:
        """Value of every parameter, for a preset or the default set.

        Raises
        ------
        ParameterError
            No preset of that name.
        """
        values = {parameter.name: parameter.default for parameter in self.parameters}
        if preset is not None:
            known = {entry.name: entry for entry in self.presets}
            if preset not in known:
                raise ParameterError(
                    "/preset", f"no preset {preset!r}", received=preset, allowed=", ".join(known)
                )
            values.update(known[preset].values)
        return values


@dataclass(frozen=True)
class Neuron:
    """A declared model with a value for every one of its parameters."""

    model: Model
    values: Mapping[str, float]

    @classmethod
    def of(cls, model: Model, preset: str | None = None, **values: float) -> "Neuron":
        """A neuron with the defaults of a preset, and some parameters changed.

        Raises
        ------
        ParameterError
            An unknown preset or parameter, or a value out of its bounds.
        """
        merged = model.defaults(preset) | values
        by_name = {parameter.name: parameter for parameter in model.parameters}
        for name, value in merged.items():
            if name not in by_name:
                raise ParameterError(f"/parameters/{name}", f"{model.name} has no parameter {name!r}")
            quantity = by_name[name].quantity
            if not quantity.bounds.contain(value):
                raise ParameterError(
                    f"/parameters/{name}",
                    f"{name} [{quantity.unit}] is out of bounds",
                    received=value,
                    allowed=str(quantity.bounds),
                )
        return cls(model, MappingProxyType(merged))
