"""Thalamic relay cell: rebound burst, sag, delta and recurring oscillations, and the authors' own program."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from tests.validation.row import Row

_PAPER = "Destexhe et al. 1996"
_PROGRAM = (
    f"{_PAPER}: the authors' program (ModelDB 3343) for the cell alone in NEURON 9.0.2; crossings "
    "extrapolated to a step of zero from 2.5 and 1.25 µs, which differ by 0.12 ms at most"
)
_RELEASE = 1100.0
_CLOSED = {"voltage": -70.0, "ca": 2.4e-4} | dict.fromkeys(("m", "h", "n", "h_t", "o1", "o2", "p1"), 0.0)
"""Where the authors' program begins."""


def _run(
    body: dict[str, Any], value: Callable[[Any], Any], expected: float, *, source: str, tolerance: float = 0.0
) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body={"model": "thalamic-relay", "stimulus": [], "sampling": {"points": 2}} | body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _pulse(amplitude: float, onset: float, duration: float) -> list[dict[str, Any]]:
    return [{"kind": "pulse", "amplitude": amplitude, "onset": onset, "duration": duration}]


_REBOUND = {
    "preset": "resting",
    "duration": 1500.0,
    "stimulus": _pulse(-1.0, 500.0, 600.0),
    "initial": _CLOSED,
}
_TONIC = {"preset": "relay", "duration": 600.0, "stimulus": _pulse(2.0, 200.0, 300.0), "initial": _CLOSED}
_DELTA = {"preset": "delta", "duration": 2000.0, "initial": _CLOSED}


def _time(index: int) -> Callable[[Any], float]:
    return lambda answer: answer["events"][index]["time"]


def _count(answer: Any) -> int:
    return len(answer["events"])


def _rebound(parameters: dict[str, float], expected: int, source: str) -> Row:
    """Spikes within 100 ms of the end of a hyperpolarising current, from rest."""
    body = _REBOUND | {"parameters": parameters}
    del body["initial"]
    return _run(
        body,
        lambda answer: int(any(0.0 < event["time"] - _RELEASE < 100.0 for event in answer["events"])),
        expected,
        source=source,
    )


def _sag(parameters: dict[str, float], expected: int) -> Row:
    def value(answer: Any) -> int:
        times = answer["time"]["values"]
        voltages = next(s["values"] for s in answer["series"] if s["name"] == "voltage")
        within = [v for t, v in zip(times, voltages, strict=True) if 500.0 < t < _RELEASE]
        return int(within[-1] - min(within) > 1.0)

    return _run(
        {
            "preset": "resting",
            "duration": 1500.0,
            "stimulus": _pulse(-1.0, 500.0, 600.0),
            "parameters": parameters,
            "sampling": {"points": 1501, "method": "uniform", "series": ["voltage"]},
        },
        value,
        expected,
        source="McCormick and Pape 1990, J Physiol 431:291: the depolarising sag is I_h's and goes with it",
    )


def _onsets(answer: Any, silence: float = 5000.0) -> list[float]:
    """The first spike, and every one after a silence [ms]."""
    times = [event["time"] for event in answer["events"]]
    return times[:1] + [late for early, late in pairwise(times) if late - early > silence]


def _last_period(answer: Any) -> float:
    *_, early, late = _onsets(answer, 50.0)
    return late - early


def _recurrent(preset: str, parameters: dict[str, float], value: Callable[[Any], int], source: str) -> Row:
    body = {
        "preset": preset,
        "parameters": parameters,
        "duration": 60000.0,
        "initial": {"voltage": -70.0},
    }
    return _run(body, value, 1, source=source)


def _program(body: dict[str, Any], times: dict[int, float], spikes: int, name: str) -> dict[str, Row]:
    rows = {
        f"{name}, spike {index + 1}": _run(body, _time(index), time, source=_PROGRAM, tolerance=0.05)
        for index, time in times.items()
    }
    return rows | {f"{name}, spikes": _run(body, _count, spikes, source=_PROGRAM)}


_MODES = f"{_PAPER}, the authors' program: h-conductance and potassium leak of a cell"

ROWS = {
    **_program(_REBOUND, {0: 163.205, 3: 1121.02, 4: 1123.145, 12: 1156.645}, 13, "rebound"),
    **_program(
        _REBOUND | {"parameters": {"temperature": 33.0}},
        {0: 200.618, 7: 1115.935, 17: 1159.150},
        18,
        "rebound at 33 °C",
    ),
    **_program(_TONIC, {0: 205.083, 7: 270.058, 11: 468.600}, 12, "depolarised"),
    **_program(_DELTA, {0: 446.56, 4: 872.79, 8: 1205.50, 11: 1501.27}, 16, "delta"),
    "rebound burst": _rebound({}, 1, f"{_PAPER}: bursts on release from hyperpolarisation"),
    "no rebound without T-channels": _rebound({"g_t": 0.0}, 0, f"{_PAPER}: the burst is I_T's"),
    "sag": _sag({}, 1),
    "no sag without h-channels": _sag({"g_h": 0.0}, 0),
    "resting cell": _recurrent(
        "resting",
        {},
        lambda answer: int(not answer["events"]),
        f"{_MODES} that does not oscillate by itself",
    ),
    "waxing and waning": _recurrent(
        "waxing-waning",
        {},
        lambda answer: int(len(_onsets(answer)) >= 3),
        f"{_MODES} that oscillates now and then, with long silences between",
    ),
    "longer silences with more h-channels": _recurrent(
        "waxing-waning",
        {"g_h": 0.025},
        lambda answer: int(len(_onsets(answer)) == 2 and _onsets(answer)[1] - _onsets(answer)[0] > 30000.0),
        f"{_MODES} with longer silences",
    ),
    "sustained delta oscillation": _run(
        {"preset": "delta", "duration": 14000.0, "initial": _CLOSED},
        _last_period,
        238.627724,
        source="hand-written equations (tests/validation/generators/thalamic_relay.py), DOP853 at 1e-12",
        tolerance=1e-3,
    ),
}
