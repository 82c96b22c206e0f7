"""Limit cycles and phase responses over HTTP."""

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from starlette.testclient import TestClient

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.equations import time_derivative
from core.result import Floats

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
    wild = {**CIRCLE, "variables": [{"name": "y", "rate": "omega * y^2 + V"}]}
    answer = client.post(f"{ANY}/limit-cycle", json={"model": wild, "current": 0.5, "search_steps": 2000})
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 200:
        assert answer.json()["report"]["count"] == 0


def test_an_unstable_cycle_is_the_attractor_of_reversed_time(client: TestClient) -> None:
    found = report(client, "morris-lecar/limit-cycle", current=90.0, unstable=True)
    assert [cycle["stable"] for cycle in found["cycles"]] == [True, False]
    unstable = found["cycles"][1]
    neuron = Neuron.of(CATALOGUE["morris-lecar"])

    def backwards(_: float, state: Floats) -> Floats:
        return -time_derivative(neuron, state, 90.0)

    def rising(_: float, state: Floats) -> float:
        return float(state[0] + 25.0)

    ran = solve_ivp(
        backwards, (0.0, 900.0), [-22.0, 0.13], method="LSODA", rtol=1e-10, atol=1e-12, events=rising
    )
    assert ran.t_events is not None
    crossings = ran.t_events[0]
    assert crossings[-1] - crossings[-3] == pytest.approx(unstable["period"], rel=1e-7)
    assert np.max(ran.y[0, -60:]) <= unstable["voltage_max"] + 1e-6
    assert unstable["relaxation_time"] is None


def test_runs_that_blow_up_or_come_to_rest_at_once_are_told(client: TestClient) -> None:
    beyond = report(client, "hodgkin-huxley/limit-cycle", initial={"voltage": 1000.0, "m": 1.0}, points=3)
    assert beyond["runs"][0]["ending"] == "diverged"
    assert beyond["count"] == 1
    fast = {**CIRCLE, "parameters": {}, "variables": [{"name": "y", "rate": "100000 * (V - 0.8 * y)"}]}
    fast["currents"] = [{"kind": "general", "name": "all", "density": "V^3 / 3 + y"}]
    still = report(client, "conductance-based/limit-cycle", model=fast, current=0.5)
    assert {run["ending"] for run in still["runs"]} == {"equilibrium"}
