"""Operations on conductance-based models: under two models' names, and on any under `conductance-based`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from fastapi import APIRouter

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.bifurcation import cost as branch_cost
from core.dynamics.codimension_two.codimension_two import codimension_two
from core.dynamics.codimension_two.codimension_two import cost as codimension_two_cost
from core.dynamics.codimension_two.report import CodimensionTwoReport
from core.dynamics.codimension_two.request import CodimensionTwoRequest, standard_plane
from core.dynamics.cycles.limit_cycle import LimitCycleRequest, limit_cycle
from core.dynamics.cycles.limit_cycle import cost as limit_cycle_cost
from core.dynamics.cycles.limit_cycle_report import LimitCycleReport
from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.dynamics.phase_response.phase_response import cost as phase_response_cost
from core.dynamics.phase_response.phase_response import phase_response
from core.dynamics.phase_response.report import PhaseResponseReport
from core.dynamics.phase_response.request import PhaseResponseRequest
from core.dynamics.plane.phase_plane import phase_plane
from core.dynamics.plane.reduction import FastSlowReduction
from core.dynamics.plane.report import PhasePlaneReport
from core.dynamics.plane.request import PhasePlaneRequest
from core.dynamics.plane.request import cost as phase_plane_cost
from core.errors import ParameterError
from core.neuron.batch.batch import batch, standard_batch
from core.neuron.batch.batch import cost as batch_cost
from core.neuron.batch.points import point_count
from core.neuron.batch.request import BatchRequest
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.excitability.cost import cost as excitability_cost
from core.neuron.excitability.excitability import excitability
from core.neuron.excitability.report import ExcitabilityReport
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.excitability.standard import standard_protocol
from core.neuron.expression import ExpressionError
from core.neuron.gating import GatingRequest, gating
from core.neuron.observables import usual_series
from core.neuron.simulate import CurrentClamp, cost, simulate
from core.neuron.spikes.features import SpikingFeatures
from core.neuron.voltage_clamp.clamp import VoltageClampReport, voltage_clamp
from core.neuron.voltage_clamp.cost import cost as voltage_clamp_cost
from core.neuron.voltage_clamp.request import VoltageClampRequest
from core.neuron.voltage_clamp.standard import standard_segments
from core.parameters import Parameters
from core.result import Result
from service.budget import Cost, sampled
from service.encoding.plain import NonFiniteError
from service.operation import Operation, add_operation
from service.schemas.conductance_based import conductance_based_schema
from service.schemas.neuron import NeuronRequest, neuron_schema
from service.schemas.neuron_examples import EXAMPLES

router = APIRouter()

STEMS = ("hodgkin-huxley", "morris-lecar")
"""Models with operations under their own names."""
ANY = "conductance-based"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that can be asked of every model.

    Attributes
    ----------
    name
        Name of the operation.
    run
        Function of the core, of a neuron and a request.
    request
        The request's declaration.
    defaults
        The model's own values for some of its fields.
    summary
        One line; "{}" stands for the model.
    cost
        Predicted cost; default: next to nothing.
    usual
        The model unless another is asked for, where any may be.
    streams
        Whether `run` tells what it finds on its way.
    """

    name: str
    run: Callable[[Neuron, Any], Result]
    request: type[Parameters]
    summary: str
    defaults: Callable[[Model], Mapping[str, object]] = lambda _: {}
    cost: Callable[[NeuronRequest], Cost] = lambda _: Cost()
    axis: str | None = None
    curves: bool = False
    report: type | None = None
    features: type | None = None
    usual: str = "hodgkin-huxley"
    streams: bool = False

    def operation(self, stem: str, schema: Any, title: str) -> Operation:
        """The operation under a stem."""
        return Operation(
            name=self.name,
            run=_on_neuron(self.run),
            schema=schema,
            summary=self.summary.format(title),
            axis=self.axis,
            curves=self.curves,
            report=self.report,
            features=self.features,
            examples=EXAMPLES.get(stem, {}).get(self.name, {}),
            cost=self.cost,
            dear_to_prepare=stem == ANY,
            streams=self.streams,
        )


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


def _bifurcation_cost(asked: NeuronRequest) -> Cost:
    return Cost(branch_cost(asked.neuron, asked.request), 8 * asked.request.points, "points")


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


def _plane(model: Model) -> Mapping[str, object]:
    return {
        "current": model.standard.current,
        "reduction": FastSlowReduction() if len(model.states) > 2 else None,
        "voltage_range": model.standard.voltage_range,
        "gate_range": (0.0, 1.0) if model.dynamic_gates else None,
    }


