"""What a request will cost, before it runs."""

from dataclasses import dataclass

from core.sampling import MAX_POINTS, OutputSampling
from service.problems import ProblemError, ProblemItem
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Cost:
    """A prediction: computing time [s], numbers in the answer, and the fields that both depend on most."""

    seconds: float = 0.0
    points: int = 0
    lever: str = ""
    size_lever: str = ""


def sampled(seconds: float, sampling: OutputSampling, duration: float, columns: int) -> Cost:
    """Cost of a time series of `columns` series besides the time."""
    points, lever = sampling.points, "sampling/points"
    if sampling.interval is not None and sampling.method != "min-max":
        points, lever = int(min(duration / sampling.interval, MAX_POINTS)) + 1, "sampling/interval"
    return Cost(seconds, (1 + columns) * points, "duration", lever)


def check(cost: Cost, settings: Settings) -> None:
    """Refuse a request that is too dear.

    Raises
    ------
    ProblemError
        Its predicted time or size is over the budget (over-budget).
    """
    over = []
    if not cost.seconds <= settings.budget_seconds:  # nor where the prediction is NaN
        over.append(("time", f"{cost.seconds:.3g} s", f"{settings.budget_seconds:g} s", cost.lever))
    if cost.points > settings.budget_points:
        lever = cost.size_lever or cost.lever
        over.append(("size", f"{cost.points:,} numbers", f"{settings.budget_points:,} numbers", lever))
    if not over:
        return
    items = [
        ProblemItem(
            pointer=f"/{lever}" if lever else "",
            code=f"over-budget-{what}",
            detail=f"the predicted {what} of the answer is {predicted}",
            allowed=f"at most {limit}",
            hint=_remedy(lever),
        )
        for what, predicted, limit, lever in over
    ]
    detail = "; ".join(f"{item.detail}, {item.allowed}" for item in items)
    raise ProblemError("over-budget", detail[0].upper() + detail[1:] + ".", items)


def _remedy(lever: str) -> str | None:
    if not lever:
        return None
    return f"{'raise' if lever.endswith('interval') else 'lower'} {lever.replace('/', '.')}"
