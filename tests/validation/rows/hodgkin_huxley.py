"""Hodgkin-Huxley: gates, spikes, firing rates, thresholds, Hopf points."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_TABLE = "reference table, Hodgkin-Huxley"
_LIMITS = "equations, where choice exists: the limits of x/(1 - exp(-x))"
_OPEN = "known errors of the sources, 12: a channel is open with m3h and n4, not with m or n"

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


def _gating(name: str, voltage: float, expected: float, source: str) -> Row:
    return Row(
        operation="hodgkin-huxley/gating",
        body={"voltage_range": [voltage, voltage + 1.0], "points": 2},
        value=lambda answer: next(s["values"][0] for s in answer["series"] if s["name"] == name),
        expected=expected,
        tolerance=1e-12,
        source=source,
    )


def _constant(name: str, expected: float, preset: str = "literature") -> Row:
    return Row(
        operation="hodgkin-huxley/simulate",
        body={"preset": preset, "duration": 1.0, "sampling": {"points": 2}},
        value=lambda answer: answer["request"]["parameters"][name],
        expected=expected,
        tolerance=0.0,
        source="equations, where choice exists: Hodgkin-Huxley",
    )


def _hopf(
    index: int, field: str, expected: float, tolerance: float, preset: str = "ermentrout", is_a: str = ""
) -> Row:
    def value(answer: Any) -> Any:
        points = [point for point in answer["report"]["special_points"] if point["kind"] == "hopf"]
        return int(points[index][field] == is_a) if is_a else points[index][field]

    return Row(
        operation="hodgkin-huxley/bifurcation",
        body={"preset": preset},
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=_TABLE,
    )


def _over(parameter: str, expected: float, current: float = 9.77933800) -> Row:
    """A Hopf point of the table found again over another parameter: there it is at the model's value."""

    def value(answer: Any) -> Any:
        found = [point["value"] for point in answer["report"]["special_points"] if point["kind"] == "hopf"]
        return min(found, key=lambda value: abs(value - expected))

    return Row(
        operation="hodgkin-huxley/bifurcation",
        body={"preset": "ermentrout", "parameter": parameter, "current": current, "cycles": False},
        value=value,
        expected=expected,
        # The current is printed to 1e-9 of itself.
        tolerance=1e-8,
        relative=True,
        source=f"{_TABLE}: the same point",
    )


ROWS = {
    **{
        f"lower Hopf point over {parameter}": _over(parameter, value)
        for parameter, value in (("g_na", 120.0), ("g_k", 36.0), ("e_l", -54.4), ("temperature", 6.3))
    },
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
    "classroom: spikes": _run(_CLASSROOM, _feature("spike_count"), 3, 0),
    "rate at 7": _rate(7.0, 58.31),
    "rate at 10": _rate(10.0, 68.31),
    "rate at 20": _rate(20.0, 86.47),
    "rate at 50": _rate(50.0, 117.03),
    "rate at 100": _rate(100.0, 147.27),
    "rate at 150": _rate(150.0, 167.85),
    "no spike just below the threshold": _count(2.2405, 100.0, 0),
    "one spike just above the threshold": _count(2.2415, 100.0, 1),
    # The onset is a fold of cycles at 6.264221 µA/cm².
    "no lasting firing below the onset": _run(_step(6.2637, 3000.0), _late_spikes, 0, 0),
    "lasting firing above the onset": _run(
        _step(6.2647, 3000.0), lambda answer: int(_late_spikes(answer) > 40), 1, 0
    ),
    "rest of the lecture's set": Row(
        operation="hodgkin-huxley/fixed-points",
        body={"preset": "lecture", "current": 0.0},
        value=lambda answer: answer["report"]["fixed_points"][0]["voltage"],
        expected=-65.0255,
        tolerance=1e-4,
        source="known errors of the sources, 11",
    ),
    "lower Hopf current": _hopf(0, "value", 9.77933800, 1e-8),
    "lower Hopf voltage": _hopf(0, "voltage", -59.65414360, 1e-8),
    "lower Hopf frequency": _hopf(0, "frequency", 93.302009, 1e-8),
    "lower Hopf Re c1": _hopf(0, "cubic_coefficient", 8.6725e-3, 1e-4),
    "upper Hopf current": _hopf(1, "value", 154.526334, 1e-8),
    "upper Hopf voltage": _hopf(1, "voltage", -43.05809201, 1e-8),
    "upper Hopf frequency": _hopf(1, "frequency", 169.16926, 1e-7),
    "lower Hopf is subcritical": _hopf(0, "criticality", 1, 0.0, is_a="subcritical"),
    "upper Hopf is supercritical": _hopf(1, "criticality", 1, 0.0, is_a="supercritical"),
    "lower Hopf l1": _hopf(0, "first_lyapunov_coefficient", 8.6725 / (2.0 * math.pi * 93.302009), 1e-4),
    # E_L moves both currents by −0.3 ΔE_L and nothing else.
    **{
        f"{preset}: {which} Hopf {field}": _hopf(
            index, field, value - 0.3 * (leak + 54.4) * (field == "value"), 1e-8, preset
        )
        for preset, leak in (("literature", -54.387), ("lecture", -54.5), ("neuron", -54.3))
        for index, which, field, value in (
            (0, "lower", "value", 9.77933800),
            (0, "lower", "voltage", -59.65414360),
            (1, "upper", "value", 154.526334),
            (1, "upper", "voltage", -43.05809201),
        )
    },
    "alpha_n at its singularity": _gating("alpha_n", -55.0, 0.1, _LIMITS),
    "alpha_m at its singularity": _gating("alpha_m", -40.0, 1.0, _LIMITS),
    "open probability of sodium at -65 mV": _gating(
        "open_na", -65.0, 0.0529324852572**3 * 0.596120753508, _OPEN
    ),
    "open probability of potassium at -65 mV": _gating("open_k", -65.0, 0.317676914061**4, _OPEN),
    **{
        f"default {name}": _constant(name, value)
        for name, value in {
            "c_m": 1.0,
            "g_na": 120.0,
            "g_k": 36.0,
            "g_l": 0.3,
            "e_na": 50.0,
            "e_k": -77.0,
            "e_l": -54.387,
            "temperature": 6.3,
            "q10": 3.0,
            "beta_m_slope": 18.0,  # a published teaching code has 1/0.0556
        }.items()
    },
    **{
        f"E_L of {preset}": _constant("e_l", value, preset)
        for preset, value in {"lecture": -54.5, "neuron": -54.3, "ermentrout": -54.4}.items()
    },
    "rates threefold at 16.3 degC": Row(
        operation="hodgkin-huxley/gating",
        body={"voltage_range": [-65.0, -64.0], "points": 2, "parameters": {"temperature": 16.3}},
        value=lambda answer: next(s["values"][0] for s in answer["series"] if s["name"] == "beta_n"),
        expected=0.375,
        tolerance=1e-12,
        source="known traps: 3^((T - 6.3)/10), not 3^(T - 6.3)/10",
    ),
}
