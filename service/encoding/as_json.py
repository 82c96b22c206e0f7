"""Columnar JSON: the axis under its own name, every series with its label and unit."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson

from core.result import Curve, Result, Variable
from service.encoding.plain import Answer, metadata, rounded

MEDIA_TYPE = "application/json"
NUMBERS_PER_PIECE = 20_000


def encode(answer: Answer) -> Iterator[bytes]:
    """One JSON object."""
    result, full = answer.result, answer.full_precision
    tables: dict[str, Any] = {}
    if result.axis is not None:
        tables[result.axis.name] = column(result.axis, full=full)
        tables["series"] = [column(series, full=full) for series in result.series]
    if result.curves or answer.has_curves:
        tables["curves"] = [curve(item, full=full) for item in result.curves]
    rest = metadata(answer)
    if _numbers(result) <= NUMBERS_PER_PIECE:
        yield orjson.dumps(tables | rest, option=orjson.OPT_SERIALIZE_NUMPY)
    else:
        yield from _written(tables)
        yield b"," + orjson.dumps(rest)[1:]


def _numbers(result: Result) -> int:
    main = (1 + len(result.series)) * result.axis.values.size if result.axis is not None else 0
    return main + sum(column.values.size for curve in result.curves for column in curve.columns)


def _written(tables: dict[str, Any]) -> Iterator[bytes]:
    """The same bytes in pieces, without the closing brace: orjson holds the interpreter until it is done."""
    for index, (key, value) in enumerate(tables.items()):
        yield (b"," if index else b"{") + orjson.dumps(key) + b":"
        yield from _value(value)


def _value(value: Any) -> Iterator[bytes]:
    if isinstance(value, np.ndarray):
        for start in range(0, max(1, value.size), NUMBERS_PER_PIECE):
            part = value[start : start + NUMBERS_PER_PIECE]
            yield (b"," if start else b"[") + orjson.dumps(part, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]
        yield b"]"
    elif isinstance(value, dict):
        yield from _written(value)
        yield b"}"
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, item in enumerate(value):
            yield b"," if index else b"["
            yield from _value(item)
        yield b"]"
    else:
        yield orjson.dumps(value)


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
