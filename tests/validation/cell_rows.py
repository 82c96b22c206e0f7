"""Rows of catalogue cells: requests that name the model, and where to look in their answers."""

from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

SOLVED = "equations written out by hand, solved by generators/equilibria.py (data/equilibria.txt)"
TRACED = "equations written out by hand, integrated by generators/{}.py"


def simulated(
    model: str,
    current: float,
    duration: float,
    value: Callable[[Any], Any],
    expected: float,
    tolerance: float,
    source: str,
    **other: Any,
) -> Row:
    """A finding on a step of current [µA/cm²] from t = 0."""
    return Row(
        operation="conductance-based/simulate",
        body={
            "model": model,
            "duration": duration,
            "stimulus": [{"kind": "step", "amplitude": current}],
            "sampling": {"points": 2},
            **other,
        },
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def last_rate(answer: Any) -> float:
    """Inverse [Hz] of the last interval between spikes; 0 with fewer than two."""
    times = [event["time"] for event in answer["events"]]
    return 1000.0 / (times[-1] - times[-2]) if len(times) > 1 else 0.0


def spikes_after(time: float) -> Callable[[Any], int]:
    """Number of spikes after a time [ms]."""
    return lambda answer: sum(event["time"] > time for event in answer["events"])


def special_point(
    model: str,
    kind: str,
    near: float,
    field: str,
    expected: float,
    tolerance: float,
    source: str,
    **body: Any,
) -> Row:
    """A field of the special point of a kind whose value is nearest to one, with a relative tolerance."""

    def value(answer: Any) -> Any:
        points = [point for point in answer["report"]["special_points"] if point["kind"] == kind]
        return min(points, key=lambda point: abs(point["value"] - near))[field]

    return Row(
        operation="conductance-based/bifurcation",
        body={"model": model, **body},
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=source,
    )


def rest(model: str, expected: float, **body: Any) -> Row:
    """The stable equilibrium without current [mV]."""
    return Row(
        operation="conductance-based/fixed-points",
        body={"model": model, "current": 0.0, **body},
        value=lambda answer: next(p["voltage"] for p in answer["report"]["fixed_points"] if p["stable"]),
        expected=expected,
        tolerance=1e-9,
        source=SOLVED,
    )


def stable_points(model: str, current: float, expected: int, source: str, **body: Any) -> Row:
    """How many stable equilibria there are at a current [µA/cm²]."""
    return Row(
        operation="conductance-based/fixed-points",
        body={"model": model, "current": current, **body},
        value=lambda answer: sum(point["stable"] for point in answer["report"]["fixed_points"]),
        expected=expected,
        tolerance=0,
        source=source,
    )
