"""What an electrophysiologist does: clamp currents and voltages, measure excitability, run many cells."""

from collections.abc import Mapping

from core.neuron.batch.batch import batch, standard_batch
from core.neuron.batch.batch import cost as batch_cost
from core.neuron.batch.points import point_count
from core.neuron.batch.request import BatchRequest
from core.neuron.declaration import Model
from core.neuron.excitability.cost import cost as excitability_cost
from core.neuron.excitability.excitability import excitability
from core.neuron.excitability.report import ExcitabilityReport
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.excitability.standard import standard_protocol
from core.neuron.gating import GatingRequest, gating
from core.neuron.observables import usual_series
from core.neuron.simulate import CurrentClamp, cost, simulate
from core.neuron.spikes.features import SpikingFeatures
from core.neuron.voltage_clamp.clamp import VoltageClampReport, voltage_clamp
from core.neuron.voltage_clamp.cost import cost as voltage_clamp_cost
from core.neuron.voltage_clamp.request import VoltageClampRequest
from core.neuron.voltage_clamp.standard import standard_segments
from service.budget import Cost, sampled
from service.questions.question import Question
from service.schemas.neuron import NeuronRequest


def _simulation_cost(asked: NeuronRequest) -> Cost:
    neuron, clamp = asked.neuron, asked.request
    columns = len(clamp.sampling.series or usual_series(neuron.model))
    return sampled(cost(neuron, clamp), clamp.sampling, clamp.duration, columns)


def _voltage_clamp_cost(asked: NeuronRequest) -> Cost:
    seconds, numbers = voltage_clamp_cost(asked.neuron, asked.request)
    every = "points" if asked.request.sampling.interval is None else "interval"
    return Cost(seconds, numbers, "segments", f"sampling/{every}")


def _gating_cost(asked: NeuronRequest) -> Cost:
    model, points = asked.neuron.model, asked.request.points
    columns = 1 + 4 * len(model.gates) + 2 * len(model.currents)
    return Cost(1e-7 * columns * points, columns * points, "points")


def _batch_cost(asked: NeuronRequest) -> Cost:
    request = asked.request
    columns = 1 + len(request.vary) + len(request.measures)
    return Cost(batch_cost(asked.neuron, request), columns * point_count(request), "vary")


def _experiment(model: Model) -> Mapping[str, object]:
    standard = model.standard
    return {
        "duration": standard.duration,
        "stimulus": standard.stimulus,
        "tolerance": standard.tolerance,
        "spike_threshold": standard.spike_threshold,
    }


PHYSIOLOGY = (
    Question(
        name="simulate",
        run=simulate,
        request=CurrentClamp,
        defaults=_experiment,
        summary="Current clamp: V(t), gates, currents and spikes of {}",
        axis="time",
        features=SpikingFeatures,
        cost=_simulation_cost,
    ),
    Question(
        name="voltage-clamp",
        run=voltage_clamp,
        request=VoltageClampRequest,
        defaults=lambda model: {"segments": standard_segments(model)},
        summary="Voltage clamp: currents, conductances and gates of {} in families of steps, ramps and tails",
        axis="varied",
        curves=True,
        report=VoltageClampReport,
        cost=_voltage_clamp_cost,
    ),
    Question(
        name="gating",
        run=gating,
        request=GatingRequest,
        defaults=lambda model: {"voltage_range": model.standard.voltage_range},
        summary="Steady states, time constants and rates of the gates of {}",
        axis="voltage",
        cost=_gating_cost,
    ),
    Question(
        name="excitability",
        run=excitability,
        request=ExcitabilityRequest,
        defaults=standard_protocol,
        summary="Rest, rheobase, chronaxie, f-I curve, refractory periods, anode break and class of {}",
        axis="current",
        curves=True,
        report=ExcitabilityReport,
        cost=lambda asked: Cost(
            excitability_cost(asked.neuron, asked.request), 20 * asked.request.points, "step_duration"
        ),
    ),
    Question(
        name="batch",
        run=batch,
        request=BatchRequest,
        defaults=standard_batch,
        summary="Spikes, rates and extremes of {} at many points: any parameters, any stimulus",
        axis="point",
        cost=_batch_cost,
    ),
)
