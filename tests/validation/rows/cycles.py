"""Limit cycles and phase responses: periods, multipliers, phase locking; several sources besides our own."""

from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_SHOOTING = "multiple shooting in extended precision, tests/validation/generators/shooting"
_CLOSED = "closed form of the normal form"
_CIRCLE: dict[str, Any] = {
    "name": "circle",
    "dimensionless": True,
    "swing": 2.0,
    "currents": [{"kind": "general", "name": "all", "density": "-(V * (1 - V^2 - y^2) - 0.4 * y)"}],
    "variables": [{"name": "y", "rate": "y * (1 - V^2 - y^2) + 0.4 * V"}],
}


def _first(name: str) -> Callable[[Any], Any]:
    return lambda answer: answer["report"]["cycles"][0][name]


def _multiplier(answer: Any) -> Any:
    return answer["report"]["cycles"][0]["multipliers"][1]["real"]


def _unstable_lock(answer: Any) -> Any:
    locks = answer["report"]["couplings"][0]["locks"]
    return next(lock["phase_difference"] for lock in locks if not lock["stable"])


ROWS = {
    "squid at 10 µA/cm², period": Row(
        operation="hodgkin-huxley/limit-cycle",
        body={"preset": "ermentrout", "points": 3},
        value=_first("period"),
        expected=14.638324788661686,
        tolerance=1e-10,
        source=_SHOOTING,
    ),
    "Morris-Lecar just past the saddle-node, period": Row(
        operation="morris-lecar/limit-cycle",
        body={"preset": "snic", "current": 39.97, "points": 3},
        value=_first("period"),
        expected=2159.0920107471334,
        tolerance=1e-8,
        source=_SHOOTING,
    ),
    "Morris-Lecar beside rest, multiplier": Row(
        operation="morris-lecar/limit-cycle",
        body={"preset": "homoclinic", "current": 38.0, "points": 3},
        value=_multiplier,
        expected=0.26956037780699965,
        tolerance=1e-8,
        source=_SHOOTING,
    ),
    "Morris-Lecar, an unstable cycle": Row(
        operation="morris-lecar/limit-cycle",
        body={"current": 90.0, "unstable": True, "points": 3},
        value=lambda answer: next(c["period"] for c in answer["report"]["cycles"] if not c["stable"]),
        expected=103.84317220935547,
        tolerance=1e-8,
        source=_SHOOTING,
    ),
    "two squid axons with a gap junction, unstable phase difference": Row(
        operation="hodgkin-huxley/phase-response",
        body={"preset": "ermentrout", "checks": 0},
        value=_unstable_lock,
        expected=0.38000272863036505,
        tolerance=1e-6,
        source=_SHOOTING,
    ),
    "response of a circle, largest advance": Row(
        operation="conductance-based/phase-response",
        body={"model": _CIRCLE, "current": 0.0, "couplings": []},
        value=lambda answer: answer["report"]["largest_advance"],
        expected=2.5,
        tolerance=1e-6,
        source=_CLOSED,
    ),
}
