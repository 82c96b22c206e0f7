"""Cables."""

from fastapi import APIRouter

from core.cable.steady_state.cost import cost
from core.cable.steady_state.report import CableReport
from core.cable.steady_state.request import CableSteadyStateRequest
from core.cable.steady_state.steady_state import steady_state
from core.cable.tree.cost import cost as tree_cost
from core.cable.tree.cost import numbers as tree_numbers
from core.cable.tree.report import CableTreeReport
from core.cable.tree.request import CableTreeRequest
from core.cable.tree.tree import tree
from service.budget import Cost
from service.operation import Operation, add_operation
from service.schemas.cable import steady_state as steady_schemas
from service.schemas.cable import tree as tree_schemas

router = APIRouter()


def _cost(request: CableSteadyStateRequest) -> Cost:
    return Cost(seconds=cost(request), points=4 * request.points, lever="points")


def _tree_cost(request: CableTreeRequest) -> Cost:
    lever = "frequencies" if request.frequencies else "branches"
    return Cost(
        tree_cost(request), tree_numbers(request), lever, "frequencies" if request.frequencies else "rows"
    )


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
        name="tree",
        run=tree,
        schema=tree_schemas.TREE,
        summary="Any passive tree, steady or by frequency: voltages, resistances, attenuations",
        axis="branch",
        curves=True,
        report=CableTreeReport,
        examples=tree_schemas.TREE_EXAMPLES,
        cost=_tree_cost,
    ),
):
    add_operation(router, "cable", operation)
