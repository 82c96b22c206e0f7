import pytest
from starlette.testclient import TestClient

URL = "/v1/equilibrium/nernst"


def test_an_empty_request_gives_the_squid_axon(client: TestClient) -> None:
    report = client.post(URL, json={}).json()["report"]
    by_name = {ion["name"]: ion["potential"] for ion in report["ions"]}
    assert by_name["K"] == pytest.approx(-75.677, abs=1e-3)
    assert by_name["Na"] == pytest.approx(54.938, abs=1e-3)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ('{"temperature": NaN}', "/temperature", "not-finite"),
        ('{"temperature": 1e999}', "/temperature", "not-finite"),
        ('{"temperature": "10"}', "/temperature", "not-a-number"),
        ('{"temperature": true}', "/temperature", "not-a-number"),
        ('{"temperature": -300}', "/temperature", "out-of-bounds"),
        ('{"temprature": 10}', "/temprature", "unknown-field"),
        ('{"ions": [{"inside": 0, "outside": 1}]}', "/ions/0/inside", "out-of-bounds"),
        ('{"ions": [{"inside": 1, "outside": -1}]}', "/ions/0/outside", "out-of-bounds"),
        ('{"ions": [{"valence": 0, "inside": 1, "outside": 1}]}', "/ions/0/valence", "invalid-value"),
        ('{"ions": [{"valence": 1.5, "inside": 1, "outside": 1}]}', "/ions/0/valence", "not-an-integer"),
        ('{"ions": 3}', "/ions", "not-a-list"),
        ("[]", "", "not-an-object"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: str, pointer: str, code: str) -> None:
    answer = client.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    errors = answer.json()["errors"]
    assert [(item["pointer"], item["code"]) for item in errors] == [(pointer, code)]
