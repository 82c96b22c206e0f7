"""The state variables of a declared model besides V: gates, pools of an ion, and variables of any other kind.

Each obeys ds/dt = φ (a − b s) − γ Σ I with a, b functions of V (and of pools and variables); a gate has no
currents that change it, and an instantaneous gate is no state at all.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from core.neuron.expression import Expression, derivative, names, number, parse, substitute

VOLTAGE = "V"
"""Name of the membrane potential in expressions."""


@dataclass(frozen=True)
class Rates:
    """Opening and closing rates [1/ms] of a gate, as expressions of V, the parameters and the pools."""

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

    unit: ClassVar[str] = "1"
    typical: ClassVar[float] = 1.0

    @property
    def dynamic(self) -> bool:
        """Whether the gate is a state of its own."""
        return not isinstance(self.kinetics, Instantaneous)

    @cached_property
    def steady_state(self) -> Expression:
        """x∞."""
        if isinstance(self.kinetics, Rates):
            alpha, beta = parse(self.kinetics.alpha), parse(self.kinetics.beta)
            return alpha / (alpha + beta)
        return parse(self.kinetics.steady_state)

    @cached_property
    def inflow(self) -> Expression:
        """The a of dx/dt = φ (a − b x) [1/ms]: the opening rate."""
        if isinstance(self.kinetics, Rates):
            return parse(self.kinetics.alpha)
        return self.steady_state * self.turnover

    @cached_property
    def turnover(self) -> Expression:
        """The b of dx/dt = φ (a − b x) [1/ms]: the sum of the rates, 1/τ."""
        if isinstance(self.kinetics, Rates):
            return parse(self.kinetics.alpha) + parse(self.kinetics.beta)
        if isinstance(self.kinetics, Relaxation):
            return 1.0 / parse(self.kinetics.time_constant)
        raise TypeError(f"gate {self.name} is instantaneous")


@dataclass(frozen=True)
class Pool:
    """The concentration of an ion [mM] in a shell, fed by currents: dc/dt = −γ Σ I − removal.

    Attributes
    ----------
    currents
        Names of the currents that carry the ion; inward (negative) current fills the pool.
    gain
        γ [mM/ms per µA/cm²], an expression of the parameters.
    removal
        What is taken out [mM/ms], an expression of the concentration (by the pool's name) and the parameters:
        "(ca - ca_rest) / tau_ca" where it decays to a resting concentration.
    typical
        A concentration [mM] that matters: errors are measured by it.
    """

    name: str
    symbol: str
    meaning: str
    currents: tuple[str, ...]
    gain: str
    removal: str
    typical: float = 1e-3

    unit: ClassVar[str] = "mM"

    @cached_property
    def inflow(self) -> Expression:
        """The a of −removal = a − b c."""
        return linear_part(-parse(self.removal), self.name)[0]

    @cached_property
    def turnover(self) -> Expression:
        """The b of −removal = a − b c."""
        return linear_part(-parse(self.removal), self.name)[1]


@dataclass(frozen=True)
class Variable:
    """A state with a rate of its own, an expression of V, the states and the parameters [unit/ms].

    Attributes
    ----------
    unit
        Its unit, "1" where dimensionless.
    typical
        A value that matters: errors are measured by it.
    """

    name: str
    symbol: str
    meaning: str
    rate: str
    unit: str = "1"
    typical: float = 1.0

    @cached_property
    def inflow(self) -> Expression:
        """The a of rate = a − b s."""
        return linear_part(parse(self.rate), self.name)[0]

    @cached_property
    def turnover(self) -> Expression:
        """The b of rate = a − b s."""
        return linear_part(parse(self.rate), self.name)[1]


State = Gate | Pool | Variable


def linear_part(rate: Expression, state: str) -> tuple[Expression, Expression]:
    """Terms a and b of rate = a − b s where it is linear in the state s; the rate itself and 0 where not."""
    slope = derivative(rate, state)
    if state in names(slope):
        return rate, number(0.0)
    return substitute(rate, {state: 0.0}), -slope


def solved_for(rate: Expression, state: str) -> Expression | None:
    """The value of a state at which its rate vanishes, None where the rate is not linear in it."""
    inflow, turnover = linear_part(rate, state)
    if state in names(inflow) or turnover is number(0.0):
        return None
    return inflow / turnover
