from typing import Any

import pytest
from starlette.testclient import TestClient

URL = "/v1/axon/saltatory-conduction"
PROPAGATE = "/v1/axon/propagate"


def test_an_empty_request_is_sweeneys_fibre(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert answer["request"]["model"] == "chiu-ritchie"
    assert answer["report"]["velocity"] == pytest.approx(56.8966, abs=answer["report"]["velocity_error"])
    assert [series["name"] for series in answer["series"]] == [
        "voltage_node",
        "voltage_internode",
        "voltage_next_node",
    ]
    assert {curve["name"] for curve in answer["curves"]} == {"arrivals", "profile"}
    assert client.post(URL, json=answer["request"]).json() == answer


def test_a_squids_axon_beside_it_is_optional(client: TestClient) -> None:
    answer = client.post(URL, json={"beside": None, "tolerance": 1e-3}).json()
    assert answer["report"]["comparison"] is None


def test_insulating_myelin_has_no_best_g_ratio(client: TestClient) -> None:
    body = {"vary": {"parameter": "g_ratio", "values": [0.5, 0.7, 0.9]}, "beside": None, "tolerance": 1e-3}
    answer = client.post(URL, json=body).json()
    assert [notice["code"] for notice in answer["warnings"]] == ["insulating-myelin"]
    assert not answer["report"]["fastest"]["within"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"fibre_diameter": 0.0}, "/fibre_diameter"),
        ({"g_ratio": 1.0}, "/g_ratio"),
        ({"node_length": 2000.0}, "/node_length"),
        ({"myelin": {"kind": "layers", "period": 0.0}}, "/myelin/period"),
        ({"vary": {"parameter": "g_rato", "values": [0.5]}}, "/vary/parameter"),
        ({"vary": {"parameter": "g_ratio", "values": [0.5, 2.0]}}, "/vary/values"),
        ({"vary": {"parameter": "node_length", "values": [1.0, 5000.0]}}, "/vary"),
        ({"vary": {"parameter": "temperature", "start": 1.0, "stop": 50.0, "count": 1000}}, "/vary"),
        ({"parameters": {"g_nb": 1.0}}, "/parameters/g_nb"),
        ({"nodes": 5}, "/nodes"),
    ],
)
def test_a_wrong_request_is_told_where(client: TestClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_spikes_travel_from_node_to_node(client: TestClient) -> None:
    body = {"geometry": {"kind": "myelinated", "nodes": 21}, "duration": 1.5, "profiles_at": [0.3]}
    answer = client.post(PROPAGATE, json=body).json()
    assert answer["request"]["model"] == "chiu-ritchie"
    assert answer["report"]["outcome"] == "conducted"
    assert answer["report"]["velocity"] == pytest.approx(56.9, rel=5e-3)
    arrivals = next(curve for curve in answer["curves"] if curve["name"] == "arrivals")
    assert arrivals["labels"] == ["node"] * 21
    assert client.post(PROPAGATE, json=answer["request"]).json() == answer


def test_nodes_may_have_another_membrane(client: TestClient) -> None:
    body = {
        "model": "hodgkin-huxley",
        "parameters": {"g_na": 1200.0, "g_k": 360.0, "g_l": 3.0, "temperature": 18.5},
        "geometry": {"kind": "myelinated", "nodes": 21, "myelin": {"kind": "layers"}},
        "duration": 3.0,
    }
    answer = client.post(PROPAGATE, json=body).json()
    assert answer["request"]["model"] == "hodgkin-huxley"
    assert answer["report"]["outcome"] == "conducted"


@pytest.mark.parametrize(
    ("geometry", "pointer"),
    [({"nodes": 1}, "/geometry/nodes"), ({"internode_length": 1.0}, "/geometry/node_length")],
)
def test_a_wrong_fibre_is_told_where(client: TestClient, geometry: dict[str, Any], pointer: str) -> None:
    answer = client.post(PROPAGATE, json={"geometry": {"kind": "myelinated", **geometry}})
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
