from typing import Any

import pytest
from starlette.testclient import TestClient

URL = "/v1/axon/propagate"


def test_an_empty_request_is_a_squid_axon(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert [variable["name"] for variable in answer["series"]] == [f"voltage_{k}" for k in range(1, 6)]
    assert answer["report"]["outcome"] == "conducted"
    assert answer["report"]["velocity"] == pytest.approx(18.732, rel=1e-3)
    assert {curve["name"] for curve in answer["curves"]} == {"arrivals"}
    assert client.post(URL, json=answer["request"]).json() == answer


def test_the_same_request_has_the_same_bytes(client: TestClient) -> None:
    body = {"compartments": 100, "duration": 2.0}
    assert client.post(URL, json=body).content == client.post(URL, json=body).content


def test_steps_of_one_length(client: TestClient) -> None:
    body = {"compartments": 300, "duration": 3.0}
    adaptive = client.post(URL, json=body).json()
    fixed = client.post(URL, json=body | {"time_step": 0.005}).json()
    assert fixed["numerics"]["tolerance"] is None
    # 600 steps and, as the first after each of the two jumps of the pulse is halved, two more.
    assert fixed["numerics"]["steps"] == 602
    apart = fixed["report"]["velocity_error"] + adaptive["report"]["velocity_error"]
    assert fixed["report"]["velocity"] == pytest.approx(adaptive["report"]["velocity"], abs=apart)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"injections": [{"position": 60_000.0}]}, "/injections/0/position"),
        ({"record_at": [-1.0]}, "/record_at/0"),
        ({"profiles_at": [11.0]}, "/profiles_at/0"),
        ({"velocity_between": [3.0, 2.0]}, "/velocity_between"),
        ({"geometry": {"kind": "unmyelinated", "diameter": 0.0}}, "/geometry/diameter"),
        ({"geometry": {"kind": "unmyelinated", "length": 1e9}}, "/geometry/length"),
        ({"parameters": {"g_nb": 1.0}}, "/parameters/g_nb"),
        (
            {"geometry": {"kind": "unmyelinated", "stretches": [{"start": 9.0, "stop": 5.0}]}},
            "/geometry/stretches/0/stop",
        ),
        (
            {
                "geometry": {
                    "kind": "unmyelinated",
                    "stretches": [{"start": 0.0, "stop": 5000.0, "parameters": {"nonsense": 1.0}}],
                }
            },
            "/geometry/stretches/0/parameters/nonsense",
        ),
        ({"duration": 1e5, "compartments": 20_000}, "/duration"),
        ({"duration": 1e4, "time_step": 1e-4}, "/duration"),
        ({"tolerance": 0.01, "time_step": 0.01}, "/tolerance"),
    ],
)
def test_a_wrong_request_is_told_where(client: TestClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
