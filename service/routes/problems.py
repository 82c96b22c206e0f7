"""What the problem types mean: the references in `type` resolve here."""

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel

from service import problems
from service.schemas.answer import Count

router = APIRouter(prefix="/problems", tags=["service"])


class ProblemKind(BaseModel):
    """A kind of problem, its HTTP status and its remedy."""

    slug: str
    status: Count
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
    responses=problems.openapi_responses(404),
)
async def kind(slug: str) -> ProblemKind:
    """What a `type` means and what to do."""
    if slug in problems.KINDS:
        return ProblemKind(**asdict(problems.KINDS[slug]))
    detail = f"There is no kind of problem {problems.shortened(slug, 60)!r}."
    raise problems.ProblemError("not-found", detail)
