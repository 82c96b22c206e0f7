"""Every error as an RFC 9457 problem: one table of kinds, and what turns an exception into one."""

import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.errors import CoreError, DivergenceError, ParameterError

MEDIA_TYPE = "application/problem+json"
MAX_ITEMS = 20
MAX_TEXT = 80
NEARBY = 8192
"""How far back the field is looked for after which a body cannot be read [bytes]."""
MAX_DETAIL = 500
MAX_SHOWN = 10


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
        Kind("slow-body", 408, "The body came too slowly", "Send it again, faster."),
        Kind("body-too-large", 413, "The body is too large", "Send fewer or coarser samples."),
        Kind("unsupported-media-type", 415, "Not a JSON body", "Send application/json, not compressed."),
        Kind("invalid-parameters", 422, "Invalid parameters", "Change the parameters that `errors` names."),
        Kind("over-budget", 422, "The request costs too much", "Ask for less, as `errors` says."),
        Kind("no-convergence", 422, "The computation did not converge", "Change what the detail names."),
        Kind("divergence", 422, "The solution diverged", "Change what the detail names."),
        Kind("overloaded", 503, "All workers are busy", "Try again after Retry-After seconds."),
        Kind("out-of-memory", 503, "Not enough memory", "Ask for fewer points, or try again later."),
        Kind("not-ready", 503, "Still warming up", "Try again after Retry-After seconds."),
        Kind("stopping", 503, "The service is stopping", "Send the request again."),
        Kind("deadline", 504, "The deadline passed", "Ask for a shorter or coarser computation."),
        Kind(
            "internal", 500, "A fault of the service", "Report the request_id; the request may be sent again."
        ),
    )
}


class ProblemItem(BaseModel):
    """One thing that is wrong with the request."""

    pointer: str = Field(
        description="JSON pointer of the place in the request body; empty: the whole request"
    )
    code: str = Field(description="what kind of mistake, for programs")
    detail: str = Field(description="what is wrong, for people")
    received: str | None = Field(None, description="the value that was sent, as JSON, cut to 80 characters")
    allowed: str | None = Field(None, description="what would have been right")
    hint: str | None = Field(None, description="what to do")


class Problem(BaseModel):
    """A problem (RFC 9457)."""

    type: str = Field(description="kind of problem: a reference that resolves to its description")
    title: str = Field(description="the kind in words")
    status: int = Field(description="HTTP status", json_schema_extra={"x-unit": "1"})
    detail: str = Field(description="what happened this time")
    instance: str = Field(description="path of the request")
    request_id: str = Field(description="identifies the request in the service's log")
    errors: list[ProblemItem] = Field(description="what is wrong with the request", max_length=MAX_ITEMS)


