"""NDJSON: a header line, a line for every row of every table, and a closing line with the findings.

Before them, where the answer is sent while it is computed, a line for everything that is found on the way.
"""

from collections.abc import Iterator

import orjson

from core.progress import Found
from core.result import Variable
from service.encoding.as_json import description
from service.encoding.plain import ROWS_PER_PIECE, Answer, metadata, plain, rows

MEDIA_TYPE = "application/x-ndjson"
STREAM = (
    "Sent while it is computed. First a line for everything that is found on the way, within 20 ms: its "
    "`record` is `point` (a special point), `step` (a row of a branch) or `branch-end`; it has a `name`, and "
    "`values` under the names and in the units that they have in the result. A line `skipped` counts the "
    "`lines` that the client was too slow to take. Then the result, which has all of it again: a `header`, "
    "every `row`, and the `end`. Where the computation fails after the first line was sent, the last line is "
    "the problem, with the `record` `problem`. An answer without `end` is not complete."
)
"""What is said of it where the answer is sent while it is computed."""


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


def found(record: Found) -> bytes:
    """The line of something that is found on the way.

    Raises
    ------
    NonFiniteError
        One of its values is NaN or infinite.
    """
    line = {"record": record.kind, "name": record.name, "values": plain(record.values)}
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def skipped(count: int) -> bytes:
    """The line in place of lines that the client was too slow to take."""
    return orjson.dumps({"record": "skipped", "lines": count}, option=orjson.OPT_APPEND_NEWLINE)


def broken_off(problem: bytes) -> bytes:
    """The last line where the computation fails after the first line has been sent.

    Parameters
    ----------
    problem
        The problem as the JSON object that is otherwise the whole answer.
    """
    return b'{"record":"problem",' + problem[1:] + b"\n"


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
