"""Limit cycles and phase responses over HTTP against multiple shooting in extended precision."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

DATA = json.loads((Path(__file__).parent / "data" / "shooting_cycles.json").read_text("utf-8"))
CELLS = {
    "morris-lecar hopf": ("morris-lecar", "hopf"),
    "morris-lecar snic": ("morris-lecar", "snic"),
    "morris-lecar homoclinic": ("morris-lecar", "homoclinic"),
    "hodgkin-huxley ermentrout": ("hodgkin-huxley", "ermentrout"),
    "fitzhugh-nagumo 1969": ("fitzhugh-nagumo", "fitzhugh-1969"),
    "fitzhugh-nagumo 1961": ("fitzhugh-nagumo", "fitzhugh-1961"),
    "hindmarsh-rose bursting": ("hindmarsh-rose", "bursting"),
    "hindmarsh-rose chaotic": ("hindmarsh-rose", "chaotic"),
}
DOUBLED = "hodgkin-huxley ermentrout doubled"


def answer(client: TestClient, cell: str, operation: str, **body: Any) -> Any:
    model, preset = CELLS[cell]
    asked = {"model": model, "preset": preset, **body}
    found = client.post(f"/v1/conductance-based/{operation}?precision=full", json=asked)
    assert found.status_code == 200, found.text
    return found.json()


def cycles(cell: str, *, stable: bool | None) -> dict[float, list[Any]]:
    """Cycles by current; all of them, or only the stable ones."""
    found: dict[float, list[Any]] = {}
    for point in DATA["points"][cell]:
        if point["kind"] == "cycle" and (stable is None or point["stable"] == stable):
            found.setdefault(point["current"], []).append(point)
    return found


def compare(found: list[Any], known: list[Any]) -> None:
    """Each within what the answer states as its error, or the rounding of a boundary value problem."""
    assert len(found) == len(known)
    pairs = zip(
        sorted(found, key=lambda one: one["period"]),
        sorted(known, key=lambda one: one["period"]),
        strict=True,
    )
    for one, other in pairs:
        rounding = 1e-11 * other["period"]
        assert abs(one["period"] - other["period"]) <= one["period_error"] + rounding
        assert one["stable"] == other["stable"]
        for ours, theirs in (("max", "maximum"), ("min", "minimum"), ("mean", "mean")):
            assert abs(one[f"voltage_{ours}"] - other[theirs]) <= one["voltage_error"] + 1e-10
        exact = np.array([complex(*value) for value in other["multipliers"]])
        for value in one["multipliers"][1:]:
            away = np.abs(complex(value["real"], value["imaginary"]) - exact)
            theirs = other["error"]["multipliers"][int(away.argmin())]
            assert away.min() <= value["error"] + 2.0 * theirs + 1e-12


@pytest.mark.parametrize("cell", CELLS)
def test_stable_cycles(client: TestClient, cell: str) -> None:
    known = cycles(cell, stable=True)
    for current in sorted(known)[::3]:
        report = answer(client, cell, "limit-cycle", current=current, points=3)["report"]
        compare(report["cycles"], known[current])


@pytest.mark.parametrize(
    ("cell", "current"),
    [("morris-lecar hopf", 90.0), ("morris-lecar snic", 100.0), ("hodgkin-huxley ermentrout", 7.86)],
)
def test_all_cycles(client: TestClient, cell: str, current: float) -> None:
    known = cycles(cell, stable=None)[current]
    if cell == "hodgkin-huxley ermentrout":
        # Between the two period doublings there are three cycles of the doubled branch besides.
        known = known + cycles(DOUBLED, stable=None)[current]
    report = answer(client, cell, "limit-cycle", current=current, points=3, unstable=True)["report"]
    compare(report["cycles"], known)


@pytest.mark.parametrize("cell", DATA["responses"])
def test_phase_response(client: TestClient, cell: str) -> None:
    known = DATA["responses"][cell]
    found = answer(
        client,
        cell,
        "phase-response",
        current=known["current"],
        points=65,
        couplings=[{"kind": "gap-junction", "conductance": 0.01}],
    )
    z = next(series for series in found["series"] if series["name"] == "z_voltage")["values"][:-1]
    stated = next(e["value"] for e in found["numerics"]["estimated_errors"] if e["variable"] == "z_voltage")
    assert np.abs(np.array(z) - known["adjoint_ms_per_mV"]).max() <= stated
    (coupling,) = found["report"]["couplings"]
    half = [lock for lock in coupling["locks"] if lock["phase_difference"] <= 0.5]
    assert len(half) == len(known["locked"])
    for lock, other in zip(half, known["locked"], strict=True):
        assert lock["stable"] == other["stable"]
        assert lock["phase_difference"] == pytest.approx(other["phase"], abs=1e-6)
        # Theirs is (H(φ) − H(−φ))/2 for 1 mS/cm².
        assert lock["slope"] == pytest.approx(-0.02 * other["slope"], rel=1e-5)
    drift = next(curve for curve in found["curves"] if curve["kind"] == "interaction")["columns"][2]["values"]
    exact = -0.02 * np.array(known["interaction_odd"])
    assert np.array(drift[:-1]) == pytest.approx(exact, abs=3.0 * coupling["error"])
