"""Operations on the declared models: the same for each, under the model's own name."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.bifurcation import cost as branch_cost
from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.dynamics.phase_plane import PhasePlaneReport, PhasePlaneRequest, phase_plane
from core.dynamics.phase_plane import cost as phase_plane_cost
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.gating import GatingRequest, gating
from core.neuron.observables import usual_series
from core.neuron.simulate import CurrentClamp, cost, simulate
from core.neuron.spike_features import SpikingFeatures
from core.result import Result
from service.budget import Cost, sampled
from service.operation import Operation, add_operation
from service.schemas.neuron import NeuronRequest, neuron_schema
from service.schemas.neuron_examples import EXAMPLES

router = APIRouter()


def operations(model: Model) -> Iterator[Operation]:
    """Everything that can be asked of a model."""
    standard, examples = model.standard, EXAMPLES.get(model.name, {})
    yield Operation(
        name="simulate",
        run=_on_neuron(simulate),
        schema=neuron_schema(
            model,
            CurrentClamp,
            "simulate",
            {"duration": standard.duration, "stimulus": standard.stimulus},
        ),
        summary=f"Current clamp: V(t), gates, currents and spikes of the {model.title}",
        axis="time",
        features=SpikingFeatures,
        examples=examples.get("simulate", {}),
        cost=_simulation_cost,
    )
    yield Operation(
        name="gating",
        run=_on_neuron(gating),
        schema=neuron_schema(model, GatingRequest, "gating", {"voltage_range": standard.voltage_range}),
        summary=f"Steady states, time constants and rates of the {model.title}'s gates",
        axis="voltage",
        examples=examples.get("gating", {}),
        cost=_gating_cost,
    )
    yield Operation(
        name="fixed-points",
        run=_on_neuron(fixed_points),
        schema=neuron_schema(model, FixedPointsRequest, "fixed-points", {"current": standard.current}),
        summary="Every equilibrium at a current, with its Jacobian, eigenvalues and type",
        axis="voltage",
        curves=True,
        report=FixedPointsReport,
        examples=examples.get("fixed-points", {}),
    )
    yield Operation(
        name="bifurcation",
        run=_on_neuron(bifurcation),
        schema=neuron_schema(
            model, BifurcationRequest, "bifurcation", {"current_range": standard.current_range}
        ),
        summary="Equilibria over a range of current: Hopf points with criticality, folds, stability",
        curves=True,
        report=BifurcationReport,
        examples=examples.get("bifurcation", {}),
        cost=_bifurcation_cost,
    )
    if len(model.states) == 2:
        yield Operation(
            name="phase-plane",
            run=_on_neuron(phase_plane),
            schema=neuron_schema(
                model,
                PhasePlaneRequest,
                "phase-plane",
                {"current": standard.current, "voltage_range": standard.voltage_range},
            ),
            summary="Nullclines, vector field, equilibria and trajectories forwards and backwards in time",
            curves=True,
            report=PhasePlaneReport,
            examples=examples.get("phase-plane", {}),
            cost=lambda asked: Cost(phase_plane_cost(asked.request), 0, "initial"),
        )


def _on_neuron(function: Callable[[Neuron, Any], Result]) -> Callable[[NeuronRequest], Result]:
    def run(asked: NeuronRequest) -> Result:
        return function(asked.neuron, asked.request)

    run.__doc__ = function.__doc__
    return run


def _simulation_cost(asked: NeuronRequest) -> Cost:
    neuron, clamp = asked.neuron, asked.request
    columns = len(clamp.sampling.series or usual_series(neuron.model))
    return sampled(cost(neuron, clamp), clamp.sampling, clamp.duration, columns)


def _gating_cost(asked: NeuronRequest) -> Cost:
    model, points = asked.neuron.model, asked.request.points
    columns = 1 + 4 * len(model.gates) + 2 * len(model.currents)
    return Cost(1e-7 * columns * points, columns * points, "points")


def _bifurcation_cost(asked: NeuronRequest) -> Cost:
    return Cost(branch_cost(asked.neuron, asked.request), 8 * asked.request.points, "points")


for declared in CATALOGUE.values():
    for operation in operations(declared):
        add_operation(router, declared.name, operation)
