"""Passive membranes."""

from fastapi import APIRouter

from core.passive_membrane.cost import cost
from core.passive_membrane.request import USUAL_SERIES, PassiveMembraneRequest
from core.passive_membrane.simulate import PassiveMembraneReport, simulate
from service.budget import Cost, sampled
from service.operation import Operation, add_operation
from service.schemas import passive_membrane as schemas

router = APIRouter()


def _cost(request: PassiveMembraneRequest) -> Cost:
    columns = len(request.sampling.series or USUAL_SERIES)
    return sampled(cost(request), request.sampling, request.duration, columns)


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
