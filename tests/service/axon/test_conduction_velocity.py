from typing import Any

import pytest
from starlette.testclient import TestClient

URL = "/v1/axon/conduction-velocity"


def test_an_empty_request_is_the_squid_axon(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    request, report = answer["request"], answer["report"]
    assert (request["diameter"], request["axial_resistivity"]) == (476.0, 35.4)
    assert request["parameters"]["temperature"] == 18.5
    assert request["limit"] == {"parameter": "temperature", "low": -20.0, "high": 60.0, "falling": False}
    assert report["velocity"] == pytest.approx(18.732, abs=5e-4)
    names = ["voltage", "position", "m", "h", "n", "i_ionic", "i_membrane"]
    assert [column["name"] for column in answer["series"]] == names
    assert answer["units"]["velocity"] == "m/s"


def test_another_temperature_is_taken(client: TestClient) -> None:
    body = {"parameters": {"temperature": 6.3}, "limit": None, "slow": False}
    assert client.post(URL, json=body).json()["report"]["velocity"] == pytest.approx(12.314, abs=5e-4)


def test_a_dimensionless_model_has_no_units(client: TestClient) -> None:
    answer = client.post(URL, json={"model": "fitzhugh-nagumo", "slow": False}).json()
    assert answer["units"]["velocity"] == "1"
    assert (answer["request"]["diameter"], answer["request"]["axial_resistivity"]) == (4.0, 1.0)


@pytest.mark.parametrize(
    ("body", "pointer", "hint"),
    [
        ({"vary": {"parameter": "g_nax", "values": [1.0]}}, "/vary/parameter", "did you mean g_na?"),
        ({"vary": {"parameter": "temperature", "start": 1.0}}, "/vary", "give one of the two forms"),
        ({"vary": {"parameter": "temperature", "values": [100.0]}}, "/vary/values", None),
        ({"limit": {"parameter": "diameter"}}, "/limit/parameter", "name a parameter of the model"),
        ({"limit": {"low": 5.0, "high": 1.0}}, "/limit/low", None),
        ({"diameter": 0.0}, "/diameter", None),
        ({"axial_resistivity": -1.0}, "/axial_resistivity", None),
    ],
)
def test_a_wrong_field_is_named(
    client: TestClient, body: dict[str, Any], pointer: str, hint: str | None
) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert error.get("hint") == hint or hint is None


def test_no_velocity_is_null_with_the_reason(client: TestClient) -> None:
    answer = client.post(URL, json={"parameters": {"temperature": 40.0}}).json()
    report = answer["report"]
    assert (report["velocity"], report["fast"], report["finding"]) == (None, None, "blocked")
    assert "33.68" in report["explanation"]
    assert len(answer["time"]["values"]) == 1
