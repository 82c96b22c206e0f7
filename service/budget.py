"""What a request will cost, before it runs."""

from dataclasses import dataclass

from service.problems import ProblemError, ProblemItem
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Cost:
    """A prediction: computing time [s], numbers in the answer, and what to lower to lower them."""

    seconds: float = 0.0
    points: int = 0
    lever: str = ""


def check(cost: Cost, settings: Settings) -> None:
    """Refuse a request that is too dear.

    Raises
    ------
    ProblemError
        Its predicted time or size is over the budget (over-budget).
    """
    over = []
    if not cost.seconds <= settings.budget_seconds:  # nor where the prediction is NaN
        over.append(("time", f"{cost.seconds:.3g} s", f"{settings.budget_seconds:g} s"))
    if cost.points > settings.budget_points:
        over.append(("size", f"{cost.points:,} numbers", f"{settings.budget_points:,} numbers"))
    if not over:
        return
    items = [
        ProblemItem(
            pointer=f"/{cost.lever}" if cost.lever else "",
            code=f"over-budget-{what}",
            detail=f"the predicted {what} of the answer is {predicted}",
            allowed=f"at most {limit}",
            hint=f"lower {cost.lever.replace('/', '.')}" if cost.lever else None,
        )
        for what, predicted, limit in over
    ]
    detail = "; ".join(f"{item.detail}, {item.allowed}" for item in items)
    raise ProblemError("over-budget", detail[0].upper() + detail[1:] + ".", items)
