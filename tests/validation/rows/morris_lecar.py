"""Morris-Lecar: Hopf points, folds, node-focus changes, cycles."""

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

ROWS = {
    "first Hopf current": _point("hopf", 0, "current", 93.8576183737),
    "first Hopf voltage": _point("hopf", 0, "voltage", -25.2701048796),
    "first Hopf n": _point("hopf", 0, "n", 0.1396731900),
    "first Hopf frequency": _point("hopf", 0, "frequency", 12.697347, 1e-7),
    "first Hopf l1": _point("hopf", 0, "first_lyapunov_coefficient", 6.543187e-3, 1e-4),
    "first Hopf Re c1": _point("hopf", 0, "cubic_coefficient", 5.220140e-4, 1e-4),
    "second Hopf current": _point("hopf", 1, "current", 212.0188161004),
    "second Hopf voltage": _point("hopf", 1, "voltage", 7.8006638670),
    "second Hopf n": _point("hopf", 1, "n", 0.5954906712),
    "second Hopf frequency": _point("hopf", 1, "frequency", 23.650770, 1e-7),
    "second Hopf l1": _point("hopf", 1, "first_lyapunov_coefficient", 3.668292e-3, 1e-4),
    "second Hopf Re c1": _point("hopf", 1, "cubic_coefficient", 5.451162e-4, 1e-4),
    "node-focus 1": _point("node-focus", 0, "current", -21.7791713746, current_range=_WIDE),
    "node-focus 1 voltage": _point("node-focus", 0, "voltage", -71.10307918, current_range=_WIDE),
    "node-focus 2": _point("node-focus", 1, "current", 112.9580175640, current_range=_WIDE),
    "node-focus 2 voltage": _point("node-focus", 1, "voltage", -17.94030466, current_range=_WIDE),
    "node-focus 3": _point("node-focus", 2, "current", 163.9086873989, current_range=_WIDE),
    "node-focus 3 voltage": _point("node-focus", 2, "voltage", 2.19173440, current_range=_WIDE),
    "node-focus 4": _point("node-focus", 3, "current", 349.4885748916, current_range=_WIDE),
    "node-focus 4 voltage": _point("node-focus", 3, "voltage", 17.29199539, current_range=_WIDE),
    "snic: saddle-node of the SNIC": _point("saddle-node", 0, "current", 39.9631530927, preset="snic"),
    "snic: lower saddle-node": _point(
        "saddle-node", 1, "current", -9.9490393226, preset="snic", current_range=_WIDE
    ),
    "snic: Hopf": _point("hopf", 0, "current", 97.6461639215, preset="snic"),
    "snic, phi 1/15: Hopf": _point(
        "hopf", 0, "current", 97.78789, 1e-7, preset="snic", parameters={"phi": 1 / 15}
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
}
