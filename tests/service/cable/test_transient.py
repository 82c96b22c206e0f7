import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.cable import transient as schemas

URL = "/v1/cable/transient"


def test_an_empty_request_is_a_step_into_a_sealed_dendrite(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert [variable["name"] for variable in answer["series"]] == ["voltage_1", "voltage_2"]
    assert answer["report"]["electrotonic_length"] == pytest.approx(1.2247, abs=1e-4)
    assert [mode["decay_time"] for mode in answer["report"]["modes"]][:1] == [20.0]
    assert client.post(URL, json=answer["request"]).json() == answer


@pytest.mark.parametrize("name", schemas.TRANSIENT_EXAMPLES)
def test_every_example_answers(client: TestClient, name: str) -> None:
    answer = client.post(URL, json=schemas.TRANSIENT_EXAMPLES[name])
    assert answer.status_code == 200
    assert answer.json()["warnings"] == []


def test_profiles_come_in_the_order_of_the_request(client: TestClient) -> None:
    answer = client.post(URL, json={"profiles_at": [20.0, 0.0, 5.0], "points": 11}).json()
    curves = answer["curves"]
    assert [curve["name"] for curve in curves] == ["profile_1", "profile_2", "profile_3"]
    ends = [curve["columns"][1]["values"][0] for curve in curves]
    assert ends[0] > ends[2] > ends[1] == -65.0


def test_a_series_of_the_current(client: TestClient) -> None:
    body = {"sampling": {"series": ["stimulus_1", "voltage_2"], "points": 5}}
    answer = client.post(URL, json=body).json()
    assert [(column["name"], column["unit"]) for column in answer["series"]] == [
        ("stimulus_1", "nA"),
        ("voltage_2", "mV"),
    ]
    assert answer["series"][0]["values"] == [0.05] * 5


STEP = {"kind": "step", "amplitude": 0.1}
NOISE = {"kind": "noise", "standard_deviation": 0.1, "interval": 1e-3}


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"injections": [{"position": 2000.0}]}, "/injections/0/position", "invalid-value"),
        ({"injections": [{"stimulus": [{"kind": "step"}]}]}, "/injections/0/stimulus/0/amplitude", "missing"),
        ({"injections": [{"stimulus": [{"kind": "stair"}]}]}, "/injections/0/stimulus/0", "unknown-kind"),
        ({"injections": [{}] * 33}, "/injections", "too-long"),
        ({"record_at": [0.0, 1000.1]}, "/record_at/1", "invalid-value"),
        ({"record_at": []}, "/record_at", "too-short"),
        ({"profiles_at": [100.5]}, "/profiles_at/0", "invalid-value"),
        ({"duration": -1.0}, "/duration", "out-of-bounds"),
        ({"modes": 65}, "/modes", "out-of-bounds"),
        ({"frequencies": [-1.0]}, "/frequencies/0", "out-of-bounds"),
        ({"sampling": {"series": ["voltage_3"]}}, "/sampling/series/0", "invalid-value"),
        ({"sampling": {"interval": 1e-6}}, "/sampling/interval", "invalid-value"),
        (
            {"geometry": {"kind": "finite", "left": {"kind": "lumped-soma", "capacitance": 0.0}}},
            "/geometry/left/capacitance",
            "out-of-bounds",
        ),
        (
            {"duration": 1e6, "injections": [{"stimulus": [NOISE]}]},
            "/injections/0/stimulus/0/interval",
            "invalid-value",
        ),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = client.post(URL, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {
                "geometry": {"kind": "infinite"},
                "injections": [
                    {"stimulus": [{"kind": "chirp", "amplitude": 1.0, "frequency": 1e5, "duration": 100.0}]}
                ],
            },
            "over-budget-time",
        ),
        ({"profiles_at": [1.0] * 64, "points": 20_000}, "over-budget-size"),
    ],
)
def test_what_is_too_dear_is_refused_at_once(client: TestClient, body: dict[str, Any], code: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert [item["code"] for item in answer.json()["errors"]] == [code]
