"""Passive membranes: closed forms of the RC circuit."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_OPERATION = "passive-membrane/simulate"
_SOURCE = "closed form of c dV/dt = -(V - E)/r + i"


def _last(name: str) -> Callable[[Any], Any]:
    return lambda answer: next(v for v in answer["series"] if v["name"] == name)["values"][-1]


def _area(stimulus: dict[str, Any], expected: float, tolerance: float = 1e-11, **other: Any) -> Row:
    """Voltage after 100 ms of a membrane of 10 ms and 10 mV per µA/cm²."""
    return Row(
        operation=_OPERATION,
        body={"membrane": {"kind": "area", "stimulus": [stimulus]}, **other},
        value=_last("voltage"),
        expected=expected,
        tolerance=tolerance,
        source=_SOURCE,
    )


_OMEGA = 2e-3 * math.pi * 25.0
_PHASE = math.atan(10.0 * _OMEGA)
_SINE = (math.sin(100.0 * _OMEGA - _PHASE) + math.exp(-10.0) * math.sin(_PHASE)) / math.hypot(1, 10 * _OMEGA)

ROWS = {
    "time constant": Row(
        operation=_OPERATION,
        value=lambda answer: answer["report"]["time_constant"],
        expected=10.0,
        tolerance=0.0,
        source="closed form: r c = 10 kΩ·cm² times 1 µF/cm²",
    ),
    "steady state": Row(
        operation=_OPERATION,
        value=lambda answer: answer["report"]["steady_state"],
        expected=-55.0,
        tolerance=1e-12,
        source="closed form: E + r i",
    ),
    "step": _area({"kind": "step", "amplitude": 1.0, "onset": 10.0}, -65.0 - 10.0 * math.expm1(-9.0)),
    "pulse": _area(
        {"kind": "pulse", "amplitude": 2.0, "onset": 80.0, "duration": 10.0},
        -65.0 + 20.0 * (math.exp(-1.0) - math.exp(-2.0)),
    ),
    "ramp": _area(
        {"kind": "ramp", "amplitude": 10.0, "duration": 100.0},
        -65.0 + (100.0 - 10.0 * (1.0 - math.exp(-10.0))),
    ),
    "sine": _area({"kind": "sine", "amplitude": 1.0, "frequency": 25.0}, -65.0 + 10.0 * _SINE),
    "chirp": _area(
        {"kind": "chirp", "amplitude": 1.0, "frequency": 50.0, "duration": 100.0},
        -62.03978686447302,  # quadrature of e^{−(t − s)/τ} sin(2π 0.00025 s²), 25 digits (mpmath)
    ),
    "decay": _area({"kind": "step", "amplitude": 0.0}, -65.0 + 45.0 * math.exp(-10.0), initial_voltage=-20.0),
    "whole cell": Row(
        operation=_OPERATION,
        body={
            "membrane": {
                "kind": "whole-cell",
                "resistance": 200.0,
                "capacitance": 0.1,
                "stimulus": [{"kind": "step", "amplitude": 0.1}],
            }
        },
        value=_last("voltage"),
        expected=-65.0 - 20.0 * math.expm1(-5.0),
        tolerance=1e-11,
        source=_SOURCE,
    ),
}
