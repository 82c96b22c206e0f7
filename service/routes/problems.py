"""What the problem types mean: the references in `type` resolve here."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from service import problems

router = APIRouter(prefix="/problems", tags=["service"])


class ProblemKind(BaseModel):
    """A kind of problem, its HTTP status and its remedy."""

    slug: str
    status: int
    title: str
    remedy: str


@router.get("", summary="All kinds of problems", operation_id="problems")
async def kinds() -> list[ProblemKind]:
    """Every `type` that an error may have."""
    return [ProblemKind(**asdict(kind)) for kind in problems.KINDS.values()]


@router.get(
    "/{slug}",
    summary="One kind of problem",
    operation_id="problem",
    response_model=ProblemKind,
    responses=problems.openapi_responses(404),
)
async def kind(slug: str, request: Request) -> Response | ProblemKind:
    """What a `type` means and what to do."""
    if slug in problems.KINDS:
        return ProblemKind(**asdict(problems.KINDS[slug]))
    problem = problems.ProblemError(
        "not-found", f"There is no kind of problem {problems.shortened(slug, 60)!r}."
    )
    return problems.response(problem, request.url.path, request.state.request_id)
