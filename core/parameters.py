"""The declaration of parameters.

A parameter is declared once, in a frozen dataclass: its quantity (unit and physical bounds), default, tighter
bounds and meaning. Checks here, the HTTP schemas, the error texts and the catalogue all read that one
declaration.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, TypedDict, Unpack, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.quantity import Bounds, Driven, Quantity, StimulusAmplitude, marks


class Limits(TypedDict, total=False):
    """Limits of one parameter: bounds [in its quantity's unit], allowed lengths of a tuple."""

    gt: float | None
    ge: float | None
    lt: float | None
    le: float | None
    min_items: int | None
    max_items: int | None


def parameter(
    default: object = MISSING,
    meaning: str = "",
    *,
    symbol: str = "",
    **limits: Unpack[Limits],
) -> Any:
    """Declare a field of a `Parameters` class.

    Parameters
    ----------
    default
        Value when the caller gives none; left out, the parameter is required.
    meaning
        One phrase that says what the parameter is, for documentation.
    symbol
        LaTeX symbol.
    **limits
        Bounds tighter than the quantity's own, and the allowed lengths of a tuple: see `Limits`.
    """
    unknown = limits.keys() - Limits.__optional_keys__
    if unknown:
        raise TypeError(f"no such limit: {', '.join(sorted(unknown))}")
    bounds = Bounds(gt=limits.get("gt"), ge=limits.get("ge"), lt=limits.get("lt"), le=limits.get("le"))
    metadata = {
        "meaning": meaning,
        "symbol": symbol,
        "bounds": bounds,
        "min_items": limits.get("min_items"),
        "max_items": limits.get("max_items"),
    }
    if isinstance(default, list | dict | set):
        raise TypeError("defaults are immutable: use a tuple")
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared parameter, as its readers see it."""

    name: str
    annotation: Any
    default: object
    meaning: str
    symbol: str
    quantity: Quantity | None
    amplitude_of: Quantity | None
    amplitude: StimulusAmplitude | None
    min_items: int | None
    max_items: int | None


def declared(cls: type) -> Mapping[str, Declared]:
    """Read the declarations of a dataclass: field name to `Declared`."""
    return _declarations(cls)


@cache
def _declarations(cls: type) -> Mapping[str, Declared]:
    hints = get_type_hints(cls, include_extras=True)
    return MappingProxyType({item.name: _read(item, hints[item.name]) for item in fields(cls)})


def _read(item: Any, annotation: Any) -> Declared:
    found = tuple(marks(annotation))
    quantity = next((mark for mark in found if isinstance(mark, Quantity)), None)
    bounds = item.metadata.get("bounds", Bounds())
    if quantity is not None:
        quantity = Quantity(quantity.name, quantity.unit, quantity.bounds.tightened(bounds))
    return Declared(
        name=item.name,
        annotation=annotation,
        default=item.default,
        meaning=item.metadata.get("meaning", ""),
        symbol=item.metadata.get("symbol", ""),
        quantity=quantity,
        amplitude_of=next((mark.quantity for mark in found if isinstance(mark, Driven)), None),
        amplitude=next((mark for mark in found if isinstance(mark, StimulusAmplitude)), None),
        min_items=item.metadata.get("min_items"),
        max_items=item.metadata.get("max_items"),
    )


class Parameters:
    """Base of the requests: checks every declared bound when an instance is made."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __post_init__(self) -> None:
        for name, item in declared(type(self)).items():
            value = getattr(self, name)
            if isinstance(value, tuple):
                _check_length(item, value)
            if item.quantity is not None:
                _check_bounds(self, item, item.quantity, f"/{name}")
            if item.amplitude is not None:
                _check_bounds(self, item, _amplitude(item.amplitude), f"/{name}")
            if item.amplitude_of is not None:
                _check_amplitudes(value, item.amplitude_of, f"/{name}")


def numbers(owner: object, name: str) -> NDArray[np.float64]:
    """A field's tuple of numbers as an array of shape (n,), converted once for each instance: only read it.

    It is not marked read-only: Numba would compile every kernel once more for that, while a client waits.
    """
    arrays: dict[str, NDArray[np.float64]] = owner.__dict__.setdefault("_arrays", {})
    if name not in arrays:
        arrays[name] = np.array(getattr(owner, name), dtype=np.float64)
    return arrays[name]


def _check_length(item: Declared, value: tuple[object, ...]) -> None:
    low, high = item.min_items or 0, item.max_items
    if len(value) < low or (high is not None and len(value) > high):
        allowed = f"{low} to {high} items" if high is not None else f"at least {low} items"
        raise ParameterError(f"/{item.name}", f"{item.name} has {len(value)} items", allowed=allowed)


def _check_bounds(owner: object, item: Declared, quantity: Quantity, pointer: str) -> None:
    value = getattr(owner, item.name)
    if not isinstance(value, tuple):
        _check_number(item, quantity, value, pointer)
    elif len(value) <= FEW or not _all_within(owner, item.name, quantity.bounds):
        for index, number in enumerate(value):
            _check_number(item, quantity, number, f"{pointer}/{index}")


FEW = 64
"""Longer tuples are checked as arrays."""


def _all_within(owner: object, name: str, bounds: Bounds) -> bool:
    """Whether all are numbers within the bounds, or None; NaN is no number."""
    try:
        values = numbers(owner, name)
    except (TypeError, ValueError, OverflowError):
        return False
    missing = np.isnan(values)  # None is NaN in an array of numbers
    if values.ndim != 1 or np.count_nonzero(missing) != getattr(owner, name).count(None):
        return False
    values = values[~missing]
    return not values.size or (bounds.contain(float(values.min())) and bounds.contain(float(values.max())))


def _check_number(item: Declared, quantity: Quantity, value: object, pointer: str) -> None:
    if isinstance(value, int | float) and not quantity.bounds.contain(value):
        unit = f" [{quantity.unit}]" if quantity.unit else ""
        raise ParameterError(
            pointer,
            f"{item.name}{unit} is out of bounds",
            received=value,
            allowed=str(quantity.bounds),
        )


def _amplitude(mark: StimulusAmplitude) -> Quantity:
    return Quantity("amplitude", "", Bounds(ge=mark.ge))


def _check_amplitudes(value: object, quantity: Quantity, pointer: str) -> None:
    """Check the amplitudes of one stimulus, or of several, against the quantity that they drive."""
    if isinstance(value, tuple):
        for index, stimulus in enumerate(value):
            _check_amplitudes(stimulus, quantity, f"{pointer}/{index}")
    elif is_dataclass(value):
        for name, item in declared(type(value)).items():
            if item.amplitude is not None:
                _check_bounds(value, item, quantity, f"{pointer}/{name}")


@cache
def declared_units(cls: type) -> Mapping[str, str]:
    """Unit by field name of every number in a dataclass and the dataclasses below it.

    Raises
    ------
    TypeError
        The same field name with two units: a reader could not tell them apart.
    """
    found: dict[str, str] = {}
    for name, annotation in get_type_hints(cls, include_extras=True).items():
        quantities = [mark for mark in marks(annotation) if isinstance(mark, Quantity)]
        below = [declared_units(inner) for inner in _dataclasses(annotation)]
        for known in ({name: quantities[0].unit} if quantities else {}, *below):
            for key, unit in known.items():
                if found.setdefault(key, unit) != unit:
                    raise TypeError(f"{cls.__name__}: {key} is in {found[key]} and in {unit}")
    return MappingProxyType(found)


def _dataclasses(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and is_dataclass(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _dataclasses(inner)


def require_increasing(owner: Parameters, name: str) -> None:
    """Refuse a range, a pair of numbers, whose first is not below its second.

    Raises
    ------
    ParameterError
        The range is empty.
    """
    low, high = getattr(owner, name)
    if low >= high:
        raise ParameterError(
            f"/{name}",
            f"{name} is empty",
            received=(low, high),
            allowed="the lower value first, then a higher one",
        )
