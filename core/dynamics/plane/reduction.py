"""Reductions of a model to two states: a declared model again, in which the other states are functions.

A state that is left out follows V at once (x∞(V)), follows the one that is kept (x = offset − slope · n), or
stands still. FitzHugh R (1960) J Gen Physiol 43:867-896, doi:10.1085/jgp.43.5.867 (the fast plane); Rinzel J
(1985) Fed Proc 44:2944-2946 (h = 0.8 − n).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from core.errors import ParameterError
from core.neuron.declaration import (
    ConstantFieldCurrent,
    Current,
    Gate,
    GeneralCurrent,
    Instantaneous,
    IonicCurrent,
    Model,
    Neuron,
    Parameter,
    Pool,
    Rates,
    Relaxation,
    State,
    Variable,
)
from core.neuron.expression import ExpressionError, plain
from core.parameters import Parameters, parameter
from core.quantity import Millivolt, Quantity

Role = Literal["steady", "linear", "frozen"]
"""What becomes of a state that is left out."""


@dataclass(frozen=True, kw_only=True)
class FastSlowReduction(Parameters):
    """The plane of V and a recovery: faster states at their steady states, as slow ones a function of it."""

    kind: Literal["fast-slow"] = "fast-slow"
    recovery: str | None = parameter(
        None, "the state beside V; null: the one that repolarises most", max_items=32
    )
    relation: Literal["least-squares", "rinzel"] = parameter(
        "least-squares",
        "how the states as slow as the recovery n follow it: offset − slope · n as fits the full model's "
        "orbit best, or Rinzel's 0.8 − n",
    )


@dataclass(frozen=True, kw_only=True)
class FastReduction(Parameters):
    """FitzHugh's fast plane: V and one state, all others frozen."""

    kind: Literal["fast"] = "fast"
    activation: str | None = parameter(
        None, "the state beside V; null: the one that depolarises most, or else the fastest", max_items=32
    )
    voltage: Millivolt | None = parameter(
        None, "voltage at whose steady states the others are frozen; null: rest without a current"
    )


