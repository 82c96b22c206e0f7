"""The squid axon's waves over HTTP against shooting with equations written out by hand."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

DATA = json.loads((Path(__file__).parent / "data" / "travelling_waves.json").read_text("utf-8"))
SHOOTING = 1e-13
"""Error of K by shooting: its two nearest values, and the proved digits (rows/axon.py), differ by less."""


@pytest.mark.parametrize("temperature", sorted({wave["temperature"] for wave in DATA["waves"]}))
def test_both_waves_are_those_of_shooting(client: TestClient, temperature: float) -> None:
    known = {
        wave["wave"]: wave["conversion_constant"]
        for wave in DATA["waves"]
        if wave["temperature"] == temperature
    }
    body = {"parameters": {"temperature": temperature}, "slow": "slow" in known, "limit": None, "points": 10}
    answer = client.post("/v1/axon/conduction-velocity?precision=full", json=body)
    assert answer.status_code == 200, answer.text
    for name, constant in known.items():
        wave = answer.json()["report"][name]
        stated = 2.0 * wave["velocity_error"] / wave["velocity"]
        assert stated < 1e-6
        assert abs(wave["conversion_constant"] / constant - 1.0) < stated + SHOOTING
