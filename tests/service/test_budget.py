"""Requests that cost too much are refused before they run."""

import httpx2
import pytest

from service.budget import Cost, check
from service.problems import ProblemError
from service.settings import Settings
from tests.service.workbench import URL, ledger

SETTINGS = Settings(budget_seconds=1.0, budget_points=1000)


def test_what_is_within_the_budget_passes() -> None:
    check(Cost(1.0, 1000), SETTINGS)


@pytest.mark.parametrize(
    ("cost", "codes"),
    [
        (Cost(1.1, 0), ["over-budget-time"]),
        (Cost(0.0, 1001), ["over-budget-size"]),
        (Cost(float("inf"), 10**9), ["over-budget-time", "over-budget-size"]),
        (Cost(float("nan"), 0), ["over-budget-time"]),
    ],
)
def test_what_is_not_is_refused(cost: Cost, codes: list[str]) -> None:
    with pytest.raises(ProblemError) as caught:
        check(cost, SETTINGS)
    assert [item.code for item in caught.value.errors] == codes


def test_the_field_to_lower_is_named() -> None:
    with pytest.raises(ProblemError) as caught:
        check(Cost(5.0, 0, "sampling/points"), SETTINGS)
    (item,) = caught.value.errors
    assert (item.pointer, item.hint) == ("/sampling/points", "lower sampling.points")


def test_a_dear_request_is_refused_before_it_runs(server: httpx2.Client) -> None:
    begun = ledger.begun
    answer = server.post(URL, json={"rows": 5_000_000})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/over-budget")
    assert answer.json()["errors"][0]["pointer"] == "/rows"
    assert server.post(URL, json={"predicted": 50.0}).status_code == 422
    assert ledger.begun == begun
