"""Every error as an RFC 9457 problem: one table of kinds, and what turns an exception into one."""

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails, ValidationError, from_json
from starlette.responses import Response

from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.quantity import Quantity
from service.schemas.derive import Schema

MEDIA_TYPE = "application/problem+json"
MAX_ITEMS = 20
MAX_TEXT = 80
MAX_LISTED_ERRORS = 2000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its slug (also its type's last segment), status, title and remedy."""

    slug: str
    status: int
    title: str
    remedy: str


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("unreadable-body", 400, "The body is not JSON", "Send one JSON object, encoded in UTF-8."),
        Kind("not-found", 404, "No such resource", "See /openapi.json or /docs for what there is."),
        Kind("method-not-allowed", 405, "Method not allowed", "Use a method that the Allow header lists."),
        Kind("not-acceptable", 406, "No such format", "Ask for one of the formats that the problem lists."),
        Kind("body-too-large", 413, "The body is too large", "Send fewer or coarser samples."),
        Kind("unsupported-media-type", 415, "Not a JSON body", "Send application/json, not compressed."),
        Kind("invalid-parameters", 422, "Invalid parameters", "Change the parameters that `errors` names."),
        Kind("over-budget", 422, "The request costs too much", "Ask for less, as `errors` says."),
        Kind("no-convergence", 422, "The computation did not converge", "Change what the detail names."),
        Kind("divergence", 422, "The solution diverged", "Change what the detail names."),
        Kind("overloaded", 503, "All workers are busy", "Try again after Retry-After seconds."),
        Kind("not-ready", 503, "Still warming up", "Try again after Retry-After seconds."),
        Kind("deadline", 504, "The deadline passed", "Ask for a shorter or coarser computation."),
        Kind(
            "internal", 500, "A fault of the service", "Report the request_id; the request may be sent again."
        ),
    )
}


class ProblemItem(BaseModel):
    """One thing that is wrong with the request."""

    pointer: str = Field(description="JSON pointer of the place in the request body; empty: the whole body")
    code: str = Field(description="what kind of mistake, for programs")
    detail: str = Field(description="what is wrong, for people")
    received: str | None = Field(None, description="the value that was sent, as JSON, cut to 80 characters")
    allowed: str | None = Field(None, description="what would have been right")
    hint: str | None = Field(None, description="what to do")


class Problem(BaseModel):
    """A problem (RFC 9457)."""

    type: str = Field(description="kind of problem: a reference that resolves to its description")
    title: str = Field(description="the kind in words")
    status: int = Field(description="HTTP status")
    detail: str = Field(description="what happened this time")
    instance: str = Field(description="path of the request")
    request_id: str = Field(description="identifies the request in the service's log")
    errors: list[ProblemItem] = Field(default_factory=list, max_length=MAX_ITEMS)


@dataclass
class ProblemError(Exception):
    """Raised anywhere in the service to answer with a problem."""

    slug: str
    detail: str
    errors: Sequence[ProblemItem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def response(error: ProblemError, path: str, request_id: str) -> Response:
    """The answer to a failed request."""
    kind = KINDS[error.slug]
    problem = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": error.detail,
        "instance": shortened(path, 200),
        "request_id": request_id,
        "errors": [item.model_dump(exclude_none=True) for item in error.errors[:MAX_ITEMS]],
    }
    return Response(orjson.dumps(problem), kind.status, headers=dict(error.headers), media_type=MEDIA_TYPE)


def of_core(error: ParameterError | ConvergenceError | DivergenceError) -> ProblemError:
    """Translate a failure of the science."""
    if isinstance(error, ParameterError):
        item = ProblemItem(
            pointer=error.pointer,
            code="invalid-value",
            detail=error.detail,
            received=None if error.received is None else shown(error.received),
            allowed=error.allowed or None,
            hint=error.hint or None,
        )
        return ProblemError("invalid-parameters", error.detail, [item])
    hint = f" {error.hint}" if error.hint else ""
    if isinstance(error, DivergenceError):
        return ProblemError("divergence", f"{error.detail} at t = {error.time:.6g} ms ({error.where}).{hint}")
    return ProblemError("no-convergence", f"{error.detail}{hint}")


def of_validation(error: ValidationError, body: bytes, schema: type[Schema]) -> ProblemError:
    """Translate what Pydantic found wrong with a body."""
    count = error.error_count()
    if count > MAX_LISTED_ERRORS:
        # Listing them all would take longer than the computation that was asked for.
        return ProblemError("invalid-parameters", f"{count} mistakes in the request: too many to list")
    details = error.errors(include_url=False)
    if details[0]["type"] == "json_invalid":
        reason = details[0]["ctx"]["error"]
        return ProblemError("unreadable-body", f"The body is not JSON: {reason}.")
    content = from_json(body, allow_inf_nan=True)
    details = [entry for entry in details if not _echo(entry, details)]
    items = [_item(entry, content, schema) for entry in details[:MAX_ITEMS]]
    more = f" ({count - MAX_ITEMS} more not listed)" if count > MAX_ITEMS else ""
    first = items[0]
    return ProblemError("invalid-parameters", f"{first.pointer or 'body'}: {first.detail}{more}", items)


