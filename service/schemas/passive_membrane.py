"""Requests for passive membranes, and their examples."""

from typing import Any

from core.passive_membrane.request import PassiveMembraneRequest
from service.schemas.derive import request_schema

Examples = dict[str, dict[str, Any]]

SIMULATE = request_schema(PassiveMembraneRequest)

SIMULATE_EXAMPLES: Examples = {
    "A step into a patch": {},
    "A pulse into a whole cell": {
        "membrane": {
            "kind": "whole-cell",
            "resistance": 200.0,
            "capacitance": 0.05,
            "stimulus": [{"kind": "pulse", "amplitude": -0.05, "onset": 20.0, "duration": 50.0}],
        },
        "resting_potential": -70.0,
    },
    "A train of pulses summates": {
        "membrane": {
            "kind": "area",
            "stimulus": [
                {
                    "kind": "pulse-train",
                    "amplitude": 5.0,
                    "onset": 5.0,
                    "duration": 1.0,
                    "period": 5.0,
                    "count": 15,
                }
            ],
        }
    },
    "A chirp shows the low-pass filter": {
        "membrane": {
            "kind": "area",
            "stimulus": [
                {"kind": "chirp", "amplitude": 1.0, "frequency": 100.0, "duration": 2000.0},
            ],
        },
        "duration": 2000.0,
    },
    "Synaptic noise on a ramp, with the currents": {
        "membrane": {
            "kind": "area",
            "stimulus": [
                {"kind": "ramp", "amplitude": 1.0, "duration": 200.0},
                {
                    "kind": "noise",
                    "standard_deviation": 0.5,
                    "correlation_time": 3.0,
                    "interval": 0.1,
                    "seed": 1,
                },
            ],
        },
        "duration": 200.0,
        "sampling": {"series": ["voltage", "stimulus", "leak_current", "capacitive_current"]},
    },
    "Decay from a voltage": {"membrane": {"kind": "area", "stimulus": []}, "initial_voltage": -20.0},
}
