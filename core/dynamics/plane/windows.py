"""The window of a phase plane."""

import numpy as np

from core.dynamics.plane.nullclines import Window
from core.dynamics.plane.request import PhasePlaneRequest
from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.equations import equations
from core.neuron.expression import Value

GATE_LIMITS = (-0.1, 1.1)
"""Values of a gate that may be looked at: probabilities, and a margin to see the edges."""
MARGIN = 0.1
"""What is added to the values that a nullcline passes, as a fraction of their range."""
POINTS = 101
FARTHEST = 9e5
"""A nullcline with a pole is shown up to here."""


def window_of(neuron: Neuron, request: PhasePlaneRequest, *, of_gate: bool) -> Window:
    """The window asked for, or the usual one for the second state.

    Parameters
    ----------
    of_gate
        Whether the second state is a gate of the declared model, also where a reduction makes it a variable.

    Raises
    ------
    ParameterError
        Values of a gate that it cannot have.
    """
    low, high = map(float, request.voltage_range)
    if of_gate:
        _require_gate_values(neuron, request)
    if request.gate_range is not None:
        return Window(low, high, *map(float, request.gate_range))
    return Window(low, high, *((0.0, 1.0) if of_gate else _usual_range(neuron, low, high)))


def _require_gate_values(neuron: Neuron, request: PhasePlaneRequest) -> None:
    asked = [(f"/gate_range/{i}", value) for i, value in enumerate(request.gate_range or ())]
    asked += [(f"/initial/{i}/gate", point.gate) for i, point in enumerate(request.initial or ())]
    for pointer, value in asked:
        if not GATE_LIMITS[0] <= value <= GATE_LIMITS[1]:
            raise ParameterError(
                pointer,
                f"{neuron.model.states[1]} is a gate, a probability",
                received=value,
                allowed=f">= {GATE_LIMITS[0]:g} and <= {GATE_LIMITS[1]:g}",
            )


def _usual_range(neuron: Neuron, low: float, high: float) -> tuple[float, float]:
    """What the second state's nullcline passes within the voltages, and a margin."""
    state, made = neuron.model.dynamic[0], equations(neuron.model)
    if made.unsolved:
        return -2.0 * state.typical, 2.0 * state.typical
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}
    named[VOLTAGE] = np.linspace(low, high, POINTS)
    values = np.asarray(made.gate_program(named)[0], dtype=np.float64)
    values = values[np.isfinite(values)]
    if values.size == 0 or np.ptp(values) == 0.0:
        return -2.0 * state.typical, 2.0 * state.typical
    values = np.clip(values, -FARTHEST, FARTHEST)
    reach = MARGIN * float(np.ptp(values))
    return float(values.min()) - reach, float(values.max()) + reach
