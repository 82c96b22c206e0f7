"""Requests about coupled compartments, and their examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import Field

from core.cable.coupled_compartments.compartments import (
    ActiveCompartment,
    AreaCompartment,
    Compartment,
    WholeCompartment,
)
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import Neurons
from core.neuron.declaration import Model, Neuron
from core.parameters import declared
from service.schemas.conductance_based import conductance_based_schema
from service.schemas.derive import Described, Schema, assemble, core_value, request_schema, schema_value
from service.schemas.examples import DECLARED
from service.schemas.neuron import NeuronRequest

Examples = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class CoupledAsked:
    """What the computation of the core on coupled compartments is called with."""

    neurons: Neurons
    request: CoupledCompartmentsRequest


class CoupledSchema(Schema):
    """Base of the request about coupled compartments."""

    def to_core(self) -> CoupledAsked:
        """The models of the excitable compartments, and the core's request."""
        asked: Any = self
        neurons: list[Neuron | None] = []
        compartments: list[Compartment] = []
        for index, each in enumerate(asked.compartments):
            found: Any = core_value(each, f"/compartments/{index}")
            active = isinstance(found, NeuronRequest)
            neurons.append(found.neuron if active else None)
            compartments.append(found.request if active else found)
        names = (name for name in declared(CoupledCompartmentsRequest) if name != "compartments")
        fields: dict[str, Any] = self.core_fields(names)
        request = CoupledCompartmentsRequest(compartments=tuple(compartments), **fields)
        return CoupledAsked(tuple(neurons), request)

    def resolved(self) -> dict[str, Any]:
        """The request with every parameter and default filled in."""
        asked: Any = self
        return super().resolved() | {"compartments": [each.resolved() for each in asked.compartments]}


def _own(model: Model) -> Mapping[str, object]:
    """What a compartment's model says of its experiment."""
    return {"spike_threshold": model.standard.spike_threshold}


def _coupled_schema() -> type[CoupledSchema]:
    whole, area = request_schema(WholeCompartment), request_schema(AreaCompartment)
    active = conductance_based_schema(ActiveCompartment, "compartment", _own)
    kinds: dict[str | None, type[Schema]] = {"whole-cell": whole, "area": area, "active": active}
    one = Annotated[whole | area | active, Field(discriminator="kind")]  # type: ignore[valid-type]
    every: Any = Annotated[tuple[one, ...], Field(fail_fast=True)]
    item = declared(CoupledCompartmentsRequest)["compartments"]
    field = Field(
        default=tuple(_room(whole, room) for room in CoupledCompartmentsRequest().compartments),
        min_length=item.min_items,
        max_length=item.max_items,
        description=item.meaning,
    )
    extra = {"compartments": ((every, field), Described(None, kinds))}
    name = "CoupledCompartmentsRequest"
    return cast(
        "type[CoupledSchema]", assemble(CoupledCompartmentsRequest, name, extra=extra, base=CoupledSchema)
    )


def _room(schema: type[Schema], room: Compartment) -> Schema:
    """A compartment of the core as the schema holds it."""
    fields = {name: schema_value(schema, name, getattr(room, name)) for name in declared(type(room))}
    return schema.model_construct(None, **fields)


COUPLED = _coupled_schema()


def _ohmic(first: int, second: int, conductance: float) -> dict[str, Any]:
    return {"kind": "ohmic", "first": first, "second": second, "conductance": conductance}


_STEP = [{"kind": "step", "amplitude": 0.1, "onset": 10.0}]
_PULSE = {"kind": "pulse", "amplitude": 0.2, "onset": 5.0, "duration": 1.0}

COUPLED_EXAMPLES: Examples = {
    "Two rooms": {},
    "Two unequal rooms: the coupling differs by direction": {
        "compartments": [
            {"kind": "whole-cell", "resistance": 50.0, "capacitance": 0.3, "stimulus": _STEP},
            {"kind": "whole-cell", "resistance": 300.0, "capacitance": 0.05, "resting_potential": -70.0},
        ],
        "junctions": [_ohmic(1, 2, 5.0)],
        "frequencies": [0.0, 1.0, 10.0, 100.0, 1000.0],
    },
    "A ring of twelve equal cells": {
        "compartments": [{"kind": "area", "stimulus": _STEP}, *11 * [{"kind": "area"}]],
        "junctions": [_ohmic(k, k % 12 + 1, 2.0) for k in range(1, 13)],
        "profiles_at": [12.0, 20.0, 100.0],
    },
    "Compartments that do not leak: charge only moves": {
        "duration": 50.0,
        "compartments": [
            {"kind": "whole-cell", "resistance": None, "capacitance": 0.1, "initial_voltage": -40.0},
            {"kind": "whole-cell", "resistance": None, "capacitance": 0.2, "initial_voltage": -70.0},
        ],
    },
    "Two axons with a gap junction: a spike passes": {
        "duration": 50.0,
        "compartments": [{"kind": "active", "stimulus": [_PULSE]}, {"kind": "active"}],
        "junctions": [_ohmic(1, 2, 3.0)],
        "frequencies": [0.0, 60.0],
    },
    "Gap junctions synchronise four unequal interneurons": {
        "duration": 300.0,
        "compartments": [
            {
                "kind": "active",
                "model": "wang-buzsaki",
                "stimulus": [{"kind": "step", "amplitude": 0.01 + 0.0001 * k}],
                "initial": {"voltage": -64.0 + 2.0 * k},
            }
            for k in range(4)
        ],
        "junctions": [_ohmic(a, b, 0.5) for a in range(1, 5) for b in range(a + 1, 5)],
    },
    "The crayfish's rectifying synapse: depolarisation passes, hyperpolarisation does not": {
        "duration": 60.0,
        "compartments": [
            {
                "kind": "active",
                "stimulus": [_PULSE, {"kind": "pulse", "amplitude": -0.1, "onset": 30.0, "duration": 20.0}],
            },
            {"kind": "whole-cell", "resistance": 100.0, "capacitance": 0.01},
        ],
        "junctions": [{"kind": "rectifying", "first": 1, "second": 2, "maximal_conductance": 20.0}],
        "sampling": {"series": ["voltage_1", "voltage_2", "i_junction_1", "g_junction_1"]},
    },
    "A gap junction of amphibian blastomeres closes as the voltage across it grows": {
        "compartments": [
            {"kind": "whole-cell", "stimulus": [{"kind": "ramp", "amplitude": 1.0, "duration": 100.0}]},
            {"kind": "whole-cell"},
        ],
        "junctions": [{"kind": "voltage-gated", "first": 1, "second": 2}],
        "sampling": {"series": ["voltage_1", "voltage_2", "i_junction_1", "g_junction_1"]},
    },
    "A soma of a model of one's own with a passive dendrite": {
        "compartments": [
            {
                "kind": "active",
                "model": DECLARED,
                "stimulus": [{"kind": "step", "amplitude": 0.06, "onset": 10.0}],
            },
            {"kind": "area", "membrane_area": 3000.0},
        ],
        "junctions": [_ohmic(1, 2, 5.0)],
    },
}
