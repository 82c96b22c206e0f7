from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.cable import steady_state as schemas

URL = "/v1/cable/steady-state"


def test_an_empty_request_is_a_sealed_dendrite(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert [variable["name"] for variable in answer["series"]] == [
        "voltage",
        "axial_current",
        "membrane_current",
    ]
    assert answer["report"]["electrotonic_length"] == pytest.approx(1.2247, abs=1e-4)
    assert answer["report"]["left"]["kind"] == "sealed"
    assert client.post(URL, json=answer["request"]).json() == answer


@pytest.mark.parametrize("name", schemas.STEADY_STATE_EXAMPLES)
def test_every_example_answers(client: TestClient, name: str) -> None:
    answer = client.post(URL, json=schemas.STEADY_STATE_EXAMPLES[name])
    assert answer.status_code == 200
    assert answer.json()["warnings"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"diameter": 0.0}, "/diameter", "out-of-bounds"),
        ({"membrane_resistance": -1.0}, "/membrane_resistance", "out-of-bounds"),
        ({"geometry": {"kind": "round"}}, "/geometry", "unknown-kind"),
        ({"geometry": {"kind": "finite", "left": {"kind": "open"}}}, "/geometry/left", "unknown-kind"),
        (
            {"geometry": {"kind": "finite", "left": {"kind": "voltage-clamped"}}},
            "/geometry/left/voltage",
            "missing",
        ),
        ({"injections": [{"position": 2000.0}]}, "/injections/0/position", "invalid-value"),
        ({"injections": [{}] * 33}, "/injections", "too-long"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


def test_a_current_into_a_killed_end_is_said(client: TestClient) -> None:
    body = {"geometry": {"kind": "finite", "left": {"kind": "killed"}}}
    warning = client.post(URL, json=body).json()["warnings"][0]
    assert (warning["code"], warning["pointer"]) == ("current-into-held-end", "/injections/0")
