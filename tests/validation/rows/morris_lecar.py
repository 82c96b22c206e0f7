"""Morris-Lecar: Hopf points, folds, node-focus changes, cycles."""

import math
from typing import Any

from tests.validation.row import Row

_TABLE = "reference table, Morris-Lecar"


def _point(
    kind: str, index: int, field: str, expected: float, tolerance: float = 1e-8, **body: object
) -> Row:
    def value(answer: Any) -> Any:
        found = [point for point in answer["report"]["special_points"] if point["kind"] == kind][index]
        return found["gates"]["n"] if field == "n" else found[field]

    return Row(
        operation="morris-lecar/bifurcation",
        body=body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=_TABLE,
    )


def _cycle(value: Any, expected: float, tolerance: float) -> Row:
    return Row(
        operation="morris-lecar/simulate",
        body={
            "duration": 3000.0,
            "tolerance": 1e-6,
            "sampling": {"interval": 0.02, "series": ["voltage"]},
        },
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=f"{_TABLE}: the stable cycle at 100 µA/cm²",
    )


def _period(answer: Any) -> float:
    times = [event["time"] for event in answer["events"]]
    return float(times[-1] - times[-2])


_WIDE = [-50.0, 400.0]


def _subcritical(index: int, **body: object) -> Row:
    def value(answer: Any) -> int:
        points = [point for point in answer["report"]["special_points"] if point["kind"] == "hopf"]
        return int(points[index]["criticality"] == "subcritical")

    return Row(
        operation="morris-lecar/bifurcation", body=body, value=value, expected=1, tolerance=0, source=_TABLE
    )


def _saddles(current: float, expected: int, preset: str) -> Row:
    return Row(
        operation="morris-lecar/fixed-points",
        body={"preset": preset, "current": current},
        value=lambda answer: sum(point["determinant"] < 0.0 for point in answer["report"]["fixed_points"]),
        expected=expected,
        tolerance=0,
        source="known errors of the sources, 10: det J > 0 everywhere holds for the hopf set only",
    )


def _lasting(
    current: float, voltage: float, n: float, expected: int, source: str, preset: str = "hopf"
) -> Row:
    """Whether a run of 6 s from a point still oscillates in its last fifth."""
    return Row(
        operation="morris-lecar/simulate",
        body={
            "preset": preset,
            "duration": 6000.0,
            "stimulus": [{"kind": "step", "amplitude": current}],
            "initial": {"voltage": voltage, "n": n},
            "sampling": {"points": 2},
        },
        value=lambda answer: int(any(event["time"] > 4800.0 for event in answer["events"])),
        expected=expected,
        tolerance=0,
        source=source,
    )


_BISTABLE = f"{_TABLE}: at 90 µA/cm² rest and cycle coexist"
_FOLD = f"{_TABLE}: the fold of cycles lies between these currents"
_PAST_FOLD = 1e-5

_CONSTANTS = {
    "hopf": {"g_ca": 4.4, "v3": 2.0, "v4": 30.0, "phi": 0.04},
    "snic": {"g_ca": 4.0, "v3": 12.0, "v4": 17.4, "phi": 0.067},
    "homoclinic": {"g_ca": 4.0, "v3": 12.0, "v4": 17.4, "phi": 0.23},
}
_COMMON = {
    "c_m": 20.0,
    "g_k": 8.0,
    "g_l": 2.0,
    "e_ca": 120.0,
    "e_k": -84.0,
    "e_l": -60.0,
    "v1": -1.2,
    "v2": 18.0,
}


def _over(parameter: str, kind: str, current: float, preset: str = "hopf") -> Row:
    """A point of the table found again over another parameter: at its current it is at the preset's value."""
    expected = (_COMMON | _CONSTANTS[preset])[parameter]

    def value(answer: Any) -> Any:
        found = [point["value"] for point in answer["report"]["special_points"] if point["kind"] == kind]
        return min(found, key=lambda value: abs(value - expected))

    return Row(
        operation="morris-lecar/bifurcation",
        body={"preset": preset, "parameter": parameter, "current": current, "cycles": False},
        value=value,
        expected=expected,
        tolerance=1e-8,
        relative=True,
        source=f"{_TABLE}: the same point",
    )


def _constant(preset: str, name: str, expected: float) -> Row:
    return Row(
        operation="morris-lecar/fixed-points",
        body={"preset": preset},
        value=lambda answer: answer["request"]["parameters"][name],
        expected=expected,
        tolerance=0.0,
        source="equations, where choice exists: Morris-Lecar",
    )


