"""Hindmarsh-Rose: one burst, repeated bursts, steady and irregular firing; equilibria and Hopf points."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from tests.validation.row import Row

_FIGURE = "Hindmarsh and Rose 1984, Fig. 6 (r = 0.001, s = 4, x_1 = -1.6)"
_HAND = "hand-written equations, DOP853 at 1e-12 (tests/validation/generators/hindmarsh_rose.py)"
_CUBIC = "closed form: x^3 + 2 x^2 + 4 x + 5.4 = I at equilibrium"
_ROUTH = "closed form: Hurwitz determinant of the Jacobian's cubic vanishes; its root by bisection"
_PAUSE = 60.0
"""A longer interval than any within a burst."""


def _times(answer: Any) -> list[float]:
    return [event["time"] for event in answer["events"]]


def _onsets(answer: Any) -> list[float]:
    return [late for early, late in pairwise(_times(answer)) if late - early > _PAUSE]


def _period(answer: Any) -> float:
    *_, early, late = _onsets(answer)
    return late - early


def _sizes(answer: Any) -> list[int]:
    """Spikes of every burst but the first and the last."""
    return [sum(begin <= time < end for time in _times(answer)) for begin, end in pairwise(_onsets(answer))]


def _run(
    current: float,
    duration: float,
    value: Callable[[Any], Any],
    expected: float,
    *,
    source: str,
    preset: str = "bursting",
    tolerance: float = 0.0,
) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body={
            "model": "hindmarsh-rose",
            "preset": preset,
            "duration": duration,
            "stimulus": [{"kind": "step", "amplitude": current}],
            "initial": {"voltage": -1.6, "y": -11.8, "z": 0.0},
            "sampling": {"points": 2},
        },
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _equilibrium(current: float, expected: float, tolerance: float = 1e-10) -> Row:
    return Row(
        operation="conductance-based/fixed-points",
        body={"model": "hindmarsh-rose", "current": current},
        value=lambda answer: answer["report"]["fixed_points"][0]["voltage"],
        expected=expected,
        tolerance=tolerance,
        source=_CUBIC,
    )


def _hopf(preset: str, expected: float) -> Row:
    def value(answer: Any) -> float:
        points = answer["report"]["special_points"]
        return float(min(point["value"] for point in points if point["kind"] == "hopf"))

    return Row(
        operation="conductance-based/bifurcation",
        body={"model": "hindmarsh-rose", "preset": preset, "cycles": False},
        value=value,
        expected=expected,
        tolerance=1e-8,
        relative=True,
        source=_ROUTH,
    )


ROWS = {
    "one burst at 0.4": _run(
        0.4,
        3000.0,
        lambda answer: int(max(_times(answer)) < 200.0),
        1,
        source=f"{_FIGURE}: a burst at the onset, then rest",
    ),
    "spikes of the burst at 0.4": _run(0.4, 3000.0, lambda answer: len(answer["events"]), 8, source=_HAND),
    "bursts at 2 without end": _run(
        2.0,
        5000.0,
        lambda answer: int(len(_onsets(answer)) >= 9 and max(_times(answer)) > 4500.0),
        1,
        source=f"{_FIGURE}: bursts that repeat",
    ),
    "spikes of a burst at 2": _run(2.0, 5000.0, lambda answer: _sizes(answer)[-1], 9, source=_HAND),
    "period of the bursts at 2": _run(2.0, 5000.0, _period, 430.77561174, source=_HAND, tolerance=1e-4),
    "steady firing at 4": _run(
        4.0, 5000.0, lambda answer: len(_onsets(answer)), 0, source=f"{_FIGURE}: continuous firing"
    ),
    "interval at 4": _run(
        4.0,
        5000.0,
        lambda answer: _times(answer)[-1] - _times(answer)[-2],
        20.73495554,
        source=_HAND,
        tolerance=1e-5,
    ),
    "irregular bursts at 3.25": _run(
        3.25,
        5000.0,
        lambda answer: int(len(set(_sizes(answer))) > 1),
        1,
        source="Hindmarsh and Rose 1984: with r = 0.005 and I = 3.25 the bursts' structure is random",
        preset="chaotic",
    ),
    # x = -1 and x = 0 satisfy the cubic exactly.
    "equilibrium at 2.4": _equilibrium(2.4, -1.0),
    "equilibrium at 5.4": _equilibrium(5.4, 0.0),
    "equilibrium at 2": _equilibrium(2.0, -1.1272490717507713),
    "first Hopf point, r = 0.001": _hopf("bursting", 1.2698634991351518),
    "first Hopf point, r = 0.005": _hopf("chaotic", 1.3410729650878253),
}
