"""Impulses of uniform axons."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.interpolate import CubicSpline

from service.schemas.axon.propagate import PROPAGATE_EXAMPLES
from tests.validation.row import Row

_OPERATION = "axon/conduction-velocity"
_PHYSICS = "reference table: squid axon, travelling wave at 18.5 °C"
_1952 = "Hodgkin and Huxley (1952) p. 528, doi:10.1113/jphysiol.1952.sp004764, computed by hand"
_PROVED = (
    "Hendrick C (2026) The propagated action potential of Hodgkin and Huxley at their 1952 constants: a "
    "computer-assisted existence proof, release 1.0.0: the velocity enclosed in ball arithmetic"
)
_BLOCK = (
    "Phillipson and Schuster (2005) Int J Bifurcat Chaos 15:3851-3866, doi:10.1142/S0218127405014349, of the "
    "temperature below which there is a pulse: about 33.7 °C"
)


def _velocity(expected: float, tolerance: float, source: str, **body: Any) -> Row:
    return Row(
        operation=_OPERATION,
        body=body,
        value=lambda answer: answer["report"]["velocity"],
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=source,
    )


def _alone(**parameters: float) -> dict[str, Any]:
    return {"parameters": parameters, "slow": False, "limit": None, "points": 10}


_RALLPACK_3: dict[str, Any] = {
    **PROPAGATE_EXAMPLES["Rallpack 3"],
    "sampling": {"interval": 0.05, "points": 6000},
}
_DATA = Path(__file__).parent.parent / "data" / "rallpack.json"
_GENESIS: dict[str, list[float]] = json.loads(_DATA.read_text(encoding="utf-8"))["cases"]["Rallpack 3"]


def _latest(number: int, place: str) -> Callable[[Any], Any]:
    """Largest difference of a spike from the package's, nan unless there are as many."""

    def value(answer: Any) -> float:
        course = CubicSpline(answer["time"]["values"], answer["series"][number]["values"])
        crossings = course.solve(0.0, extrapolate=False)
        found, expected = crossings[course(crossings, 1) > 0.0], np.array(_GENESIS[place])
        return float(np.abs(found - expected).max()) if found.size == expected.size else math.nan

    return value


def _rallpack_3(number: int, place: str) -> Row:
    return Row(
        operation="axon/propagate",
        body=_RALLPACK_3,
        value=_latest(number, place),
        expected=0.0,
        # The package's file is 1 µs early, and neither it nor ours is better than 1 µs.
        tolerance=2e-3,
        source="Bhalla, Bilitch and Bower (1992), doi:10.1016/0166-2236(92)90009-W: Rallpack 3, by GENESIS",
    )


ROWS = {
    "Rallpack 3, near end": _rallpack_3(0, "genesis_near"),
    "Rallpack 3, far end": _rallpack_3(1, "genesis_far"),
    "squid axon": _velocity(18.732, 5e-5, _PHYSICS),
    # 18.8 and 10.47 are rounded, and the work of a desk calculator.
    "squid axon, by hand": _velocity(18.8, 5e-3, _1952),
    "squid axon's K": Row(
        operation=_OPERATION,
        value=lambda answer: answer["report"]["fast"]["conversion_constant"],
        expected=10.47,
        tolerance=5e-3,
        relative=True,
        source=_1952,
    ),
    "squid axon, proved": _velocity(18.73188824788048, 1e-10, _PROVED),
    "squid axon at 6.3 °C, proved": _velocity(12.3137567201623, 1e-10, _PROVED, **_alone(temperature=6.3)),
    "squid axon with no current at -65 mV, proved": _velocity(
        18.732160814388902, 1e-10, _PROVED, **_alone(e_l=10.5989209693916785 - 65.0)
    ),
    "heat block": Row(
        operation=_OPERATION,
        value=lambda answer: answer["report"]["limits"][0]["value"],
        expected=33.7,
        tolerance=0.05,
        source=_BLOCK,
    ),
    "square root of the diameter": _velocity(
        18.73188824788048 * math.sqrt(1.0 / 476.0),
        1e-10,
        "cable equation: d enters by R_i c²/d alone",
        diameter=1.0,
        **_alone(),
    ),
}
