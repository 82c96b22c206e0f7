"""Where a run begins: at rest, or at a voltage with every state at its steady value, or as it is told."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Gate, Model, Neuron, Pool
from core.neuron.equations import (
    equations,
    jacobian_matrix,
    steady_current,
    steady_function,
    steady_state,
)
from core.neuron.working_range import OFF_ROUND
from core.numerics.roots import newton_root, sign_changes
from core.quantity import Bounds, Millivolt, annotated_quantity
from core.result import Floats

SCAN = (-200.0, 200.0)
"""Voltages [mV] among which a resting potential is looked for."""
SCAN_STEP = 0.25
NUDGE = 0.01
"""Share of a spike by which a run begins beside an equilibrium that is unstable."""

_BOUNDS = annotated_quantity(Millivolt).bounds

VOLTAGE_KEYS = ("voltage", VOLTAGE)
"""Names of V among the initial values."""


def scan_voltages(model: Model) -> Floats:
    """The grid on which equilibria are looked for [mV]: 0.25 mV apart, finer where a spike is small."""
    step = SCAN_STEP * min(1.0, model.swing / 100.0)
    voltages: Floats = np.arange(SCAN[0] - OFF_ROUND, SCAN[1] + step, step)
    return voltages


def equilibrium_voltages(neuron: Neuron, current: float = 0.0) -> Floats:
    """Voltages [mV] at which the steady-state current balances an injected one [µA/cm²], in increasing order.

    Roots of I_ss(V) = I between −200 and 200 mV, found as changes of sign on a grid of 0.25 mV (finer where a
    spike is small) and polished on the declared expressions; two roots within one cell are not seen
    (`core.dynamics` proves completeness).
    """
    voltages = scan_voltages(neuron.model)
    with np.errstate(invalid="ignore"):
        excess = steady_current(neuron, voltages)[0] - current
    curve = steady_function(neuron, 1)

    def balance(v: float) -> tuple[float, float]:
        value, slope = curve(v)
        return value - current, slope

    roots = [newton_root(balance, voltages[i], voltages[i + 1]) for i in sign_changes(excess)]
    return np.sort(np.append(roots, voltages[excess == 0.0]))


def resting_voltage(neuron: Neuron) -> float:
    """The lowest stable equilibrium without injected current [mV], or the lowest of all if none is stable.

    Raises
    ------
    ParameterError
        No equilibrium between −200 and 200 mV.
    """
    return float(resting_state(neuron)[0][0])


def resting_state(neuron: Neuron) -> tuple[Floats, bool]:
    """The lowest stable equilibrium without injected current, or else the lowest of all; is it stable.

    Raises
    ------
    ParameterError
        No equilibrium between −200 and 200 mV.
    """
    state, stable = _resting_state(neuron.model, tuple(neuron.values.items()))
    return np.array(state), stable


@lru_cache(maxsize=256)
def _resting_state(model: Model, values: tuple[tuple[str, float], ...]) -> tuple[tuple[float, ...], bool]:
    neuron = Neuron(model, MappingProxyType(dict(values)))
    if equations(model).unsolved:
        from core.neuron.settling import settled_at_rest

        state = settled_at_rest(neuron)
        return tuple(state.tolist()), is_stable(neuron, state)
    voltages = equilibrium_voltages(neuron)
    if voltages.size == 0:
        raise ParameterError(
            "/initial",
            f"there is no resting potential between {SCAN[0]:g} and {SCAN[1]:g} mV",
            hint="give the initial voltage",
        )
    states = [steady_state(neuron, float(voltage)) for voltage in voltages]
    for state in states:
        if is_stable(neuron, state):
            return tuple(state.tolist()), True
    return tuple(states[0].tolist()), False


def is_stable(neuron: Neuron, state: Floats) -> bool:
    """Whether all eigenvalues of the Jacobian have negative real parts."""
    matrix = jacobian_matrix(neuron, state)
    # At a concentration of 0 a reversal potential and its derivatives are infinite.
    return bool(np.isfinite(matrix).all() and np.linalg.eigvals(matrix).real.max() < 0.0)


def state_at(neuron: Neuron, voltage: float) -> Floats:
    """V [mV] and every other state at its steady value there, shape (n,)."""
    if equations(neuron.model).unsolved:
        from core.neuron.settling import settled_at

        return settled_at(neuron, voltage)
    return steady_state(neuron, voltage)


def initial_state(neuron: Neuron, given: Mapping[str, float] | None = None) -> Floats:
    """V [mV] and the other states at the start of a run, shape (n,).

    Parameters
    ----------
    neuron
        The neuron.
    given
        Values by name, V as "voltage" or "V". Without V: the resting potential, or, where no equilibrium is
        stable, a hundredth of a spike above the lowest. States that are not given have their steady values.

    Raises
    ------
    ParameterError
        An unknown name, a voltage out of bounds, a gate outside of 0 to 1, a negative concentration, or no
        resting potential.
    """
    named = dict(given or {})
    voltage = named.pop(VOLTAGE_KEYS[0], named.pop(VOLTAGE, None))
    if voltage is None:
        state, stable = resting_state(neuron)
        if not stable:
            state[0] += NUDGE * neuron.model.swing
    else:
        _require(voltage, _BOUNDS, "/initial/voltage", "the initial voltage [mV] is out of bounds")
        state = state_at(neuron, float(voltage))
    for name, value in named.items():
        state[_index(neuron.model, name)] = value
        _require(value, *_allowed(neuron.model, name))
    return state


def _index(model: Model, name: str) -> int:
    """Place of a state after V."""
    allowed = model.state_names
    if name not in allowed[1:]:
        near = get_close_matches(name, allowed, n=1)
        raise ParameterError(
            f"/initial/{name[:40]}",
            f"{model.name} has no state {name[:40]!r}",
            allowed=", ".join(allowed),
            hint=f"did you mean {near[0]}?" if near else "",
        )
    return allowed.index(name)


def _allowed(model: Model, name: str) -> tuple[Bounds, str, str]:
    """Bounds of a state's value, its pointer, and what is wrong with one out of them."""
    state = next(item for item in model.dynamic if item.name == name)
    if isinstance(state, Gate):
        return Bounds(ge=0.0, le=1.0), f"/initial/{name}", f"{name} is a fraction"
    if isinstance(state, Pool):
        return Bounds(ge=0.0, le=1e5), f"/initial/{name}", f"{name} is a concentration [mM]"
    return Bounds(ge=-1e9, le=1e9), f"/initial/{name}", f"{name} [{state.unit}] is out of bounds"


def _require(value: float, bounds: Bounds, pointer: str, detail: str) -> None:
    if not bounds.contain(value):
        raise ParameterError(pointer, detail, received=value, allowed=str(bounds))
