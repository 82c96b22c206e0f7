"""Hodgkin-Huxley: gates, spikes, firing rates, thresholds, Hopf points."""

from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_TABLE = "reference table, Hodgkin-Huxley"

_LECTURE: dict[str, Any] = {
    "preset": "lecture",
    "duration": 60.0,
    "stimulus": [{"kind": "step", "amplitude": 3.0}],
    "initial": {"voltage": -70.0, "m": 0.05, "h": 0.54, "n": 0.34},
}
_CLASSROOM: dict[str, Any] = {"initial": {"voltage": -65.0}}


def _run(body: dict[str, Any], value: Callable[[Any], Any], expected: float, tolerance: float) -> Row:
    return Row(
        operation="hodgkin-huxley/simulate",
        body=body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=_TABLE,
    )


def _feature(name: str) -> Callable[[Any], Any]:
    return lambda answer: answer["features"][name]


def _spike(index: int) -> Callable[[Any], Any]:
    return lambda answer: answer["events"][index]["time"]


def _step(current: float, duration: float) -> dict[str, Any]:
    return {
        "preset": "ermentrout",
        "duration": duration,
        "stimulus": [{"kind": "step", "amplitude": current}],
        "sampling": {"points": 2},
    }


def _rate(current: float, expected: float) -> Row:
    # Published to a hundredth of a hertz. At strong currents the oscillation is small: it crosses −43 mV,
    # near its centre, at every current of the table.
    body = _step(current, 3000.0) | {"spike_threshold": -43.0}
    return _run(body, _feature("rate"), expected, 0.01)


def _count(current: float, duration: float, expected: int) -> Row:
    return _run(_step(current, duration), _feature("spike_count"), expected, 0)


def _late_spikes(answer: Any) -> int:
    return sum(event["time"] > 2000.0 for event in answer["events"])


def _gate(name: str, expected: float) -> Row:
    # The run begins at rest for −65 mV: its first sample is the steady state of the gate.
    return Row(
        operation="hodgkin-huxley/simulate",
        body=_CLASSROOM,
        value=lambda answer: next(s["values"][0] for s in answer["series"] if s["name"] == name),
        expected=expected,
        tolerance=1e-12,
        source=_TABLE,
    )


def _hopf(index: int, field: str, expected: float, tolerance: float) -> Row:
    def value(answer: Any) -> Any:
        points = [point for point in answer["report"]["special_points"] if point["kind"] == "hopf"]
        return points[index][field]

    return Row(
        operation="hodgkin-huxley/bifurcation",
        body={"preset": "ermentrout"},
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=_TABLE,
    )


ROWS = {
    "m at -65 mV": _gate("m", 0.0529324852572),
    "h at -65 mV": _gate("h", 0.596120753508),
    "n at -65 mV": _gate("n", 0.317676914061),
    "lecture: spikes": _run(_LECTURE, _feature("spike_count"), 1, 0),
    "lecture: crossing": _run(_LECTURE, _spike(0), 9.359857, 1e-3),
    "lecture: peak": _run(_LECTURE, _feature("peak_voltage"), 32.7987, 0.01),
    "lecture: time of the peak": _run(_LECTURE, _feature("peak_time"), 9.6080, 1e-3),
    "lecture: trough": _run(_LECTURE, _feature("trough_voltage"), -75.764, 0.01),
    "lecture: time of the trough": _run(_LECTURE, _feature("trough_time"), 12.243, 1e-3),
    "lecture: end": _run(_LECTURE, _feature("final_voltage"), -62.87647, 0.01),
    "classroom: first crossing": _run(_CLASSROOM, _spike(0), 6.900790, 1e-3),
    "classroom: second crossing": _run(_CLASSROOM, _spike(1), 21.822257, 1e-3),
    "classroom: third crossing": _run(_CLASSROOM, _spike(2), 36.471496, 1e-3),
    "rate at 7": _rate(7.0, 58.31),
    "rate at 10": _rate(10.0, 68.31),
    "rate at 20": _rate(20.0, 86.47),
    "rate at 50": _rate(50.0, 117.03),
    "rate at 100": _rate(100.0, 147.27),
    "rate at 150": _rate(150.0, 167.85),
    "no spike just below the threshold": _count(2.2405, 100.0, 0),
    "one spike just above the threshold": _count(2.2415, 100.0, 1),
    "no lasting firing below the onset": _run(_step(6.25, 3000.0), _late_spikes, 0, 0),
    "lasting firing above the onset": _run(
        _step(6.28, 3000.0), lambda answer: int(_late_spikes(answer) > 40), 1, 0
    ),
    "rest of the lecture's set": Row(
        operation="hodgkin-huxley/fixed-points",
        body={"preset": "lecture", "current": 0.0},
        value=lambda answer: answer["report"]["fixed_points"][0]["voltage"],
        expected=-65.0255,
        tolerance=1e-4,
        source="known errors of the sources, 11",
    ),
    "lower Hopf current": _hopf(0, "current", 9.77933800, 1e-8),
    "lower Hopf voltage": _hopf(0, "voltage", -59.65414360, 1e-8),
    "lower Hopf frequency": _hopf(0, "frequency", 93.302009, 1e-8),
    "lower Hopf Re c1": _hopf(0, "cubic_coefficient", 8.6725e-3, 1e-4),
    "upper Hopf current": _hopf(1, "current", 154.526334, 1e-8),
    "upper Hopf voltage": _hopf(1, "voltage", -43.05809201, 1e-8),
    "upper Hopf frequency": _hopf(1, "frequency", 169.16926, 1e-7),
}
