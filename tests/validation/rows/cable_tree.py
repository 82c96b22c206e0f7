"""Passive trees, steady and in time."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from service.schemas.cable.tree import TREE_EXAMPLES
from tests.validation.row import Row

_OPERATION = "cable/tree"
_RALL = "Rall (1959), doi:10.1016/0014-4886(59)90046-9: the equivalent cylinder"
_RALL_RINZEL = "Rall and Rinzel (1973), doi:10.1016/S0006-3495(73)86014-X: six dendrites, three orders, L = 1"
_RALLPACK: Mapping[str, Any] = {
    "membrane_resistance": 40_000.0,
    "axial_resistivity": 100.0,
    "root_end": {"kind": "sealed"},
    "branches": [{"length": 1000.0, "diameter": 1.0}],
    "injections": [{"branch": 0, "position": 0.0, "current": 0.1}],
    "sites": [{"branch": 0}],
}
_LAMBDA, _R_INFINITE = 1000.0, 4000.0 / math.pi
"""Of 1 µm [µm, MΩ]; that of d µm is √d and d^{−3/2} times as large."""


def _dendrites(stems: int, trunk: float, junctions: tuple[float, ...]) -> list[dict[str, Any]]:
    """Dendrites of L = 1 that divide in two at some electrotonic distances and keep d^{3/2}."""
    branches: list[dict[str, Any]] = []
    edges = (0.0, *junctions, 1.0)
    for stem in range(stems):
        parents: list[int | None] = [0 if stem else None]
        for order in range(len(junctions) + 1):
            diameter = trunk * 2.0 ** (-2.0 * order / 3.0)
            length = _LAMBDA * math.sqrt(diameter) * (edges[order + 1] - edges[order])
            position = 0.0 if stem and not order else 1.0
            begun = len(branches)
            branches += [
                {"parent": parent, "parent_position": position, "length": length, "diameter": diameter}
                for parent in parents
            ]
            parents = [index for index in range(begun, len(branches)) for _ in range(2)]
    return branches


_TIP, _SOMA = {"branch": 14}, {"branch": 0, "position": 0.0}
_SIX: Mapping[str, Any] = {
    **_RALLPACK,
    "branches": _dendrites(6, 4.0, (0.25, 0.5, 0.75)),
    "sites": [_TIP, _SOMA],
    "attenuation_between": [{"source": _TIP, "target": _SOMA}],
}


def _row(
    body: Mapping[str, Any], value: Callable[[Any], Any], expected: float, tolerance: float, source: str
) -> Row:
    return Row(
        operation=_OPERATION,
        body=body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _input(answer: Any, site: int) -> Any:
    return answer["report"]["sites"][site]["input_resistance"]


_IN_TIME = json.loads((Path(__file__).parent.parent / "data" / "rallpack.json").read_text(encoding="utf-8"))
_PACKAGE = "Bhalla, Bilitch and Bower (1992), doi:10.1016/0166-2236(92)90009-W: Rallpack 2, closed form"
_RUN: Mapping[str, Any] = {**TREE_EXAMPLES["Rallpack 2"], "sampling": {"interval": 2.5}}
_REVERSED: Mapping[str, Any] = {**_RUN, "injections": [{"branch": 1022, "current": 0.1}]}
_RUN_1: Mapping[str, Any] = {
    **_RALLPACK,
    "duration": 250.0,
    "record_at": [{"branch": 0, "position": 0.0}, {"branch": 0}],
    "sampling": {"interval": 2.5},
}


def _rms(case: str, place: str, number: int) -> Callable[[Any], Any]:
    """RMS difference from a closed form, in percent of the range of that."""
    known = dict(zip(_IN_TIME["times"], _IN_TIME["cases"][case][place], strict=True))

    def value(answer: Any) -> float:
        rows = list(zip(answer["time"]["values"], answer["series"][number]["values"], strict=True))[1:]
        squares = [(voltage - known[time]) ** 2 for time, voltage in rows]
        reach: float = max(known.values()) - min(known.values())
        return 100.0 * math.sqrt(sum(squares) / len(squares)) / reach

    return value


_PHYSICS = "reference table, cable: Rallpack 1"

ROWS = {
    "Rallpack 1 as a tree, near end": _row(
        _RALLPACK, lambda answer: answer["report"]["root"]["voltage"], 102.18085, 1e-5, _PHYSICS
    ),
    "Rallpack 1 as a tree, far end": _row(
        _RALLPACK, lambda answer: answer["report"]["sites"][0]["voltage"], 43.34226, 1e-5, _PHYSICS
    ),
    "Rallpack 1 as a tree, input resistance": _row(
        _RALLPACK, lambda answer: answer["report"]["root"]["input_resistance"], 1671.808, 1e-3, _PHYSICS
    ),
    "six dendrites are one cylinder": _row(
        _SIX,
        lambda answer: answer["report"]["root"]["input_resistance"],
        _R_INFINITE / 4.0**1.5 / 6.0 / math.tanh(1.0),
        1e-10,
        _RALL,
    ),
    "diameter of the equivalent cylinder": _row(
        _SIX,
        lambda answer: answer["report"]["equivalent_cylinder"]["diameter"],
        4.0 * 6.0 ** (2.0 / 3.0),
        1e-12,
        _RALL,
    ),
    "input resistance of a tip over the soma's": _row(
        _SIX,
        lambda answer: (
            answer["report"]["sites"][0]["input_resistance"]
            / answer["report"]["sites"][1]["input_resistance"]
        ),
        15.5,
        0.05,
        _RALL_RINZEL,
    ),
    "attenuation from a tip to the soma": _row(
        _SIX,
        lambda answer: answer["report"]["attenuations"][0]["voltage_ratio"],
        # The ratio of the resistances times cosh L.
        6.0
        * math.sinh(1.0)
        * (
            1.0 / 6.0 / math.tanh(1.0)
            + 5.0 / 6.0 * math.tanh(1.0)
            + sum(2.0**k * math.tanh(1.0 - x) for k, x in enumerate((0.25, 0.5, 0.75)))
        ),
        1e-11,
        _RALL_RINZEL,
    ),
    "attenuation from the soma to a tip": _row(
        _SIX,
        lambda answer: answer["report"]["attenuations"][0]["voltage_ratio_back"],
        math.cosh(1.0),
        1e-13,
        _RALL_RINZEL,
    ),
    "a small cell delays by its time constant": _row(
        {**_RALLPACK, "branches": [{"length": 0.01, "diameter": 1.0}]},
        lambda answer: answer["report"]["sites"][0]["input_delay"],
        40.0,
        1e-6,
        "Agmon-Snir and Segev (1993), doi:10.1152/jn.1993.70.5.2066: an isopotential cell",
    ),
    # The issue asks for 0.1 %.
    **{
        f"{case} in time, {place}": _row(body, _rms(case, place, number), 0.0, 1e-3, _PACKAGE)
        for case, body, places in (
            ("Rallpack 1", _RUN_1, ("near", "far")),
            ("Rallpack 2", _RUN, ("root", "tip")),
            ("Rallpack 2 reversed", _REVERSED, ("root", "tip")),
        )
        for number, place in enumerate(places)
    },
}
