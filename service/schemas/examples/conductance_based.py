"""Requests about any model."""

from collections.abc import Mapping
from typing import Any

from service.schemas.examples.declared import DECLARED, WITH_CALCIUM

CONDUCTANCE_BASED: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
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
    "bifurcation": {
        "The squid axon": {},
        "Wang and Buzsáki's interneuron": {"model": "wang-buzsaki"},
        "A model of one's own": {"model": DECLARED},
    },
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
}
