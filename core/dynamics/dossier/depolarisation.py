"""Whether a stable equilibrium is a resting state or a depolarisation block."""

import numpy as np

from core.dynamics.linearisation import linearise
from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError
from core.neuron.equations import equations
from core.neuron.working_range import OFF_ROUND, WORKING_RANGE

SCAN = 240
"""Voltages at which the stability of equilibria is looked at."""


def is_block(field: VectorField, value: float, voltage: float) -> bool:
    """Whether a stable equilibrium lies above all voltages at which an equilibrium is unstable.

    At these voltages some current makes an equilibrium, and there firing begins and ends: below them the
    neuron rests, above them it stays depolarised. Without such voltages it rests.

    Parameters
    ----------
    value
        Of the field's one free parameter.
    voltage
        Of the equilibrium [mV].
    """
    neuron, _ = field.split(np.append(np.zeros(len(field.states)), value))
    if equations(neuron.model).unsolved:
        # Without steady states as functions of V it is told by the midpoint of a spike.
        return voltage > float(np.mean(neuron.model.standard.voltage_range))
    low, high = neuron.model.standard.voltage_range if neuron.model.dimensionless else WORKING_RANGE
    voltages = np.linspace(low, high, SCAN) + OFF_ROUND * (high - low) / SCAN
    try:
        unstable = voltages[linearise(neuron, voltages).unstable_dimensions > 0]
    except ConvergenceError:
        return False
    return bool(unstable.size and voltage > unstable.max())
