"""From the bytes of a body to a valid request, and from Pydantic's findings to a problem."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic_core import ErrorDetails, ValidationError

from core.quantity import Quantity
from core.temperature import kelvin_hint
from service.body import refuse_repeated_fields, refuse_too_many_fields, token
from service.problems import (
    MAX_DETAIL,
    MAX_ITEMS,
    MAX_TEXT,
    ProblemError,
    ProblemItem,
    shortened,
    shown,
    unreadable,
)
from service.schemas.derive import Schema

MAX_LISTED_ERRORS = 5000

S = TypeVar("S", bound=Schema)


def validated(schema: type[S], body: bytes) -> S:
    """The request in a body; an empty body is an empty object.

    Raises
    ------
    ProblemError
        It is no JSON (unreadable-body), or not what the schema says (invalid-parameters).
    """
    body = body or b"{}"
    refuse_too_many_fields(body)
    try:
        request = schema.model_validate_json(body)
    except ValidationError as error:
        raise of_validation(error, schema, body) from None
    refuse_repeated_fields(body)
    return request


def of_validation(error: ValidationError, schema: type[Schema], body: bytes) -> ProblemError:
    """Translate what Pydantic found wrong with a body."""
    count = error.error_count()
    if count > MAX_LISTED_ERRORS:
        # Listing them would take longer than the computation that was asked for.
        return ProblemError("invalid-parameters", f"{count:,} mistakes in the request: too many to list.")
    found = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":
        return unreadable(str(found[0].get("ctx", {}).get("error", "")), body)
    details = [entry for entry in found if not _echo(entry, found)]
    items = [_item(entry, schema) for entry in details[:MAX_ITEMS]]
    more = f" ({len(details) - MAX_ITEMS} more not listed)" if len(details) > MAX_ITEMS else ""
    place = items[0].pointer or "body"
    return ProblemError("invalid-parameters", f"{place}: {items[0].detail}{more}", items)


def _echo(entry: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether an error only says that a list, cut at its first wrong item, became too short."""
    depth = len(entry["loc"])
    return entry["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == entry["loc"] for other in details
    )


def _item(entry: ErrorDetails, schema: type[Schema]) -> ProblemItem:
    place = _locate(entry["loc"], schema)
    kind, context = entry["type"], entry.get("ctx", {})
    received = None if kind == "missing" else shown(entry["input"])
    if kind == "extra_forbidden":
        return _unknown_field(place, received)
    unit = f" [{place.quantity.unit}]" if place.quantity is not None and place.quantity.unit != "1" else ""
    detail = _DETAILS.get(kind, "{message}").format(
        name=f"{place.name}{unit}",
        message=f"{place.name}: {entry['msg']}",
        length="too many" if context.get("actual_length") is None else context["actual_length"],
    )
    return ProblemItem(
        pointer=place.pointer,
        code=_CODES.get(kind, kind.replace("_", "-")),
        detail=shortened(detail, MAX_DETAIL),
        received=received,
        allowed=_allowed(entry, context, place),
        hint=_HINTS.get(kind) or _nearest_word(entry, context) or _kelvin(entry["input"], place),
    )


def _kelvin(given: object, place: "_Place") -> str | None:
    """For a temperature out of bounds: that it looks like kelvin."""
    if place.quantity is None or place.quantity.unit != "°C" or not isinstance(given, float | int):
        return None
    return kelvin_hint(float(given))


