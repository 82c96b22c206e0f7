"""Pospischil's minimal cells against the authors' program in NEURON, and their classes.

The expected times are those that Open Source Brain keeps for that program (ModelDB 123623) at steps of 1 µs
(PospischilEtAl2008, NEURON_MODIFIED/.test.*.spikes.mep). Its scheme is of first order, so that the error is
twice the change when the step is halved; measured with the same scheme written out by hand, which gives those
times within 2 µs, an allowance that the tolerances include.
"""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_SOURCE = "ModelDB 123623 (Pospischil et al. 2008) in NEURON at 1-µs steps, times kept by Open Source Brain"
_REBOUND = (
    "Pospischil et al. (2008) and ModelDB 123623: e_pas = -60 mV, -0.075 nA: low-threshold spike at the end"
)
_CALCIUM = 120.25467
"""E_Ca [mV] of that program: Nernst's potential of 2 and 2.4e-4 mM at 36 °C."""


def _density(nanoamperes: float, micrometres: float) -> float:
    """µA/cm² of a current into a cylinder as wide as long, without its ends."""
    return nanoamperes * 1e-3 / (math.pi * (micrometres * 1e-4) ** 2)


def _body(
    preset: str, voltage: float, current: float, onset: float, length: float, duration: float
) -> dict[str, Any]:
    return {
        "model": "pospischil",
        "preset": preset,
        "parameters": {"e_ca": _CALCIUM},
        "duration": duration,
        "stimulus": [{"kind": "pulse", "amplitude": current, "onset": onset, "duration": length}],
        "initial": {"voltage": voltage},
        "sampling": {"points": 2},
    }


def _row(
    body: dict[str, Any],
    value: Callable[[Any], Any],
    expected: float,
    tolerance: float,
    source: str = _SOURCE,
) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body=body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _count(answer: Any) -> int:
    return len(answer["events"])


def _time(index: int) -> Callable[[Any], Any]:
    return lambda answer: answer["events"][index]["time"]


def _times(name: str, body: dict[str, Any], times: dict[int, tuple[float, float]]) -> dict[str, Row]:
    """Times of some spikes, by their number, with the error of the published ones."""
    return {
        f"{name}: spike {index + 1}": _row(body, _time(index), expected, error + 0.002)
        for index, (expected, error) in times.items()
    }


_RS = _body("rs", -70.0, _density(0.75, 96.0), 300.0, 400.0, 1000.0)
_FS = _body("fs", -70.0, _density(0.5, 67.0), 300.0, 400.0, 1000.0)
_IB = _body("ib", -84.0, _density(0.15, 96.0), 500.0, 500.0, 1000.0)
_IBR = _body("ib-repetitive", -84.0, _density(0.15, 96.0), 500.0, 500.0, 1000.0)


_LTS = _body("lts", -84.0, _density(0.15, 96.0), 400.0, 400.0, 1000.0)


def _released(blocked: bool) -> dict[str, Any]:
    """0.4 s of hyperpolarising current from rest near -60 mV, then none."""
    body = _body("lts", -60.0, _density(-0.075, 96.0), 400.0, 400.0, 1200.0)
    return body | {
        "parameters": {"e_l": -60.0} | ({"g_ca_t": 0.0} if blocked else {}),
        "initial": None,
    }


ROWS = {
    "rs: spikes": _row(_RS, _count, 5, 0),
    "fs: spikes": _row(_FS, _count, 20, 0),
    "ib: spikes": _row(_IB, _count, 8, 0),
    "ib, repetitive: spikes": _row(_IBR, _count, 28, 0),
    "lts: spikes": _row(_LTS, _count, 4, 0),
    **_times("rs", _RS, {0: (320.554, 0.0), 1: (348.522, 0.004), 2: (387.944, 0.024), 4: (592.105, 0.313)}),
    **_times("fs", _FS, {0: (317.023, 0.001), 9: (498.569, 0.012), 19: (700.299, 0.03)}),
    **_times("ib", _IB, {0: (617.725, 0.0), 2: (631.101, 0.003), 7: (672.085, 0.051)}),
    **_times("ib, repetitive", _IBR, {0: (617.698, 0.0), 1: (622.347, 0.0), 27: (770.557, 0.071)}),
    "lts: a rebound spike": _row(_released(blocked=False), _count, 1, 0, _REBOUND),
    "lts: by its low-threshold current": _row(_released(blocked=True), _count, 0, 0, _REBOUND),
}
