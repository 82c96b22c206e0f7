"""Predicted times of what is computed of cycles in two parameters."""

from core.neuron.declaration import Neuron


def cycle_curves_cost(neuron: Neuron) -> float:
    """Predicted time of `cycle_curves` [s]: three sections and some curves of n² states' linear algebra."""
    n = len(neuron.model.states)
    return 0.5 * n + 0.15 * n**3


def behaviour_regions_cost(neuron: Neuron) -> float:
    """Predicted time of `behaviour_regions` [s]: a thousand runs side by side, of bursters for long."""
    return 1.0 * len(neuron.model.states)
