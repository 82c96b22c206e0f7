"""What every request gets: an identifier, a log line, metrics, security headers, and a last safety net."""

import asyncio
import re
import time
import uuid
from collections.abc import Callable

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import FAULT, ProblemError, response

_log = structlog.get_logger("access")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}


class Metrics:
    """Prometheus metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "rheobase_requests", "Requests answered", ["operation", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "rheobase_request_seconds",
            "Time to answer",
            ["operation"],
            registry=self.registry,
            buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30),
        )


class Observe:
    """Pure ASGI middleware (a buffering one would hide the client's going away).

    Parameters
    ----------
    metrics
        Where requests are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # HEAD is GET without the body, for every route (RFC 9110, 9.3.2).
        head = scope["method"] == "HEAD"
        scope = {**scope, "method": "GET"} if head else scope
        identifier = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = identifier
        seen = _Seen(send, identifier, head=head)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=identifier):
            try:
                await self._app(scope, receive, seen.send)
            except asyncio.CancelledError:
                await seen.fail(scope, receive, _STOPPING)
            except Exception:  # noqa: BLE001 - the last safety net: logged, and answered as a fault of ours
                _log.exception("fault", path=scope["path"][:200])
                await seen.fail(scope, receive, FAULT)
            finally:
                self._record(scope, seen.status, time.perf_counter() - began, head=head)

    def _record(self, scope: Scope, status: int, seconds: float, *, head: bool) -> None:
        route = scope.get("route")
        operation = getattr(route, "operation_id", None) or getattr(route, "name", None) or "none"
        self._metrics.requests.labels(operation, str(status)).inc()
        self._metrics.seconds.labels(operation).observe(seconds)
        quiet = scope["path"].removeprefix(scope.get("root_path", "")) in _QUIET
        log: Callable[..., object] = _log.debug if quiet else _log.info
        log(
            "request",
            method="HEAD" if head else scope["method"],
            path=scope["path"][:200],
            status=status,
            milliseconds=round(1e3 * seconds, 2),
        )


_STOPPING = ProblemError("stopping", "The service is being stopped.", headers={"Connection": "close"})


class _Seen:
    """What of the answer has been sent."""

    def __init__(self, send: Send, identifier: str, *, head: bool) -> None:
        self._send = send
        self._identifier = identifier
        self._head = head
        self.status = 0

    async def send(self, message: Message) -> None:
        """Send, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            _decorate(MutableHeaders(scope=message), self._identifier)
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def fail(self, scope: Scope, receive: Receive, error: ProblemError) -> None:
        """Answer with a problem; where an answer has begun, the server cuts it off."""
        if self.status == 0:
            problem = response(error, scope["path"], self._identifier, scope.get("root_path", ""))
            await problem(scope, receive, self.send)


def _request_id(scope: Scope) -> str:
    """The client's X-Request-ID where it is harmless, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


def _decorate(headers: MutableHeaders, identifier: str) -> None:
    headers["X-Request-ID"] = identifier
    for name, value in _SECURITY.items():
        headers.setdefault(name, value)
