"""Excitability over HTTP: cells without thresholds, cells without units, and what is too dear."""

from typing import Any

import pytest
from starlette.testclient import TestClient

ANY, SQUID = "/v1/conductance-based/excitability", "/v1/hodgkin-huxley/excitability"
THRESHOLDS = ["rheobase", "brief-pulse", "strength-duration", "refractory", "anode-break"]


def report(client: TestClient, path: str, **body: Any) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["report"]


def test_a_spontaneous_cell(client: TestClient) -> None:
    found = report(client, ANY, model="traub-miles", preset="benchmark", measures=THRESHOLDS)
    assert found["rest"]["spontaneous_rate"] > 0.0
    for name in ("rheobase", "brief_pulse", "strength_duration", "refractoriness", "anode_break"):
        assert found[name]["verdict"] == "spontaneously active"


def test_a_cell_that_never_fires(client: TestClient) -> None:
    found = report(client, SQUID, parameters={"g_na": 0.0}, measures=[*THRESHOLDS, "class", "f-i"])
    assert found["rheobase"]["verdict"] in {"graded", "never fires"}
    assert found["rheobase"].get("current") is None
    assert found["firing"]["verdict"] == "not found"
    assert found["hodgkin_class"]["number"] is None


def test_a_blocked_cell(client: TestClient) -> None:
    found = report(client, SQUID, parameters={"g_l": 3.0, "e_l": 30.0}, measures=THRESHOLDS)
    assert found["rest"]["stable"]
    assert found["rheobase"]["verdict"] in {"graded", "never fires"}


def test_a_dimensionless_cell_has_no_units(client: TestClient) -> None:
    answer = client.post(ANY, json={"model": "fitzhugh-nagumo", "measures": ["rheobase", "f-i", "class"]})
    assert answer.status_code == 200, answer.text
    assert "µA" not in str(answer.json()["report"])


def test_only_what_is_asked_is_reported(client: TestClient) -> None:
    found = report(client, SQUID, measures=["rheobase"])
    assert found["rheobase"]["verdict"] == "found"
    assert all(found.get(name) is None for name in ("firing", "hysteresis", "refractoriness"))


@pytest.mark.parametrize("body", [{"step_duration": 1e5, "points": 2001, "ramp_duration": 1e5}])
def test_what_is_too_dear_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post(ANY, json={"model": "thalamic-relay", **body})
    assert answer.status_code == 422
    assert "over-budget" in answer.text
