"""How long a run along an axon will take, before it is computed."""

from core.axon.propagate.request import PropagateRequest
from core.neuron.declaration import Neuron
from core.neuron.simulate import fastest_rate, periods
from core.waveform import knot_count

# Measured seconds, of all three runs together.
PER_REQUEST = 2e-2
PER_STEP = 1e-8
PER_STATE = 2.5e-8
STEPS_PER_RATE, STEPS = 1.2, 4.0
"""Steps a millisecond, for each of the fastest rate [1/ms] and besides."""
CYCLE_STEPS = 25.0


def cost(neuron: Neuron, request: PropagateRequest) -> float:
    """Predicted computing time [s], for an axon that fires all the time."""
    finer = (0.1 / request.tolerance) ** 0.25
    steps = 50.0 + (STEPS + STEPS_PER_RATE * fastest_rate(neuron)) * request.duration * finer
    for each in request.filled(neuron):
        for stimulus in each.stimulus or ():
            steps += 5.0 * knot_count(stimulus, request.duration)
            steps += CYCLE_STEPS * periods(stimulus, request.duration)
    work = PER_STEP + PER_STATE * len(neuron.model.states)
    return float(PER_REQUEST + 2.2 * steps * request.count(neuron) * work)


def numbers(neuron: Neuron, request: PropagateRequest) -> int:
    """Numbers in the answer."""
    along = min(request.count(neuron), 2001)
    return along * (5 + 2 * len(request.profiles_at)) + len(request.recorded) * request.sampling.points
