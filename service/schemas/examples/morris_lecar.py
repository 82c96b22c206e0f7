"""Requests about the barnacle muscle fibre."""

from collections.abc import Mapping
from typing import Any

MORRIS_LECAR: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "simulate": {
        "Repetitive firing at 100 µA/cm²": {},
        "Class 1: slow firing just past the saddle-node": {
            "preset": "snic",
            "duration": 1000.0,
            "stimulus": [{"kind": "step", "amplitude": 41.0}],
        },
        "Bistable at 90 µA/cm²: it stays at rest": {"stimulus": [{"kind": "step", "amplitude": 90.0}]},
    },
    "limit-cycle": {
        "Repetitive firing at 100 µA/cm²": {},
        "Slow firing just past the saddle-node": {"preset": "snic", "current": 40.0},
    },
    "phase-response": {
        "Type II near a fold of cycles": {},
        "Type I near a saddle-node": {"preset": "snic", "current": 45.0},
    },
    "excitability": {"Class 2": {}, "Class 1": {"preset": "snic"}},
    "batch": {
        "Rates over the injected current": {},
        "10,000 cells: current and calcium conductance": {
            "stimulus": [{"kind": "step", "amplitude": 100.0}],
            "vary": [
                {"target": "stimulus/0/amplitude", "start": 60.0, "stop": 150.0, "count": 100},
                {"target": "g_ca", "start": 4.0, "stop": 5.0, "count": 100},
            ],
            "measures": ["spike_count", "rate"],
        },
    },
    "voltage-clamp": {
        "Calcium and potassium currents of the barnacle muscle fibre": {},
        "The calcium current alone": {"block": {"k": 1.0, "l": 1.0}},
    },
    "gating": {"The barnacle muscle fibre": {}},
    "fixed-points": {
        "At 100 µA/cm²": {},
        "Three equilibria of the class 1 set": {"preset": "snic", "current": 20.0},
    },
    "bifurcation": {
        "Class 2: two Hopf points": {},
        "Class 1: a saddle-node on the cycle": {"preset": "snic"},
        "A homoclinic orbit: rest, firing and block side by side": {"preset": "homoclinic"},
        "Over the calcium conductance": {"parameter": "g_ca", "current": 100.0},
    },
    "codimension-two": {
        "Between the classes of excitability": {},
        "Current and calcium conductance": {
            "preset": "snic",
            "free_parameters": ["current", "g_ca"],
            "second_range": [2.0, 6.0],
        },
        "From a homoclinic orbit to a SNIC: curves of cycles, and regions by behaviour": {
            "preset": "homoclinic",
            "free_parameters": ["current", "phi"],
            "first_range": [-20.0, 60.0],
            "second_range": [0.1, 0.4],
            "cycles": True,
            "regions": True,
        },
    },
    "phase-plane": {
        "At 100 µA/cm²": {},
        "Class 1 below its threshold": {"preset": "snic", "current": 30.0},
        "Rest and firing at 90 µA/cm²: both cycles and the basins": {
            "current": 90.0,
            "cycles": True,
            "basins": True,
        },
        "A saddle's separatrix between rest and firing": {
            "preset": "homoclinic",
            "current": 36.0,
            "basins": True,
        },
        "Isochrons of the cycle past the saddle-node": {
            "preset": "snic",
            "current": 45.0,
            "isochrons": 10,
        },
    },
}
