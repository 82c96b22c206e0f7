"""Batches over HTTP: gaps in columns, errors that point at an axis, the budget."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.workbench import eventually

URL = "/v1/hodgkin-huxley/batch"
BODY: dict[str, Any] = {
    "duration": 60.0,
    "stimulus": [{"kind": "step", "amplitude": 0.0}],
    "vary": [{"target": "stimulus/0/amplitude", "values": [0.0, 10.0]}],
    "measures": ["spike_count", "rate", "first_spike_time"],
}


@pytest.fixture(scope="module", autouse=True)
def compiled(client: TestClient) -> None:
    """No test waits for a compilation."""
    assert eventually(lambda: client.get("/readyz").status_code == 200, 110.0)


def columns(answer: dict[str, Any]) -> dict[str, list[float | None]]:
    return {column["name"]: column["values"] for column in answer["series"]}


def test_what_a_point_has_not_is_null(client: TestClient) -> None:
    answer = client.post(URL, json=BODY)
    assert answer.status_code == 200, answer.text
    table = columns(answer.json())
    assert answer.json()["point"]["values"] == [0.0, 1.0]
    assert table["stimulus/0/amplitude"] == [0.0, 10.0]
    assert table["spike_count"][0] == 0.0
    assert table["rate"][0] is None
    assert table["rate"][1] == pytest.approx(68.0, abs=2.0)


def test_and_an_empty_cell_or_null_in_the_other_formats(client: TestClient) -> None:
    lines = client.post(URL, json=BODY, headers={"Accept": "text/csv"}).text.splitlines()
    assert lines[0] == "point,stimulus/0/amplitude [µA/cm²],spike_count,rate [Hz],first_spike_time [ms]"
    assert lines[1] == "0.0,0.0,0.0,,"
    rows = client.post(URL, json=BODY, headers={"Accept": "application/x-ndjson"}).text.splitlines()
    assert '"rate":null' in rows[1]


def test_the_request_that_comes_back_gives_the_same_answer(client: TestClient) -> None:
    first = client.post(URL, json=BODY).json()
    second = client.post(URL, json=first["request"])
    assert second.status_code == 200, second.text
    assert columns(second.json()) == columns(first)


@pytest.mark.parametrize(
    ("vary", "pointer"),
    [
        ([{"target": "gna", "values": [1.0]}], "/vary/0/target"),
        ([{"target": "g_na", "values": [1.0], "count": 2}], "/vary/0"),
        ([{"target": "g_na", "values": [-1.0]}], "/vary/0"),
        ([], "/vary"),
        ([{"target": "g_na", "start": 1.0, "stop": 2.0, "count": 1000}] * 2, "/vary"),
    ],
)
def test_a_wrong_axis_is_pointed_at(client: TestClient, vary: list[Any], pointer: str) -> None:
    answer = client.post(URL, json=BODY | {"vary": vary})
    assert answer.status_code == 422
    assert [item["pointer"] for item in answer.json()["errors"]] == [pointer]


def test_too_much_is_refused_before_it_is_begun(client: TestClient) -> None:
    vary = [{"target": "stimulus/0/amplitude", "start": 0.0, "stop": 50.0, "count": 200_000}]
    answer = client.post(URL, json=BODY | {"vary": vary, "duration": 1e6})
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("over-budget")


def test_a_model_of_the_clients_own(client: TestClient) -> None:
    body = {
        "model": {
            "capacitance": 1.0,
            "currents": [
                {"kind": "ohmic", "name": "l", "conductance": "g_l", "reversal": -70.0},
            ],
            "parameters": {"g_l": 0.1},
        },
        "duration": 50.0,
        "stimulus": [{"kind": "step", "amplitude": 1.0}],
        "vary": [{"target": "g_l", "values": [0.1, 0.2]}],
        "measures": ["peak_voltage", "final_voltage"],
    }
    answer = client.post("/v1/conductance-based/batch", json=body)
    assert answer.status_code == 200, answer.text
    # A leak alone charges to I/g.
    final = columns(answer.json())["final_voltage"]
    assert final == pytest.approx([-60.0 - 10.0 * 0.0067379, -65.0], abs=1e-2)


LEAK = {"kind": "leak", "name": "l", "conductance": 0.1, "reversal": -70.0}


@pytest.mark.parametrize(("target", "value"), [("c_m", 0.0), ("g_l", -1.0)])
def test_a_clients_constants_have_bounds_in_batches_too(
    client: TestClient, target: str, value: float
) -> None:
    vary = [{"target": target, "values": [value]}]
    body = {"model": {"currents": [LEAK]}, "duration": 5.0, "vary": vary}
    answer = client.post("/v1/conductance-based/batch", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["allowed"] in {"> 0", ">= 0"}


def test_a_point_whose_expressions_have_no_value_is_null_and_said_to_be(client: TestClient) -> None:
    model = {"currents": [LEAK], "capacitance": "2 * c", "parameters": {"c": 1.0}}
    body = {"model": model, "duration": 5.0, "vary": [{"target": "c", "values": [0.0, 1.0]}]}
    answer = client.post("/v1/conductance-based/batch", json=body)
    assert answer.status_code == 200, answer.text
    assert columns(answer.json())["spike_count"] == [None, 0.0]
    assert [doubt["code"] for doubt in answer.json()["warnings"]] == ["failed-points"]
