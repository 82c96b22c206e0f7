from typing import Any

import pytest
from starlette.testclient import TestClient

URL = "/v1/cable/tree"
PULSE = {"kind": "pulse", "amplitude": 0.1, "duration": 1.0}


def errors(client: TestClient, body: dict[str, Any]) -> list[tuple[str, str]]:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422, answer.text
    return [(item["pointer"], item["code"]) for item in answer.json()["errors"]]


def test_a_run_puts_time_first(client: TestClient) -> None:
    answer = client.post(URL, json={"duration": 20.0, "profiles_at": [1.0, 20.0], "profiles": [1]}).json()
    assert "branch" not in answer
    assert answer["time"]["values"][-1] == 20.0
    assert [series["name"] for series in answer["series"]] == ["voltage_1"]
    assert [curve["name"] for curve in answer["curves"]] == [
        "profile_1_branch_1",
        "profile_2_branch_1",
        "branches",
        "branch_1",
        "branch_points",
        "equivalent_cable",
    ]
    (site,) = answer["report"]["run"]["sites"]
    assert (site["branch"], site["position"], site["half_maximum_delay"]) == (0, 0.0, 0.0)
    assert answer["numerics"]["steps"] > 10
    assert client.post(URL, json=answer["request"]).json() == answer


def test_a_stimulus_takes_the_place_of_the_usual_current(client: TestClient) -> None:
    alone, besides = (
        client.post(URL, json={"duration": 5.0, "injections": [injection]}).json()
        for injection in ({"stimulus": [PULSE]}, {"stimulus": [PULSE], "current": 0.05})
    )
    assert alone["report"]["root"]["voltage"] == -65.0
    usual = client.post(URL, json={"injections": [{}]}).json()
    assert besides["report"]["root"]["voltage"] == usual["report"]["root"]["voltage"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"injections": [{"stimulus": [PULSE]}]}, "/injections/0/stimulus"),
        ({"record_at": [{"branch": 0}]}, "/record_at"),
        ({"profiles_at": [1.0]}, "/profiles_at"),
        ({"compartment_length": 5.0}, "/compartment_length"),
        ({"sampling": {"points": 100}}, "/sampling"),
    ],
)
def test_what_only_a_run_reads_is_refused_without_one(
    client: TestClient, body: dict[str, Any], pointer: str
) -> None:
    assert errors(client, body) == [(pointer, "invalid-value")]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"profiles_at": [1.0, 10.5]}, "/profiles_at/1", "invalid-value"),
        ({"profiles_at": [-1.0]}, "/profiles_at/0", "invalid-value"),
        ({"record_at": [{"branch": 7}]}, "/record_at/0/branch", "invalid-value"),
        ({"record_at": [{"branch": 1, "position": 301.0}]}, "/record_at/0/position", "invalid-value"),
        ({"record_at": []}, "/record_at", "too-short"),
        ({"injections": [{"stimulus": []}]}, "/injections/0/stimulus", "too-short"),
        ({"injections": []}, "/duration", "invalid-value"),
        (
            {"injections": [], "root_end": {"kind": "voltage-clamped", "voltage": -65.0}},
            "/duration",
            "invalid-value",
        ),
        ({"sampling": {"series": ["voltage_2"]}}, "/sampling/series/0", "invalid-value"),
        ({"sampling": {"interval": 1e-5}}, "/sampling/interval", "invalid-value"),
        ({"compartment_length": 1e-3}, "/compartment_length", "invalid-value"),
        ({"duration": 0.0}, "/duration", "out-of-bounds"),
    ],
)
def test_a_run_that_cannot_be(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    assert errors(client, {"duration": 10.0, **body}) == [(pointer, code)]


def test_runs_over_budget(client: TestClient) -> None:
    noise = {"kind": "noise", "standard_deviation": 0.1, "interval": 0.01}
    body: dict[str, Any] = {"duration": 1990.0, "injections": [{"stimulus": [noise]}]}
    assert errors(client, body) == [("/duration", "over-budget-time")]
    body = {"duration": 10.0, "sampling": {"interval": 1e-4}, "record_at": [{"branch": 0}] * 64}
    assert errors(client, body) == [("/sampling/interval", "over-budget-size")]
    body = {"duration": 10.0, "profiles_at": [1.0] * 64, "points": 1001, "frequencies": [1.0]}
    branches = {"parent": [None, *range(29)], "length": [10.0] * 30, "diameter": [1.0] * 30}
    assert errors(client, {**body, "branches": branches}) == [("/profiles_at", "over-budget-size")]
