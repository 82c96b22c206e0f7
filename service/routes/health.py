"""Whether the service lives, whether it is ready, and its metrics."""

from typing import Literal

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import Response

from service import problems

router = APIRouter(tags=["service"])


class Status(BaseModel):
    """State of the service."""

    status: Literal["alive", "ready"]


@router.get("/livez", summary="Whether the process lives", operation_id="livez")
async def livez() -> Status:
    """Answer as long as the event loop turns."""
    return Status(status="alive")


@router.get(
    "/readyz",
    summary="Whether requests are welcome",
    operation_id="readyz",
    responses=problems.openapi_responses(503),
)
async def readyz(request: Request) -> Status:
    """Answer 200 once the kernels are compiled, 503 until then."""
    if request.app.state.ready:
        return Status(status="ready")
    raise problems.ProblemError("not-ready", "The kernels are being compiled.", headers={"Retry-After": "1"})


@router.get(
    "/metrics",
    summary="Prometheus metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Counts and times of the requests, in Prometheus' text format."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
