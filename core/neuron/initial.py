"""Where a run begins: at rest, or at a voltage with every gate at its steady state, or as it is told."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Model, Neuron
from core.neuron.equations import (
    jacobian_matrix,
    steady_current,
    steady_function,
    steady_state,
)
from core.numerics.roots import newton_root, sign_changes
from core.quantity import Millivolt, annotated_quantity
from core.result import Floats

SCAN = (-200.0, 200.0)
"""Voltages [mV] among which a resting potential is looked for."""
SCAN_STEP = 0.25
_OFFSET = 0.013_672_85
"""Keeps the scan off the round voltages at which a rate as published may read 0/0."""

_BOUNDS = annotated_quantity(Millivolt).bounds

VOLTAGE_KEYS = ("voltage", VOLTAGE)
"""Names of V among the initial values."""


def equilibrium_voltages(neuron: Neuron, current: float = 0.0) -> Floats:
    """Voltages [mV] at which the steady-state current balances an injected one [µA/cm²], in increasing order.

    Roots of I_ss(V) = I between −200 and 200 mV, found as changes of sign on a grid of 0.25 mV and polished
    on the declared expressions; two roots within one cell are not seen (`core.dynamics` proves completeness).
    """
    voltages = np.arange(SCAN[0] - _OFFSET, SCAN[1] + SCAN_STEP, SCAN_STEP)
    total, _ = steady_current(neuron, voltages)
    excess = total - current
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
    return _resting_voltage(neuron.model, tuple(neuron.values.items()))


@lru_cache(maxsize=256)
def _resting_voltage(model: Model, values: tuple[tuple[str, float], ...]) -> float:
    neuron = Neuron(model, MappingProxyType(dict(values)))
    voltages = equilibrium_voltages(neuron)
    if voltages.size == 0:
        raise ParameterError(
            "/initial",
            f"there is no resting potential between {SCAN[0]:g} and {SCAN[1]:g} mV",
            hint="give the initial voltage",
        )
    for voltage in voltages:
        growth = np.linalg.eigvals(jacobian_matrix(neuron, steady_state(neuron, float(voltage)))).real
        if growth.max() < 0.0:
            return float(voltage)
    return float(voltages[0])


def initial_state(neuron: Neuron, given: Mapping[str, float] | None = None) -> Floats:
    """V [mV] and the dynamic gates at the start of a run, shape (n,).

    Parameters
    ----------
    neuron
        The neuron.
    given
        Values by name, V as "voltage" or "V". Without V: the resting potential. Gates that are not given have
        their steady states at V.

    Raises
    ------
    ParameterError
        An unknown name, a voltage out of bounds, a gate outside of 0 to 1, or no resting potential.
    """
    named = dict(given or {})
    allowed = (VOLTAGE_KEYS[0], *neuron.model.states[1:])
    voltage = named.pop(VOLTAGE_KEYS[0], named.pop(VOLTAGE, None))
    if voltage is None:
        voltage = resting_voltage(neuron)
    if not _BOUNDS.contain(voltage):
        raise ParameterError(
            "/initial/voltage",
            "the initial voltage [mV] is out of bounds",
            received=voltage,
            allowed=str(_BOUNDS),
        )
    state = steady_state(neuron, float(voltage))
    for name, value in named.items():
        if name not in allowed[1:]:
            near = get_close_matches(name, allowed, n=1)
            raise ParameterError(
                f"/initial/{name[:40]}",
                f"{neuron.model.name} has no state {name[:40]!r}",
                allowed=", ".join(allowed),
                hint=f"did you mean {near[0]}?" if near else "",
            )
        if not 0.0 <= value <= 1.0:
            raise ParameterError(
                f"/initial/{name}", f"{name} is a fraction", received=value, allowed=">= 0 and <= 1"
            )
        state[neuron.model.states.index(name)] = value
    return state
