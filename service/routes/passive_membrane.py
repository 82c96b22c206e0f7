"""Passive membranes."""

from fastapi import APIRouter

from core.passive_membrane.cost import cost
from core.passive_membrane.request import USUAL_SERIES, PassiveMembraneRequest
from core.passive_membrane.simulate import PassiveMembraneReport, simulate
from core.sampling import MAX_POINTS
from service.budget import Cost
from service.operation import Operation, add_operation
from service.schemas import passive_membrane as schemas

router = APIRouter()


def _cost(request: PassiveMembraneRequest) -> Cost:
    asked = request.sampling
    points, lever = asked.points, "sampling/points"
    if asked.interval is not None and asked.method != "min-max":
        points, lever = int(min(request.duration / asked.interval, MAX_POINTS)) + 1, "sampling/interval"
    columns = 1 + len(asked.series or USUAL_SERIES)
    return Cost(seconds=cost(request), points=columns * points, lever=lever)


for operation in (
    Operation(
        name="simulate",
        run=simulate,
        schema=schemas.SIMULATE,
        summary="Voltage of a passive membrane under any current, in closed form",
        axis="time",
        report=PassiveMembraneReport,
        examples=schemas.SIMULATE_EXAMPLES,
        cost=_cost,
    ),
):
    add_operation(router, "passive-membrane", operation)
