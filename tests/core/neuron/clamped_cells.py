"""A cell with a calcium pool, as a client declares it and as equations written out by hand."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from core.neuron.client_model import ModelDeclaration, declare
from core.neuron.declaration import Neuron
from core.result import Floats
from service.schemas.derive import request_schema

CALCIUM_CELL: Mapping[str, Any] = {
    "name": "calcium",
    "temperature": 36.0,
    "gates": [
        {"name": "s", "steady_state": "sigmoid((V + 20) / 5)", "time_constant": 2.0},
        {"name": "q", "steady_state": "ca / (ca + 0.001)", "time_constant": "5 / (1 + ca / 0.001)"},
    ],
    "currents": [
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
        {"kind": "leak", "conductance": 0.1, "reversal": -70.0},
    ],
    "pools": [{"name": "ca", "currents": ["ca"], "gain": 5e-6, "rest": 1e-4, "time_constant": 80.0}],
}
FARADAY, GAS_CONSTANT = 96485.33212331001, 8.31446261815324


def declared(declaration: Mapping[str, Any]) -> Neuron:
    """The neuron of a declaration as it comes over HTTP."""
    schema = request_schema(ModelDeclaration)
    return declare(schema.model_validate_json(json.dumps(declaration)).to_core())


def calcium_current(s: float, ca: float, v: float) -> float:
    """Goldman, Hodgkin and Katz's current [µA/cm²]."""
    xi = 2 * FARADAY * v * 1e-3 / (GAS_CONSTANT * 309.15)
    inward = xi / -math.expm1(-xi) if xi else 1.0
    return 2e-5 * s**2 * 2 * FARADAY * (ca * inward - 2.0 * (inward - xi))


def rates(v: float, y: Floats) -> list[float]:
    """Rates of s, q and ca at a voltage."""
    s, q, ca = y
    return [
        (1 / (1 + math.exp(-(v + 20) / 5)) - s) / 2,
        (ca / (ca + 0.001) - q) * (1 + ca / 0.001) / 5,
        -5e-6 * calcium_current(s, ca, v) - (ca - 1e-4) / 80,
    ]


def solution(holding: float, steps: list[tuple[float, float]], times: Floats) -> dict[str, Floats]:
    """States and currents under stays at some voltages [mV] for some times [ms]."""
    start = np.array([0.0, 0.1, 1e-4])
    start = solve_ivp(
        lambda _, y: rates(holding, y), (0.0, 5000.0), start, method="Radau", rtol=1e-11, atol=1e-15
    ).y[:, -1]
    states, voltages, begin = [], [], 0.0
    for k, (v, duration) in enumerate(steps):
        end = begin + duration
        inside = times[(times >= begin) & ((times < end) | (k == len(steps) - 1))]

        def clamped(_: float, y: Floats, v: float = v) -> list[float]:
            return rates(v, y)

        solved = solve_ivp(
            clamped,
            (begin, end),
            start,
            method="Radau",
            t_eval=np.unique([*inside, end]),
            rtol=1e-11,
            atol=1e-15,
        )
        states.append(solved.y[:, : inside.size])
        voltages.append(np.full(inside.size, v))
        start, begin = solved.y[:, -1], end
    s, q, ca = np.concatenate(states, axis=1)
    command = np.concatenate(voltages)
    current = np.array([calcium_current(s[k], ca[k], command[k]) for k in range(command.size)])
    return {
        "s": s,
        "q": q,
        "ca": ca,
        "i_ca": current,
        "p_ca": 2e-5 * s**2,
        "i_ahp": q * (command + 100.0),
    }
