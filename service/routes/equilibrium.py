"""Equilibrium potentials and constant-field currents."""

from fastapi import APIRouter

from core.equilibrium.chord_conductance import ChordConductanceReport, chord_conductance
from core.equilibrium.constant_field import ConstantFieldReport, ConstantFieldRequest, constant_field
from core.equilibrium.goldman import GoldmanReport, goldman
from core.equilibrium.nernst import NernstReport, nernst
from service.budget import Cost
from service.operation import Operation, add_operation
from service.schemas import equilibrium as schemas

router = APIRouter()


def _curve_cost(request: ConstantFieldRequest) -> Cost:
    return Cost(seconds=3e-7 * request.points, points=5 * request.points, lever="points")


for operation in (
    Operation(
        name="nernst",
        run=nernst,
        schema=schemas.NERNST,
        summary="Nernst potential of any ions",
        report=NernstReport,
        examples=schemas.NERNST_EXAMPLES,
    ),
    Operation(
        name="goldman",
        run=goldman,
        schema=schemas.GOLDMAN,
        summary="Zero-current voltage of several ions, with an electrogenic pump and divalent ions",
        report=GoldmanReport,
        examples=schemas.GOLDMAN_EXAMPLES,
    ),
    Operation(
        name="constant-field",
        run=constant_field,
        schema=schemas.CONSTANT_FIELD,
        summary="Current-voltage curve of one ion through a membrane with a constant field",
        axis="voltage",
        report=ConstantFieldReport,
        examples=schemas.CONSTANT_FIELD_EXAMPLES,
        cost=_curve_cost,
    ),
    Operation(
        name="chord-conductance",
        run=chord_conductance,
        schema=schemas.CHORD_CONDUCTANCE,
        summary="Voltage of parallel conductances, and what each carries",
        report=ChordConductanceReport,
        examples=schemas.CHORD_CONDUCTANCE_EXAMPLES,
    ),
):
    add_operation(router, "equilibrium", operation)
