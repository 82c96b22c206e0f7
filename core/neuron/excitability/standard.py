"""The protocol that a model's excitability is measured by where a request says nothing else."""

from collections.abc import Mapping

from core.neuron.declaration import Model

LONG_STEPS = (1000.0, 5000.0)
"""A long step stands for an endless one [ms]; slow cells need longer ones, as far as they can be afforded."""
LONGEST = 2e4
"""Runs close to the onset are longer than a long step, but not longer than this for it [ms]."""
RAMP_STEPS = 2.0
"""Length of a ramp, in long steps."""


def standard_protocol(model: Model) -> Mapping[str, object]:
    """Values of the request's fields that suit a model."""
    standard = model.standard
    step = min(max(LONG_STEPS[0], standard.duration), LONG_STEPS[1])
    return {
        "current_range": standard.current_range,
        "spike_threshold": standard.spike_threshold,
        "step_duration": step,
        "ramp_duration": RAMP_STEPS * step,
    }
