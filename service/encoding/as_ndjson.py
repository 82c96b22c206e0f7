"""NDJSON: a header line, a line for every row of every table, and a closing line with the findings."""

from collections.abc import Iterator

import orjson

from core.result import Variable
from service.encoding.as_json import description
from service.encoding.plain import ROWS_PER_PIECE, Answer, metadata, rows

MEDIA_TYPE = "application/x-ndjson"


def encode(answer: Answer) -> Iterator[bytes]:
    """Lines, a thousand rows at a time."""
    result = answer.result
    tables: list[tuple[str, tuple[Variable, ...], tuple[str, ...]]] = []
    if result.axis is not None:
        tables.append(("main", (result.axis, *result.series), ()))
    tables += [(curve.name, curve.columns, curve.labels) for curve in result.curves]
    rest = metadata(answer)
    header = {
        "record": "header",
        "tables": {name: [description(variable) for variable in columns] for name, columns, _ in tables},
        "request": rest.pop("request"),
        "provenance": rest.pop("provenance"),
    }
    yield orjson.dumps(header, option=orjson.OPT_APPEND_NEWLINE)
    for name, columns, labels in tables:
        yield from _rows(name, columns, labels, full=answer.full_precision)
    yield orjson.dumps({"record": "end", **rest}, option=orjson.OPT_APPEND_NEWLINE)


def _rows(
    name: str, columns: tuple[Variable, ...], labels: tuple[str, ...], *, full: bool
) -> Iterator[bytes]:
    names = [variable.name for variable in columns]
    piece: list[bytes] = []
    for index, values in enumerate(rows(columns, full=full)):
        row = {"record": "row", "table": name, **dict(zip(names, values, strict=True))}
        if labels:
            row["label"] = labels[index]
        piece.append(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        if len(piece) == ROWS_PER_PIECE:
            yield b"".join(piece)
            piece = []
    yield b"".join(piece)
