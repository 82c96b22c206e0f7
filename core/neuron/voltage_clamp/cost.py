"""Predicted cost of a voltage clamp."""

from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp
from core.neuron.simulate import cost as run_cost
from core.neuron.tables import kinetics
from core.neuron.voltage_clamp.protocol import protocol
from core.neuron.voltage_clamp.request import MAX_TRACE_POINTS, VoltageClampRequest
from core.neuron.voltage_clamp.solution import closed_states
from core.neuron.voltage_clamp.traces import usual_traces
from core.sampling import OutputSampling

TRACE_COST, PIECE_COST, VALUE_COST, MEASURED_COST = 6e-4, 5e-5, 3e-8, 4e-4
"""Measured [s]: a trace, a segment of it, a number in its table, the measures for each current."""
RUNS = 20.0
"""Runs of an integrated trace, for its table, its error and its measures."""
STIFF_RUNS = 2.5
"""A run behind a series resistance, in units of one in current clamp."""


def cost(neuron: Neuron, request: VoltageClampRequest) -> tuple[float, int]:
    """Predicted time of `voltage_clamp` [s], and how many numbers it answers with.

    Raises
    ------
    ParameterError
        The segments make no protocol.
    """
    # Refuses, as for every other run, kinetics without a meaning in the working range.
    kinetics(neuron)
    # The holding voltage itself changes no cost: the resting potential is not looked for here.
    made = protocol(request, 0.0 if request.holding is None else request.holding)
    columns = 1 + len(request.sampling.series or usual_traces(neuron.model, ideal=request.resistance == 0.0))
    interval, asked = request.sampling.interval, request.sampling.points
    points = sum(
        asked if interval is None else int(min(trace.duration / interval, MAX_TRACE_POINTS)) + 1
        for trace in made.traces
    )
    pieces = sum(len(trace.pieces) for trace in made.traces)
    seconds = TRACE_COST * len(made.traces) + PIECE_COST * pieces + VALUE_COST * columns * points
    seconds += MEASURED_COST * len(made.traces) * (1 + len(neuron.model.currents))
    places, _ = closed_states(neuron.model)
    if request.resistance > 0.0:
        seconds += STIFF_RUNS * _integration(neuron, sum(trace.duration for trace in made.traces))
    elif len(places) < len(neuron.model.dynamic):
        seconds += _integration(neuron, sum(trace.duration for trace in made.traces))
    else:
        ramps = [piece for trace in made.traces for piece in trace.pieces if piece.first != piece.last]
        seconds += _integration(neuron, sum(piece.duration for piece in ramps))
    rows = len(made.traces) * (12 + 6 * len(neuron.model.currents))
    return seconds, columns * points + rows


def _integration(neuron: Neuron, duration: float) -> float:
    """Time [s] of the runs over so many milliseconds."""
    if duration == 0.0:
        return 0.0
    chunk = min(duration, 1e6)
    sampling = OutputSampling(points=2, method="uniform")
    return RUNS * duration / chunk * run_cost(neuron, CurrentClamp(duration=chunk, sampling=sampling))
