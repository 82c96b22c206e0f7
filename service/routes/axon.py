"""Axons of any declared membrane."""

from fastapi import APIRouter

from core.axon.conduction_velocity.conduction_velocity import conduction_velocity
from core.axon.conduction_velocity.cost import cost as velocity_cost
from core.axon.conduction_velocity.cost import numbers as velocity_numbers
from core.axon.conduction_velocity.report import ConductionVelocityReport
from core.axon.propagate.cost import cost as propagate_cost
from core.axon.propagate.cost import numbers as propagate_numbers
from core.axon.propagate.propagate import propagate
from core.axon.propagate.report import PropagateReport
from core.axon.saltatory_conduction.cost import cost as saltatory_cost
from core.axon.saltatory_conduction.cost import numbers as saltatory_numbers
from core.axon.saltatory_conduction.report import SaltatoryConductionReport
from core.axon.saltatory_conduction.saltatory_conduction import saltatory_conduction
from service.budget import Cost
from service.operation import Operation, add_operation
from service.questions.question import on_neuron
from service.schemas.axon import conduction_velocity as velocity_schemas
from service.schemas.axon import propagate as propagate_schemas
from service.schemas.axon import saltatory_conduction as saltatory_schemas
from service.schemas.neuron import NeuronRequest

router = APIRouter()


def _velocity_cost(asked: NeuronRequest) -> Cost:
    return Cost(
        velocity_cost(asked.neuron, asked.request),
        velocity_numbers(asked.neuron, asked.request),
        "vary" if asked.request.vary is not None else "limit",
        "points",
    )


def _propagate_cost(asked: NeuronRequest) -> Cost:
    return Cost(
        propagate_cost(asked.neuron, asked.request),
        propagate_numbers(asked.neuron, asked.request),
        "duration",
        "sampling/points",
    )


def _saltatory_cost(asked: NeuronRequest) -> Cost:
    return Cost(
        saltatory_cost(asked.neuron, asked.request),
        saltatory_numbers(asked.neuron, asked.request),
        "vary" if asked.request.vary is not None else "tolerance",
        "points",
    )


for operation in (
    Operation(
        name="propagate",
        run=on_neuron(propagate),
        schema=propagate_schemas.PROPAGATE,
        summary="Spikes along an axon: V(x, t), arrivals, velocity with its error, collisions, block",
        axis="time",
        curves=True,
        report=PropagateReport,
        examples=propagate_schemas.PROPAGATE_EXAMPLES,
        cost=_propagate_cost,
        dear_to_prepare=True,
    ),
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
    Operation(
        name="saltatory-conduction",
        run=on_neuron(saltatory_conduction),
        schema=saltatory_schemas.SALTATORY_CONDUCTION,
        summary="Impulse of a myelinated axon: velocity from node to node, over diameter, g-ratio, internode "
        "and any parameter, with the fastest; a bare axon as fast beside it",
        axis="time",
        curves=True,
        report=SaltatoryConductionReport,
        examples=saltatory_schemas.SALTATORY_CONDUCTION_EXAMPLES,
        cost=_saltatory_cost,
        dear_to_prepare=True,
    ),
):
    add_operation(router, "axon", operation)
