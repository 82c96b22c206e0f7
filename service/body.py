"""Reading a request body within its limit."""

from starlette.requests import ClientDisconnect, Request

from service.execution import ClientGoneError
from service.problems import ProblemError

_JSON = ("application/json", "text/json")


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body.

    Raises
    ------
    ProblemError
        It is no JSON by its Content-Type, compressed (unsupported-media-type), or too large (body-too-large).
    ClientGoneError
        The client went away before it had sent it all.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise ProblemError("unsupported-media-type", f"The body's Content-Encoding is {encoding[:40]!r}.")
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and len(declared) <= 20 and int(declared) > limit:
        raise _too_large(limit)
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            pieces.append(piece)
    except ClientDisconnect:
        raise ClientGoneError from None
    if size:
        _check_type(request.headers.get("content-type"))
    return b"".join(pieces)


def _check_type(content_type: str | None) -> None:
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type in _JSON or (media_type.startswith("application/") and media_type.endswith("+json")):
        return
    raise ProblemError("unsupported-media-type", f"The body's Content-Type is {media_type[:60]!r}.")


def _too_large(limit: int) -> ProblemError:
    # The rest of the body is not read: the connection cannot be used again.
    return ProblemError(
        "body-too-large", f"The body is larger than {limit:,} bytes.", headers={"Connection": "close"}
    )
