"""Points of codimension two, against numbers of 50 digits, return maps and BifurcationKit."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.dynamics.codimension_two.codimension_two import codimension_two
from core.dynamics.codimension_two.report import CodimensionTwoPoint, CodimensionTwoReport
from core.dynamics.codimension_two.request import CodimensionTwoRequest
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import GeneralCurrent, Model, Neuron, Standard, Variable, constant
from core.quantity import Dimensionless

DATA = Path(__file__).parents[3] / "validation" / "data"
BAUTIN: list[Mapping[str, Any]] = json.loads((DATA / "bautin_points.json").read_text())["points"]
LYAPUNOV: list[Mapping[str, Any]] = json.loads((DATA / "second_lyapunov.json").read_text())["points"]
NAMES = {"morris_lecar": "morris-lecar", "hodgkin_huxley": "hodgkin-huxley"}

# Lorenz's circulation model with a fourth variable, which has all kinds of points. F is called f, T t.
LORENZ = Model(
    name="lorenz-84",
    title="Lorenz 84",
    description="",
    capacitance="1",
    parameters=(
        constant("f", "F", Dimensionless, 2.0, "symmetric forcing"),
        constant("t", "T", Dimensionless, 0.0, "forcing of u"),
    ),
    gates=(),
    currents=(GeneralCurrent("all", "I", "all", "V / 4 - f / 4 + y^2 + z^2 + 0.987 * u^2"),),
    variables=(
        Variable("y", "y", "", "V * y - V * z - y + 0.25"),
        Variable("z", "z", "", "V * y + V * z - z"),
        Variable("u", "u", "", "-1.04 * u + 0.987 * u * V + t"),
    ),
    presets=(),
    standard=Standard(100.0, (), 0.0, (-1.0, 1.0), (-1.0, 3.0)),
    references=(),
    dimensionless=True,
    swing=1.0,
)


def _report(neuron: Neuron, second: str, first: str = "current", **request: Any) -> CodimensionTwoReport:
    report = codimension_two(neuron, CodimensionTwoRequest(free_parameters=(first, second), **request)).report
    assert isinstance(report, CodimensionTwoReport)
    return report


def _points(report: CodimensionTwoReport, kind: str) -> list[CodimensionTwoPoint]:
    return [point for point in report.points if point.kind == kind]


@pytest.mark.parametrize("row", range(len(BAUTIN)), ids=lambda row: f"{BAUTIN[row]['set']}-{row}")
def test_bautin_points_have_ten_digits(row: int) -> None:
    expected = BAUTIN[row]
    second, value, current = expected["second"], expected[expected["second"]], expected["current"]
    neuron = Neuron.of(CATALOGUE[NAMES[expected["model"]]], expected["set"])
    report = _report(
        neuron,
        second,
        first_range=(current - 30.0, current + 30.0),
        second_range=(0.8 * value, 1.25 * value),
        points=15,
    )
    found = min(_points(report, "bautin"), key=lambda point: abs(point.values["current"] - current))
    # AUTO-07p has 3 to 7 digits of these; 1e-9 is promised.
    assert found.values["current"] == pytest.approx(current, rel=1e-10)
    assert found.values[second] == pytest.approx(value, rel=1e-10)
    assert found.voltage == pytest.approx(expected["voltage"], rel=1e-9)
    assert found.errors["current"] < 1e-9 * abs(current)
    assert found.coefficients["angular_frequency"] == pytest.approx(expected["omega"], rel=1e-9)


@pytest.mark.parametrize("row", range(len(LYAPUNOV)))
def test_second_lyapunov_coefficients_are_those_of_return_maps(row: int) -> None:
    expected = LYAPUNOV[row]
    place = next(
        point
        for point in BAUTIN
        if point["model"] == "morris_lecar"
        and (point["set"], point["second"]) == (expected["set"], expected["second"])
        and abs(point["voltage"] - expected["voltage"]) < 1e-6
    )
    report = _report(
        Neuron.of(CATALOGUE["morris-lecar"], expected["set"]),
        expected["second"],
        first_range=(place["current"] - 20.0, place["current"] + 20.0),
        second_range=(0.9 * place[expected["second"]], 1.1 * place[expected["second"]]),
        points=10,
    )
    found = min(_points(report, "bautin"), key=lambda point: abs(point.voltage - expected["voltage"]))
    assert found.coefficients["second_lyapunov"] == pytest.approx(expected["second_lyapunov"], rel=1e-9)


def test_lorenz_model_has_the_points_of_bifurcationkit() -> None:
    # BifurcationKit.jl, test/lorenz84.jl: coefficients of the refined Bogdanov-Takens point to all digits, of
    # the Bautin point, which it locates to 4e-6, and places, which it locates to 1e-5 or worse.
    report = _report(
        Neuron.of(LORENZ), "t", "f", first_range=(1.0, 3.0), second_range=(-0.01, 0.06), points=20
    )
    (takens,) = _points(report, "bogdanov-takens")
    assert takens.coefficients["a"] == pytest.approx(0.2144233509273467, rel=1e-10)
    assert takens.coefficients["b"] == pytest.approx(0.6065145518280868, rel=1e-10)
    (bautin,) = _points(report, "bautin")
    omega = bautin.coefficients["angular_frequency"]
    assert omega == pytest.approx(0.6903636672622595, abs=1e-5)
    assert 12.0 * omega * bautin.coefficients["second_lyapunov"] == pytest.approx(
        1.8694569030805148, abs=1e-3
    )
    (double,) = _points(report, "hopf-hopf")
    assert double.values["t"] == pytest.approx(0.02627393, abs=2e-8)
    assert len(double.curves) == 2
    # The model does not change with the signs of T and u.
    zero = _points(report, "zero-hopf")
    assert [point.values["t"] for point in zero] == pytest.approx([-1.265408e-4, 1.265408e-4], rel=1e-5)
    assert zero[0].coefficients["theta"] == pytest.approx(zero[1].coefficients["theta"], rel=1e-9)
    (cusp,) = _points(report, "cusp")
    assert cusp.values["t"] == pytest.approx(0.0, abs=1e-12)
    assert report.complete
