"""Requests for spikes along an axon, and their examples."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from core.axon.propagate.request import PropagateRequest
from core.axon.saltatory_conduction.request import MODEL
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from service.schemas.axon.conduction_velocity import AxonSchema
from service.schemas.conductance_based import conductance_based_schema


class PropagateSchema(AxonSchema):
    """Base of the request: nodes of Ranvier have a membrane of their own unless another is named."""

    @property
    def _has_usual_nodes(self) -> bool:
        asked: Any = self
        return "model" not in self.model_fields_set and asked.geometry.kind == "myelinated"

    @cached_property
    def neuron(self) -> Neuron:
        """The membrane that is asked about."""
        asked: Any = self
        if self._has_usual_nodes:
            return Neuron.of(CATALOGUE[MODEL], asked.preset, **(asked.parameters or {}))
        return super().neuron

    def resolved(self) -> dict[str, Any]:
        """The request with every parameter and default filled in."""
        found = super().resolved()
        return found | {"model": MODEL} if self._has_usual_nodes else found


PROPAGATE = conductance_based_schema(
    PropagateRequest, "propagate", lambda _: {}, base=PropagateSchema, name="AxonPropagateRequest"
)

_BOTH_ENDS = [{"position": 0.0}, {"position": 50_000.0}]

PROPAGATE_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "A spike in a squid's giant axon": {},
    "Two spikes collide": {"injections": _BOTH_ENDS, "profiles_at": [0.5, 1.0, 1.3, 1.6, 2.0]},
    "A spike begun in the middle runs both ways": {
        "injections": [{"position": 25_000.0}],
        "velocity_between": [30_000.0, 45_000.0],
    },
    "Stopped by a stretch without sodium channels": {
        "geometry": {
            "kind": "unmyelinated",
            "stretches": [{"start": 20_000.0, "stop": 35_000.0, "parameters": {"g_na": 0.0}}],
        },
        "velocity_between": [5_000.0, 15_000.0],
    },
    "Stopped by a warm stretch": {
        "geometry": {
            "kind": "unmyelinated",
            "stretches": [{"start": 20_000.0, "stop": 35_000.0, "parameters": {"temperature": 45.0}}],
        },
        "velocity_between": [5_000.0, 15_000.0],
    },
    "A step to a much larger diameter": {
        "geometry": {
            "kind": "unmyelinated",
            "stretches": [{"start": 25_000.0, "stop": 50_000.0, "diameter": 4760.0}],
        },
        "velocity_between": [5_000.0, 20_000.0],
    },
    "A thin unmyelinated fibre": {
        "geometry": {"kind": "unmyelinated", "diameter": 1.0, "length": 4_000.0, "axial_resistivity": 100.0},
        "duration": 12.0,
    },
    "Steps of one length": {"time_step": 0.005, "duration": 4.0},
    "Rallpack 3": {
        "parameters": {"temperature": 6.3, "g_l": 0.025, "e_l": -65.0},
        "geometry": {"kind": "unmyelinated", "length": 1000.0, "diameter": 1.0, "axial_resistivity": 100.0},
        "injections": [{"position": 0.0, "stimulus": [{"kind": "step", "amplitude": 0.1}]}],
        "initial_voltage": -65.0,
        "duration": 250.0,
        "compartments": 1000,
        "record_at": [0.0, 1000.0],
        "spike_threshold": 0.0,
    },
    "From node to node of a rabbit's myelinated fibre": {
        "geometry": {"kind": "myelinated"},
        "duration": 2.0,
        "record_at": [19_000.0, 20_000.0, 21_000.0],
        "profiles_at": [0.3, 0.4, 0.5],
    },
    "The same with myelin that takes up charge": {
        "geometry": {"kind": "myelinated", "myelin": {"kind": "layers"}},
        "duration": 2.0,
        "record_at": [20_000.0, 20_500.0, 21_000.0],
    },
    "A frog's fibre": {
        "model": "frankenhaeuser-huxley",
        "geometry": {
            "kind": "myelinated",
            "fibre_diameter": 20.0,
            "g_ratio": 0.7,
            "node_length": 2.5,
            "axial_resistivity": 110.0,
        },
        "duration": 5.0,
    },
}
