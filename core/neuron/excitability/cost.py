"""Predicted time of measuring excitability."""

import numpy as np

from core.errors import CoreError
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.excitability.standard import LONGEST
from core.neuron.initial import resting_state

STEP_COST = 2.5e-7
"""Time of one step of a batch of lanes [s], by the power below of the number of states; measured."""
POWER = 1.5
STABLE = 3.3
"""Longest step of the method, in units of the fastest time constant."""
FEWEST = 1.0
"""Steps a millisecond of a cell that is not stiff, averaged over runs that are mostly cut short."""
LANES = 32
ROUNDS, FINER = 7, 15
"""Batches of a search, with those that look at the response; intervals that are searched once more."""
ONSET, PATIENT, BLOCK = 5.5, 5.0, 6.0
"""Batches about the onset, their length in long steps, and batches about the end of firing."""
RAMPS = 4.0
"""Passages of the range: two ways, to two tolerances."""


def cost(neuron: Neuron, request: ExcitabilityRequest) -> float:
    """Predicted time of `excitability` [s]: simulated time, by the steps and the cost of one."""
    step, observation = request.step_duration, request.observation
    simulated = step * (2.0 + np.ceil(request.points / LANES))
    if request.wants("f-i", "class"):
        simulated += ONSET * max(step, min(PATIENT * step, LONGEST)) + BLOCK * step
    if request.wants("rheobase", "strength-duration"):
        simulated += 0.5 * ROUNDS * step
    if request.wants("strength-duration"):
        simulated += ROUNDS * (sum(request.durations) + (1 + len(request.durations)) * observation)
    if request.wants("brief-pulse", "refractory"):
        simulated += ROUNDS * (request.pulse_duration + observation)
    if request.wants("refractory"):
        simulated += ROUNDS * (len(request.intervals) + FINER) * (request.pulse_duration + observation)
    if request.wants("anode-break"):
        simulated += ROUNDS * (request.hyperpolarisation_duration + observation)
    if request.wants("hysteresis"):
        simulated += RAMPS * request.ramp_duration
    states = float(len(neuron.model.states))
    return float(STEP_COST * states**POWER * _steps(neuron) * simulated)


def _steps(neuron: Neuron) -> float:
    """Steps a millisecond, as the fastest process at rest demands them."""
    try:
        state, _ = resting_state(neuron)
        fastest = float(np.abs(np.linalg.eigvals(jacobian_matrix(neuron, state))).max())
    except (CoreError, np.linalg.LinAlgError):
        return FEWEST
    return FEWEST + fastest / STABLE
