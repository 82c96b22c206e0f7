"""Requests for the steady state of a cable, and their examples."""

from typing import Any

from core.cable.steady_state.request import CableSteadyStateRequest
from service.schemas.derive import request_schema

Examples = dict[str, dict[str, Any]]

STEADY_STATE = request_schema(CableSteadyStateRequest)

STEADY_STATE_EXAMPLES: Examples = {
    "A sealed dendrite": {},
    "Rallpack 1": {
        "diameter": 1.0,
        "membrane_resistance": 40_000.0,
        "axial_resistivity": 100.0,
        "geometry": {"kind": "finite", "length": 1000.0},
        "injections": [{"position": 0.0, "current": 0.1}],
    },
    "A semi-infinite cable": {
        "diameter": 1.0,
        "membrane_resistance": 40_000.0,
        "axial_resistivity": 100.0,
        "geometry": {"kind": "semi-infinite"},
        "injections": [{"position": 0.0, "current": 0.1}],
    },
    "An infinite axon, current in the middle": {
        "diameter": 476.0,
        "membrane_resistance": 1000.0,
        "axial_resistivity": 35.4,
        "geometry": {"kind": "infinite"},
        "injections": [{"position": 0.0, "current": 100.0}],
    },
    "A soma with a dendrite, two synapses": {
        "geometry": {"kind": "finite", "length": 800.0, "left": {"kind": "spherical-soma", "diameter": 20.0}},
        "injections": [{"position": 200.0, "current": 0.05}, {"position": 700.0, "current": 0.05}],
        "attenuation_between": [{"source": 700.0, "target": 0.0}, {"source": 0.0, "target": 700.0}],
    },
    "A clamped soma, a killed far end": {
        "geometry": {
            "kind": "finite",
            "length": 500.0,
            "left": {"kind": "voltage-clamped", "voltage": -20.0},
            "right": {"kind": "killed"},
        },
        "injections": [],
    },
}
