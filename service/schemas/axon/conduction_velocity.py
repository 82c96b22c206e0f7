"""Requests for the velocity of an impulse, and their examples."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from core.axon.conduction_velocity.request import ConductionVelocityRequest
from core.axon.uniform_axon import axon_constants, axon_geometry
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from service.schemas.conductance_based import ConductanceBasedSchema, conductance_based_schema

Examples = Mapping[str, Mapping[str, Any]]


class AxonSchema(ConductanceBasedSchema):
    """Base of the requests about an axon: some models have other constants as axons than as patches."""

    @cached_property
    def neuron(self) -> Neuron:
        """The membrane that is asked about."""
        asked: Any = self
        if isinstance(asked.model, str):
            given = {**axon_constants(asked.model), **(asked.parameters or {})}
            return Neuron.of(CATALOGUE[asked.model], asked.preset, **given)
        return super().neuron


CONDUCTION_VELOCITY = conductance_based_schema(
    ConductionVelocityRequest,
    "conduction-velocity",
    axon_geometry,
    base=AxonSchema,
    name="ConductionVelocityRequest",
)

_SQUID: dict[str, Any] = {
    "name": "channels-that-bring-capacitance",
    "temperature": 18.5,
    "parameters": {"density": 1.0},
    "capacitance": "0.8 + 0.2 * density",
    "gates": [
        {"name": "m", "alpha": "linoid((V + 40) / 10)", "beta": "4 * exp(-(V + 65) / 18)", "q10": 3.0},
        {"name": "h", "alpha": "0.07 * exp(-(V + 65) / 20)", "beta": "sigmoid((V + 35) / 10)", "q10": 3.0},
        {
            "name": "n",
            "alpha": "0.1 * linoid((V + 55) / 10)",
            "beta": "0.125 * exp(-(V + 65) / 80)",
            "q10": 3.0,
        },
    ],
    "currents": [
        {
            "kind": "ohmic",
            "name": "na",
            "conductance": "120 * density",
            "reversal": 50.0,
            "gates": {"m": 3, "h": 1},
        },
        {
            "kind": "ohmic",
            "name": "k",
            "conductance": "36 * density",
            "reversal": -77.0,
            "gates": {"n": 4},
        },
        {"kind": "leak", "conductance": "0.3 * density", "reversal": -54.387},
    ],
}
for _gate in _SQUID["gates"]:
    _gate["reference_temperature"] = 6.3

CONDUCTION_VELOCITY_EXAMPLES: Examples = {
    "A squid's giant axon at 18.5 °C": {},
    "Over the temperature: both waves, and heat block": {
        "vary": {"parameter": "temperature", "start": 0.0, "stop": 40.0, "count": 21}
    },
    "Over the diameter": {
        "vary": {"parameter": "diameter", "values": [0.2, 1.0, 5.0, 20.0, 100.0, 476.0, 1000.0]},
        "limit": None,
    },
    "Too warm to conduct": {"parameters": {"temperature": 40.0}},
    "The density of channels at which an axon conducts fastest, as each brings capacitance with it": {
        "model": _SQUID,
        "slow": False,
        "limit": None,
        "vary": {"parameter": "density", "start": 0.5, "stop": 8.0, "count": 16},
    },
    "FitzHugh and Nagumo's pulse": {"model": "fitzhugh-nagumo"},
}
