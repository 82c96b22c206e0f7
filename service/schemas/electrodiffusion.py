"""Requests for the motion of ions, and their examples."""

from typing import Any

from core.electrodiffusion.boltzmann import BoltzmannRequest
from core.electrodiffusion.charge import ChargeRequest
from core.electrodiffusion.diffusion import DiffusionRequest
from core.electrodiffusion.mobility import MobilityRequest
from core.electrodiffusion.nernst_planck import NernstPlanckRequest
from core.electrodiffusion.random_walk import RandomWalkRequest
from service.schemas.derive import request_schema

Examples = dict[str, dict[str, Any]]

RANDOM_WALK = request_schema(RandomWalkRequest)
MOBILITY = request_schema(MobilityRequest)
DIFFUSION = request_schema(DiffusionRequest)
NERNST_PLANCK = request_schema(NernstPlanckRequest)
BOLTZMANN = request_schema(BoltzmannRequest)
CHARGE = request_schema(ChargeRequest)

RANDOM_WALK_EXAMPLES: Examples = {
    "Ten uniform steps: the mean square is 10/3": {},
    "Brownian motion in space": {
        "dimensions": 3,
        "step": "gaussian",
        "step_length": 0.0447,
        "time_step": 0.001,
        "steps": 1000,
        "walkers": 1000,
        "points": 201,
    },
    "A lattice in the plane": {
        "dimensions": 2,
        "step": "unit",
        "steps": 200,
        "walkers": 2000,
        "seed": 7,
    },
}

MOBILITY_EXAMPLES: Examples = {
    "Potassium in water, from its diffusion coefficient": {},
    "A protein, from its Stokes radius": {
        "stokes_radius": 3.5,
        "mass": 66_463.0,
        "valence": -10,
    },
    "From the time between collisions": {"collision_time": 3.0866e-14, "collisions": "exponential"},
    "A viscosity, from radius and diffusion coefficient": {
        "diffusion_coefficient": 1.957e-9,
        "stokes_radius": 0.1254,
        "viscosity": None,
    },
}

DIFFUSION_EXAMPLES: Examples = {
    "An attomole from a point": {},
    "How long over a metre": {"distance": 1e6},
    "Out of a slab between two sinks": {"geometry": {"kind": "slab", "thickness": 2.0}},
    "Into a cell": {
        "geometry": {"kind": "sphere", "radius": 10.0, "initial": 0.0, "surface": 1.0},
        "times": [1.0, 5.0, 20.0],
    },
    "Two solutions in contact": {"geometry": {"kind": "step", "left": 140.0, "right": 5.0}},
}

NERNST_PLANCK_EXAMPLES: Examples = {
    "Potassium through the squid axon": {},
    "Without a voltage: plain diffusion": {"voltage": 0.0},
    "At the Nernst potential: no flux": {"voltage": -72.14064169455},
}

BOLTZMANN_EXAMPLES: Examples = {
    "An ion in a voltage": {},
    "A channel's gating charge": {
        "energy": {"kind": "gating", "charge": 6.0, "half_voltage": -40.0, "voltage": -30.0}
    },
    "An energy of one kT": {"energy": {"kind": "thermal", "energy": 1.0}},
    "A hydrogen bond": {"energy": {"kind": "molar", "energy": 20.0}, "temperature": 37.0},
}

CHARGE_EXAMPLES: Examples = {
    "A cell of 10 µm, charged by 100 mV": {},
    "A mole of unpaired charge": {"surplus": {"kind": "amount", "amount": 1.0}},
}