_CODES = {
    "missing": "missing",
    "finite_number": "not-finite",
    "float_type": "not-a-number",
    "int_type": "not-an-integer",
    "int_from_float": "not-an-integer",
    "greater_than": "out-of-bounds",
    "greater_than_equal": "out-of-bounds",
    "less_than": "out-of-bounds",
    "less_than_equal": "out-of-bounds",
    "literal_error": "unknown-word",
    "union_tag_invalid": "unknown-kind",
    "union_tag_not_found": "missing-kind",
    "tuple_type": "not-a-list",
    "model_type": "not-an-object",
    "model_attributes_type": "not-an-object",
    "dict_type": "not-an-object",
    "string_type": "not-a-text",
    "bool_type": "not-true-or-false",
}
_DETAILS = {
    "missing": "{name} is required",
    "finite_number": "{name} is not finite",
    "float_type": "{name} is not a number",
    "int_type": "{name} is not an integer",
    "int_from_float": "{name} is not an integer",
    "greater_than": "{name} is out of bounds",
    "greater_than_equal": "{name} is out of bounds",
    "less_than": "{name} is out of bounds",
    "less_than_equal": "{name} is out of bounds",
    "literal_error": "{name} is none of the words allowed",
    "union_tag_invalid": "{name} is of no known kind",
    "union_tag_not_found": "{name} needs a field `kind` that says which one it is",
    "model_type": "{name} is not an object",
    "model_attributes_type": "{name} is not an object",
    "dict_type": "{name} is not an object",
    "tuple_type": "{name} is not a list",
    "string_type": "{name} is not a text",
    "bool_type": "{name} is neither true nor false",
    "too_short": "{name} has {length} items",
    "too_long": "{name} has {length} items",
    "string_too_long": "{name} is too long",
}
_HINTS = {
    "float_type": "send a JSON number: no quotes, not true or false",
    "int_type": "send a JSON integer: no quotes, no fraction, not true or false",
    "finite_number": "NaN, Infinity and numbers past 1.8e308 have no meaning here",
    "tuple_type": "send a JSON list, in square brackets even if it holds one item",
    "too_long": "send fewer items",
    "string_too_long": "send a shorter text",
}


def _allowed(entry: ErrorDetails, context: Mapping[str, Any], place: "_Place") -> str | None:
    kind, given = entry["type"], entry["input"]
    if kind == "too_short":
        return f"at least {context['min_length']} items"
    if kind == "too_long":
        return f"at most {context['max_length']} items"
    if kind == "string_too_long":
        return f"at most {context['max_length']} characters"
    if place.quantity is not None and kind != "missing":
        bounds = place.quantity.bounds
        unit = "" if place.quantity.unit == "1" else f" {place.quantity.unit}"
        for side, symbol in (("ge", ">="), ("le", "<=")):
            # A bound of the schema alone: see LARGEST_NUMBER there.
            if side in context and isinstance(given, float | int) and bounds.contain(given):
                return f"{symbol} {context[side]}{unit}"
        return f"{bounds}{unit}"
    expected = context.get("expected") or context.get("expected_tags")
    return None if expected is None else shortened(str(expected), MAX_DETAIL)


def _nearest_word(entry: ErrorDetails, context: Mapping[str, Any]) -> str | None:
    """For a word that is none of a list: the one that may have been meant."""
    words = re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags") or ""))
    given = context.get("tag", entry["input"])
    if not isinstance(given, str):
        return None
    return _did_you_mean(given, words)


def _did_you_mean(given: str, known: Sequence[str]) -> str | None:
    nearest = difflib.get_close_matches(shortened(given, MAX_TEXT), known, n=1, cutoff=0.5)
    return f"did you mean {nearest[0]!r}?" if nearest else None


@dataclass(slots=True)
class _Place:
    """Where an error is: its pointer, the field's name, its quantity, and the fields beside it."""

    pointer: str
    name: str
    quantity: Quantity | None
    siblings: tuple[str, ...]


def _locate(location: tuple[int | str, ...], schema: type[Schema]) -> _Place:
    """Follow an error's location through the schemas, leaving out the kinds that Pydantic puts into it."""
    place = _Place("", "body", None, ())
    here: type[Schema] | None = schema
    children: Mapping[str | None, type[Schema]] = {}
    for step in location:
        if isinstance(step, str) and step in children:
            here, children = children[step], {}
            continue
        place.pointer += "/" + token(step)
        if isinstance(step, int):
            continue
        place.name = shortened(step, MAX_TEXT)
        place.siblings = tuple(here.model_fields) if here is not None else ()
        described = here.described.get(step) if here is not None else None
        place.quantity = described.quantity if described is not None else None
        children = described.children if described is not None else {}
        here = children.get(None)
    return place


def _unknown_field(place: _Place, received: str | None) -> ProblemItem:
    return ProblemItem(
        pointer=place.pointer,
        code="unknown-field",
        detail=f"there is no field {place.name!r} here",
        received=received,
        allowed=shortened(", ".join(place.siblings), MAX_DETAIL) or None,
        hint=_did_you_mean(place.name, place.siblings),
    )
