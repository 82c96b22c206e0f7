"""Excitability: thresholds, onsets, ends of firing and classes of catalogue cells."""

from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_TABLE = "reference table"
_BORGERS = "Börgers (2017), programs of chapter 17: firing begins between 0.1600 and 0.1602 µA/cm²"
_CONNOR = "Connor, Walter and McKown (1977): the A-current lets firing begin at arbitrarily low rates"
_STIEFEL = "Stiefel, Gutkin and Sejnowski (2009): type II with slow potassium current, type I without"
_IZHIKEVICH = "Izhikevich (2007), chapter 7: classes of the persistent sodium plus potassium model"


def _found(*path: str) -> Callable[[Any], Any]:
    def value(answer: Any) -> Any:
        found = answer["report"]
        for name in path:
            found = found[name]
        return found

    return value


def _row(
    model: str, path: tuple[str, ...], expected: float, tolerance: float, source: str, **body: Any
) -> Row:
    measures = {"rheobase": "rheobase", "firing": "f-i", "rest": "rheobase", "hodgkin_class": "class"}
    return Row(
        operation="conductance-based/excitability",
        body={"model": model, "measures": [measures[path[0]]]} | body,
        value=_found(*path),
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _class(model: str, expected: int, source: str, **body: Any) -> Row:
    return _row(model, ("hodgkin_class", "number"), expected, 0, source, **body)


_SQUID: dict[str, Any] = {"preset": "ermentrout"}
_SNIC: dict[str, Any] = {"preset": "snic"}

ROWS = {
    "squid, threshold of a long step": _row(
        "hodgkin-huxley", ("rheobase", "current"), 2.241, 5e-4, _TABLE, **_SQUID
    ),
    "squid, sustained firing": _row(
        "hodgkin-huxley", ("firing", "onset"), 6.264221, 3e-4, f"{_TABLE}: fold of cycles", **_SQUID
    ),
    "squid, rest ends": _row("hodgkin-huxley", ("rest", "lost_at"), 9.77933800, 5e-9, _TABLE, **_SQUID),
    "squid, class": _class("hodgkin-huxley", 2, f"{_TABLE}: firing begins at a fold of cycles", **_SQUID),
    "Morris-Lecar hopf, onset": _row(
        "morris-lecar", ("firing", "onset"), 88.2932505, 3e-3, f"{_TABLE}: fold of cycles"
    ),
    "Morris-Lecar hopf, end": _row(
        "morris-lecar", ("firing", "block"), 216.8998014, 3e-2, f"{_TABLE}: fold of cycles"
    ),
    "Morris-Lecar hopf, class": _class("morris-lecar", 2, f"{_TABLE}: firing begins at a fold of cycles"),
    "Morris-Lecar snic, onset": _row(
        "morris-lecar", ("firing", "onset"), 39.9631530927, 3e-3, f"{_TABLE}: saddle-node", **_SNIC
    ),
    "Morris-Lecar snic, rest ends": _row(
        "morris-lecar", ("rest", "lost_at"), 39.9631530927, 1e-9, _TABLE, **_SNIC
    ),
    "Morris-Lecar snic, class": _class(
        "morris-lecar", 1, f"{_TABLE}: a saddle-node on an invariant circle", **_SNIC
    ),
    "Wang-Buzsáki, onset": _row("wang-buzsaki", ("firing", "onset"), 0.1601, 1e-4, _BORGERS),
    "Wang-Buzsáki, class": _class("wang-buzsaki", 1, _BORGERS),
    "Connor-Stevens, class": _class("connor-stevens", 1, _CONNOR, preset="connor-walter-mckown"),
    "Connor-Stevens without A-current, class": _class(
        "connor-stevens", 2, _CONNOR, preset="without-a-current"
    ),
    "Golomb-Amitai, class": _class("golomb-amitai", 2, _STIEFEL),
    "Golomb-Amitai without slow potassium, class": _class(
        "golomb-amitai", 1, _STIEFEL, preset="reduced-class-1"
    ),
    "high threshold, class": _class("persistent-sodium-potassium", 1, _IZHIKEVICH, preset="high-threshold"),
    "low threshold, class": _class("persistent-sodium-potassium", 2, _IZHIKEVICH, preset="low-threshold"),
}
