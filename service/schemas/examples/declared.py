"""Models of a client's own, as examples and tests send them."""

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
