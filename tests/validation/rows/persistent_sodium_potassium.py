"""Izhikevich's persistent sodium plus potassium model: saddle-node, Andronov-Hopf point, bistability."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_MODEL = "persistent-sodium-potassium"
_BOOK = "Izhikevich (2007), Dynamical Systems in Neuroscience"
_FORM = "closed form: where I_ss' = 0 or tr J = 0, to 30 digits (mpmath)"


def _point(
    preset: str, kind: str, value: Callable[[Any], Any], expected: float, tolerance: float, source: str
) -> Row:
    """The first point of a kind, between 0 and 100 µA/cm²."""

    def find(answer: Any) -> Any:
        points = answer["report"]["special_points"]
        return value(next(point for point in points if point["kind"] == kind))

    return Row(
        operation="conductance-based/bifurcation",
        body={"model": _MODEL, "preset": preset, "parameter_range": [0.0, 100.0], "cycles": False},
        value=find,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _run(
    body: dict[str, Any], value: Callable[[Any], Any], expected: float, tolerance: float, source: str
) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body={"model": _MODEL, "spike_threshold": -20.0, "sampling": {"points": 2}} | body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _step(current: float) -> list[dict[str, Any]]:
    return [{"kind": "step", "amplitude": current}]


def _last_period(answer: Any) -> float:
    times = [event["time"] for event in answer["events"]]
    return float(times[-1] - times[-2])


def _late(time: float) -> Callable[[Any], int]:
    return lambda answer: int(any(event["time"] > time for event in answer["events"]))


_SADDLE_NODE = 4.512867630296458
_PAST = 1e-5
_SQUARE_ROOT_LAW = 6.91398297315026540
"""π ⟨p, q⟩/√a with a = −I_ss''/2, to 30 digits (mpmath): the time that the ghost of the saddle-node takes."""
_SPIKE = 7.1
"""The period at 10 µA/cm² [ms], far from the ghost: what the rest of the cycle takes at most."""

_BISTABLE = {"preset": "bistable", "duration": 200.0, "stimulus": _step(3.0)}
_COEXIST = f"{_BOOK}, ch. 4: with tau = 0.152 ms rest and firing coexist at 3 µA/cm²"

ROWS = {
    "saddle-node current": _point(
        "high-threshold", "saddle-node", lambda p: p["value"], 4.51, 0.005, f"{_BOOK}, ch. 4: 4.51"
    ),
    "saddle-node voltage": _point(
        "high-threshold", "saddle-node", lambda p: p["voltage"], -61.0, 0.5, f"{_BOOK}, ch. 6: -61 mV"
    ),
    "saddle-node coefficient": _point(
        "high-threshold",
        "saddle-node",
        lambda p: -0.5 * p["curvature"],
        0.1887,
        5e-5,
        f"{_BOOK}, ch. 6: V' = (I - 4.51) + 0.1887 (V + 61)^2",
    ),
    "saddle-node current, exactly": _point(
        "high-threshold", "saddle-node", lambda p: p["value"], _SADDLE_NODE, 1e-10, _FORM
    ),
    "saddle-node voltage, exactly": _point(
        "high-threshold", "saddle-node", lambda p: p["voltage"], -60.93251761376408, 1e-8, _FORM
    ),
    "Hopf current": _point(
        "low-threshold", "hopf", lambda p: p["value"], 14.66, 0.005, f"{_BOOK}, ch. 6: 14.66"
    ),
    "Hopf voltage": _point(
        "low-threshold", "hopf", lambda p: p["voltage"], -56.5, 0.05, f"{_BOOK}, ch. 6: -56.5 mV"
    ),
    "Hopf n": _point(
        "low-threshold", "hopf", lambda p: p["gates"]["n"], 0.09, 0.005, f"{_BOOK}, ch. 6: 0.09"
    ),
    "Hopf is supercritical": _point(
        "low-threshold",
        "hopf",
        lambda p: int(p["criticality"] == "supercritical"),
        1,
        0,
        f"{_BOOK}, ch. 6: supercritical",
    ),
    "Hopf current, exactly": _point(
        "low-threshold", "hopf", lambda p: p["value"], 14.6590400240586014, 1e-10, _FORM
    ),
    "Hopf frequency, exactly": _point(
        "low-threshold", "hopf", lambda p: p["frequency"], 340.190057940304217, 1e-7, _FORM
    ),
    "no spike below the saddle-node": _run(
        {"duration": 500.0, "stimulus": _step(4.51)},
        lambda answer: len(answer["events"]),
        0,
        0,
        f"{_BOOK}, ch. 4: firing begins above 4.51",
    ),
    "period past the saddle-node": _run(
        {"duration": 3.2 * _SQUARE_ROOT_LAW / math.sqrt(_PAST), "stimulus": _step(_SADDLE_NODE + _PAST)},
        lambda answer: _last_period(answer) * math.sqrt(_PAST),
        _SQUARE_ROOT_LAW,
        _SPIKE * math.sqrt(_PAST),
        "closed form: the square-root law of a saddle-node on an invariant circle",
    ),
    "bistable: rest stays": _run(_BISTABLE, lambda answer: len(answer["events"]), 0, 0, _COEXIST),
    "bistable: so does firing": _run(
        _BISTABLE | {"initial": {"voltage": -25.0, "n": 0.2}}, _late(190.0), 1, 0, _COEXIST
    ),
}
