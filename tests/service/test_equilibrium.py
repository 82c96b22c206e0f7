import pytest
from starlette.testclient import TestClient

from service.schemas import equilibrium as schemas

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


def test_a_membrane_permeable_to_nothing_has_no_voltage(client: TestClient) -> None:
    body = {"ions": [{"inside": 1.0, "outside": 2.0, "permeability": 0.0}]}
    answer = client.post("/v1/equilibrium/goldman", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/ions"


def test_a_membrane_without_conductance_has_no_voltage(client: TestClient) -> None:
    body = {"branches": [{"conductance": 0.0, "reversal_potential": -70.0}]}
    answer = client.post("/v1/equilibrium/chord-conductance", json=body)
    assert answer.status_code == 422
    assert "every conductance is zero" in answer.json()["errors"][0]["detail"]


def test_a_concentration_may_be_zero_where_that_has_a_limit(client: TestClient) -> None:
    answer = client.post("/v1/equilibrium/constant-field", json={"outside": 0.0}).json()
    assert answer["report"]["reversal_potential"] is None
    assert answer["report"]["current"] == answer["report"]["efflux_current"]


def test_a_permeability_is_given_once(client: TestClient) -> None:
    body = {"permeability": 1.0, "membrane": {"kind": "mobility"}}
    answer = client.post("/v1/equilibrium/constant-field", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/permeability"


def test_kelvin_is_doubted(client: TestClient) -> None:
    for operation in ("nernst", "goldman", "constant-field"):
        warnings = client.post(f"/v1/equilibrium/{operation}", json={"temperature": 293.15}).json()[
            "warnings"
        ]
        assert [notice["code"] for notice in warnings] == ["temperature-looks-like-kelvin"]


@pytest.mark.parametrize(
    ("operation", "examples"),
    [
        ("nernst", schemas.NERNST_EXAMPLES),
        ("goldman", schemas.GOLDMAN_EXAMPLES),
        ("constant-field", schemas.CONSTANT_FIELD_EXAMPLES),
        ("chord-conductance", schemas.CHORD_CONDUCTANCE_EXAMPLES),
    ],
)
def test_an_answer_repeats_its_request(
    client: TestClient, operation: str, examples: schemas.Examples
) -> None:
    for body in examples.values():
        answer = client.post(f"/v1/equilibrium/{operation}", json=body)
        assert answer.status_code == 200
        again = client.post(f"/v1/equilibrium/{operation}", json=answer.json()["request"])
        assert again.content == answer.content
