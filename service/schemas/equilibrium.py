"""Requests for equilibrium potentials, and their examples."""

from core.equilibrium.nernst import NernstRequest
from service.schemas.derive import request_schema

NERNST = request_schema(NernstRequest)

NERNST_EXAMPLES = {
    "The squid axon at 20 °C": {},
    "A mammalian neuron at 37 °C": {
        "temperature": 37.0,
        "ions": [
            {"name": "K", "valence": 1, "inside": 140.0, "outside": 5.0},
            {"name": "Na", "valence": 1, "inside": 10.0, "outside": 145.0},
        ],
    },
}
