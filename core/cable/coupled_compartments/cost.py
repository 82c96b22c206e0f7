"""How long coupled compartments will take, and how many numbers they are, before they are computed."""

from collections.abc import Sequence

import numpy as np

from core.cable.coupled_compartments.cells import Cell, cell, cell_code
from core.cable.coupled_compartments.couplings import MATRICES_UP_TO
from core.cable.coupled_compartments.report import MAX_LISTED
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import Neurons, usual_coupled_series
from core.sampling import MAX_POINTS, plan
from core.stimulus import Chirp, Sine, Stimulus
from core.waveform import knot_count

# Measured seconds.
PER_REQUEST = 3e-3
PER_CUBE = 2.5e-8
"""Of a linear network, for each compartment to the third: elimination, rotations, extremes."""
PER_RELAXATION = 3e-8
PER_SINE, PER_CHIRP = 3e-7, 1.5e-6
PER_FREQUENCY_CUBE = 3e-9
PER_INSTRUCTION = 3.2e-9
PER_STATE = 5e-8
EVALUATIONS = 8.0
BOTH_RUNS = 1.75
PER_SAMPLE = 4e-9
MOST_STEPS = 60.0
"""Steps a millisecond past which the stiff method takes over."""
STIFF_STEPS, STIFF_WORK = 8.0, 3.0
"""Steps of the stiff method, and the work of one, in units of the explicit method's."""


def cost(neurons: Neurons, request: CoupledCompartmentsRequest) -> float:
    """Predicted computing time [s] on one core of today, within a factor of about four."""
    if not request.is_linear:
        return _integrated_cost(neurons, request)
    size = len(request.compartments)
    distinct = {compartment.stimulus for compartment in request.compartments}
    every = [stimulus for stimuli in distinct for stimulus in stimuli]
    points = request.sampling.points if request.sampling.interval is None else _sample_count(request)
    cycles = max((_cycles(stimulus, request.duration) for stimulus in every), default=0.0)
    times = 2.0 * (points + min(32.0 * cycles, MAX_POINTS) + _knots(every, request.duration)) + 36.0 * size
    total = PER_REQUEST + PER_CUBE * size**3 + PER_FREQUENCY_CUBE * len(request.frequencies) * size**3
    for stimuli in distinct:
        each = PER_RELAXATION
        each += PER_SINE * sum(isinstance(stimulus, Sine) for stimulus in stimuli)
        each += PER_CHIRP * sum(isinstance(stimulus, Chirp) for stimulus in stimuli)
        total += size * (times * each + 10.0 * _knots(stimuli, request.duration) * PER_RELAXATION)
    return total


def numbers(request: CoupledCompartmentsRequest) -> int:
    """Numbers in the answer besides its main table, at most."""
    size = len(request.compartments)
    total = 2 * size * len(request.profiles_at) + 10 * min(len(request.junctions), MAX_LISTED) + 20 * size
    if request.matrices or (request.matrices is None and size <= MATRICES_UP_TO):
        total += 3 * size * (size + 1)
    return total + 7 * len(request.frequencies) * size * size


def columns(request: CoupledCompartmentsRequest) -> int:
    """Series in the answer."""
    return len(request.sampling.series or usual_coupled_series(request))


def _integrated_cost(neurons: Neurons, request: CoupledCompartmentsRequest) -> float:
    cells = [
        cell(compartment, neuron) for compartment, neuron in zip(request.compartments, neurons, strict=True)
    ]
    kinds = {id(each.neuron): each for each in cells}
    speeds = {key: _steps(each) for key, each in kinds.items()}
    every = [stimulus for compartment in request.compartments for stimulus in compartment.stimulus]
    knots = _knots(every, request.duration)
    cycles = sum(_cycles(stimulus, request.duration) for stimulus in every)
    own, stable = sum(speeds[id(each.neuron)] for each in cells), _steps_for_stability(request, cells)
    stiff = own + stable > MOST_STEPS
    tolerance = request.tolerance if request.tolerance is not None else 1e-3
    finer = min(max(request.duration, 100.0), 1000.0) / 100.0 * 1e-3 / tolerance
    count = (own if stiff else own + stable) * request.duration * finer ** (1.0 / 6.0)
    count += 20.0 + 4.0 * knots + 25.0 * cycles
    count *= STIFF_STEPS * STIFF_WORK if stiff else 1.0
    instructions = sum(cell_code(each.equations).motion.body.shape[0] + 15 for each in cells)
    states = sum(each.size for each in cells)
    one = EVALUATIONS * (PER_INSTRUCTION * instructions + PER_STATE * states)
    return float(PER_REQUEST + BOTH_RUNS * count * one + PER_SAMPLE * states * _sample_count(request))


def _steps(of: Cell) -> float:
    """Steps a millisecond that a cell makes, about: by the rates of its states over its range of voltages."""
    if of.neuron is None:
        return 0.2
    low, high = of.neuron.model.standard.voltage_range
    rates = [0.0, 0.0]
    for voltage in np.linspace(low, high, 17).tolist():
        state = np.array([voltage, *(0.5 * typical for typical in of.neuron.model.typical)])
        speeds = np.abs(np.diagonal(of.jacobian(state)))
        speeds = np.where(np.isfinite(speeds), speeds, 0.0)
        rates = [max(rates[0], float(speeds[0])), max(rates[1], float(speeds[1:].max(initial=0.0)))]
    return 2.0 + 0.05 * min(rates[0], 500.0) + 0.1 * min(rates[1], 100.0)


def _steps_for_stability(request: CoupledCompartmentsRequest, cells: list[Cell]) -> float:
    """Steps a millisecond that the fastest leak or equalisation through junctions asks for."""
    rates = np.array([0.0 if each.neuron is not None else each.gain * each.values["leak"] for each in cells])
    for junction in request.junctions:
        most = junction.characteristic.least + junction.characteristic.range
        for end in (junction.first - 1, junction.second - 1):
            rates[end] += most * cells[end].gain
    return 0.25 * float(rates.max())


def _sample_count(request: CoupledCompartmentsRequest) -> int:
    return plan(request.sampling, request.duration).times.size


def _knots(stimuli: Sequence[Stimulus], duration: float) -> int:
    return sum(knot_count(stimulus, duration) for stimulus in stimuli)


def _cycles(stimulus: Stimulus, duration: float) -> float:
    """Periods of a sinusoid within a run [ms], at most; 0 for what does not oscillate."""
    if isinstance(stimulus, Sine):
        return stimulus.frequency * duration / 1000.0
    if isinstance(stimulus, Chirp):
        return max(stimulus.frequency, stimulus.initial_frequency) * min(duration, stimulus.duration) / 1000.0
    return 0.0
