from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.cable.septate_junction import SEPTATE_EXAMPLES

URL = "/v1/cable/septate-junction"


def test_an_empty_request_is_two_coupled_dendrites(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    names = [variable["name"] for variable in answer["series"]]
    assert names == ["voltage", "axial_current", "membrane_current"]
    position = answer["position"]["values"]
    # Both sides of the junction.
    assert position.count(500.0) == 2
    before, behind = (answer["series"][0]["values"][k] for k in (100, 101))
    assert before - behind == pytest.approx(answer["report"]["junction"]["junctional_voltage"])
    assert answer["curves"] == []
    assert client.post(URL, json=answer["request"]).json() == answer


@pytest.mark.parametrize("name", SEPTATE_EXAMPLES)
def test_every_example_answers(client: TestClient, name: str) -> None:
    answer = client.post(URL, json=SEPTATE_EXAMPLES[name])
    assert answer.status_code == 200
    assert answer.json()["warnings"] == []
    assert bool(answer.json()["curves"]) == ("duration" in SEPTATE_EXAMPLES[name])


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"junction": {"resistance": -1.0}}, "/junction/resistance", "out-of-bounds"),
        ({"junction": {"leak_resistance": 0.0}}, "/junction/leak_resistance", "out-of-bounds"),
        ({"first": {"length": 0.0}}, "/first/length", "out-of-bounds"),
        ({"second": {"end": {"kind": "open"}}}, "/second/end", "unknown-kind"),
        ({"injections": [{"segment": 3}]}, "/injections/0/segment", "out-of-bounds"),
        ({"injections": [{"position": 500.1}]}, "/injections/0/position", "invalid-value"),
        ({"record_at": [{"segment": 2, "position": 501.0}]}, "/record_at/0/position", "invalid-value"),
        ({"injections": [{}] * 33}, "/injections", "too-long"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]
