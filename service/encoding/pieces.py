"""Sending an answer that is made of pieces."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Pieces(Response):
    """A response of known length that is not copied into one whole, and freed as it is sent.

    Parameters
    ----------
    pieces
        The body; emptied by sending.
    """

    def __init__(self, pieces: list[bytes], *, media_type: str, headers: Mapping[str, str]) -> None:
        self._pieces = pieces
        length = str(sum(map(len, pieces)))
        super().__init__(media_type=media_type, headers={**headers, "Content-Length": length})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's
        """Send the head, then piece after piece, each when the client has taken most of the one before."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send_all(self._pieces, send)


async def send_all(pieces: list[bytes], send: Send) -> None:
    """Send the rest of a body, which ends with it; empties the list."""
    pieces.reverse()
    while True:
        piece = pieces.pop() if pieces else b""
        more = bool(pieces)
        await send({"type": "http.response.body", "body": piece, "more_body": more})
        if not more:
            return
