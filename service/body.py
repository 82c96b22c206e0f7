"""A request body within its limits: how large, how fast, of how many parts, none of them twice."""

import asyncio
import json
from contextlib import suppress
from itertools import chain
from typing import Any

from pydantic_core import from_json
from starlette.requests import Request

from service.execution import ClientGoneError
from service.problems import MAX_TEXT, ProblemError, ProblemItem, shortened
from service.settings import Settings

MAX_PARTS = 100_000
"""A body with more fields, lists and objects is refused unread."""
FEW_PARTS, MAX_WIDTH = 2000, 500
"""Fields of one object in a body with more than a few: Pydantic would list every unknown one."""
SMALL_BODY = 65_536
"""Bodies up to this are searched for repeated fields; larger ones are written by programs [bytes]."""

_CONTAINERS = (dict, list)

_JSON = ("application/json", "text/json")
_CLOSE = {"Connection": "close"}
_DISCARDED = 4
"""How many times the limit is read and thrown away so that the client gets to see its refusal."""
_DISCARD_SECONDS = 1.0


async def read_body(request: Request, settings: Settings) -> bytes:
    """The whole body.

    Raises
    ------
    ProblemError
        It is no JSON by its Content-Type, or compressed (unsupported-media-type); too large (body-too-large);
        or it came too slowly (slow-body).
    ClientGoneError
        The client went away before it had sent it all.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        detail = f"The body's Content-Encoding is {shortened(encoding, 40)!r}: send it uncompressed."
        raise ProblemError("unsupported-media-type", detail)
    limit = settings.body_bytes
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and len(declared) <= 20 and int(declared) > limit:
        # A client that waits to be told to send its body never will.
        raise await _too_large(request, limit, more=not _expects_to_be_told(request))
    try:
        async with asyncio.timeout(settings.deadline_seconds):
            pieces, more = await _read(request, limit)
    except TimeoutError:
        detail = f"The body was not there within {settings.deadline_seconds:g} s."
        raise ProblemError("slow-body", detail, headers=_CLOSE) from None
    if sum(map(len, pieces)) > limit:
        raise await _too_large(request, limit, more=more)
    if any(pieces):
        _check_type(request.headers.get("content-type"))
    return b"".join(pieces)


async def _read(request: Request, limit: int) -> tuple[list[bytes], bool]:
    """Pieces of the body, up to the first that is too much, and whether there are more."""
    pieces: list[bytes] = []
    size, more = 0, True
    while more and size <= limit:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        more = message.get("more_body", False)
    return pieces, more


def _expects_to_be_told(request: Request) -> bool:
    return request.headers.get("expect", "").lower() == "100-continue"


async def _too_large(request: Request, limit: int, *, more: bool) -> ProblemError:
    """The refusal of a body that is too large.

    A client that is still sending when its connection closes sees a broken pipe and no answer: some of the
    rest is read first.
    """
    if more:
        with suppress(TimeoutError):
            async with asyncio.timeout(_DISCARD_SECONDS):
                await _discard(request, _DISCARDED * limit)
    return ProblemError("body-too-large", f"The body is larger than {limit:,} bytes.", headers=_CLOSE)


async def _discard(request: Request, most: int) -> None:
    size, more = 0, True
    while more and size < most:
        message = await request.receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)


def _check_type(content_type: str | None) -> None:
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type in _JSON or (media_type.startswith("application/") and media_type.endswith("+json")):
        return
    given = f"is {shortened(media_type, 60)!r}" if media_type else "is not said"
    detail = f"The body's Content-Type {given}: send Content-Type: application/json."
    raise ProblemError("unsupported-media-type", detail)


def refuse_too_many_fields(body: bytes) -> None:
    """Refuse bodies with more fields than any request has.

    Raises
    ------
    ProblemError
        There are too many (invalid-parameters).
    """
    parts = sum(map(body.count, (b":", b"[", b"{")))  # of which some may be characters in a text
    if parts <= FEW_PARTS:
        return
    if parts > MAX_PARTS:
        raise _too_wide("", f"body has {parts:,} fields, lists and objects", f"at most {MAX_PARTS:,}")
    try:
        content = from_json(body)
    except ValueError:
        return  # Pydantic says what is wrong
    if _widest(content) <= MAX_WIDTH:
        return
    for pointer, item in _containers(content):
        if isinstance(item, dict) and len(item) > MAX_WIDTH:
            raise _too_wide(pointer, f"{pointer or 'body'} has {len(item):,} fields", f"at most {MAX_WIDTH}")


def _widest(content: object) -> int:
    """Fields of the object that has most of them.

    Level by level and without pointers: a body with thousands of objects is no rarity.
    """
    widest, level = 0, [content]
    while level:
        objects = [item for item in level if isinstance(item, dict)]
        lists = [item for item in level if isinstance(item, list)]
        widest = max(widest, max(map(len, objects), default=0))
        inside = chain(chain.from_iterable(map(dict.values, objects)), chain.from_iterable(lists))
        level = [item for item in inside if isinstance(item, _CONTAINERS)]
    return widest


def _too_wide(pointer: str, detail: str, allowed: str) -> ProblemError:
    item = ProblemItem(pointer=pointer, code="too-many-fields", detail=detail, allowed=allowed)
    return ProblemError("invalid-parameters", detail, [item])


def refuse_repeated_fields(body: bytes) -> None:
    """Refuse objects that say the same thing twice: every parser picks its own winner (RFC 8259, 4).

    Only in bodies up to `SMALL_BODY`.

    Raises
    ------
    ProblemError
        One does (invalid-parameters).
    """
    if len(body) > SMALL_BODY:
        return
    repeated: list[tuple[dict[str, Any], str]] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.append((made, next(name for name in names if names.count(name) > 1)))
        return made

    content = json.loads(body, object_pairs_hook=members)
    if not repeated:
        return
    owner, name = repeated[-1]
    holder = next((pointer for pointer, item in _containers(content) if item is owner), "")
    detail = f"the field {shortened(name, MAX_TEXT)!r} is there twice"
    item = ProblemItem(pointer=f"{holder}/{token(name)}", code="repeated-field", detail=detail)
    raise ProblemError("invalid-parameters", detail, [item])


def _containers(content: object) -> list[tuple[str, object]]:
    """Every object and list in a parsed body, with its pointer."""
    found: list[tuple[str, object]] = [("", content)]
    for pointer, item in found:  # grows as it is read
        if isinstance(item, dict):
            found += [
                (f"{pointer}/{token(key)}", inner)
                for key, inner in item.items()
                if isinstance(inner, dict | list)
            ]
        elif isinstance(item, list):
            found += [
                (f"{pointer}/{index}", inner)
                for index, inner in enumerate(item)
                if isinstance(inner, dict | list)
            ]
    return found


def token(step: object) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return shortened(str(step), MAX_TEXT).replace("~", "~0").replace("/", "~1")
