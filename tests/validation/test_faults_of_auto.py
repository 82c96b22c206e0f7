"""What AUTO-07p gets wrong (the data say where and with which settings), and is right here, over HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

DATA = Path(__file__).parent / "data"
MORRIS_LECAR: Any = json.loads((DATA / "auto_morris_lecar.json").read_text())["faults"]
HODGKIN_HUXLEY: Any = json.loads((DATA / "auto_hodgkin_huxley.json").read_text())["faults"]


def answer(client: TestClient, operation: str, **body: Any) -> Any:
    found = client.post(f"/v1/{operation}?precision=full", json=body)
    assert found.status_code == 200, found.text
    return found.json()


def test_both_period_doublings_are_found(client: TestClient) -> None:
    body = {"preset": "ermentrout", "period_doublings": 0}
    found = answer(client, "hodgkin-huxley/bifurcation", **body)["report"]["cycles"]["special_cycles"]
    doublings = sorted(item["value"] for item in found if item["kind"] == "period-doubling")
    steps = {row["dsmax"]: row["labels"] for row in HODGKIN_HUXLEY["period doublings, by the largest step"]}
    assert not any(label == "PD" for label, _ in steps[5.0])
    assert not any(label == "PD" for label, _ in steps[0.1])
    (finest, *_) = HODGKIN_HUXLEY["period doublings, true"]
    true = sorted(point["current"] for point in finest["points"])
    assert doublings == pytest.approx(true, abs=1e-9)


def test_no_false_fold_towards_a_homoclinic_orbit(client: TestClient) -> None:
    key = "labels on the way to the homoclinic orbit, of which one is a fold: 40.593351958"
    labels = MORRIS_LECAR[key][0]["points"]
    assert sum(label["type"] == "LP" for label in labels) > 1
    cycles = answer(client, "morris-lecar/bifurcation", preset="homoclinic")["report"]["cycles"]
    (fold,) = cycles["special_cycles"]
    assert fold["value"] == pytest.approx(40.5933519583, abs=1e-9)
    assert cycles["branches"][0]["end"]["kind"] == "homoclinic"


def test_extremes_are_those_of_the_cycle_not_of_mesh_points(client: TestClient) -> None:
    rows = MORRIS_LECAR["extrema of the cycle at 100 uA/cm2 of the set hopf, by NTST"]
    (usual,) = [row for row in rows if row["ntst"] == 100]
    # PHYSICS.md, section 4.
    low, high = -50.33607, 33.32580
    assert abs(usual["v_max"] - high) > 1e-3
    (cycle,) = answer(client, "morris-lecar/limit-cycle", current=100.0)["report"]["cycles"]
    assert (cycle["voltage_min"], cycle["voltage_max"]) == pytest.approx((low, high), abs=1e-5)


def test_bautin_points_have_all_their_digits(client: TestClient) -> None:
    known = json.loads((DATA / "bautin_points.json").read_text())["points"]
    (point,) = [
        row for row in known if (row["model"], row["set"], row["second"]) == ("morris_lecar", "snic", "phi")
    ]
    labels = MORRIS_LECAR["Bautin points of the set snic in current and phi"]
    # One true point, of which AUTO makes two to eighteen, by the step, none of them to three digits.
    nearest = min(abs(label["current"] - point["current"]) for row in labels for label in row["points"])
    assert nearest > 1e-3
    report = answer(
        client,
        "morris-lecar/codimension-two",
        preset="snic",
        free_parameters=["current", "phi"],
        first_range=[-20.0, 60.0],
        second_range=[0.1, 0.45],
    )["report"]
    (bautin,) = [item for item in report["points"] if item["kind"] == "bautin"]
    assert bautin["values"]["current"] == pytest.approx(point["current"], rel=1e-10)
    assert bautin["values"]["phi"] == pytest.approx(point["phi"], rel=1e-10)
