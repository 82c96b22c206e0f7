"""Named requests about the catalogued models, by model and operation."""

from collections.abc import Mapping
from typing import Any

DECLARED: Mapping[str, Any] = {
    "name": "fast-spiking",
    "temperature": 36.0,
    "parameters": {"v_t": -55.0},
    "gates": [
        {
            "name": "m",
            "alpha": "0.32 * 4 * linoid((V - v_t - 13) / 4)",
            "beta": "0.28 * 5 * linoid(-(V - v_t - 40) / 5)",
        },
        {
            "name": "h",
            "alpha": "0.128 * exp(-(V - v_t - 17) / 18)",
            "beta": {"form": "sigmoid", "rate": 4.0, "midpoint": -15.0, "scale": 5.0},
        },
        {
            "name": "n",
            "alpha": {"form": "exp-linear", "rate": 0.16, "midpoint": -40.0, "scale": 5.0},
            "beta": {"form": "exponential", "rate": 0.5, "midpoint": -45.0, "scale": -40.0},
        },
    ],
    "currents": [
        {"kind": "ohmic", "name": "na", "conductance": 50.0, "reversal": 50.0, "gates": {"m": 3, "h": 1}},
        {"kind": "ohmic", "name": "k", "conductance": 5.0, "reversal": -100.0, "gates": {"n": 4}},
        {"kind": "leak", "conductance": 0.1, "reversal": -70.0},
    ],
}
"""A model as a client declares it, in all three ways of writing a rate."""

WITH_CALCIUM: Mapping[str, Any] = {
    **DECLARED,
    "name": "adapting",
    "parameters": {"v_t": -55.0, "k_ca": 0.001},
    "gates": [
        *DECLARED["gates"],
        {"name": "s", "steady_state": "sigmoid((V + 20) / 5)"},
        {"name": "q", "steady_state": "ca / (ca + k_ca)", "time_constant": "5 / (1 + ca / k_ca)"},
    ],
    "currents": [
        *DECLARED["currents"],
        {
            "kind": "constant-field",
            "name": "ca",
            "permeability": 2e-5,
            "valence": 2,
            "inside": "ca",
            "outside": 2.0,
            "gates": {"s": 2},
        },
        {"kind": "ohmic", "name": "ahp", "conductance": 1.0, "reversal": -100.0, "gates": {"q": 1}},
        {"kind": "pump", "maximum": 0.05, "pool": "ca", "half_saturation": 0.001},
    ],
    "pools": [{"name": "ca", "currents": ["ca"], "depth": 1.0, "rest": 1e-4, "time_constant": 80.0}],
}
"""The same with a calcium current, the pool that it fills, and what the calcium drives."""

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
            "From rest to depolarisation block": {"preset": "ermentrout"},
            "Equilibria over the potassium conductance at 10 µA/cm²": {"parameter": "g_k", "cycles": False},
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
    },
    "conductance-based": {
        "simulate": {
            "The squid axon by its name": {},
            "Rebound bursts of a thalamic relay cell": {"model": "thalamic-relay"},
            "A regular-spiking cortical cell adapts": {"model": "pospischil", "preset": "rs"},
            "Bursts of a pancreatic beta cell": {"model": "chay-keizer"},
            "FitzHugh-Nagumo: dimensionless": {"model": "fitzhugh-nagumo"},
            "A model of one's own": {
                "model": DECLARED,
                "duration": 100.0,
                "stimulus": [{"kind": "step", "amplitude": 2.0, "onset": 10.0}],
            },
            "A model with a calcium pool": {
                "model": WITH_CALCIUM,
                "duration": 500.0,
                "stimulus": [{"kind": "step", "amplitude": 3.0, "onset": 50.0}],
            },
        },
        "excitability": {
            "The squid axon": {},
            "Connor and Stevens: class 1 by an A-current": {"model": "connor-stevens"},
        },
        "voltage-clamp": {
            "The squid axon by its name": {},
            "A-current of Connor and Stevens' cell": {
                "model": "connor-stevens",
                "holding": -90.0,
                "block": {"na": 1.0},
            },
            "T-current of a thalamic relay cell": {
                "model": "thalamic-relay",
                "holding": -100.0,
                "segments": [
                    {
                        "kind": "step",
                        "duration": 200.0,
                        "family": {"kind": "range", "start": -90.0, "stop": -30.0, "step": 10.0},
                    }
                ],
                "block": {"na": 1.0, "k": 1.0},
            },
            "A calcium pool fills in the clamp": {
                "model": WITH_CALCIUM,
                "holding": -80.0,
                "segments": [
                    {
                        "kind": "step",
                        "duration": 100.0,
                        "family": {"kind": "range", "start": -40.0, "stop": 40.0, "step": 20.0},
                    },
                    {"kind": "step", "duration": 200.0},
                ],
                "block": {"na": 1.0, "k": 1.0},
                "sampling": {"series": ["command", "i_ca", "p_ca", "ca", "i_ahp"]},
            },
        },
        "batch": {
            "The squid axon": {},
            "Connor and Stevens' A-current and the rate": {
                "model": "connor-stevens",
                "duration": 500.0,
                "stimulus": [{"kind": "step", "amplitude": 15.0}],
                "vary": [{"target": "g_a", "start": 20.0, "stop": 70.0, "count": 26}],
            },
        },
        "gating": {"The squid axon": {}, "Connor and Stevens' A-current": {"model": "connor-stevens"}},
        "fixed-points": {
            "At 10 µA/cm²": {},
            "A model of one's own": {"model": DECLARED, "current": 1.0},
            "A calcium pool that sets its own reversal potential": {"model": "thalamic-relay"},
        },
        "bifurcation": {"The squid axon": {}, "Wang and Buzsáki's interneuron": {"model": "wang-buzsaki"}},
        "limit-cycle": {
            "The squid axon": {},
            "Bursts of Hindmarsh and Rose's model": {"model": "hindmarsh-rose"},
            "A model of one's own": {"model": DECLARED, "current": 3.0},
        },
        "phase-response": {
            "The squid axon": {},
            "Wang and Buzsáki's interneurons inhibit each other": {
                "model": "wang-buzsaki",
                "couplings": [
                    {
                        "kind": "kinetic",
                        "conductance": 0.01,
                        "reversal": -75.0,
                        "opening": 12.0,
                        "closing": 0.1,
                    }
                ],
            },
        },
        "codimension-two": {
            "The squid axon": {},
            "Two conductances at a fixed current": {
                "model": "connor-stevens",
                "free_parameters": ["g_na", "g_a"],
                "current": 10.0,
            },
        },
        "phase-plane": {
            "Morris-Lecar": {},
            "Izhikevich's persistent sodium and potassium": {"model": "persistent-sodium-potassium"},
            "FitzHugh and Nagumo's plane with its cycle": {"model": "fitzhugh-nagumo", "cycles": True},
            "The fast plane of the squid axon": {
                "model": "hodgkin-huxley",
                "current": 0.0,
                "reduction": {"kind": "fast"},
                "basins": True,
            },
        },
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
            "Class 1": {"preset": "snic"},
            "Equilibria over the calcium conductance": {"parameter": "g_ca", "cycles": False},
        },
        "codimension-two": {
            "Between the classes of excitability": {},
            "Current and calcium conductance": {
                "preset": "snic",
                "free_parameters": ["current", "g_ca"],
                "second_range": [2.0, 6.0],
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
    },
}
