"""Passive cables in time."""

import math
from collections.abc import Callable
from typing import Any

from scipy.special import erf

from tests.validation.row import Row
from tests.validation.rows.cable import RALLPACK_1

_PHYSICS = "reference table, cable: Rallpack 1"
_OPERATION = "cable/transient"
_RALLPACK: dict[str, Any] = {
    **RALLPACK_1,
    "injections": [{"position": 0.0, "stimulus": [{"kind": "step", "amplitude": 0.1}]}],
    "duration": 250.0,
    "sampling": {"interval": 0.05},
}
_INFINITE = {**_RALLPACK, "geometry": {"kind": "infinite"}, "record_at": [0.0]}


def _row(value: Callable[[Any], Any], expected: float, tolerance: float, source: str, **other: Any) -> Row:
    return Row(
        operation=_OPERATION,
        body={**_RALLPACK, **other},
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _voltage(series: int, time: float, expected: float, tolerance: float) -> Row:
    return _row(
        lambda answer: answer["series"][series]["values"][round(time / 0.05)], expected, tolerance, _PHYSICS
    )


def _path(name: str, number: int, expected: float, source: str) -> Row:
    return _row(
        lambda answer: answer["report"]["paths"][number][name], expected, 1e-9, source,
        geometry={"kind": "infinite"}, record_at=[0.0],
        paths=[{"source": 0.0, "target": 0.0}, {"source": 0.0, "target": 3000.0}],
    )  # fmt: skip


_AGMON_SNIR = "Agmon-Snir and Segev 1993, doi:10.1152/jn.1993.70.5.2066: tau/2, and tau/2 per lambda"

ROWS = {
    # The series is -16.2428606 at 5 ms: the printed value is rounded towards zero.
    "near end at 5 ms": _voltage(0, 5.0, -16.24285, 1.1e-5),
    "near end at 50 ms": _voltage(0, 50.0, 65.70190, 1e-5),
    "near end at 250 ms": _voltage(0, 250.0, 101.9351, 1e-4),
    "far end at 5 ms": _voltage(1, 5.0, -63.03988, 1e-5),
    "far end at 50 ms": _voltage(1, 50.0, 6.86337, 1e-5),
    "far end at 250 ms": _voltage(1, 250.0, 43.09647, 1e-5),
    "equalising time constants": _row(
        lambda answer: answer["report"]["modes"][1]["decay_time"],
        40.0 / (1.0 + math.pi**2),
        1e-12,
        "Rall 1969, doi:10.1016/S0006-3495(69)86467-2: tau_n = tau/(1 + (n pi/L)^2)",
    ),
    "an infinite cable charges as an error function": Row(
        operation=_OPERATION,
        body=_INFINITE,
        value=lambda answer: answer["series"][0]["values"][200],
        expected=-65.0 + 0.05 * 4000.0 / math.pi * float(erf(0.5)),
        tolerance=1e-10,
        source="Hodgkin and Rushton 1946, doi:10.1098/rspb.1946.0024: erf(sqrt(t/tau)) at the current, 10 ms",
    ),
    "local delay of an infinite cable": _path("centroid_delay", 0, 20.0, _AGMON_SNIR),
    "propagation delay over three length constants": _path("propagation_delay", 1, 60.0, _AGMON_SNIR),
    "transfer resistance of an infinite cable": _path(
        "transfer_resistance", 1, 2000.0 / math.pi * math.exp(-3.0), "closed form: R_infinity/2 e^-x"
    ),
    "input impedance of an infinite cable": _row(
        lambda answer: answer["curves"][1]["columns"][1]["values"][0],
        2000.0 / math.pi / math.sqrt(abs(1.0 + 2j)),
        1e-9,
        "closed form: R_infinity/(2 sqrt(1 + i omega tau)), omega tau = 2",
        geometry={"kind": "infinite"},
        record_at=[0.0],
        frequencies=[50.0 / (2.0 * math.pi)],
    ),
}
