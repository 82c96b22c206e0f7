from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas import passive_membrane as schemas

URL = "/v1/passive-membrane/simulate"


def drive(*stimuli: dict[str, Any], **membrane: Any) -> dict[str, Any]:
    return {"membrane": {"kind": "area", "stimulus": list(stimuli), **membrane}}


def test_an_empty_request_is_a_step_with_its_formula(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert [variable["name"] for variable in answer["series"]] == ["voltage", "stimulus"]
    assert [variable["unit"] for variable in answer["series"]] == ["mV", "µA/cm²"]
    assert answer["report"]["solution"][1]["text_with_numbers"] == "-65 + 10 * (1 - exp(-(t - 10) / 10))"
    assert answer["request"]["membrane"]["stimulus"][0]["kind"] == "step"


def test_the_answered_request_means_the_same(client: TestClient) -> None:
    first = client.post(URL, json={}).json()
    again = client.post(URL, json=first["request"]).json()
    assert again == first


@pytest.mark.parametrize("name", schemas.SIMULATE_EXAMPLES)
def test_every_example_answers(client: TestClient, name: str) -> None:
    answer = client.post(URL, json=schemas.SIMULATE_EXAMPLES[name])
    assert answer.status_code == 200
    assert answer.json()["warnings"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (drive(capacitance=-1.0), "/membrane/capacitance", "out-of-bounds"),
        (drive(resistance=0.0), "/membrane/resistance", "out-of-bounds"),
        ({"membrane": {"kind": "patch"}}, "/membrane", "unknown-kind"),
        ({"duration": 0.0}, "/duration", "out-of-bounds"),
        (drive({"kind": "step"}), "/membrane/stimulus/0/amplitude", "missing"),
        (drive({"kind": "step", "amplitude": 1e7}), "/membrane/stimulus/0/amplitude", "out-of-bounds"),
        (
            drive({"kind": "pulse-train", "amplitude": 1.0, "duration": 3.0, "period": 2.0}),
            "/membrane/stimulus/0/duration",
            "invalid-value",
        ),
        (
            drive({"kind": "noise", "standard_deviation": 1.0, "interval": 1e-4}),
            "/membrane/stimulus/0/interval",
            "invalid-value",
        ),
        ({"sampling": {"series": ["volts"]}}, "/sampling/series/0", "invalid-value"),
        ({"sampling": {"interval": 1e-4}}, "/sampling/interval", "invalid-value"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


def test_a_huge_answer_is_refused_before_it_runs(client: TestClient) -> None:
    every = ["voltage", "stimulus", "leak_current", "capacitive_current"]
    body = {"sampling": {"points": 200_000, "series": every * 4}}
    errors = client.post(URL, json=body).json()["errors"]
    assert [(item["pointer"], item["code"]) for item in errors] == [("/sampling/points", "over-budget-size")]


def test_a_hundred_thousand_samples_are_welcome(client: TestClient) -> None:
    values = [0.5, -0.5] * 50_000
    answer = client.post(URL, json={**drive({"kind": "samples", "values": values, "interval": 0.01})})
    assert answer.status_code == 200
    assert answer.json()["sampling"]["returned"] <= 2001
