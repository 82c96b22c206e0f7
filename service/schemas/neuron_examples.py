"""Named requests about the catalogued models, by model and operation."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]] = {
    "hodgkin-huxley": {
        "simulate": {
            "A pulse of 10 µA/cm² for 40 ms": {},
            "Sustained firing for 100 ms": {
                "duration": 100.0,
                "stimulus": [{"kind": "step", "amplitude": 10.0}],
            },
            "One spike: the lecture's run": {
                "preset": "lecture",
                "duration": 60.0,
                "stimulus": [{"kind": "step", "amplitude": 3.0}],
                "initial": {"voltage": -70.0, "m": 0.05, "h": 0.54, "n": 0.34},
            },
            "Sodium and potassium currents of a spike": {
                "duration": 20.0,
                "stimulus": [{"kind": "pulse", "amplitude": 20.0, "onset": 2.0, "duration": 1.0}],
                "sampling": {"series": ["voltage", "i_na", "i_k", "i_l", "g_na", "g_k"]},
            },
            "A warm axon: 18.5 °C": {"parameters": {"temperature": 18.5}},
            "A noisy current": {
                "duration": 200.0,
                "stimulus": [
                    {"kind": "step", "amplitude": 5.0},
                    {"kind": "noise", "standard_deviation": 5.0, "correlation_time": 2.0, "seed": 1},
                ],
            },
        },
        "gating": {"The squid axon at 6.3 °C": {}, "At 18.5 °C": {"parameters": {"temperature": 18.5}}},
        "fixed-points": {"At 10 µA/cm²": {}, "At rest": {"current": 0.0}},
        "bifurcation": {"From rest to depolarisation block": {"preset": "ermentrout"}},
    },
    "morris-lecar": {
        "simulate": {
            "Repetitive firing at 100 µA/cm²": {},
            "Class 1: slow firing just past the saddle-node": {
                "preset": "snic",
                "duration": 1000.0,
                "stimulus": [{"kind": "step", "amplitude": 41.0}],
            },
            "Bistable at 90 µA/cm²: it stays at rest": {"stimulus": [{"kind": "step", "amplitude": 90.0}]},
        },
        "gating": {"The barnacle muscle fibre": {}},
        "fixed-points": {
            "At 100 µA/cm²": {},
            "Three equilibria of the class 1 set": {"preset": "snic", "current": 20.0},
        },
        "bifurcation": {"Class 2: two Hopf points": {}, "Class 1": {"preset": "snic"}},
        "phase-plane": {
            "At 100 µA/cm²": {},
            "Class 1 below its threshold": {"preset": "snic", "current": 30.0},
        },
    },
}