QUESTIONS = (
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
        name="fixed-points",
        run=fixed_points,
        request=FixedPointsRequest,
        defaults=lambda model: {"current": model.standard.current},
        summary="Every equilibrium of {} at a current, with its Jacobian, eigenvalues and type",
        axis="voltage",
        curves=True,
        report=FixedPointsReport,
    ),
    Question(
        name="bifurcation",
        run=bifurcation,
        request=BifurcationRequest,
        defaults=lambda model: {"current": model.standard.current},
        summary="Equilibria of {} over a range of the current or of any parameter: Hopf points, folds, "
        "stability",
        curves=True,
        report=BifurcationReport,
        cost=_bifurcation_cost,
        streams=True,
    ),
    Question(
        name="codimension-two",
        run=codimension_two,
        request=CodimensionTwoRequest,
        defaults=standard_plane,
        summary="Curves of folds and Hopf points of {} in two parameters: cusps, Bautin, Bogdanov-Takens "
        "points",
        curves=True,
        report=CodimensionTwoReport,
        cost=lambda asked: Cost(
            codimension_two_cost(asked.neuron, asked.request), 100 * asked.request.points, "points"
        ),
    ),
    Question(
        name="limit-cycle",
        run=limit_cycle,
        request=LimitCycleRequest,
        defaults=lambda model: {
            "current": model.standard.current,
            "branch_range": model.standard.current_range,
            "spike_threshold": model.standard.spike_threshold,
        },
        summary="Limit cycles of {} at a current, stable and unstable: period, orbit, Floquet multipliers",
        curves=True,
        report=LimitCycleReport,
        cost=lambda asked: Cost(
            limit_cycle_cost(asked.neuron, asked.request),
            2 * (2 + len(asked.neuron.model.states)) * asked.request.points,
            "search_steps",
            "points",
        ),
    ),
    Question(
        name="phase-response",
        run=phase_response,
        request=PhaseResponseRequest,
        defaults=lambda model: {
            "current": model.standard.current,
            "spike_threshold": model.standard.spike_threshold,
        },
        summary="Phase response of a cycle of {}, interaction and phase locking of two coupled copies",
        axis="phase",
        curves=True,
        report=PhaseResponseReport,
        cost=lambda asked: Cost(
            phase_response_cost(asked.neuron, asked.request),
            (8 + 2 * len(asked.neuron.model.states) + 3 * len(asked.request.couplings))
            * asked.request.points,
            "search_steps",
            "points",
        ),
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
    Question(
        name="phase-plane",
        run=phase_plane,
        request=PhasePlaneRequest,
        defaults=_plane,
        summary="Phase plane of {}: nullclines, trajectories, manifolds, cycles, basins, isochrons",
        curves=True,
        report=PhasePlaneReport,
        cost=lambda asked: Cost(phase_plane_cost(asked.request), 0, "initial"),
        usual="morris-lecar",
    ),
)


def _on_neuron(function: Callable[[Neuron, Any], Result]) -> Callable[[NeuronRequest], Result]:
    def run(asked: NeuronRequest) -> Result:
        try:
            result = function(asked.neuron, asked.request)
        except ExpressionError as error:
            # Derivatives of a client's expression that are beyond all numbers.
            raise ParameterError("/model", f"a derivative has no meaning: {error.detail}") from None
        except NonFiniteError:
            raise _beyond_all_numbers("what was found on the way") from None
        _require_finite(result)
        return result.without_units() if asked.neuron.model.dimensionless else result

    run.__doc__ = function.__doc__
    return run


def _require_finite(result: Result) -> None:
    """Refuse an answer with values beyond all numbers: a client's states may grow without bound."""
    columns = [*result.series, *(column for curve in result.curves for column in curve.columns)]
    for column in columns:
        wrong = np.isinf(column.values) if column.gaps else ~np.isfinite(column.values)
        if wrong.any():
            raise _beyond_all_numbers(column.name)


def _beyond_all_numbers(what: str) -> ParameterError:
    return ParameterError(
        "/model",
        f"{what} is beyond all numbers somewhere",
        hint="a state grows without bound, or a function overflows: check rates and units",
    )


def operations(model: Model) -> Iterator[Operation]:
    """Everything that can be asked of a model under its own name."""
    for question in QUESTIONS:
        schema = neuron_schema(model, question.request, question.name, question.defaults(model))
        yield question.operation(model.name, schema, f"the {model.title}")


for stem in STEMS:
    for operation in operations(CATALOGUE[stem]):
        add_operation(router, stem, operation)
for question in QUESTIONS:
    asked = conductance_based_schema(question.request, question.name, question.defaults, question.usual)
    add_operation(router, ANY, question.operation(ANY, asked, "any model"))
