"""The vocabulary in which a conductance-based model is declared, as data.

C dV/dt = I − Σ g Π xᵖ (V − E),  dx/dt = φ [α (1 − x) − β x]  or  φ (x∞ − x)/τ.

Everything else (right-hand side, tables, derivatives, schemas, equations, catalogue) is derived from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from core.errors import ParameterError
from core.neuron.expression import Expression, parse
from core.quantity import Bounds, Quantity, annotated_quantity
from core.stimulus import Stimulus

VOLTAGE = "V"
"""Name of the membrane potential in expressions."""


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
class Rates:
    """Opening and closing rates [1/ms] of a gate, as expressions of V and the parameters."""

    alpha: str
    beta: str


@dataclass(frozen=True)
class Relaxation:
    """Steady state [1] and time constant [ms, before the scale] of a gate."""

    steady_state: str
    time_constant: str


@dataclass(frozen=True)
class Instantaneous:
    """A gate so fast that it always has its steady state [1]."""

    steady_state: str


@dataclass(frozen=True)
class Gate:
    """A gating variable: its kinetics, and a scale φ of its speed that depends on parameters only."""

    name: str
    meaning: str
    kinetics: Rates | Relaxation | Instantaneous
    scale: str = "1"

    @property
    def dynamic(self) -> bool:
        """Whether the gate is a state of its own."""
        return not isinstance(self.kinetics, Instantaneous)

    @cached_property
    def steady_state(self) -> Expression:
        """x∞(V)."""
        if isinstance(self.kinetics, Rates):
            alpha, beta = parse(self.kinetics.alpha), parse(self.kinetics.beta)
            return alpha / (alpha + beta)
        return parse(self.kinetics.steady_state)

    @cached_property
    def inflow(self) -> Expression:
        """a(V) of dx/dt = φ (a − b x) [1/ms]: the opening rate."""
        if isinstance(self.kinetics, Rates):
            return parse(self.kinetics.alpha)
        return self.steady_state * self.turnover

    @cached_property
    def turnover(self) -> Expression:
        """b(V) of dx/dt = φ (a − b x) [1/ms]: the sum of the rates, 1/τ."""
        if isinstance(self.kinetics, Rates):
            return parse(self.kinetics.alpha) + parse(self.kinetics.beta)
        if isinstance(self.kinetics, Relaxation):
            return 1.0 / parse(self.kinetics.time_constant)
        raise TypeError(f"gate {self.name} is instantaneous")


@dataclass(frozen=True)
class Current:
    """An ohmic ionic current g Π xᵖ (V − E), by the names of its parameters and gates."""

    name: str
    symbol: str
    meaning: str
    conductance: str
    reversal: str
    gates: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Preset:
    """A named set of values for some parameters, with its source."""

    name: str
    meaning: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Standard:
    """The textbook experiment that an empty request runs."""

    duration: float
    stimulus: tuple[Stimulus, ...]
    current: float
    current_range: tuple[float, float]
    voltage_range: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Model:
    """A declared point neuron; compared by identity, so that what is derived from one can be kept."""

    name: str
    title: str
    description: str
    capacitance: str
    parameters: tuple[Parameter, ...]
    gates: tuple[Gate, ...]
    currents: tuple[Current, ...]
    presets: tuple[Preset, ...]
    standard: Standard
    references: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def dynamic_gates(self) -> tuple[Gate, ...]:
        """Gates that are states, in the order of the state vector after V."""
        return tuple(gate for gate in self.gates if gate.dynamic)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of the states: V, then the dynamic gates."""
        return (VOLTAGE, *(gate.name for gate in self.dynamic_gates))

    @property
    def state_names(self) -> tuple[str, ...]:
        """The states by the names that answers use: voltage, then the dynamic gates."""
        return ("voltage", *self.states[1:])

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
