"""Reading a request body within its limits."""

import asyncio
from contextlib import suppress

from starlette.requests import Request

from service.execution import ClientGoneError
from service.problems import ProblemError, shortened
from service.settings import Settings

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
