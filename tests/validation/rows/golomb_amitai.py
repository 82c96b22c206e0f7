"""Golomb and Amitai's cell: rest, the class of excitability with and without slow potassium current."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from tests.validation.row import Row

_MODEL = "golomb-amitai"
_EXACT = "closed form: I_ss = 0, I_ss' = 0 to 30 digits (mpmath)"
_EIGENVALUES = (
    "eigenvalues of the hand-written equations (NumPy, complex-step Jacobian), Re = 0 by Brent's method"
)
_STIEFEL = (
    "Stiefel, Gutkin and Sejnowski (2009): without acetylcholine, with slow potassium current, firing begins "
    "by a Hopf bifurcation (type II); with it by a saddle-node (type I)"
)


def _rest(preset: str, expected: float) -> Row:
    return Row(
        operation="conductance-based/fixed-points",
        body={"model": _MODEL, "preset": preset, "current": 0.0},
        value=lambda answer: answer["report"]["fixed_points"][0]["voltage"],
        expected=expected,
        tolerance=1e-8,
        source=_EXACT,
    )


def _onset(
    preset: str, value: Callable[[Any], Any], expected: float, tolerance: float, source: str, **body: Any
) -> Row:
    """What the lowest-voltage saddle-node or Hopf point is: there rest loses its stability."""

    def find(answer: Any) -> Any:
        points = answer["report"]["special_points"]
        return value(next(point for point in points if point["kind"] in {"saddle-node", "hopf"}))

    return Row(
        operation="conductance-based/bifurcation",
        body={"model": _MODEL, "preset": preset, "parameter_range": [-5.0, 10.0], "cycles": False} | body,
        value=find,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _current(point: Any) -> Any:
    return point["value"]


def _is(kind: str) -> Callable[[Any], int]:
    return lambda point: int(point["kind"] == kind)


def _step(current: float, value: Callable[[Any], Any], expected: float, source: str, **body: Any) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body={
            "model": _MODEL,
            "duration": 1000.0,
            "stimulus": [{"kind": "step", "amplitude": current}],
            "sampling": {"points": 2},
        }
        | body,
        value=value,
        expected=expected,
        tolerance=0,
        source=source,
    )


def _intervals(answer: Any) -> list[float]:
    times = [event["time"] for event in answer["events"]]
    return [after - before for before, after in pairwise(times)]


def _adapts(answer: Any) -> int:
    """Whether every interval is longer than the one before, but for those that are settled to 1 %."""
    found = _intervals(answer)
    return int(found[-1] > 1.5 * found[0] and all(b > 0.99 * a for a, b in pairwise(found)))


_PAPER = "Golomb and Amitai (1997): a regular-spiking cell, which the slow potassium current makes adapt"

ROWS = {
    "rest": _rest("regular-spiking", -73.8655412296021197),
    "reduced: rest": _rest("reduced", -67.9605482660929352),
    "reduced, class 1: rest": _rest("reduced-class-1", -85.4868644732199289),
    "cholinergic: rest": _rest("cholinergic", -66.2931849131586359),
    "onset": _onset("regular-spiking", _current, 0.36700824245782278, 1e-8, _EIGENVALUES),
    "cholinergic: onset": _onset("cholinergic", _current, 1.25807833632926557, 1e-8, _EIGENVALUES),
    "reduced, class 1: onset": _onset("reduced-class-1", _current, 2.0403451178988462, 1e-8, _EXACT),
    "cholinergic, full effect: onset": _onset(
        "cholinergic", _current, -0.1207965182772585, 1e-8, _EXACT, parameters={"g_kslow": 0.0}
    ),
    "cholinergic: type II": _onset("cholinergic", _is("hopf"), 1, 0, _STIEFEL),
    "cholinergic, full effect: type I": _onset(
        "cholinergic", _is("saddle-node"), 1, 0, _STIEFEL, parameters={"g_kslow": 0.0}
    ),
    "adapts": _step(4.0, _adapts, 1, _PAPER),
    "does not adapt without slow current": _step(4.0, _adapts, 0, _PAPER, parameters={"g_kslow": 0.0}),
}
