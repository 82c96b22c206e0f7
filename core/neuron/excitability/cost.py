"""Predicted time of measuring excitability."""

from core.neuron.declaration import Neuron
from core.neuron.excitability.request import ExcitabilityRequest

POINT_COST = 4e-8
ROUNDS = 6.0
RUNGS = 32


def cost(neuron: Neuron, request: ExcitabilityRequest) -> float:
    """Predicted time of `excitability` [s]."""
    states = len(neuron.model.states)
    runs = request.points * request.step_duration + 300.0 * request.step_duration
    runs += (
        ROUNDS
        * RUNGS
        * len(request.durations)
        * (request.observation + sum(request.durations) / len(request.durations))
    )
    runs += ROUNDS * RUNGS * len(request.intervals) * (request.observation + 20.0)
    runs += ROUNDS * RUNGS * (request.hyperpolarisation_duration + request.observation)
    return POINT_COST * (1.0 + 0.5 * states) * (runs + 20.0 * request.ramp_duration)
