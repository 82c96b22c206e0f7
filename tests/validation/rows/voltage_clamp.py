"""The voltage clamp of the squid axon: families, tails, blocks, resistance; Boltzmann curves."""

import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.validation.row import Row

DATA = json.loads((Path(__file__).parents[1] / "data" / "voltage_clamp.json").read_text(encoding="utf-8"))
DECIMAL = (
    "Hodgkin and Huxley's equations in 50 digits by generators/voltage_clamp.py (data/voltage_clamp.json)"
)
EXACT = 1e-9
"""Promised of what has a closed form [relative]."""

FAMILY: dict[str, Any] = {
    "holding": -65.0,
    "segments": [
        {
            "kind": "step",
            "duration": 12.0,
            "family": {"kind": "voltages", "voltages": [float(v) for v in DATA]},
        },
        {"kind": "step", "voltage": -50.0, "duration": 5.0},
    ],
    "sampling": {"points": 2},
}


TABLE_1 = {
    109: (0.915, 0.037),
    100: (0.886, 0.043),
    88: (0.748, 0.052),
    76: (0.61, 0.057),
    63: (0.524, 0.064),
    51: (0.419, 0.069),
    38: (0.310, 0.075),
}
"""α_n and β_n [1/ms] that Hodgkin and Huxley (1952, table 1) measured at depolarisations [mV]."""
MEASURED = (
    "Hodgkin and Huxley (1952), table 1, by Daly's transcription (ion-channel-ABC, HodgkinHuxley.py); their "
    "equations pass the measured points by up to 0.02 in n and 10 % in the time constant"
)
POTASSIUM: dict[str, Any] = {
    "holding": -65.0,
    "segments": [
        {
            "kind": "step",
            "duration": 60.0,
            "family": {"kind": "voltages", "voltages": [depolarisation - 65.0 for depolarisation in TABLE_1]},
        }
    ],
    "block": {"na": 1.0},
    "sampling": {"interval": 1.0, "series": ["n"]},
}


def series(name: str, index: int) -> Callable[[Any], Any]:
    """A number of the main table."""
    return lambda answer: next(s["values"][index] for s in answer["series"] if s["name"] == name)


def _finding(name: str, index: int, expected: float, **body: Any) -> Row:
    return Row(
        operation="hodgkin-huxley/voltage-clamp",
        body=FAMILY | body,
        value=series(name, index),
        expected=expected,
        # The place of an extremum is known to the root of the precision of its height.
        tolerance=1e-7 if name.startswith("time") else EXACT,
        relative=True,
        source=DECIMAL,
    )


def _fit(current: str, field: str, expected: float, tolerance: float) -> Row:
    def value(answer: Any) -> Any:
        return next(fit[field] for fit in answer["report"]["activation"] if fit["current"] == current)

    return Row(
        operation="morris-lecar/voltage-clamp",
        value=value,
        expected=expected,
        tolerance=tolerance,
        source="closed form: (1 + tanh((V - V1)/V2))/2 = 1/(1 + exp(-2 (V - V1)/V2))",
    )


def _n(answer: Any, index: int) -> list[float]:
    """n at every millisecond of a step."""
    values: list[float] = answer["curves"][index]["columns"][1]["values"]
    return values


def _steady_n(answer: Any, index: int) -> float:
    return _n(answer, index)[-1]


def _time_constant(answer: Any, index: int) -> float:
    """τ_n [ms] from the first millisecond."""
    start, later, *_, end = _n(answer, index)
    return 1.0 / math.log((end - start) / (end - later))


def _measured(value: Callable[[Any], Any], expected: float, tolerance: float, *, relative: bool) -> Row:
    return Row(
        operation="hodgkin-huxley/voltage-clamp",
        body=POTASSIUM,
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=relative,
        source=MEASURED,
    )


ROWS = {
    **{
        f"measured n after long at a depolarisation of {v} mV": _measured(
            partial(_steady_n, index=k), alpha / (alpha + beta), 0.02, relative=False
        )
        for k, (v, (alpha, beta)) in enumerate(TABLE_1.items())
    },
    **{
        f"measured time constant of n at a depolarisation of {v} mV": _measured(
            partial(_time_constant, index=k), 1.0 / (alpha + beta), 0.1, relative=True
        )
        for k, (v, (alpha, beta)) in enumerate(TABLE_1.items())
    },
    **{
        f"{name} at {voltage} mV": _finding(name, index, float(value))
        for index, (voltage, found) in enumerate(DATA.items())
        for name, value in found.items()
    },
    "a block of three quarters": _finding(
        "peak_i_na", 3, 0.25 * float(DATA["-2"]["peak_i_na"]), block={"na": 0.75}
    ),
    "a block leaves the others": _finding(
        "steady_i_k", 3, float(DATA["-2"]["steady_i_k"]), block={"na": 1.0}
    ),
    "the charge of the capacity, C dV": _finding("capacitive_charge", 6, 109.0),
    "the time constant of the clamp, R C": Row(
        operation="hodgkin-huxley/voltage-clamp",
        body=FAMILY | {"series_resistance": 8.0, "compensation": 0.25},
        value=lambda answer: answer["report"]["clamp_time_constant"],
        expected=0.006,
        tolerance=1e-12,
        relative=True,
        source="R C = 6 ohm cm2 x 1 uF/cm2",
    ),
    "Morris-Lecar: half activation of calcium": _fit("ca", "v_half", -1.2, 1e-6),
    "Morris-Lecar: slope of calcium": _fit("ca", "slope_factor", 9.0, 1e-6),
}