ROWS = {
    **{
        f"first Hopf point over {parameter}": _over(parameter, "hopf", 93.8576183737)
        for parameter in ("c_m", "g_ca", "g_k", "g_l", "e_ca", "e_k", "e_l", "v1", "v2", "v3", "v4", "phi")
    },
    **{
        f"snic: saddle-node of the SNIC over {parameter}": _over(
            parameter, "saddle-node", 39.9631530927, "snic"
        )
        for parameter in ("g_ca", "g_k", "g_l", "e_k", "v3", "v4")
    },
    "first Hopf current": _point("hopf", 0, "value", 93.8576183737),
    "first Hopf voltage": _point("hopf", 0, "voltage", -25.2701048796),
    "first Hopf n": _point("hopf", 0, "n", 0.1396731900),
    "first Hopf frequency": _point("hopf", 0, "frequency", 12.697347, 1e-7),
    "first Hopf l1": _point("hopf", 0, "first_lyapunov_coefficient", 6.543187e-3, 1e-4),
    "first Hopf Re c1": _point("hopf", 0, "cubic_coefficient", 5.220140e-4, 1e-4),
    "second Hopf current": _point("hopf", 1, "value", 212.0188161004),
    "second Hopf voltage": _point("hopf", 1, "voltage", 7.8006638670),
    "second Hopf n": _point("hopf", 1, "n", 0.5954906712),
    "second Hopf frequency": _point("hopf", 1, "frequency", 23.650770, 1e-7),
    "second Hopf l1": _point("hopf", 1, "first_lyapunov_coefficient", 3.668292e-3, 1e-4),
    "second Hopf Re c1": _point("hopf", 1, "cubic_coefficient", 5.451162e-4, 1e-4),
    "node-focus 1": _point("node-focus", 0, "value", -21.7791713746, parameter_range=_WIDE),
    "node-focus 1 voltage": _point("node-focus", 0, "voltage", -71.10307918, parameter_range=_WIDE),
    "node-focus 2": _point("node-focus", 1, "value", 112.9580175640, parameter_range=_WIDE),
    "node-focus 2 voltage": _point("node-focus", 1, "voltage", -17.94030466, parameter_range=_WIDE),
    "node-focus 3": _point("node-focus", 2, "value", 163.9086873989, parameter_range=_WIDE),
    "node-focus 3 voltage": _point("node-focus", 2, "voltage", 2.19173440, parameter_range=_WIDE),
    "node-focus 4": _point("node-focus", 3, "value", 349.4885748916, parameter_range=_WIDE),
    "node-focus 4 voltage": _point("node-focus", 3, "voltage", 17.29199539, parameter_range=_WIDE),
    "snic: saddle-node of the SNIC": _point("saddle-node", 0, "value", 39.9631530927, preset="snic"),
    "snic: lower saddle-node": _point(
        "saddle-node", 1, "value", -9.9490393226, preset="snic", parameter_range=_WIDE
    ),
    "snic: Hopf": _point("hopf", 0, "value", 97.6461639215, preset="snic"),
    "snic, phi 1/15: Hopf": _point(
        "hopf", 0, "value", 97.78789, 1e-7, preset="snic", parameters={"phi": 1 / 15}
    ),
    "period of the cycle": _cycle(_period, 85.29064, 1e-5),
    "lowest voltage of the cycle": _cycle(
        # V'' at the minimum is 0.2 mV/ms²: samples every 0.02 ms come within 1e-5 mV of it, and the
        # reference is rounded to half of that.
        lambda answer: min(answer["series"][0]["values"][-5000:]),
        -50.33607,
        1.5e-5,
    ),
    "highest voltage of the cycle": _cycle(
        lambda answer: answer["events"][-2]["values"]["peak_voltage"], 33.32580, 1e-5
    ),
    "first Hopf is subcritical": _subcritical(0),
    "second Hopf is subcritical": _subcritical(1),
    "snic: Hopf is subcritical": _subcritical(0, preset="snic"),
    **{
        f"hopf set: no saddle at {current:g}": _saddles(current, 0, "hopf")
        for current in (-200.0, -20.0, 0.0, 90.0, 150.0, 300.0, 1000.0)
    },
    "hopf set: no saddle-node": Row(
        operation="morris-lecar/bifurcation",
        body={"parameter_range": [-1000.0, 5000.0], "cycles": False},
        value=lambda answer: sum(
            point["kind"] in {"saddle-node", "neutral-saddle"} for point in answer["report"]["special_points"]
        ),
        expected=0,
        tolerance=0,
        source="known errors of the sources, 10: det J > 0 everywhere holds for the hopf set",
    ),
    "snic set: a saddle": _saddles(20.0, 1, "snic"),
    "homoclinic set: a saddle": _saddles(20.0, 1, "homoclinic"),
    "at 90, rest is stable": _lasting(90.0, -26.0, 0.135, 0, _BISTABLE),
    "at 90, so is the cycle": _lasting(90.0, 0.0, 0.0, 1, _BISTABLE),
    "below the first fold of cycles": _lasting(88.19, 0.0, 0.0, 0, f"{_FOLD}, 88.2932505"),
    "above the first fold of cycles": _lasting(88.39, 0.0, 0.0, 1, f"{_FOLD}, 88.2932505"),
    "below the second fold of cycles": _lasting(216.8, 0.0, 0.0, 1, f"{_FOLD}, 216.8998014"),
    "above the second fold of cycles": _lasting(217.0, 0.0, 0.0, 0, f"{_FOLD}, 216.8998014"),
    "snic: below the fold of cycles": _lasting(115.85, 0.0, 0.0, 1, f"{_FOLD}, 115.9487214878", "snic"),
    "snic: above the fold of cycles": _lasting(116.05, 0.0, 0.0, 0, f"{_FOLD}, 115.9487214878", "snic"),
    "snic: period past the saddle-node": Row(
        operation="morris-lecar/simulate",
        body={
            "preset": "snic",
            "duration": 3.2 * 177.0 / math.sqrt(_PAST_FOLD),
            "stimulus": [{"kind": "step", "amplitude": 39.9631530927 + _PAST_FOLD}],
            "sampling": {"points": 2},
        },
        value=lambda answer: _period(answer) * math.sqrt(_PAST_FOLD),
        expected=176.618,
        # The spike itself takes some 25 ms besides the passage: 25 √1e-5 = 0.08.
        tolerance=0.1,
        source=f"{_TABLE}: period times the root of the distance from the saddle-node",
    ),
    **{
        f"{preset}: {name}": _constant(preset, name, value)
        for preset, own in _CONSTANTS.items()
        for name, value in (_COMMON | own).items()
    },
}
