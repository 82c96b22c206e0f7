"""Requests for the impulse of a myelinated axon, and their examples."""

from collections.abc import Mapping
from typing import Any

from core.axon.saltatory_conduction.request import MODEL, SaltatoryConductionRequest
from service.schemas.conductance_based import ConductanceBasedSchema, conductance_based_schema

SALTATORY_CONDUCTION: type[ConductanceBasedSchema] = conductance_based_schema(
    SaltatoryConductionRequest,
    "saltatory-conduction",
    lambda _: {},
    MODEL,
    name="SaltatoryConductionRequest",
)

_LAYERS = {"kind": "layers"}

SALTATORY_CONDUCTION_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "Sweeney's rabbit fibre, a squid's axon beside it": {},
    "Over the diameter": {
        "vary": {"parameter": "fibre_diameter", "values": [1.0, 2.0, 5.0, 10.0, 15.0, 20.0]}
    },
    "The best g-ratio": {
        "myelin": _LAYERS,
        "vary": {"parameter": "g_ratio", "values": [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]},
        "tolerance": 1e-2,
    },
    "The best distance between nodes": {
        "myelin": _LAYERS,
        "vary": {"parameter": "internode_ratio", "values": [25.0, 50.0, 75.0, 100.0, 150.0, 200.0]},
        "tolerance": 1e-2,
    },
    "Over the temperature": {"vary": {"parameter": "temperature", "start": 10.0, "stop": 55.0, "count": 10}},
    "Reilly's frog fibre": {
        "model": "frankenhaeuser-huxley",
        "fibre_diameter": 20.0,
        "g_ratio": 0.7,
        "node_length": 2.5,
        "axial_resistivity": 110.0,
    },
    "Nodes of a squid's membrane, at the squid's temperature": {
        "model": "hodgkin-huxley",
        "parameters": {"g_na": 1200.0, "g_k": 360.0, "g_l": 3.0, "temperature": 18.5},
        "fibre_diameter": 14.0,
        "g_ratio": 0.714286,
        "internode_length": 2003.183,
        "node_length": 3.183,
        "axial_resistivity": 100.0,
        "myelin": {
            "kind": "measured",
            "capacitance_per_length": 1.5708e-3,
            "resistance_times_length": 2.1221e6,
        },
    },
}
