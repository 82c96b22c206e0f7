"""Cables."""

from fastapi import APIRouter

from core.cable.steady_state.cost import cost
from core.cable.steady_state.report import CableReport
from core.cable.steady_state.request import CableSteadyStateRequest
from core.cable.steady_state.steady_state import steady_state
from service.budget import Cost
from service.operation import Operation, add_operation
from service.schemas.cable import steady_state as steady_schemas

router = APIRouter()


def _cost(request: CableSteadyStateRequest) -> Cost:
    return Cost(seconds=cost(request), points=4 * request.points, lever="points")


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
):
    add_operation(router, "cable", operation)
