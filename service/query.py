"""What can be said of an answer in the query of its request."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.encoding import FORMATS
from service.problems import ProblemError, ProblemItem, shortened

PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "format",
        "in": "query",
        "required": False,
        "description": "format of the answer, in place of the Accept header",
        "schema": {"type": "string", "enum": list(FORMATS)},
    },
    {
        "name": "precision",
        "in": "query",
        "required": False,
        "description": "`full`: every digit; `estimated`: the digits that the error estimate supports",
        "schema": {"type": "string", "enum": ["estimated", "full"], "default": "estimated"},
    },
]
"""For the OpenAPI document."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Name of the format, None where the Accept header says it; whether every digit is wanted."""

    format: str | None
    full_precision: bool


def read(query: Mapping[str, str]) -> Wanted:
    """Read a query; whether there is such a format, the negotiation says.

    Raises
    ------
    ProblemError
        An unknown parameter or precision (invalid-parameters).
    """
    names = [parameter["name"] for parameter in PARAMETERS]
    for name in query:
        if name not in names:
            raise _wrong(name, "unknown-parameter", "there is no such query parameter", names)
    precision = query.get("precision", "estimated")
    known = ["estimated", "full"]
    if precision not in known:
        raise _wrong("precision", "unknown-word", f"there is no {shortened(precision, 40)!r}", known)
    return Wanted(query.get("format"), precision == "full")


def _wrong(name: str, code: str, detail: str, known: list[str]) -> ProblemError:
    short = shortened(name, 40)
    nearest = difflib.get_close_matches(short, known, n=1)
    item = ProblemItem(
        pointer="",
        code=code,
        detail=f"{short} (query): {detail}",
        allowed=", ".join(known),
        hint=f"did you mean {nearest[0]!r}?" if nearest else None,
    )
    return ProblemError("invalid-parameters", item.detail, [item])
