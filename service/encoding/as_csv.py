"""CSV: the main table; where there is none, the curves one below the other; else the report's values."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from core.result import Curve, Result, Variable
from service.encoding.plain import Answer, plain, rounded, units

MEDIA_TYPE = "text/csv"


def encode(answer: Answer) -> Iterator[bytes]:
    """Comma-separated lines with one header line; units in brackets behind the names."""
    result, full = answer.result, answer.full_precision
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if result.axis is not None:
        _table(writer, (result.axis, *result.series), full=full)
    elif result.curves:
        _curves(writer, result.curves, full=full)
    else:
        _report(writer, result)
    yield text.getvalue().encode()


def _heading(variable: Variable) -> str:
    return variable.name if variable.unit == "1" else f"{variable.name} [{variable.unit}]"


def _table(writer: Any, columns: tuple[Variable, ...], *, full: bool) -> None:
    writer.writerow([_heading(variable) for variable in columns])
    writer.writerows(zip(*(rounded(variable, full=full).tolist() for variable in columns), strict=True))


def _curves(writer: Any, curves: tuple[Curve, ...], *, full: bool) -> None:
    headings = list(dict.fromkeys(_heading(column) for curve in curves for column in curve.columns))
    writer.writerow(["curve", "kind", "label", *headings])
    for curve in curves:
        lists = {_heading(column): rounded(column, full=full).tolist() for column in curve.columns}
        for row in range(curve.columns[0].values.size):
            label = curve.labels[row] if curve.labels else ""
            cells = [lists[heading][row] if heading in lists else "" for heading in headings]
            writer.writerow([curve.name, curve.kind, label, *cells])


def _report(writer: Any, result: Result) -> None:
    writer.writerow(["quantity", "value", "unit"])
    known = units(result)
    for part in (result.report, result.features):
        for path, name, value in _leaves(plain(part), "", ""):
            writer.writerow([path, "" if value is None else value, known.get(name, "")])


def _leaves(value: Any, path: str, name: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]", name)
    elif path:
        yield path, name, value
