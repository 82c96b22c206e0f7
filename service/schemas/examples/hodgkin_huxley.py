"""Requests about the squid axon."""

from collections.abc import Mapping
from typing import Any

HODGKIN_HUXLEY: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
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
        "A dynamic clamp doubles the leak": {
            "conductances": [
                {
                    "kind": "dynamic-clamp",
                    "stimulus": [{"kind": "step", "amplitude": 0.3}],
                    "reversal": -54.387,
                }
            ],
            "sampling": {"series": ["voltage", "i_added", "g_added_1"]},
        },
        "Excitatory synapses against inhibition": {
            "stimulus": [],
            "conductances": [
                {"kind": "alpha", "g_max": 0.3, "tau": 1.0, "reversal": 0.0, "times": [5.0, 20.0, 35.0]},
                {
                    "kind": "double-exponential",
                    "g_max": 1.0,
                    "tau_rise": 0.5,
                    "tau_decay": 6.0,
                    "reversal": -80.0,
                    "times": [18.0],
                },
            ],
            "sampling": {"series": ["voltage", "i_added", "g_added_1", "g_added_2"]},
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
    "excitability": {"The squid axon": {}, "A warm one": {"parameters": {"temperature": 18.5}}},
    "voltage-clamp": {
        "The family of Hodgkin and Huxley: steps from rest": {},
        "Potassium current in tetrodotoxin": {
            "block": {"na": 1.0},
            "sampling": {"series": ["command", "i_clamp", "i_k", "g_k", "n"]},
        },
        "Sodium inactivation: prepulses before a test pulse": {
            "holding": -70.0,
            "segments": [
                {
                    "kind": "step",
                    "duration": 30.0,
                    "family": {"kind": "range", "start": -120.0, "stop": -30.0, "step": 5.0},
                },
                {"kind": "step", "voltage": -10.0, "duration": 5.0},
            ],
            "measured": 1,
            "block": {"k": 1.0},
            "sampling": {"points": 151},
        },
        "Recovery from inactivation: the gap between two pulses": {
            "holding": -70.0,
            "segments": [
                {"kind": "step", "voltage": 0.0, "duration": 15.0},
                {
                    "kind": "step",
                    "family": {"kind": "durations", "durations": [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0]},
                },
                {"kind": "step", "voltage": 0.0, "duration": 5.0},
            ],
            "measured": 2,
        },
        "Tail currents": {
            "segments": [
                {"kind": "step", "voltage": 20.0, "duration": 5.0},
                {
                    "kind": "step",
                    "duration": 15.0,
                    "family": {"kind": "voltages", "voltages": [-110.0, -90.0, -77.0, -60.0, -40.0]},
                },
            ],
            "block": {"na": 1.0},
        },
        "A ramp from -100 to 50 mV": {
            "holding": -100.0,
            "segments": [{"kind": "ramp", "voltage": 50.0, "duration": 500.0}],
            "sampling": {"points": 1001},
        },
        "Loss of control behind a series resistance": {"series_resistance": 10.0, "compensation": 0.2},
    },
    "batch": {
        "Rates over the injected current": {},
        "Warming: the spike fails": {
            "stimulus": [{"kind": "step", "amplitude": 20.0}],
            "vary": [{"target": "temperature", "start": 0.0, "stop": 40.0, "count": 81}],
        },
        "Threshold of pulses: amplitude and duration": {
            "duration": 50.0,
            "stimulus": [{"kind": "pulse", "amplitude": 10.0, "duration": 1.0}],
            "vary": [
                {"target": "stimulus/0/amplitude", "start": 0.0, "stop": 60.0, "count": 61},
                {"target": "stimulus/0/duration", "values": [0.1, 0.2, 0.5, 1.0, 2.0, 5.0]},
            ],
            "measures": ["spike_count", "first_spike_time"],
        },
    },
    "gating": {"The squid axon at 6.3 °C": {}, "At 18.5 °C": {"parameters": {"temperature": 18.5}}},
    "phase-plane": {
        "Reduced to V and n, h following n": {"cycles": True},
        "Rinzel's h = 0.8 - n": {
            "reduction": {"kind": "fast-slow", "relation": "rinzel"},
            "cycles": True,
        },
        "FitzHugh's fast plane at rest": {"current": 0.0, "reduction": {"kind": "fast"}, "basins": True},
    },
    "fixed-points": {"At 10 µA/cm²": {}, "At rest": {"current": 0.0}},
    "bifurcation": {
        "From rest over firing to depolarisation block": {},
        "Over the temperature at 10 µA/cm²: too warm to fire": {
            "parameter": "temperature",
            "parameter_range": [0.0, 30.0],
        },
        "Equilibria alone": {"cycles": False},
    },
    "limit-cycle": {
        "Firing at 10 µA/cm²": {},
        "Rest only": {"current": 0.0},
        "The unstable cycle between rest and firing": {"current": 8.0, "unstable": True},
    },
    "phase-response": {
        "Type II, and a gap junction": {},
        "Excitation, inhibition and a gap junction": {
            "couplings": [
                {"kind": "alpha", "g_max": 0.01, "tau": 2.0, "reversal": 0.0},
                {"kind": "alpha", "g_max": 0.01, "tau": 2.0, "reversal": -75.0},
                {"kind": "gap-junction", "conductance": 0.01},
            ],
        },
    },
    "codimension-two": {
        "Too warm to oscillate": {},
        "A cusp, a Bogdanov-Takens and a Bautin point": {
            "free_parameters": ["current", "e_k"],
            "first_range": [-50.0, 180.0],
            "second_range": [-97.0, -40.0],
        },
    },
}