def _echo(entry: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether an error only says that a list, cut at its first wrong item, became too short."""
    depth = len(entry["loc"])
    return entry["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == entry["loc"] for other in details
    )


def _item(entry: ErrorDetails, content: object, schema: type[Schema]) -> ProblemItem:
    place = _locate(entry["loc"], content, schema)
    kind, context = entry["type"], entry.get("ctx", {})
    received = None if kind == "missing" else shown(entry["input"])
    if kind == "extra_forbidden":
        return _unknown_field(place, received)
    unit = f" [{place.quantity.unit}]" if place.quantity is not None and place.quantity.unit != "1" else ""
    numeric = place.quantity is not None and kind != "missing"
    return ProblemItem(
        pointer=place.pointer,
        code=_CODES.get(kind, kind.replace("_", "-")),
        detail=_DETAILS.get(kind, "{message}").format(
            name=f"{place.name}{unit}",
            message=entry["msg"],
            tags=context.get("expected_tags", ""),
            actual_length=context.get("actual_length", ""),
            max_length=context.get("max_length", ""),
        ),
        received=received,
        allowed=_allowed(place.quantity) if numeric and place.quantity else context.get("expected"),
        hint=_HINTS.get(kind),
    )


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
    "union_tag_invalid": "the kind of {name} is none of {tags}",
    "union_tag_not_found": "{name} needs a field `kind` that says which one it is",
    "model_type": "{name} is not an object",
    "model_attributes_type": "{name} is not an object",
    "tuple_type": "{name} is not a list",
    "string_type": "{name} is not a text",
    "bool_type": "{name} is neither true nor false",
    "too_short": "{name} has {actual_length} items",
    "too_long": "{name} has more than {max_length} items",
    "string_too_long": "{name} is longer than {max_length} characters",
}
_HINTS = {
    "float_type": "send a JSON number: no quotes, not true or false",
    "int_type": "send a JSON integer: no quotes, not true or false",
    "finite_number": "NaN, Infinity and numbers past 1.8e308 have no meaning here",
    "too_long": "send fewer items",
    "string_too_long": "send a shorter text",
}


@dataclass
class _Place:
    pointer: str
    name: str
    quantity: Quantity | None
    siblings: tuple[str, ...]


def _locate(location: tuple[int | str, ...], content: object, schema: type[Schema] | None) -> _Place:
    """Follow an error's location through the body, leaving out the union tags that Pydantic puts into it."""
    pointer, name, quantity = "", "body", None
    children: Mapping[str | None, type[Schema]] = {}
    for depth, step in enumerate(location):
        present = isinstance(content, dict) and step in content
        if isinstance(step, str) and step in children and not present:
            schema = children[step]
            continue
        pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")[:MAX_TEXT]
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            schema = children.get(None, schema)
            continue
        name = shortened(step, MAX_TEXT)
        described = schema.described.get(step) if schema is not None else None
        if described is None:
            siblings = tuple(schema.model_fields) if schema is not None else ()
            return (
                _Place(pointer, name, None, siblings)
                if depth == len(location) - 1
                else _Place(pointer, name, None, ())
            )
        quantity, children = described.quantity, described.children
        schema = children.get(None, schema)
        content = content.get(step) if isinstance(content, dict) else None
    return _Place(pointer, name, quantity, ())


def _unknown_field(place: _Place, received: str | None) -> ProblemItem:
    nearest = difflib.get_close_matches(place.name, place.siblings, n=1, cutoff=0.5)
    return ProblemItem(
        pointer=place.pointer,
        code="unknown-field",
        detail=f"there is no field {place.name!r} here",
        received=received,
        allowed=", ".join(place.siblings[:40]) or None,
        hint=f"did you mean {nearest[0]!r}?" if nearest else None,
    )


def _allowed(quantity: Quantity) -> str:
    unit = "" if quantity.unit == "1" else f" {quantity.unit}"
    return f"{quantity.bounds}{unit}"


def shown(value: object) -> str:
    """A received value as JSON text, cut short."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | tuple | dict) and len(value) > MAX_TEXT:
        return f"{'object' if isinstance(value, dict) else 'list'} of {len(value)} items"
    if isinstance(value, str):
        value = value[: MAX_TEXT + 1]
    try:
        return shortened(orjson.dumps(value, default=str).decode(), MAX_TEXT)
    except (TypeError, ValueError):
        return shortened(type(value).__name__, MAX_TEXT)


def shortened(text: str, length: int) -> str:
    """Text cut to a length, with an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1] + "…"


def openapi_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI descriptions of the problems with these statuses."""
    return {
        status: {
            "description": "; ".join(kind.title for kind in KINDS.values() if kind.status == status),
            "model": Problem,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
