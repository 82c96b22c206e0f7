"""Phase planes: cycles, basins, separatrices and reductions."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_TABLE = "reference table, Morris-Lecar"
_WINDOW = [-80.0, 60.0]


def _plane(
    value: Callable[[Any], Any],
    expected: float,
    tolerance: float,
    source: str,
    stem: str = "morris-lecar",
    **body: Any,
) -> Row:
    return Row(
        operation=f"{stem}/phase-plane",
        body={"initial": []} | body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _cycle(field: str, number: int = 0) -> Callable[[Any], Any]:
    return lambda answer: answer["report"]["cycles"][number][field]


def _share(attractor: str) -> Callable[[Any], Any]:
    def value(answer: Any) -> Any:
        basins = answer["report"]["basins"]["basins"]
        return next(basin["fraction"] for basin in basins if basin["attractor"] == attractor)

    return value


def _reduction(part: str, field: str) -> Callable[[Any], Any]:
    return lambda answer: answer["report"]["reduction"][part][field]


_HOPF: dict[str, Any] = {"voltage_range": _WINDOW, "cycles": True}

# r' = r (1 − s)(s − 4)/4, θ' = 1 + s with s = r²: the origin attracts the unit disc, all else goes to r = 2.
_S = "(V^2 + y^2)"
_GROWTH = f"((1 - {_S}) * ({_S} - 4) / 4)"
_DISC: dict[str, Any] = {
    "model": {
        "dimensionless": True,
        "swing": 1.0,
        "currents": [{"kind": "general", "name": "f", "density": f"y * (1 + {_S}) - V * {_GROWTH}"}],
        "variables": [{"name": "y", "rate": f"y * {_GROWTH} + V * (1 + {_S})"}],
    },
    "voltage_range": [-3.0, 3.0],
    "gate_range": [-3.0, 3.0],
    "basins": True,
}

ROWS = {
    "period of the cycle at 100": _plane(_cycle("period"), 85.29064, 5e-6, _TABLE, current=100.0, **_HOPF),
    "its lowest voltage": _plane(_cycle("voltage_min"), -50.33607, 5e-6, _TABLE, current=100.0, **_HOPF),
    "its highest voltage": _plane(_cycle("voltage_max"), 33.32580, 5e-6, _TABLE, current=100.0, **_HOPF),
    "two cycles at 90": _plane(
        lambda answer: len(answer["report"]["cycles"]),
        2,
        0,
        f"{_TABLE}: rest and cycle coexist",
        current=90.0,
        **_HOPF,
    ),
    "no cycle before the fold of cycles at 88.2932505": _plane(
        lambda answer: len(answer["report"]["cycles"]), 0, 0, _TABLE, current=88.29325, **_HOPF
    ),
    "period at the fold of cycles of the snic set": _plane(
        # Both cycles differ from the fold's 37.0358485 ms by ±√ΔI; their mean by ΔI.
        lambda answer: sum(cycle["period"] for cycle in answer["report"]["cycles"]) / 2.0,
        37.0358485,
        1e-3,
        _TABLE,
        preset="snic",
        current=115.9485,
        **_HOPF,
    ),
    "period of the cycle near the saddle-node on the invariant circle": _plane(
        # T √ΔI → 176.618 from above, with a correction of order √ΔI.
        lambda answer: answer["report"]["cycles"][0]["period"] * math.sqrt(1e-3),
        176.618,
        2.0,
        _TABLE,
        preset="snic",
        current=39.9631530927 + 1e-3,
        **_HOPF,
    ),
    "share of a disc": _plane(
        _share("equilibrium 1"),
        math.pi / 36.0,
        1e-6,
        "closed form: the unit disc in a window of 6 by 6",
        stem="conductance-based",
        **_DISC,
    ),
    "period of the cycle about it": _plane(
        _cycle("period"),
        math.pi,
        1e-8,
        "closed form: 2 pi / (1 + r^2) at r = 1",
        stem="conductance-based",
        **_DISC,
    ),
    "its multiplier": _plane(
        # ∂(r g)/∂r at r = 1 of g = (1 − s)(s − 4)/4 is 3/2; over the period π.
        _cycle("exponent"),
        1.5 * math.pi,
        1e-8,
        "closed form: the derivative of r' over the period",
        stem="conductance-based",
        **_DISC,
    ),
    "rate of the full model beside its plane": _plane(
        _reduction("full", "rate"),
        68.31,
        0.005,
        "reference table, Hodgkin-Huxley: 10 µA/cm² at E_L = -54.4",
        stem="hodgkin-huxley",
        preset="ermentrout",
        current=10.0,
    ),
    "equilibria of the fast plane": _plane(
        lambda answer: len(answer["report"]["fixed_points"]),
        3,
        0,
        "FitzHugh (1960): rest, saddle and excited state of the V-m reduced system",
        stem="hodgkin-huxley",
        current=0.0,
        reduction={"kind": "fast"},
    ),
}