Reduction = FastSlowReduction | FastReduction


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes of a state: its role, and the constants of `linear` (x = offset − slope n) or `frozen`."""

    role: Role
    offset: float = 0.0
    slope: float = 0.0


def reduced(neuron: Neuron, second: str, parts: Mapping[str, Part], kind: str) -> Neuron:
    """A neuron with V and one other state.

    Parameters
    ----------
    second
        The state that is kept.
    parts
        What becomes of each of the others.

    Raises
    ------
    ParameterError
        A state cannot take its part.
    """
    roles = tuple((name, part.role) for name, part in parts.items())
    model, names = _reduced_model(neuron.model, second, roles, kind)
    values = dict(neuron.values)
    for name, part in parts.items():
        values.update(zip(names.get(name, ()), (part.offset, part.slope), strict=False))
    return Neuron(model, values)


@lru_cache(maxsize=64)
def _reduced_model(
    model: Model, second: str, roles: tuple[tuple[str, Role], ...], kind: str
) -> tuple[Model, Mapping[str, tuple[str, ...]]]:
    """The reduced model, and the names of its constants by state."""
    by_name: dict[str, State] = {state.name: state for state in model.dynamic}
    kept = by_name[second]
    follows = any(role == "linear" for _, role in roles)
    # Only pools and variables are read by functions of other states.
    variables: tuple[Variable, ...] = (kept,) if isinstance(kept, Variable) else ()
    if isinstance(kept, Gate) and follows:
        variables = (_as_variable(kept),)
    factors = {gate for current in model.currents for gate, _ in current.gates}
    taken = {item.name for item in model.parameters} | set(by_name)
    gates = {gate.name: gate for gate in model.gates if not gate.dynamic}
    if isinstance(kept, Gate) and not follows:
        gates[second] = kept
    added: list[Parameter] = []
    names: dict[str, tuple[str, ...]] = {}
    currents = model.currents
    for name, role in roles:
        state = by_name[name]
        text = ""
        if role == "steady":
            text = steady_text(state)
        elif role == "linear":
            offset, slope = (_free(f"{name}_{word}", taken) for word in ("offset", "slope"))
            names[name] = (offset, slope)
            added.append(_constant(offset, f"{name} where {second} is 0"))
            added.append(_constant(slope, f"fall of {name} with {second}"))
            text = f"{offset} - {slope} * {second}"
        elif name in factors:
            text = _free(f"{name}_frozen", taken)
            names[name] = (text,)
            added.append(_constant(text, f"value of {name}"))
        else:
            names[name] = (name,)
            quantity = Quantity(name, state.unit)
            added.append(Parameter(name, rf"\mathrm{{{name}}}", quantity, 0.0, f"value of {name}"))
        if text and isinstance(state, Gate):
            gates[name] = Gate(name, state.meaning, Instantaneous(text))
        elif text:
            # Not a probability: no gate may have its values.
            currents = tuple(_absorbed(current, name, text) for current in currents)
    pools = (replace(kept, currents=kept.currents),) if isinstance(kept, Pool) else ()
    made = replace(
        model,
        name=f"{model.name}, {kind} plane",
        title=f"{model.title}, reduced to V and {second}",
        parameters=(*model.parameters, *added),
        # In the order of the full model, so that equal reductions are equal.
        gates=tuple(gates[gate.name] for gate in model.gates if gate.name in gates)
        + tuple(gate for name, gate in gates.items() if name not in {gate.name for gate in model.gates}),
        currents=currents,
        presets=(),
        pools=pools,
        variables=variables,
    )
    return made, names


def _absorbed(current: IonicCurrent, name: str, text: str) -> IonicCurrent:
    """A current in which an expression stands for one of its factors."""
    power = dict(current.gates).get(name)
    if power is None:
        return current
    if isinstance(current, Current):
        flow = f"({current.conductance}) * (V - ({current.reversal}))"
    elif isinstance(current, ConstantFieldCurrent):
        flow = f"({current.permeability}) * ({current.text})"
    else:
        flow = f"({current.density})"
    gates = tuple(factor for factor in current.gates if factor[0] != name)
    return GeneralCurrent(current.name, current.symbol, current.meaning, f"{flow} * ({text})^{power}", gates)


def can_leave(model: Model, name: str, role: Role) -> bool:
    """Whether a state can take a part; what is no factor of a current, but read otherwise, can be frozen."""
    state = next(state for state in model.dynamic if state.name == name)
    if role == "frozen":
        return True
    factors = {gate for current in model.currents for gate, _ in current.gates}
    if isinstance(state, Pool) or name not in factors:
        return False
    if role == "linear":
        return True
    try:
        steady_text(state)
    except ParameterError:
        return False
    return True


def _as_variable(gate: Gate) -> Variable:
    """A gate as a variable with the same equation, so that functions may read it."""
    kinetics, n = gate.kinetics, gate.name
    if isinstance(kinetics, Rates):
        rate = f"({gate.scale}) * (({kinetics.alpha}) * (1 - {n}) - ({kinetics.beta}) * {n})"
    elif isinstance(kinetics, Relaxation):
        rate = f"({gate.scale}) * (({kinetics.steady_state}) - {n}) / ({kinetics.time_constant})"
    else:
        raise TypeError(f"{n} is instantaneous")
    return Variable(n, n, gate.meaning, rate)


def steady_text(state: State) -> str:
    """The steady state of a state as an expression of V."""
    if isinstance(state, Gate) and isinstance(state.kinetics, Rates):
        alpha, beta = state.kinetics.alpha, state.kinetics.beta
        return f"({alpha}) / (({alpha}) + ({beta}))"
    if isinstance(state, Gate) and isinstance(state.kinetics, Relaxation):
        return state.kinetics.steady_state
    try:
        text = plain(state.inflow / state.turnover)
    except (ExpressionError, ZeroDivisionError):
        text = ""
    if not text or isinstance(state, Pool):
        raise ParameterError("/reduction", f"{state.name} has no steady state at a voltage")
    return text


def _constant(name: str, meaning: str) -> Parameter:
    return Parameter(name, rf"\mathrm{{{name.replace('_', ' ')}}}", Quantity(name, "1"), 0.0, meaning)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name
