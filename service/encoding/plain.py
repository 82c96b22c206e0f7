"""What all encoders share: results as plain values that are known to be finite."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, cast

import numpy as np

from core.parameters import declared_units
from core.result import Floats, Result, Variable

ROWS_PER_PIECE = 1000


class NonFiniteError(Exception):
    """A fault of ours: a number that is not finite was about to leave."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with what the service adds: the resolved request and where the answer comes from.

    Attributes
    ----------
    has_curves
        Whether the operation has further tables, even if there are none this time.
    """

    result: Result
    request: Mapping[str, Any]
    provenance: Mapping[str, str]
    full_precision: bool = False
    has_curves: bool = False


def plain(value: object) -> Any:
    """Dataclasses, tuples, arrays and numbers as dicts, lists and finite numbers.

    Raises
    ------
    NonFiniteError
        A NaN or an infinity.
    """
    if value is None or isinstance(value, bool | str | int | float):
        return _scalar(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    return {name: plain(getattr(value, name)) for name in _field_names(cast("Any", type(value)))}


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    if not is_dataclass(kind):
        raise TypeError(f"cannot encode {kind.__name__}")
    return tuple(item.name for item in fields(kind))


def _scalar(value: object) -> object:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NonFiniteError(repr(value))
        return float(value) + 0.0  # −0.0 becomes 0.0
    if isinstance(value, int) and abs(value) >= 2**63:  # past 64 bits JSON's readers do not agree
        return float(value)
    return value


_DIGITS = 15
"""Significant digits that a double carries for sure."""
_POWERS = np.array([float(f"1e{power}") for power in range(309)])


def rounded(variable: Variable, *, full: bool) -> Floats:
    """Values with the digits that carry information; NaN where there is none.

    One guard digit below the estimated error, where there is an estimate, and 15 significant digits in any
    case; every digit where `full`.

    Raises
    ------
    NonFiniteError
        A value is infinite, or NaN where it may be none.
    """
    values = np.ascontiguousarray(variable.values, dtype=np.float64)
    finite = np.isfinite(values)
    if variable.gaps:
        finite |= np.isnan(values)
    if not finite.all():
        raise NonFiniteError(variable.name)
    if full:
        return values
    # Below 1e-290 the scale would overflow; past 1e15 there are no decimals. Both stay as they are.
    size = np.abs(values)
    ordinary = (size > 1e-290) & (size < 1e15)
    size[~ordinary] = 1.0
    decimals = _DIGITS - 1 - np.floor(np.log10(size))
    if variable.resolution is not None and variable.resolution > 0.0:
        decimals = np.minimum(decimals, 1 - math.floor(math.log10(variable.resolution)))
    scale = _POWERS[np.clip(decimals, 0, 308).astype(np.intp)]
    # Adding 0.0 turns -0.0 into 0.0.
    return np.where(ordinary, np.copysign(np.rint(size * scale) / scale, values), values) + 0.0


def rows(columns: tuple[Variable, ...], *, full: bool) -> Iterator[tuple[float, ...]]:
    """Rows of a table; turned into Python's numbers, which are four times as large, a piece at a time."""
    arrays = [rounded(variable, full=full) for variable in columns]
    for start in range(0, arrays[0].size, ROWS_PER_PIECE):
        piece = slice(start, start + ROWS_PER_PIECE)
        yield from zip(*(array[piece].tolist() for array in arrays), strict=True)


def metadata(answer: Answer) -> dict[str, Any]:
    """Everything of an answer but its tables."""
    result = answer.result
    return {
        "events": plain(result.events),
        "features": plain(result.features),
        "report": plain(result.report),
        "units": units(result),
        "warnings": plain(result.warnings),
        "sampling": plain(result.sampling),
        "request": answer.request,
        "numerics": plain(result.numerics),
        "references": plain(result.references),
        "provenance": answer.provenance,
    }


def units(result: Result) -> dict[str, str]:
    """Unit of every number in the report and the features, by field name."""
    found: dict[str, str] = {}
    for part in (result.report, result.features):
        if part is not None:
            found.update(declared_units(cast("Any", type(part))))
    if result.dimensionless:
        return dict.fromkeys(found, "1")
    return found
