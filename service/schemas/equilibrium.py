"""Requests for equilibrium potentials and constant-field currents, and their examples."""

from typing import Any

from core.equilibrium.chord_conductance import ChordConductanceRequest
from core.equilibrium.constant_field import ConstantFieldRequest
from core.equilibrium.goldman import GoldmanRequest
from core.equilibrium.nernst import NernstRequest
from service.schemas.derive import request_schema

Examples = dict[str, dict[str, Any]]

NERNST = request_schema(NernstRequest)
GOLDMAN = request_schema(GoldmanRequest)
CONSTANT_FIELD = request_schema(ConstantFieldRequest)
CHORD_CONDUCTANCE = request_schema(ChordConductanceRequest)

NERNST_EXAMPLES: Examples = {
    "The squid axon at 20 °C": {},
    "A mammalian neuron at 37 °C": {
        "temperature": 37.0,
        "ions": [
            {"name": "K", "valence": 1, "inside": 140.0, "outside": 5.0},
            {"name": "Na", "valence": 1, "inside": 10.0, "outside": 145.0},
        ],
    },
}

_POTASSIUM = {
    "name": "K",
    "valence": 1,
    "inside": 400.0,
    "outside": 20.0,
    "permeability": 1.0,
    "pumped_in": True,
}
_SODIUM = {"name": "Na", "valence": 1, "inside": 50.0, "outside": 440.0, "permeability": 0.04}
_CHLORIDE = {"name": "Cl", "valence": -1, "inside": 52.0, "outside": 560.0, "permeability": 0.45}
_CALCIUM = {"name": "Ca", "valence": 2, "inside": 1e-4, "outside": 10.0, "permeability": 0.02}

GOLDMAN_EXAMPLES: Examples = {
    "The squid axon at rest": {},
    "At the peak of the action potential": {
        "ions": [_POTASSIUM, _SODIUM | {"permeability": 20.0}, _CHLORIDE]
    },
    "With a sodium pump of 3 to 2": {"ions": [_POTASSIUM, _SODIUM], "pump_ratio": 1.5},
    "With calcium": {"ions": [_POTASSIUM, _SODIUM, _CHLORIDE, _CALCIUM]},
}

CONSTANT_FIELD_EXAMPLES: Examples = {
    "Potassium of the squid axon": {},
    "Calcium, almost absent inside": {
        "valence": 2,
        "inside": 1e-4,
        "outside": 10.0,
        "permeability": 1e-6,
        "voltage_range": [-150.0, 200.0],
    },
    "Permeability from mobility, partition coefficient and thickness": {
        "membrane": {
            "kind": "mobility",
            "mobility": 7.6e-8,
            "partition_coefficient": 4.6e-8,
            "thickness": 5.0,
        }
    },
}

CHORD_CONDUCTANCE_EXAMPLES: Examples = {
    "The Hodgkin-Huxley membrane at rest": {},
    "Two conductances": {
        "branches": [
            {"name": "K", "conductance": 1.0, "reversal_potential": -90.0},
            {"name": "Na", "conductance": 0.1, "reversal_potential": 60.0},
        ]
    },
}
