"""How long a run along an axon will take, before it is computed."""

from core.axon.propagate.request import PropagateRequest
from core.neuron.declaration import Neuron
from core.neuron.layout import layout
from core.neuron.simulate import fastest_rate, periods
from core.waveform import knot_count

# Measured seconds, of all three runs together.
PER_REQUEST = 2e-2
PER_STEP, PER_STATE = 1.5e-8, 1.2e-8
"""Of one step of one compartment, and for each state."""
STEPS, STEPS_PER_RATE, STEPS_OF_FRONT = 20.0, 0.25, 80.0
"""Steps a millisecond, for each of the fastest rate [1/ms], and of a membrane with instantaneous gates, whose
spikes have a steep front."""
KNOT_STEPS, CYCLE_STEPS = 5.0, 25.0
PER_FIXED_STEP, PER_FIXED_STATE = 5e-9, 5e-9
"""Where all steps have one length."""
FIXED_KNOT_STEPS = 4.0
COUPLED, FIXED_COUPLED = 5.0, 10.0
"""What a step costs, in units of another's, where states depend on each other."""
FEW = 100
"""Compartments that cost as much as fewer do."""


def cost(neuron: Neuron, request: PropagateRequest) -> float:
    """Predicted computing time [s], within a factor of about five, for an axon that fires all the time."""
    stimuli = [each for injection in request.filled(neuron) for each in injection.stimulus or ()]
    knots = sum(knot_count(each, request.duration) for each in stimuli)
    states, made = len(neuron.model.states), layout(neuron.model)
    if request.time_step is not None:
        steps = request.duration / request.time_step + FIXED_KNOT_STEPS * knots
        work, dearer = PER_FIXED_STEP + PER_FIXED_STATE * states, FIXED_COUPLED
    else:
        often = (
            STEPS + STEPS_PER_RATE * fastest_rate(neuron) + (STEPS_OF_FRONT if made.instantaneous else 0.0)
        )
        cycles = sum(periods(each, request.duration) for each in stimuli)
        steps = 50.0 + often * request.duration * float((0.1 / request.tolerance) ** 0.3)
        steps += KNOT_STEPS * knots + CYCLE_STEPS * cycles
        work, dearer = PER_STEP + PER_STATE * states, COUPLED
    if made.coupling is not None:
        work *= dearer
    return float(PER_REQUEST + steps * max(request.count(neuron), FEW) * work)


def numbers(neuron: Neuron, request: PropagateRequest) -> int:
    """Numbers in the answer."""
    along = min(request.count(neuron), 2001)
    return along * (5 + 2 * len(request.profiles_at)) + len(request.recorded) * request.sampling.points
