"""Chay-Keizer: silence, bursts and continuous spikes as calcium is removed faster; size and period."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from tests.validation.row import Row

_PAPER = "Chay and Keizer 1983: glucose raises k_Ca, from silence to bursts to spikes without a pause"
_SPIKES = "Chay and Keizer 1983, as sc-neurocore reports the paper: spikes of about 12 mV"
_HAND = "hand-written equations of the paper in its units (tests/validation/generators/chay_keizer.py)"
_SETTLED = 30000.0


def _late(answer: Any) -> list[float]:
    return [event["time"] for event in answer["events"] if event["time"] > _SETTLED]


def _onsets(answer: Any) -> list[float]:
    """First spikes of bursts, once the run has settled."""
    return [late for early, late in pairwise(_late(answer)) if late - early > 1000.0]


def _run(
    removal: float, value: Callable[[Any], Any], expected: float, *, source: str, tolerance: float = 0.0
) -> Row:
    return Row(
        operation="conductance-based/simulate",
        body={
            "model": "chay-keizer",
            "parameters": {"k_ca": removal},
            "duration": 60000.0,
            "initial": {"voltage": -54.774, "m": 0.029725, "h": 0.747865, "n": 0.061079, "ca": 0.8e-3},
            "spike_threshold": -35.0,
            "sampling": {"points": 2},
        },
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _regime(answer: Any) -> int:
    """0: silent, 1: bursts, 2: spikes without a pause."""
    if not _late(answer):
        return 0
    return 1 if _onsets(answer) else 2


def _equilibrium(preset: str, voltage: float) -> Row:
    return Row(
        operation="conductance-based/fixed-points",
        body={"model": "chay-keizer", "preset": preset, "current": 0.0},
        value=lambda answer: answer["report"]["fixed_points"][0]["voltage"],
        expected=voltage,
        tolerance=1e-8,
        source=_HAND,
    )


def _swing(answer: Any) -> float:
    """From the highest to the lowest voltage of the last second."""
    times = answer["time"]["values"]
    voltages = next(s["values"] for s in answer["series"] if s["name"] == "voltage")
    last = [v for t, v in zip(times, voltages, strict=True) if t > times[-1] - 1000.0]
    return float(max(last) - min(last))


ROWS = {
    "silent at k_Ca = 0.01": _run(0.01, _regime, 0, source=_PAPER),
    "bursts at k_Ca = 0.03": _run(0.03, _regime, 1, source=_PAPER),
    "bursts at k_Ca = 0.04": _run(0.04, _regime, 1, source=_PAPER),
    "bursts at k_Ca = 0.05": _run(0.05, _regime, 1, source=_PAPER),
    "continuous spikes at k_Ca = 0.06": _run(0.06, _regime, 2, source=_PAPER),
    "period of the bursts": _run(
        0.04,
        lambda answer: _onsets(answer)[-1] - _onsets(answer)[-2],
        11978.700606,
        source=_HAND,
        tolerance=0.001,
    ),
    "equilibrium of the bursting cell": _equilibrium("bursting", -35.147242610586034),
    "equilibrium of the silent cell": _equilibrium("silent", -49.75751800796655),
    "size of continuous spikes": Row(
        operation="conductance-based/simulate",
        body={
            "model": "chay-keizer",
            "preset": "spiking",
            "duration": 20000.0,
            "initial": {"voltage": -35.0},
            "sampling": {"points": 40001, "method": "uniform", "series": ["voltage"]},
        },
        value=_swing,
        expected=12.0,
        tolerance=1.0,
        source=_SPIKES,
    ),
}
