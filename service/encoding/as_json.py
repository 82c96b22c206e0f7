"""Columnar JSON: the axis under its own name, every series with its label and unit."""

from collections.abc import Iterator
from typing import Any

import orjson

from core.result import Curve, Variable
from service.encoding.plain import Answer, metadata, rounded

MEDIA_TYPE = "application/json"


def encode(answer: Answer) -> Iterator[bytes]:
    """One JSON object."""
    result, full = answer.result, answer.full_precision
    document: dict[str, Any] = {}
    if result.axis is not None:
        document[result.axis.name] = column(result.axis, full=full)
        document["series"] = [column(series, full=full) for series in result.series]
    if result.curves:
        document["curves"] = [curve(item, full=full) for item in result.curves]
    yield orjson.dumps(document | metadata(answer), option=orjson.OPT_SERIALIZE_NUMPY)


def column(variable: Variable, *, full: bool) -> dict[str, Any]:
    """A variable with its values."""
    return description(variable) | {"values": rounded(variable, full=full)}


def description(variable: Variable) -> dict[str, Any]:
    """A variable without its values."""
    return {"name": variable.name, "label": variable.label, "unit": variable.unit}


def curve(item: Curve, *, full: bool) -> dict[str, Any]:
    """A further table."""
    return {
        "name": item.name,
        "kind": item.kind,
        "detail": item.detail,
        "columns": [column(variable, full=full) for variable in item.columns],
        "labels": list(item.labels),
    }
