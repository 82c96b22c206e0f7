"""Steady cables."""

import math
from collections.abc import Mapping
from typing import Any

from tests.validation.row import Row

_PHYSICS = "reference table, cable: Rallpack 1"
_OPERATION = "cable/steady-state"
RALLPACK_1: Mapping[str, Any] = {
    "diameter": 1.0,
    "membrane_resistance": 40_000.0,
    "axial_resistivity": 100.0,
    "membrane_capacitance": 1.0,
    "resting_potential": -65.0,
    "geometry": {
        "kind": "finite",
        "length": 1000.0,
        "left": {"kind": "sealed"},
        "right": {"kind": "sealed"},
    },
}
"""Its cable."""
_RALLPACK: Mapping[str, Any] = {**RALLPACK_1, "injections": [{"position": 0.0, "current": 0.1}]}


def _voltage(place: int, expected: float) -> Row:
    return Row(
        operation=_OPERATION,
        body=_RALLPACK,
        value=lambda answer: next(v for v in answer["series"] if v["name"] == "voltage")["values"][place],
        expected=expected,
        tolerance=1e-5,
        source=_PHYSICS,
    )


def _report(name: str, expected: float, tolerance: float, source: str, **other: Any) -> Row:
    return Row(
        operation=_OPERATION,
        body={**_RALLPACK, **other},
        value=lambda answer: answer["report"][name],
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _input_resistance(expected: float, tolerance: float, source: str, **other: Any) -> Row:
    return Row(
        operation=_OPERATION,
        body={**_RALLPACK, **other},
        value=lambda answer: answer["report"]["sites"][0]["input_resistance"],
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


_R_INFINITE = 4000.0 / math.pi
_CLOSED_FORM = "closed form: R_infinity coth L sealed, R_infinity tanh L killed (Rall 1959)"

ROWS = {
    "near end": _voltage(0, 102.18085),
    "far end": _voltage(-1, 43.34226),
    "semi-infinite resistance": _report("semi_infinite_resistance", 1273.240, 1e-3, _PHYSICS),
    "input resistance": _input_resistance(1671.808, 1e-3, _PHYSICS),
    "length constant": _report("length_constant", 1000.0, 1e-9, "closed form: sqrt(R_m d/4R_i)"),
    "time constant": _report("time_constant", 40.0, 1e-12, "closed form: R_m C_m"),
    "input resistance, semi-infinite": _input_resistance(
        _R_INFINITE, 1e-9, _CLOSED_FORM, geometry={"kind": "semi-infinite"}
    ),
    "input resistance, infinite": _input_resistance(
        _R_INFINITE / 2.0, 1e-9, _CLOSED_FORM, geometry={"kind": "infinite"}
    ),
    "input resistance, killed far end": _input_resistance(
        _R_INFINITE * math.tanh(2.0),
        1e-9,
        _CLOSED_FORM,
        geometry={"kind": "finite", "length": 2000.0, "right": {"kind": "killed"}},
    ),
    "infinite resistance is half the semi-infinite one": _report(
        "infinite_resistance", 1273.240 / 2.0, 1e-3, "equations, where choice exists: half of it"
    ),
    "R_infinity is R_i lambda/(pi a2)": Row(
        operation=_OPERATION,
        value=lambda answer: answer["report"]["semi_infinite_resistance"],
        # A dendrite of 2 µm, 150 Ω·cm and 20,000 Ω·cm²; lengths in cm, MΩ.
        expected=150.0 * math.sqrt(20_000.0 * 2e-4 / 600.0) / (math.pi * 1e-8) * 1e-6,
        tolerance=1e-9,
        source="known errors of the sources, 7: axial resistivity times lambda over the cross-section",
    ),
    "a soma's resistance is R_m over its area": Row(
        operation=_OPERATION,
        body={
            "geometry": {"kind": "semi-infinite", "left": {"kind": "spherical-soma", "diameter": 20.0}},
        },
        value=lambda answer: (
            answer["report"]["left"]["conductance_ratio"] * answer["report"]["semi_infinite_resistance"]
        ),
        expected=20_000.0 / (math.pi * 20e-4**2) * 1e-6,
        tolerance=1e-9,
        source="known errors of the sources, 8: Ω·cm² is no input resistance",
    ),
}
