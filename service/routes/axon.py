"""Axons of any declared membrane."""

from fastapi import APIRouter

from core.axon.conduction_velocity.conduction_velocity import conduction_velocity
from core.axon.conduction_velocity.cost import cost as velocity_cost
from core.axon.conduction_velocity.cost import numbers as velocity_numbers
from core.axon.conduction_velocity.report import ConductionVelocityReport
from service.budget import Cost
from service.operation import Operation, add_operation
from service.questions.question import on_neuron
from service.schemas.axon import conduction_velocity as velocity_schemas
from service.schemas.neuron import NeuronRequest

router = APIRouter()


def _velocity_cost(asked: NeuronRequest) -> Cost:
    return Cost(
        velocity_cost(asked.neuron, asked.request),
        velocity_numbers(asked.neuron, asked.request),
        "vary" if asked.request.vary is not None else "limit",
        "points",
    )


for operation in (
    Operation(
        name="conduction-velocity",
        run=on_neuron(conduction_velocity),
        schema=velocity_schemas.CONDUCTION_VELOCITY,
        summary="Velocity and form of an axon's impulse as a travelling wave, fast and slow; over any "
        "parameter; where conduction ends",
        axis="time",
        curves=True,
        report=ConductionVelocityReport,
        examples=velocity_schemas.CONDUCTION_VELOCITY_EXAMPLES,
        cost=_velocity_cost,
        dear_to_prepare=True,
    ),
):
    add_operation(router, "axon", operation)
