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
KNOT_STEPS, CYCLE_STEPS = 5.0, 25.0
RUNS = 2.2
PER_FIXED_STEP, PER_FIXED_STATE = 5e-9, 5e-9
"""Where all steps have one length."""
FIXED_KNOT_STEPS = 4.0


def cost(neuron: Neuron, request: PropagateRequest) -> float:
    """Predicted computing time [s], for an axon that fires all the time."""
    stimuli = [each for injection in request.filled(neuron) for each in injection.stimulus or ()]
    knots = sum(knot_count(each, request.duration) for each in stimuli)
    states = len(neuron.model.states)
    if request.time_step is not None:
        steps = request.duration / request.time_step + FIXED_KNOT_STEPS * knots
        work = PER_FIXED_STEP + PER_FIXED_STATE * states
    else:
        finer = (0.1 / request.tolerance) ** 0.25
        steps = 50.0 + (STEPS + STEPS_PER_RATE * fastest_rate(neuron)) * request.duration * finer
        steps += KNOT_STEPS * knots
        steps += CYCLE_STEPS * sum(periods(each, request.duration) for each in stimuli)
        work = RUNS * (PER_STEP + PER_STATE * states)
    return float(PER_REQUEST + steps * request.count(neuron) * work)


def numbers(neuron: Neuron, request: PropagateRequest) -> int:
    """Numbers in the answer."""
    along = min(request.count(neuron), 2001)
    return along * (5 + 2 * len(request.profiles_at)) + len(request.recorded) * request.sampling.points
