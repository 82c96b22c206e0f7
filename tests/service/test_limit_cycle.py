"""Limit cycles and phase responses over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

ANY = "/v1/conductance-based"
CIRCLE: dict[str, Any] = {
    "name": "circle",
    "dimensionless": True,
    "swing": 2.0,
    "parameters": {"omega": 0.4},
    "currents": [
        {"kind": "general", "name": "all", "density": "-(V * (1 - V^2 - y^2) - omega * y)"},
    ],
    "variables": [{"name": "y", "rate": "y * (1 - V^2 - y^2) + omega * V"}],
}


def report(client: TestClient, path: str, **body: Any) -> Any:
    answer = client.post(f"/v1/{path}?precision=full", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["report"]


def test_a_client_model_on_a_circle(client: TestClient) -> None:
    # A sine: half of it delays, and the largest advance is 1/ω, three quarters of a period past the top of V.
    found = report(client, "conductance-based/phase-response", model=CIRCLE, current=0.0)
    assert found["period"] == pytest.approx(15.707963267949, rel=1e-10)
    assert found["delaying_share"] == pytest.approx(0.5, abs=1e-6)
    assert found["type"] == "type II"
    assert found["largest_advance"] == pytest.approx(2.5, rel=1e-6)
    assert found["phase_of_advance"] == pytest.approx(0.75, abs=1e-3)
    assert found["checks"]["largest_discrepancy"] < 1e-4
    locks = found["couplings"][0]["locks"]
    assert [(lock["arrangement"], lock["stable"]) for lock in locks] == [
        ("in phase", True),
        ("antiphase", False),
    ]


def test_types_of_response(client: TestClient) -> None:
    # Rinzel and Ermentrout (1998): class 1 by a saddle-node on a circle has type I, class 2 type II.
    snic = report(client, "morris-lecar/phase-response", preset="snic", current=41.0, couplings=[])
    assert snic["type"] == "type I"
    assert report(client, "morris-lecar/phase-response", current=100.0, couplings=[])["type"] == "type II"


def test_phase_zero_at_a_threshold(client: TestClient) -> None:
    body = {"phase_zero": "threshold", "spike_threshold": -20.0, "points": 3}
    answer = client.post("/v1/hodgkin-huxley/limit-cycle", json=body).json()
    columns = {column["name"]: column["values"] for column in answer["curves"][0]["columns"]}
    assert columns["voltage"][0] == pytest.approx(-20.0, abs=1e-5)
    assert answer["report"]["cycles"][0]["time_of_maximum"] > 0.0


def test_a_given_state_finds_the_other_attractor(client: TestClient) -> None:
    found = report(client, "morris-lecar/limit-cycle", current=90.0, initial={"voltage": -26.6, "n": 0.129})
    endings = {run["start"]: run["ending"] for run in found["runs"]}
    assert endings["the given state"] == "equilibrium"
    assert "cycle" in endings.values()
    assert "equilibrium" in found["summary"]


def test_a_cell_at_rest_has_no_phase(client: TestClient) -> None:
    answer = client.post("/v1/hodgkin-huxley/phase-response", json={"current": 0.0})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/current"
    assert report(client, "hodgkin-huxley/limit-cycle", current=0.0)["count"] == 0


def test_a_cycle_that_does_not_exist(client: TestClient) -> None:
    answer = client.post("/v1/hodgkin-huxley/phase-response", json={"cycle": 2})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/cycle"


def test_synapses_without_events_and_strong_ones(client: TestClient) -> None:
    body = {
        "current": 150.0,
        "couplings": [{"kind": "alpha", "g_max": 0.01}, {"kind": "gap-junction", "conductance": 10.0}],
    }
    answer = client.post("/v1/hodgkin-huxley/phase-response", json=body).json()
    assert {warning["code"] for warning in answer["warnings"]} == {"no-events", "strong-coupling"}
    assert answer["report"]["couplings"][0]["locks"] == []


def test_a_wild_declaration_ends_in_words(client: TestClient) -> None:
    # Grows without bound from some states: a statement, not a crash.
    wild = {**CIRCLE, "variables": [{"name": "y", "rate": "y^2 + V"}]}
    answer = client.post(f"{ANY}/limit-cycle", json={"model": wild, "current": 0.5, "search_steps": 2000})
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 200:
        assert answer.json()["report"]["count"] == 0
