"""Coupled compartments as a client asks for them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.cable.coupled_compartments import COUPLED_EXAMPLES
from service.schemas.examples import DECLARED

URL = "/v1/cable/coupled-compartments"
OHMIC = {"kind": "ohmic", "first": 1, "second": 2}


def example(client: TestClient, beginning: str) -> Any:
    (body,) = (body for title, body in COUPLED_EXAMPLES.items() if title.startswith(beginning))
    answer = client.post(URL, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def highest(answer: Any) -> list[float]:
    return [each["highest_voltage"] for each in answer["features"]["compartments"]]


def test_an_empty_request_is_two_rooms(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert [series["name"] for series in answer["series"]] == ["voltage_1", "voltage_2", "i_junction_1"]
    assert [mode["time_constant"] for mode in answer["report"]["modes"]] == pytest.approx([10.0, 10.0 / 3.0])
    formulas = {formula["name"]: formula for formula in answer["report"]["two_rooms"]}
    assert formulas["tau_fast"]["text"] == "1 / lambda_fast"
    assert formulas["tau_fast"]["value"] == pytest.approx(10.0 / 3.0)
    assert answer["units"]["input_resistance"] == "MΩ"
    assert [curve["name"] for curve in answer["curves"]] == [
        "transfer_resistances",
        "coupling_coefficients",
        "modes",
    ]
    assert client.post(URL, json=answer["request"]).json() == answer


def test_a_spike_passes_a_gap_junction(client: TestClient) -> None:
    answer = example(client, "Two axons")
    assert [event["values"]["compartment"] for event in answer["events"]] == [1.0, 2.0]
    assert answer["events"][1]["time"] > answer["events"][0]["time"]
    assert answer["request"]["compartments"][1]["parameters"]["g_na"] == 120.0


def test_gap_junctions_synchronise(client: TestClient) -> None:
    answer = example(client, "Gap junctions synchronise")
    assert {each["pattern"] for each in answer["features"]["locking"]} == {"synchrony"}
    assert answer["features"]["synchrony"] > 0.98
    apart = {**answer["request"], "junctions": []}
    assert client.post(URL, json=apart).json()["features"]["synchrony"] < 0.9


def test_a_rectifier_passes_depolarisation_only(client: TestClient) -> None:
    answer = example(client, "The crayfish")
    first, second = ({s["name"]: s["values"] for s in answer["series"]}[f"voltage_{k}"] for k in (1, 2))
    assert max(second) > -10.0
    # A hyperpolarisation of 15 mV in the first moves the second by less than 3 mV.
    assert min(first) < -80.0
    assert min(second) > -68.0


def test_a_gap_junction_closes_under_voltage(client: TestClient) -> None:
    answer = example(client, "A gap junction of amphibian")
    series = {each["name"]: each for each in answer["series"]}
    assert series["g_junction_1"]["unit"] == "nS"
    assert series["g_junction_1"]["values"][0] > 9.0
    assert series["g_junction_1"]["values"][-1] == pytest.approx(0.5, abs=1e-3)


def test_compartments_without_a_leak_are_said_to_float(client: TestClient) -> None:
    answer = example(client, "Compartments that do not leak")
    assert [notice["code"] for notice in answer["warnings"]] == ["no-steady-state"]
    assert answer["report"]["compartments"][0]["input_resistance"] is None
    assert answer["curves"][0]["columns"][1]["values"] == [None, None]


def test_cells_of_a_dimensionless_model(client: TestClient) -> None:
    cell = {"kind": "active", "model": "fitzhugh-nagumo", "membrane_area": 1e5}
    stimulus = [{"kind": "step", "amplitude": 0.5}]
    body: dict[str, Any] = {
        "compartments": [{**cell, "stimulus": stimulus}, cell],
        "junctions": [{**OHMIC, "conductance": 100.0}],
    }
    answer = client.post(URL, json=body).json()
    assert {series["unit"] for series in answer["series"]} == {"1"}
    mixed = {**body, "compartments": [cell, {"kind": "whole-cell"}]}
    codes = {notice["code"] for notice in client.post(URL, json=mixed).json()["warnings"]}
    assert "mixed-units" in codes


def test_many_compartments(client: TestClient) -> None:
    body = {
        "compartments": [{"kind": "whole-cell"}] * 65,
        "junctions": [{"kind": "ohmic", "first": k, "second": k + 1} for k in range(1, 65)],
        "sampling": {"points": 11, "series": ["voltage_65"]},
        "matrices": True,
    }
    answer = client.post(URL, json=body)
    assert answer.status_code == 200
    assert len(answer.json()["curves"][0]["columns"]) == 66
    unnamed = client.post(URL, json={**body, "sampling": {"points": 11}, "matrices": None}).json()
    assert len(unnamed["series"]) == 32
    assert unnamed["curves"] == []
    assert [notice["code"] for notice in unnamed["warnings"]] == ["series-cut"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"compartments": []}, "/compartments", "too-short"),
        ({"compartments": [{"kind": "whole-cell"}] * 513}, "/compartments", "too-long"),
        ({"compartments": [{"kind": "active"}] * 65, "junctions": []}, "/compartments", "invalid-value"),
        ({"compartments": [{}]}, "/compartments/0", "missing-kind"),
        ({"compartments": [{"kind": "soma"}]}, "/compartments/0", "unknown-kind"),
        (
            {"compartments": [{"kind": "area", "membrane_area": 0.0}]},
            "/compartments/0/membrane_area",
            "out-of-bounds",
        ),
        ({"compartments": [{"kind": "active", "model": "hodgkin"}]}, "/compartments/0/model", "unknown-word"),
        ({"compartments": [{"kind": "active", "preset": "no"}]}, "/compartments/0/preset", "invalid-value"),
        (
            {"compartments": [{"kind": "active", "model": {**DECLARED, "currents": []}}]},
            "/compartments/0/model/currents",
            "too-short",
        ),
        (
            {"compartments": [{"kind": "active", "initial": {"q": 1.0}}], "junctions": []},
            "/compartments/0/initial/q",
            "invalid-value",
        ),
        ({"junctions": [{**OHMIC, "second": 1}]}, "/junctions/0/second", "invalid-value"),
        ({"junctions": [{**OHMIC, "first": 3}]}, "/junctions/0/first", "invalid-value"),
        ({"junctions": [{**OHMIC, "first": 0}]}, "/junctions/0/first", "out-of-bounds"),
        ({"junctions": [OHMIC, {**OHMIC, "first": 2, "second": 1}]}, "/junctions/1", "invalid-value"),
        ({"junctions": [{**OHMIC, "conductance": -1.0}]}, "/junctions/0/conductance", "out-of-bounds"),
        ({"junctions": [{**OHMIC, "kind": "chemical"}]}, "/junctions/0", "unknown-kind"),
        ({"sampling": {"series": ["voltage_3"]}}, "/sampling/series/0", "invalid-value"),
        ({"profiles_at": [101.0]}, "/profiles_at/0", "invalid-value"),
        ({"frequencies": [-1.0]}, "/frequencies/0", "out-of-bounds"),
        (
            {"compartments": [{"kind": "active"}], "junctions": [], "duration": 1e6},
            "/duration",
            "over-budget-time",
        ),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


def test_too_many_numbers_are_refused(client: TestClient) -> None:
    body = {
        "compartments": [{"kind": "whole-cell"}] * 400,
        "frequencies": [1.0, 10.0, 100.0],
        "sampling": {"points": 10},
    }
    (item,) = client.post(URL, json=body).json()["errors"]
    assert (item["pointer"], item["code"]) == ("/frequencies", "over-budget-size")
