"""The textbook family of a model: steps from rest to voltages over its range, as long as its gates take."""

import numpy as np

from core.neuron.declaration import VOLTAGE, Model
from core.neuron.voltage_clamp.request import ClampStep, Segment, VoltageRange
from core.neuron.voltage_clamp.solution import closed_states

TRACES = 15
"""Steps of voltage in the range, about."""
TIME_CONSTANTS = 3.0
"""Length of a step in units of the median, over the gates, of the longest time constant."""
BEFORE, AFTER = 0.1, 0.25
"""Parts before and after the step, in units of its length."""
LENGTHS = (1.0, 1000.0)
"""Shortest and longest step [ms]."""
USUAL_LENGTH = 20.0
"""Step [ms] of a model that has no gate to go by."""


def standard_segments(model: Model) -> tuple[Segment, ...]:
    """The segments of a request that says none."""
    low, high = model.standard.voltage_range
    length = _step_length(model)
    return (
        ClampStep(duration=BEFORE * length),
        ClampStep(
            duration=length, family=VoltageRange(start=low, stop=high, step=_round((high - low) / TRACES))
        ),
        ClampStep(duration=AFTER * length),
    )


def _step_length(model: Model) -> float:
    """Length of the step [ms]."""
    voltages = np.linspace(*model.standard.voltage_range, 61)
    named = {key: float(value) for key, value in model.defaults().items()}
    code = closed_states(model)[1]
    rates = [np.broadcast_to(rate, voltages.shape) for rate in code({**named, VOLTAGE: voltages})[1::2]]
    # The constants of a client's model are the neuron's, not defaults: what they leave open says nothing.
    found = [1.0 / float(rate.min()) for rate in rates if np.isfinite(rate).all() and rate.min() > 0.0]
    length = _round(TIME_CONSTANTS * float(np.median(found))) if found else USUAL_LENGTH
    return min(max(length, LENGTHS[0]), LENGTHS[1])


def _round(value: float) -> float:
    """The nearest, by ratio, of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(min((k * power for k in (1.0, 2.0, 5.0, 10.0)), key=lambda near: abs(np.log(near / value))))
