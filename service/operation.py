"""An operation and the six steps of every request: read, validate, budget, execute, encode, answer."""

import hashlib
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, TypeVar, cast

import orjson
import structlog
from fastapi import APIRouter, Body
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.interruption import checkpoint
from core.progress import Sink, reporting
from core.result import Result
from service import problems, query
from service.body import read_body
from service.budget import Cost, check
from service.encoding import FORMATS, Format, as_ndjson, negotiate
from service.encoding.pieces import Pieces
from service.encoding.plain import Answer
from service.execution import ClientGoneError, Execution
from service.schemas.answer import answer_schema
from service.schemas.derive import Schema
from service.settings import Settings
from service.streaming import streamed
from service.validation import validated
from service.version import VERSION

_log = structlog.get_logger(__name__)

T = TypeVar("T")

CLIENT_CLOSED_REQUEST = 499
LARGE_BODY = 16_384
"""Bodies past this are validated by a worker instead of the event loop [bytes]."""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One computation that can be asked for by POST.

    Attributes
    ----------
    name
        Last segment of the path.
    run
        Function of the core.
    schema
        Schema of the request, whose `to_core` gives `run` its argument.
    summary
        One line for the documentation; what `run` says of itself is the description.
    axis, curves, report, features
        What the answer holds (see `service.schemas.answer.answer_schema`).
    examples
        Named request bodies: title to body.
    cost
        Predicted cost of a request; default: next to nothing.
    dear_to_prepare
        Whether validation and prediction take so long that a worker does them even for small bodies.
    streams
        Whether `run` tells what it finds on its way (`core.progress`), to be sent at once as NDJSON.
    """

    name: str
    run: Callable[[Any], Result]
    schema: type[Schema]
    summary: str
    description: str = ""
    axis: str | tuple[str, ...] | None = None
    curves: bool = False
    report: type | None = None
    features: type | None = None
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cost: Callable[[Any], Cost] = lambda _: Cost()
    dear_to_prepare: bool = False
    streams: bool = False


class OperationRoute(APIRoute):
    """Lets FastAPI document an operation, and answers it by the six steps instead of FastAPI's own."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """Handle the request with the endpoint itself."""
        endpoint: Endpoint = self.endpoint  # type: ignore[assignment]
        return endpoint.respond


def add_operation(router: APIRouter, stem: str, operation: Operation) -> None:
    """Mount an operation under `/{stem}/{name}`."""
    words = f"{stem}-{operation.name}".replace("-", " ").title().replace(" ", "")
    answer = answer_schema(
        f"{words}Response",
        operation.schema,
        axis=operation.axis,
        curves=operation.curves,
        report=operation.report,
        features=operation.features,
    )
    other = {
        entry.media_type: {"schema": _text(entry, streams=operation.streams)}
        for entry in FORMATS.values()
        if entry.name != "json"
    }
    router.add_api_route(
        f"/{stem}/{operation.name}",
        Endpoint(stem, operation),
        methods=["POST"],
        tags=[stem],
        name=operation.name,
        operation_id=f"{stem}-{operation.name}".replace("-", "_"),
        summary=operation.summary,
        description=operation.description or _prose(operation.run),
        response_model=answer,
        response_description="The answer",
        responses={
            200: {"content": other},
            **problems.openapi_responses(400, 406, 408, 413, 415, 422, 500, 503, 504),
        },
        route_class_override=OperationRoute,
        openapi_extra={"parameters": query.PARAMETERS},
    )


def _text(entry: Format, *, streams: bool) -> dict[str, str]:
    """Schema of an answer in a format other than JSON."""
    return (
        {"type": "string", "description": as_ndjson.STREAM} if streams and entry.live else {"type": "string"}
    )


