"""Requests about two cables that a junction joins, and their examples."""

from collections.abc import Mapping
from typing import Any

from core.cable.septate_junction.request import SeptateJunctionRequest
from service.schemas.derive import request_schema

SEPTATE = request_schema(SeptateJunctionRequest)

SEPTATE_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "Two dendrites with a gap junction": {},
    "A septum in a giant axon": {
        "first": {
            "diameter": 100.0,
            "length": 1500.0,
            "membrane_resistance": 1000.0,
            "axial_resistivity": 200.0,
        },
        "second": {
            "diameter": 100.0,
            "length": 1500.0,
            "membrane_resistance": 1000.0,
            "axial_resistivity": 200.0,
        },
        "junction": {"resistance": 0.05},
        "injections": [{"segment": 1, "position": 0.0, "current": 50.0}],
        "duration": 10.0,
    },
    "The same cables as one": {"junction": {"resistance": 0.0}},
    "Current is lost in the cleft": {
        "junction": {"resistance": 200.0, "leak_resistance": 100.0},
        "injections": [{"segment": 1, "position": 250.0, "current": 0.05}],
    },
    "A neuron coupled dendrite to dendrite with another": {
        "first": {"length": 300.0, "end": {"kind": "spherical-soma", "diameter": 25.0}},
        "second": {"length": 400.0, "end": {"kind": "spherical-soma", "diameter": 15.0}},
        "junction": {"resistance": 1000.0},
        "injections": [{"segment": 1, "position": 0.0, "current": 0.1}],
        "duration": 100.0,
        "record_at": [{"segment": 1, "position": 0.0}, {"segment": 2, "position": 400.0}],
    },
}
