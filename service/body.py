"""Reading a request body within its limits."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from service.execution import ClientGoneError
from service.problems import ProblemError, shortened
from service.settings import Settings

_JSON = ("application/json", "text/json")
_CLOSE = {"Connection": "close"}
_DISCARDED = 4
"""How many times the limit is read and thrown away so that the client gets to see its refusal."""
_DISCARD_SECONDS = 2.0


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
        detail = f"The body's Content-Encoding is {shortened(encoding, 40)!r}."
        raise ProblemError("unsupported-media-type", detail)
    declared = request.headers.get("content-length", "0")
    limit = settings.body_bytes
    if declared.isascii() and declared.isdigit() and len(declared) <= 20 and int(declared) > limit:
        await _refuse(request, limit)
    try:
        async with asyncio.timeout(settings.deadline_seconds):
            body = await _read(request, limit)
    except TimeoutError:
        detail = f"The body was not there within {settings.deadline_seconds:g} s."
        raise ProblemError("slow-body", detail, headers=_CLOSE) from None
    except ClientDisconnect:
        raise ClientGoneError from None
    if body:
        _check_type(request.headers.get("content-type"))
    return body


async def _read(request: Request, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            await _refuse(request, limit)
        pieces.append(piece)
    return b"".join(pieces)


async def _refuse(request: Request, limit: int) -> None:
    """Refuse a body that is too large.

    A client that is still sending when its connection closes sees a broken pipe and no answer: some of the
    rest is read first, unless the client waits to be told to send it.
    """
    if request.headers.get("expect", "").lower() != "100-continue":
        try:
            async with asyncio.timeout(_DISCARD_SECONDS):
                await _discard(request, _DISCARDED * limit)
        except TimeoutError:
            pass
    raise ProblemError("body-too-large", f"The body is larger than {limit:,} bytes.", headers=_CLOSE)


async def _discard(request: Request, most: int) -> None:
    size = 0
    while size < most:
        message = await request.receive()
        size += len(message.get("body", b""))
        if not message.get("more_body", False):
            return


def _check_type(content_type: str | None) -> None:
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type in _JSON or (media_type.startswith("application/") and media_type.endswith("+json")):
        return
    detail = f"The body's Content-Type is {shortened(media_type, 60)!r}." if media_type else "It has no type."
    raise ProblemError("unsupported-media-type", detail)
