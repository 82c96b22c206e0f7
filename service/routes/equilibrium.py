"""Equilibrium potentials."""

from fastapi import APIRouter

from core.equilibrium.nernst import NernstReport, nernst
from service.operation import Operation, add_operation
from service.schemas import equilibrium as schemas

router = APIRouter()

for operation in (
    Operation(
        name="nernst",
        run=nernst,
        schema=schemas.NERNST,
        summary="Nernst potential of any ions",
        report=NernstReport,
        examples=schemas.NERNST_EXAMPLES,
    ),
):
    add_operation(router, "equilibrium", operation)
