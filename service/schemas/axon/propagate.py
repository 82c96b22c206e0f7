"""Requests for spikes along an axon, and their examples."""

from collections.abc import Mapping
from typing import Any

from core.axon.propagate.request import PropagateRequest
from service.schemas.axon.conduction_velocity import AxonSchema
from service.schemas.conductance_based import conductance_based_schema

PROPAGATE = conductance_based_schema(
    PropagateRequest, "propagate", lambda _: {}, base=AxonSchema, name="AxonPropagateRequest"
)

_BOTH_ENDS = [{"position": 0.0}, {"position": 50_000.0}]

PROPAGATE_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "A spike in a squid's giant axon": {},
    "Two spikes collide": {"injections": _BOTH_ENDS, "profiles_at": [0.5, 1.0, 1.3, 1.6, 2.0]},
    "A spike begun in the middle runs both ways": {
        "injections": [{"position": 25_000.0}],
        "velocity_between": [30_000.0, 45_000.0],
    },
    "Stopped by a stretch without sodium channels": {
        "geometry": {
            "kind": "unmyelinated",
            "stretches": [{"start": 20_000.0, "stop": 35_000.0, "parameters": {"g_na": 0.0}}],
        },
        "velocity_between": [5_000.0, 15_000.0],
    },
    "Stopped by a warm stretch": {
        "geometry": {
            "kind": "unmyelinated",
            "stretches": [{"start": 20_000.0, "stop": 35_000.0, "parameters": {"temperature": 45.0}}],
        },
        "velocity_between": [5_000.0, 15_000.0],
    },
    "A step to a much larger diameter": {
        "geometry": {
            "kind": "unmyelinated",
            "stretches": [{"start": 25_000.0, "stop": 50_000.0, "diameter": 4760.0}],
        },
        "velocity_between": [5_000.0, 20_000.0],
    },
    "A thin unmyelinated fibre": {
        "geometry": {"kind": "unmyelinated", "diameter": 1.0, "length": 4_000.0, "axial_resistivity": 100.0},
        "duration": 12.0,
    },
}