@dataclass(eq=False)
class ProblemError(Exception):
    """Raised anywhere in the service to answer with a problem."""

    slug: str
    detail: str
    errors: Sequence[ProblemItem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


FAULT = ProblemError("internal", "Something failed inside the service; it has been logged.")
"""All that a client gets to know of a fault of ours."""


def response(error: ProblemError, path: str, request_id: str, root: str = "") -> Response:
    """The answer to a failed request.

    Parameters
    ----------
    root
        Prefix under which a proxy shows the service.
    """
    kind = KINDS[error.slug]
    problem = {
        "type": f"{root}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": shortened(error.detail, MAX_DETAIL),
        "instance": shortened(path, 200),
        "request_id": request_id,
        "errors": [item.model_dump(exclude_none=True) for item in error.errors[:MAX_ITEMS]],
    }
    return Response(orjson.dumps(problem), kind.status, headers=dict(error.headers), media_type=MEDIA_TYPE)


def answer(request: Request, error: ProblemError) -> Response:
    """The answer to a failed request.

    The path is the scope's: `request.url` trusts the Host header and fails where that is garbage.
    """
    scope = request.scope
    return response(error, scope["path"], scope["state"]["request_id"], scope.get("root_path", ""))


def of_core(error: CoreError) -> ProblemError:
    """Translate a failure of the science."""
    if isinstance(error, ParameterError):
        item = ProblemItem(
            pointer=shortened(error.pointer, MAX_DETAIL),
            code="invalid-value",
            detail=shortened(error.detail, MAX_DETAIL),
            received=None if error.received is None else shown(error.received),
            allowed=shortened(error.allowed, MAX_DETAIL) or None,
            hint=shortened(error.hint, MAX_DETAIL) or None,
        )
        return ProblemError("invalid-parameters", error.detail, [item])
    hint = f" {error.hint}" if error.hint else ""
    if isinstance(error, DivergenceError):
        return ProblemError("divergence", f"{error.detail} at t = {error.time:.6g} ms ({error.where}).{hint}")
    return ProblemError("no-convergence", f"{error.detail}{hint}")


async def _raised(request: Request, error: Exception) -> Response:
    """Answer a `ProblemError` that a handler raised."""
    return answer(request, error if isinstance(error, ProblemError) else ProblemError("internal", ""))


async def _framework(request: Request, error: Exception) -> Response:
    """Answer the framework's own errors (no route, wrong method)."""
    path = shortened(request.scope["path"], 100)
    status = getattr(error, "status_code", 500)
    if status == 405:
        detail = f"{path} does not take {shortened(request.method, 20)}."
        return answer(request, ProblemError("method-not-allowed", detail, headers=_allow(error)))
    slug = "not-found" if status < 500 else "internal"
    return answer(request, ProblemError(slug, f"There is nothing at {path}."))


async def _unfit(request: Request, error: Exception) -> Response:
    """Answer wrong query and path parameters."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    items = [
        ProblemItem(
            pointer="",
            code=entry["type"].replace("_", "-"),
            detail=shortened(f"{entry['loc'][-1]} ({entry['loc'][0]}): {entry['msg']}", MAX_DETAIL),
            received=shown(entry["input"]),
        )
        for entry in found[:MAX_ITEMS]
    ]
    detail = items[0].detail if items else "A parameter is wrong."
    return answer(request, ProblemError("invalid-parameters", detail, items))


def _allow(error: Exception) -> dict[str, str]:
    return {name: value for name, value in (getattr(error, "headers", None) or {}).items() if name == "Allow"}


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    ProblemError: _raised,
    HTTPException: _framework,
    RequestValidationError: _unfit,
}
"""What the application answers exceptions with."""


def unreadable(reason: str, body: bytes) -> ProblemError:
    """The problem of a body that is not JSON, with the reader's reason."""
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        reason = "it starts with a byte order mark"
    return ProblemError("unreadable-body", f"The body is not JSON: {reason}{_after_field(reason, body)}.")


def _after_field(reason: str, body: bytes) -> str:
    """The last field named before the line and column at which a body stopped being JSON."""
    place = re.search(r"at line (\d+) column (\d+)$", reason)
    if place is None:
        return ""
    line, column = int(place[1]), int(place[2])
    before = b"\n".join(body.split(b"\n", line)[: line - 1])
    end = len(before) + column
    names = re.findall(rb'"([\w .-]{1,40})"\s*:', body[max(end - NEARBY, 0) : end])
    return f", after the field {names[-1].decode('ascii', 'replace')!r}" if names else ""


def shown(value: object) -> str:
    """A received value as JSON text, cut short."""
    return shortened(_preview(value, 3), MAX_TEXT)


def _preview(value: object, depth: int) -> str:
    """Enough of a value's JSON to fill the line; what would be cut off is not written in the first place."""
    if isinstance(value, str):
        return orjson.dumps(value[: MAX_TEXT + 1]).decode()
    if isinstance(value, list | tuple | dict):
        return _preview_container(value, depth)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    try:
        return shortened(str(value), MAX_TEXT)
    except ValueError:  # an integer past Python's limit of digits
        return "an integer of thousands of digits"


def _preview_container(value: list[Any] | tuple[Any, ...] | dict[Any, Any], depth: int) -> str:
    if isinstance(value, dict):
        if len(value) > MAX_SHOWN or depth == 0:
            return f"object of {len(value)} fields"
        inside = (f"{_preview(str(key), 0)}:{_preview(item, depth - 1)}" for key, item in value.items())
        return "{" + ",".join(inside) + "}"
    if len(value) > MAX_SHOWN or depth == 0:
        return f"list of {len(value)} items"
    return "[" + ",".join(_preview(item, depth - 1) for item in value) + "]"


def shortened(text: str, length: int) -> str:
    """Text cut to a length, with an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1] + "…"


def openapi_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI descriptions of the problems with these statuses."""
    return {
        status: {
            "description": "; ".join(kind.title for kind in KINDS.values() if kind.status == status),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
