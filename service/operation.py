"""An operation and the six steps of every request: read, validate, budget, execute, encode, answer."""

import hashlib
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

import orjson
import structlog
from fastapi import APIRouter, Body
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.result import Result
from service import problems
from service.body import read_body
from service.budget import Cost, check
from service.encoding import FORMATS, Format, negotiate
from service.encoding.plain import Answer
from service.execution import ClientGoneError, Execution
from service.schemas.answer import answer_schema
from service.schemas.derive import Schema
from service.settings import Settings
from service.version import VERSION

_log = structlog.get_logger(__name__)

CLIENT_CLOSED_REQUEST = 499
LARGE_BODY = 65_536
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
    """

    name: str
    run: Callable[[Any], Result]
    schema: type[Schema]
    summary: str
    description: str = ""
    axis: str | None = None
    curves: bool = False
    report: type | None = None
    features: type | None = None
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cost: Callable[[Any], Cost] = lambda _: Cost()


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
        entry.media_type: {"schema": {"type": "string"}} for entry in FORMATS.values() if entry.name != "json"
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
            **problems.openapi_responses(400, 406, 413, 415, 422, 500, 503, 504),
        },
        route_class_override=OperationRoute,
        openapi_extra={"parameters": _PARAMETERS},
    )


_PARAMETERS = [
    {
        "name": "format",
        "in": "query",
        "required": False,
        "description": "format of the answer, in place of the Accept header",
        "schema": {"type": "string", "enum": list(FORMATS)},
    },
    {
        "name": "precision",
        "in": "query",
        "required": False,
        "description": "`full`: every digit; `estimated`: the digits that the error estimate supports",
        "schema": {"type": "string", "enum": ["estimated", "full"], "default": "estimated"},
    },
]


def _prose(function: Callable[..., Any]) -> str:
    """The part of a docstring before its first section."""
    lines = inspect.getdoc(function) or ""
    return lines.split("\n\nParameters\n")[0].split("\n\nRaises\n")[0].split("\n\nReturns\n")[0]


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
            return problems.response(error, request.url.path, request.state.request_id)

    async def _respond(self, request: Request) -> Response:
        state = request.app.state
        settings: Settings = state.settings
        execution: Execution = state.execution
        encoder = negotiate(request.headers.get("accept"), request.query_params.get("format"))
        full = _full_precision(request.query_params.get("precision"))
        body = await read_body(request, settings.body_bytes)
        if len(body) > LARGE_BODY:
            schema, parameters = await execution.run(lambda: self._parse(body), 0.0)
        else:
            schema, parameters = self._parse(body)
        cost = self._operation.cost(parameters)
        check(cost, settings)

        def job() -> bytes:
            return self._compute(schema, parameters, encoder, settings, full=full)

        content = await execution.run(job, cost.seconds, lambda: _gone(request))
        return Response(content, media_type=encoder.media_type, headers={"Vary": "Accept"})

    def _parse(self, body: bytes) -> tuple[Schema, Any]:
        try:
            schema = self._operation.schema.model_validate_json(body or b"{}")
            return schema, schema.to_core()
        except ValidationError as error:
            raise problems.of_validation(error, body or b"{}", self._operation.schema) from None
        except ParameterError as error:
            raise problems.of_core(error) from None

    def _compute(
        self, schema: Schema, parameters: object, encoder: Format, settings: Settings, *, full: bool
    ) -> bytes:
        """Run and encode; every failure that is not the request's is a fault of ours and logged."""
        try:
            result = self._operation.run(parameters)
            resolved = schema.resolved()
            answer = Answer(result, resolved, self._provenance(resolved, settings), full)
            return b"".join(encoder.encode(answer))
        except (ParameterError, ConvergenceError, DivergenceError) as error:
            raise problems.of_core(error) from None

    def _provenance(self, resolved: Mapping[str, Any], settings: Settings) -> dict[str, str]:
        canonical = orjson.dumps([self._path, resolved], option=orjson.OPT_SORT_KEYS)
        return {
            "service": "rheobase",
            "version": VERSION,
            "build": settings.build,
            "operation": self._path,
            "digest": hashlib.sha256(canonical).hexdigest(),
        }


def _full_precision(wanted: str | None) -> bool:
    if wanted not in (None, "estimated", "full"):
        raise problems.ProblemError(
            "invalid-parameters", f"precision is 'estimated' or 'full', not {wanted[:40]!r}."
        )
    return wanted == "full"


async def _gone(request: Request) -> None:
    """Return when the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
