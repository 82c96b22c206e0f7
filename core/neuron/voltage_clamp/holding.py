"""Where a voltage clamp begins: at the holding voltage, with every state at its steady value."""

import numpy as np

from core.errors import ConvergenceError, ParameterError
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_voltage, state_at
from core.neuron.voltage_clamp.channels import Flows
from core.result import Floats

STEPS = 60
CLOSE = 1e-12
"""Change [share of a spike] at which the voltage behind a series resistance is found."""


def holding_voltage(neuron: Neuron, given: float | None) -> float:
    """The holding voltage [mV]: what is given, or the resting potential.

    Raises
    ------
    ParameterError
        The neuron has no resting potential.
    """
    if given is not None:
        return float(given)
    try:
        return resting_voltage(neuron)
    except ParameterError as error:
        detail = error.detail
    except np.linalg.LinAlgError:
        detail = "no resting potential was found: a rate is not finite there"
    raise ParameterError("/holding", detail, hint="give the holding voltage")


def held_state(neuron: Neuron, voltage: float, conductance: float | None) -> Floats:
    """States of a neuron that has been held for long, shape (n,).

    Behind a series resistance the voltage is the root nearest the command of I_ion(V) + g (V − V_cmd) = 0.

    Parameters
    ----------
    voltage
        The command [mV].
    conductance
        Conductance of the clamp [mS/cm²]; None: ideal.

    Raises
    ------
    ParameterError
        The other states do not settle.
    ConvergenceError
        The voltage behind the resistance is not found.
    """
    try:
        return _state_at(neuron, voltage) if conductance is None else _behind(neuron, voltage, conductance)
    except ParameterError as error:
        raise ParameterError(
            "/holding", f"the neuron cannot be held: {error.detail}", hint="choose another holding voltage"
        ) from None


def _state_at(neuron: Neuron, voltage: float) -> Floats:
    state = state_at(neuron, voltage)
    if not np.isfinite(state).all():
        raise ParameterError("/holding", f"a steady state at {voltage:.6g} mV is not finite")
    return state


def _behind(neuron: Neuron, command: float, conductance: float) -> Floats:
    def excess(voltage: float) -> tuple[float, Floats]:
        state = _state_at(neuron, voltage)
        ionic = float(Flows(neuron, state[:, np.newaxis]).total[0])
        return ionic / conductance + voltage - command, state

    earlier, (off, state) = command, excess(command)
    voltage = command - off
    for _ in range(STEPS):
        if abs(voltage - earlier) <= CLOSE * neuron.model.swing:
            return state
        now, state = excess(voltage)
        slope = (now - off) / (voltage - earlier)
        # The slope is 1 for a stiff clamp; where it nearly vanishes the secant would fly off.
        step = -now / slope if slope > 0.1 else -now
        earlier, off, voltage = voltage, now, voltage + float(np.clip(step, -20.0, 20.0))
    raise ConvergenceError(
        f"no voltage was found at which the neuron rests behind the series resistance at {command:.6g} mV",
        hint="reduce the series resistance or choose another holding voltage",
    )
