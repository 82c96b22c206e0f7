"""FitzHugh-Nagumo: rest, Hopf points, trains of impulses, anodal break."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_1961 = "FitzHugh 1961"
_CLOSED = "closed form: trace 1 - V^2 - b phi = 0, I = V^3/3 - V + (V + a)/b"


def _run(
    body: dict[str, Any], value: Callable[[Any], Any], expected: float, tolerance: float, source: str
) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body={"model": "fitzhugh-nagumo", "preset": "fitzhugh-1961"} | body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _rest(series: str, expected: float, tolerance: float) -> Row:
    # The run begins at rest.
    return _run(
        {"duration": 1.0, "stimulus": []},
        lambda answer: next(s["values"][0] for s in answer["series"] if s["name"] == series),
        expected,
        tolerance,
        f"{_1961}, Fig. 1: the resting point is (1.20, -0.625), with the sign of x turned",
    )


def _lasting(current: float, expected: int) -> Row:
    return _run(
        {
            "duration": 2000.0,
            "stimulus": [{"kind": "step", "amplitude": current}],
            "sampling": {"points": 2},
        },
        lambda answer: int(any(event["time"] > 1500.0 for event in answer["events"])),
        expected,
        0.0,
        f"{_1961}: trains of impulses for currents at which the singular point is unstable, between its Hopf "
        "points (0.346 and 1.404); no train well below, excitation block above",
    )


def _hopf(phi: float, preset: str, index: int, field: str) -> Row:
    v = math.copysign(math.sqrt(1.0 - 0.8 * phi), index - 0.5)
    expected = {"voltage": v, "value": v**3 / 3.0 - v + (v + 0.7) / 0.8}[field]

    def value(answer: Any) -> Any:
        points = [point for point in answer["report"]["special_points"] if point["kind"] == "hopf"]
        return sorted(points, key=lambda point: point["value"])[index][field]

    return Row(
        operation="conductance-based/bifurcation",
        body={"model": "fitzhugh-nagumo", "preset": preset, "cycles": False},
        value=value,
        expected=expected,
        tolerance=1e-8,
        relative=True,
        source=_CLOSED,
    )


ROWS = {
    "voltage at rest": _rest("voltage", -1.20, 0.005),
    "recovery at rest": _rest("w", -0.625, 0.001),
    "no train at 0.32": _lasting(0.32, 0),
    "train at 0.4": _lasting(0.4, 1),
    "train at 1.0": _lasting(1.0, 1),
    "excitation block at 1.6": _lasting(1.6, 0),
    "anodal break excitation": _run(
        {
            "duration": 300.0,
            "stimulus": [{"kind": "pulse", "amplitude": -0.5, "onset": 50.0, "duration": 100.0}],
        },
        lambda answer: sum(event["time"] > 150.0 for event in answer["events"]),
        1,
        0.0,
        f"{_1961}, anodal break excitation: one impulse after the end of a hyperpolarising current",
    ),
    **{
        f"{field} at Hopf point {index + 1}, {preset}": _hopf(phi, preset, index, field)
        for preset, phi in (("fitzhugh-1969", 0.08), ("fitzhugh-1961", 1.0 / 9.0))
        for index in (0, 1)
        for field in ("voltage", "value")
    },
}