def _prose(function: Callable[..., Any]) -> str:
    """The part of a docstring before its first section."""
    lines = inspect.getdoc(function) or ""
    return lines.split("\n\nParameters\n")[0].split("\n\nRaises\n")[0].split("\n\nReturns\n")[0]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A valid request, what the core is called with, and what that will cost."""

    request: Schema
    parameters: Any
    cost: Cost


class Endpoint:
    """The handler of one operation."""

    def __init__(self, stem: str, operation: Operation) -> None:
        self._path = f"{stem}/{operation.name}"
        self._operation = operation
        self.__name__ = operation.name
        examples = {name: {"summary": name, "value": value} for name, value in operation.examples.items()}
        # Read by FastAPI for the documentation.
        body: Any = Annotated[operation.schema, Body(openapi_examples=cast("Any", examples or None))]
        self.__signature__ = inspect.Signature(
            [inspect.Parameter("body", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=body)]
        )

    async def __call__(self, body: BaseModel) -> None:
        """Stand for the signature; `respond` does the work."""

    async def respond(self, request: Request) -> Response:
        """Answer a request, or say what is wrong with it."""
        try:
            return await self._respond(request)
        except ClientGoneError:
            return Response(status_code=CLIENT_CLOSED_REQUEST)
        except problems.ProblemError as error:
            return problems.answer(request, error)

    async def _respond(self, request: Request) -> Response:
        settings: Settings = request.app.state.settings
        execution: Execution = request.app.state.execution
        wanted = query.read(request.query_params)
        encoder = negotiate(request.headers.getlist("accept"), wanted.format)
        body = await read_body(request, settings)
        if len(body) > LARGE_BODY or self._operation.dear_to_prepare:
            prepared = await execution.validate(partial(self._prepare, body))
        else:
            prepared = self._prepare(body)
        del body
        check(prepared.cost, settings)

        def job() -> list[bytes]:
            return self._compute(prepared, encoder, settings, full=wanted.full_precision)

        def run(job: Callable[[], list[bytes]]) -> Coroutine[Any, Any, list[bytes]]:
            seconds = prepared.cost.seconds + prepared.cost.points * encoder.seconds_per_number
            return execution.run(job, seconds, lambda: _gone(request))

        if self._operation.streams and encoder.live and _takes_chunks(request):
            return await streamed(lambda sink: run(partial(_telling, sink, job)), request)
        pieces = await run(job)
        return Pieces(pieces, media_type=encoder.media_type, headers={"Vary": "Accept"})

    def rehearse(self, settings: Settings) -> None:
        """Answer the empty request, so that no client waits for a compilation or an empty cache."""
        self._compute(self._prepare(b"{}"), FORMATS["json"], settings, full=False)

    def _prepare(self, body: bytes) -> "_Prepared":
        """Validate a body and predict what it will cost."""
        request = validated(self._operation.schema, body)
        try:
            parameters = request.to_core()
            return _Prepared(request, parameters, self._operation.cost(parameters))
        except (ParameterError, ConvergenceError, DivergenceError) as error:
            raise problems.of_core(error) from None

    def _compute(
        self, prepared: "_Prepared", encoder: Format, settings: Settings, *, full: bool
    ) -> list[bytes]:
        """Run and encode; every failure that is not the request's is a fault of ours and logged."""
        try:
            result = self._operation.run(prepared.parameters)
            resolved = prepared.request.resolved()
            answer = Answer(
                result, resolved, self._provenance(resolved, settings), full, self._operation.curves
            )
            return _collected(encoder.encode(answer))
        except (ParameterError, ConvergenceError, DivergenceError) as error:
            raise problems.of_core(error) from None
        except MemoryError:
            _log.exception("out of memory", operation=self._path)
            detail = "The computation ran out of memory."
            raise problems.ProblemError("out-of-memory", detail, headers={"Retry-After": "10"}) from None

    def _provenance(self, resolved: Mapping[str, Any], settings: Settings) -> dict[str, str]:
        canonical = orjson.dumps([self._path, resolved], option=orjson.OPT_SORT_KEYS)
        return {
            "service": "rheobase",
            "version": VERSION,
            "build": settings.build,
            "operation": self._path,
            "digest": hashlib.sha256(canonical).hexdigest(),
        }


def _telling(sink: Sink, job: Callable[[], T]) -> T:
    """Run a job whose findings on the way go to a sink."""
    with reporting(sink):
        return job()


def _takes_chunks(request: Request) -> bool:
    """Whether the client can be sent an answer of unknown length (RFC 9112, 6.1)."""
    return bool(request.scope["http_version"] != "1.0")


def _collected(pieces: Iterator[bytes]) -> list[bytes]:
    """Everything that an encoder writes, unless nobody wants it any more."""
    collected = []
    for piece in pieces:
        checkpoint()
        collected.append(piece)
    return collected


async def _gone(request: Request) -> None:
    """Return when the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
