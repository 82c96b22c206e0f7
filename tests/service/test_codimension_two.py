"""Curves of bifurcations in two parameters over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.examples import DECLARED
from service.schemas.examples.morris_lecar import MORRIS_LECAR

ANY, FIBRE = "/v1/conductance-based/codimension-two", "/v1/morris-lecar/codimension-two"


def answer(client: TestClient, path: str, **body: Any) -> Any:
    found = client.post(path, json=body)
    assert found.status_code == 200, found.text
    return found.json()


def test_an_empty_request_shows_all_kinds_of_points(client: TestClient) -> None:
    found = answer(client, FIBRE)
    report = found["report"]
    assert {point["kind"] for point in report["points"]} == {"cusp", "bogdanov-takens", "bautin"}
    assert report["complete"]
    assert [curve["name"] for curve in found["curves"]] == [curve["name"] for curve in report["curves"]]
    for curve, described in zip(found["curves"], report["curves"], strict=True):
        assert len(curve["columns"][0]["values"]) == len(curve["labels"]) == described["points"]
        assert [column["unit"] for column in curve["columns"][:2]] == ["µA/cm²", "mV"]
    # The curve of Hopf points ends at the Bogdanov-Takens point, where its frequency is zero.
    (ending,) = [curve for curve in report["curves"] if "bogdanov-takens" in {curve["begins"], curve["ends"]}]
    table = next(curve for curve in found["curves"] if curve["name"] == ending["name"])
    frequency = next(column["values"] for column in table["columns"] if column["name"] == "frequency")
    assert min(frequency[0], frequency[-1]) == pytest.approx(0.0, abs=1e-4)
    assert len(report["summary"]) == len(report["curves"]) + len(report["points"])


def test_curves_of_cycles_and_regions(client: TestClient) -> None:
    body = MORRIS_LECAR["codimension-two"][
        "From a homoclinic orbit to a SNIC: curves of cycles, and regions by behaviour"
    ]
    found = answer(client, FIBRE, **body)
    report = found["report"]
    curves = {curve["kind"]: curve for curve in report["cycles"]["curves"]}
    assert curves.keys() == {"fold-of-cycles", "homoclinic"}
    assert report["cycles"]["complete"]
    assert {curves["homoclinic"]["begins"], curves["homoclinic"]["ends"]} == {
        "saddle-node-homoclinic",
        "bogdanov-takens",
    }
    # Where the SNIC begins, by shooting: tests/validation/data/shooting_cycles.json; within what it says.
    (corner,) = [item for item in report["cycles"]["points"] if item["kind"] == "saddle-node-homoclinic"]
    assert corner["values"]["current"] == pytest.approx(39.9631530927, abs=2e-7)
    assert corner["values"]["phi"] == pytest.approx(0.19423132268, abs=1e-8)
    # The end of the folds of cycles is the Bautin point of the curve of Hopf points.
    (end,) = [item for item in report["cycles"]["points"] if item["kind"] == "bautin"]
    (bautin,) = [item for item in report["points"] if item["kind"] == "bautin"]
    assert list(end["values"].values()) == pytest.approx(list(bautin["values"].values()), rel=1e-7)
    regions = {name for row in report["regions"]["behaviours"] for name in row}
    assert {"rest", "tonic", "block"} <= regions
    assert {item["name"] for item in found["curves"]} >= {curve["name"] for curve in curves.values()}


def test_a_client_s_model_and_its_own_parameters(client: TestClient) -> None:
    found = answer(client, ANY, model=DECLARED, free_parameters=["current", "v_t"], points=10)
    assert found["report"]["second_parameter"] == "v_t"
    assert found["report"]["complete"]


def test_a_dimensionless_model_has_no_units(client: TestClient) -> None:
    found = answer(client, ANY, model="fitzhugh-nagumo", points=10)
    assert found["report"]["curves"]
    assert all(unit not in str(found["report"]) for unit in ("µA", " mV"))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"free_parameters": ["current", "nonsense"]}, "/free_parameters/1"),
        ({"free_parameters": ["g_ca", "g_ca"]}, "/free_parameters/1"),
        ({"free_parameters": ["g_ca"]}, "/free_parameters"),
        ({"first_range": [10.0, 5.0]}, "/first_range"),
        ({"second_range": [-1.0, 20.0]}, "/second_range/0"),
        ({"points": 5}, "/points"),
    ],
)
def test_what_has_no_meaning_is_refused(client: TestClient, body: dict[str, Any], pointer: str) -> None:
    found = client.post(FIBRE, json=body)
    assert found.status_code == 422
    assert pointer in [item["pointer"] for item in found.json()["errors"]]
