"""Cables."""

from fastapi import APIRouter

from core.cable.coupled_compartments.cost import columns as coupled_columns
from core.cable.coupled_compartments.cost import cost as coupled_cost
from core.cable.coupled_compartments.cost import numbers as coupled_numbers
from core.cable.coupled_compartments.coupled_compartments import coupled_compartments
from core.cable.coupled_compartments.features import CoupledFeatures
from core.cable.coupled_compartments.report import CoupledReport
from core.cable.septate_junction.cost import cost as septate_cost
from core.cable.septate_junction.cost import numbers as septate_numbers
from core.cable.septate_junction.report import SeptateReport
from core.cable.septate_junction.request import SeptateJunctionRequest
from core.cable.septate_junction.septate_junction import septate_junction
from core.cable.steady_state.cost import cost
from core.cable.steady_state.report import CableReport
from core.cable.steady_state.request import CableSteadyStateRequest
from core.cable.steady_state.steady_state import steady_state
from core.cable.transient.cost import columns as transient_columns
from core.cable.transient.cost import cost as transient_cost
from core.cable.transient.cost import numbers as transient_numbers
from core.cable.transient.report import CableTransientReport
from core.cable.transient.request import CableTransientRequest
from core.cable.transient.transient import transient
from core.cable.tree.cost import cost as tree_cost
from core.cable.tree.cost import numbers as tree_numbers
from core.cable.tree.in_time.cost import columns as run_columns
from core.cable.tree.in_time.cost import numbers as run_numbers
from core.cable.tree.report import CableTreeReport
from core.cable.tree.request import CableTreeRequest
from core.cable.tree.tree import tree
from core.result import Result
from service.budget import Cost, sampled
from service.operation import Operation, add_operation
from service.schemas.cable import coupled_compartments as coupled_schemas
from service.schemas.cable import septate_junction as septate_schemas
from service.schemas.cable import steady_state as steady_schemas
from service.schemas.cable import transient as transient_schemas
from service.schemas.cable import tree as tree_schemas

router = APIRouter()


def _cost(request: CableSteadyStateRequest) -> Cost:
    return Cost(seconds=cost(request), points=4 * request.points, lever="points")


def _transient_cost(request: CableTransientRequest) -> Cost:
    table = sampled(transient_cost(request), request.sampling, request.duration, transient_columns(request))
    others = transient_numbers(request)
    other_lever = "points" if request.profiles_at else "frequencies"
    lever = table.size_lever if table.points > others else other_lever
    return Cost(table.seconds, table.points + others, "duration", lever)


def _tree_cost(request: CableTreeRequest) -> Cost:
    lever = "frequencies" if request.frequencies else "branches"
    others = Cost(
        tree_cost(request), tree_numbers(request), lever, "frequencies" if request.frequencies else "rows"
    )
    if request.duration is None:
        return others
    table = sampled(others.seconds, request.sampling, request.duration, run_columns(request))
    size_lever = table.size_lever if table.points > others.points else others.size_lever
    if run_numbers(request) > max(table.points, 0.5 * others.points):
        size_lever = "profiles_at"
    run_lever = "compartment_length" if request.compartment_length is not None else "duration"
    return Cost(others.seconds, table.points + others.points, run_lever, size_lever)


def _coupled(asked: coupled_schemas.CoupledAsked) -> Result:
    result = coupled_compartments(asked.neurons, asked.request)
    dimensionless = all(neuron is not None and neuron.model.dimensionless for neuron in asked.neurons)
    return result.without_units() if dimensionless else result


_coupled.__doc__ = coupled_compartments.__doc__


def _coupled_cost(asked: coupled_schemas.CoupledAsked) -> Cost:
    request = asked.request
    seconds = coupled_cost(asked.neurons, request)
    table = sampled(seconds, request.sampling, request.duration, coupled_columns(request))
    others = coupled_numbers(request)
    lever = "compartments" if request.is_linear else table.lever
    size_lever = (
        table.size_lever if others < table.points else "frequencies" if request.frequencies else "matrices"
    )
    return Cost(seconds, table.points + others, lever, size_lever)


def _septate_cost(request: SeptateJunctionRequest) -> Cost:
    lever = "points" if request.duration is None else "time_points"
    return Cost(septate_cost(request), septate_numbers(request), lever)


for operation in (
    Operation(
        name="steady-state",
        run=steady_state,
        schema=steady_schemas.STEADY_STATE,
        summary="Steady voltage along a passive cable with any ends",
        axis="position",
        report=CableReport,
        examples=steady_schemas.STEADY_STATE_EXAMPLES,
        cost=_cost,
    ),
    Operation(
        name="transient",
        run=transient,
        schema=transient_schemas.TRANSIENT,
        summary="Voltage of a passive cable in time, any ends, any currents, exactly",
        axis="time",
        curves=True,
        report=CableTransientReport,
        examples=transient_schemas.TRANSIENT_EXAMPLES,
        cost=_transient_cost,
    ),
    Operation(
        name="tree",
        run=tree,
        schema=tree_schemas.TREE,
        summary="Any passive tree, steady, by frequency or in time: voltages, resistances, attenuations",
        axis=("branch", "time"),
        curves=True,
        report=CableTreeReport,
        examples=tree_schemas.TREE_EXAMPLES,
        cost=_tree_cost,
    ),
    Operation(
        name="coupled-compartments",
        run=_coupled,
        schema=coupled_schemas.COUPLED,
        summary="Compartments joined by conductances or gap junctions, passive or excitable: V(t), modes, "
        "coupling coefficients",
        axis="time",
        curves=True,
        features=CoupledFeatures,
        report=CoupledReport,
        examples=coupled_schemas.COUPLED_EXAMPLES,
        cost=_coupled_cost,
        dear_to_prepare=True,
    ),
    Operation(
        name="septate-junction",
        run=septate_junction,
        schema=septate_schemas.SEPTATE,
        summary="Two cables joined by a junction: voltage on both sides of it, steady and as it rises",
        axis="position",
        curves=True,
        report=SeptateReport,
        examples=septate_schemas.SEPTATE_EXAMPLES,
        cost=_septate_cost,
    ),
):
    add_operation(router, "cable", operation)
