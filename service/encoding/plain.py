"""What all encoders share: results as plain values that are known to be finite."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, cast

import numpy as np

from core.quantity import declared_units
from core.result import Floats, Result, Variable


class NonFiniteError(Exception):
    """A fault of ours: a number that is not finite was about to leave."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with what the service adds: the resolved request and where the answer comes from."""

    result: Result
    request: Mapping[str, Any]
    provenance: Mapping[str, str]
    full_precision: bool = False


def plain(value: object) -> Any:
    """Dataclasses, tuples, arrays and numbers as dicts, lists and finite numbers.

    Raises
    ------
    NonFiniteError
        A NaN or an infinity.
    """
    if isinstance(value, bool | str | int) or value is None:
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NonFiniteError(repr(value))
        return float(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    raise TypeError(f"cannot encode {type(value).__name__}")


def rounded(variable: Variable, *, full: bool) -> Floats:
    """Values with the digits that carry information: one guard digit below the estimated error.

    Raises
    ------
    NonFiniteError
        A value is NaN or infinite.
    """
    values = np.ascontiguousarray(variable.values, dtype=np.float64)
    if not np.isfinite(values).all():
        raise NonFiniteError(variable.name)
    if full or values.size == 0:
        return values
    if variable.resolution is not None and variable.resolution > 0.0:
        decimals = 1 - math.floor(math.log10(variable.resolution))
    else:
        largest = float(np.abs(values).max())
        decimals = 14 - math.floor(math.log10(largest)) if largest > 0.0 else 0
    # Past 300 decimals the rounding itself would overflow; adding 0.0 turns -0.0 into 0.0.
    return np.round(values, min(decimals, 300)) + 0.0 if decimals < 300 else values


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
    return found
