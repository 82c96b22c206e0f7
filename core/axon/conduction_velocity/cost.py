"""How long the velocity of an axon will take, before it is computed."""

from core.axon.conduction_velocity.request import (
    GEOMETRY,
    ConductionVelocityRequest,
    axis_values,
    limit_parameter,
    limit_range,
)
from core.neuron.declaration import Neuron
from core.neuron.equations import equations

# Measured seconds.
SEARCH = 0.05
ITERATION, PER_STATE = 5e-4, 7e-7
"""Of Newton's method on 100 intervals: with any number n of states, and times (5 n)³/50."""
FIRST = 12
"""Iterations for one wave from its start to the finer mesh, in those of the coarse one."""
STEP = 4
"""Iterations for one step along a parameter."""
TO_A_FOLD, THROUGH = 35, 70
SETTLING = 1.5
"""To find rest where that has no closed form."""


def cost(neuron: Neuron, request: ConductionVelocityRequest) -> float:
    """Predicted computing time [s] on one core of today, within a factor of about three."""
    states = len(neuron.model.states) + 1
    iteration = ITERATION + PER_STATE * (5.0 * states) ** 3 / 50.0
    waves = 2 if request.slow else 1
    resting = SETTLING if equations(neuron.model).unsolved else 0.0
    seconds = resting + waves * (SEARCH + FIRST * iteration)
    axis = request.vary
    varied = axis is not None and axis.parameter not in GEOMETRY
    limiting = limit_parameter(request, neuron)
    if limiting is not None:
        limit_range(request, neuron, limiting)  # refuses what has no meaning before anything is computed
        seconds += TO_A_FOLD * STEP * iteration
    if varied:
        count = axis_values(request, neuron).size
        seconds += (THROUGH + waves * count) * STEP * iteration + resting * count
    return seconds


def numbers(neuron: Neuron, request: ConductionVelocityRequest) -> int:
    """How many numbers the answer will hold."""
    waves = 2 if request.slow else 1
    return waves * (
        int(request.points) * (4 + len(neuron.model.states)) + 4 * axis_values(request, neuron).size
    )
