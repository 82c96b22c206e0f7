"""Requests for a passive cable in time, and their examples."""

from typing import Any

from core.cable.transient.request import CableTransientRequest
from service.schemas.derive import request_schema

Examples = dict[str, dict[str, Any]]

TRANSIENT = request_schema(CableTransientRequest)

TRANSIENT_EXAMPLES: Examples = {
    "A step into a sealed dendrite": {},
    "Rallpack 1": {
        "diameter": 1.0,
        "membrane_resistance": 40_000.0,
        "axial_resistivity": 100.0,
        "geometry": {"kind": "finite", "length": 1000.0},
        "injections": [{"position": 0.0, "stimulus": [{"kind": "step", "amplitude": 0.1}]}],
        "duration": 250.0,
        "sampling": {"interval": 0.05},
    },
    "A soma, its dendrite, two synapses": {
        "geometry": {
            "kind": "finite",
            "length": 800.0,
            "left": {"kind": "spherical-soma", "diameter": 20.0, "membrane_resistance": 5000.0},
        },
        "injections": [
            {
                "position": 700.0,
                "stimulus": [{"kind": "pulse", "amplitude": 0.5, "onset": 5.0, "duration": 1.0}],
            },
            {
                "position": 200.0,
                "stimulus": [{"kind": "pulse", "amplitude": 0.5, "onset": 15.0, "duration": 1.0}],
            },
        ],
        "duration": 60.0,
        "profiles_at": [6.0, 10.0, 16.0, 20.0],
        "frequencies": [0.0, 10.0, 30.0, 100.0, 300.0, 1000.0],
    },
    "The half-maximum on an infinite axon": {
        "diameter": 476.0,
        "membrane_resistance": 1000.0,
        "axial_resistivity": 35.4,
        "geometry": {"kind": "infinite"},
        "injections": [{"position": 0.0, "stimulus": [{"kind": "step", "amplitude": 500.0}]}],
        "duration": 10.0,
        "record_at": [0.0, 5000.0, 10_000.0, 20_000.0, 40_000.0],
        "profiles_at": [0.1, 0.3, 1.0, 3.0, 10.0],
    },
    "A clamp steps at time 0": {
        "geometry": {
            "kind": "semi-infinite",
            "left": {"kind": "voltage-clamped", "voltage": -20.0},
        },
        "injections": [],
        "record_at": [100.0, 500.0, 1000.0],
        "profiles_at": [0.1, 1.0, 10.0, 100.0],
        "paths": [{"source": 500.0, "target": 1000.0}],
    },
    "Green's functions of a soma with a dendrite": {
        "geometry": {"kind": "finite", "length": 800.0, "left": {"kind": "spherical-soma", "diameter": 20.0}},
        "injections": [],
        "paths": [
            {"source": 700.0, "target": 700.0},
            {"source": 700.0, "target": 0.0},
            {"source": 0.0, "target": 700.0},
        ],
        "sampling": {"series": ["green_1", "green_2", "green_3"]},
    },
    "A chirp into the soma, noise into the dendrite": {
        "geometry": {
            "kind": "finite",
            "length": 1000.0,
            "left": {"kind": "lumped-soma", "resistance": 200.0},
        },
        "injections": [
            {
                "position": 0.0,
                "stimulus": [{"kind": "chirp", "amplitude": 0.1, "frequency": 100.0, "duration": 500.0}],
            },
            {
                "position": 900.0,
                "stimulus": [
                    {"kind": "noise", "standard_deviation": 0.05, "correlation_time": 3.0, "interval": 0.5}
                ],
            },
        ],
        "duration": 500.0,
    },
}
