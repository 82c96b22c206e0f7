"""Answers that are sent while they are computed: what is found on the way, then the result.

The computation runs as every other does (`service.execution`); only what it tells on its way passes through
here, from the worker's thread to the event loop.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core.progress import Found, Sink
from service import problems
from service.encoding import as_ndjson
from service.encoding.pieces import Pieces, send_all
from service.execution import ClientGoneError
from service.problems import FAULT, ProblemError

_log = structlog.get_logger(__name__)

FLUSH_SECONDS = 0.02
"""How long a line waits for others to be sent along with it [s]."""
BACKLOG_BYTES = 2**20
"""What may wait to be sent of what is found [bytes]."""

_HEADERS = {"Vary": "Accept"}
_LIVE_HEADERS = _HEADERS | {"X-Accel-Buffering": "no"}  # nginx keeps an answer back until it has it all
_STOPPING = ProblemError("stopping", "The service is being stopped.")

Pending = asyncio.Future[list[bytes]]


async def streamed(start: Callable[[Sink], Coroutine[Any, Any, list[bytes]]], request: Request) -> Response:
    """Run a computation; the response begins with the first that is found, or else with the result.

    A failure before the first line has left is raised, so that it is answered as any other. Where nothing is
    found, or the result is there before the first line has left, the answer is sent in one.

    Parameters
    ----------
    start
        Runs the computation, which tells the sink what it finds, and returns the encoded result.

    Raises
    ------
    ProblemError, ClientGoneError
        As `start` does.
    """
    backlog = Backlog()
    computed = asyncio.ensure_future(start(backlog.put))
    computed.add_done_callback(lambda _: backlog.wake())
    try:
        await backlog.ready(computed)
        if not computed.done():
            return Live(computed, backlog, request)
        return Pieces(_whole(computed, backlog), media_type=as_ndjson.MEDIA_TYPE, headers=_HEADERS)
    except BaseException:
        await _abandon(computed)
        raise


class Backlog:
    """Lines from the threads of a computation to the event loop.

    It is bounded and nobody waits for room in it: a slow reader must not hold a worker. What does not fit is
    counted and left out, for the result has it again.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._filled = asyncio.Event()
        self._lock = threading.Lock()
        self._lines: list[bytes] = []
        self._size = 0
        self._skipped = 0

    def put(self, record: Found) -> None:
        """Add a line, from any thread."""
        line = as_ndjson.found(record)
        with self._lock:
            first = not self._lines
            if self._skipped or self._size + len(line) > BACKLOG_BYTES:
                self._skipped += 1
            else:
                self._lines.append(line)
                self._size += len(line)
        if first:
            with suppress(RuntimeError):  # the event loop has ended
                self._loop.call_soon_threadsafe(self.wake)

    def take(self) -> bytes:
        """What has come since the last time."""
        with self._lock:
            if self._skipped:
                self._lines.append(as_ndjson.skipped(self._skipped))
            lines, self._lines = self._lines, []
            self._size = self._skipped = 0
        return b"".join(lines)

    def wake(self) -> None:
        """Let `ready` return, from the event loop."""
        self._filled.set()

    async def ready(self, computed: Pending) -> None:
        """Return when there are lines, or when the computation has ended."""
        await self._filled.wait()
        await asyncio.wait({computed}, timeout=FLUSH_SECONDS)
        self._filled.clear()


class Live(Response):
    """A response of unknown length whose status is decided, whatever becomes of the computation."""

    media_type = as_ndjson.MEDIA_TYPE

    def __init__(self, computed: Pending, backlog: Backlog, request: Request) -> None:
        # Not the parent's, which would set a length.
        self.status_code = 200
        self.background = None
        self.init_headers(_LIVE_HEADERS)
        self._computed = computed
        self._backlog = backlog
        self._request = request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's
        """Send lines as they come, then the result, or the problem as the last line."""
        try:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            await self._send_lines(send)
            await send_all(_whole(self._computed, self._backlog), send)
        except ClientGoneError:
            _log.info("client gone from a stream")
        except ProblemError as error:
            _log.info("problem in a stream", problem=error.slug)
            await self._break_off(error, send)
        except asyncio.CancelledError:
            await self._break_off(_STOPPING, send)
            raise
        except Exception:
            await self._break_off(FAULT, send)
            raise  # to be logged
        finally:
            await _abandon(self._computed)

    async def _send_lines(self, send: Send) -> None:
        while True:
            if lines := self._backlog.take():
                await send({"type": "http.response.body", "body": lines, "more_body": True})
            if self._computed.done():
                return
            await self._backlog.ready(self._computed)

    async def _break_off(self, error: ProblemError, send: Send) -> None:
        problem = bytes(problems.answer(self._request, error).body)
        await send_all([self._backlog.take(), as_ndjson.broken_off(problem)], send)


def _whole(computed: Pending, backlog: Backlog) -> list[bytes]:
    """What is left of the lines, and the result; raises what the computation has raised."""
    pieces = computed.result()
    pieces.insert(0, backlog.take())
    return pieces


async def _abandon(computed: Pending) -> None:
    """End a computation that nobody waits for any more; its failure is nobody's unhandled exception."""
    computed.cancel()
    await asyncio.wait({computed})
    if not computed.cancelled():
        computed.exception()
