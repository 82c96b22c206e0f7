"""Cycles over the current: PHYSICS.md, section 4, and shooting (data/shooting_cycles.json)."""

from typing import Any

from tests.validation.row import Row

PHYSICS = "PHYSICS.md, section 4"
SHOOTING = "multiple shooting with Taylor series, tests/validation/generators/shooting"

HOPF = {"points": 50}
SNIC = {"preset": "snic", "points": 50}
HOMOCLINIC = {"preset": "homoclinic", "points": 50}
SQUID = {"preset": "ermentrout", "points": 50, "period_doublings": 0}
DOUBLING = "period-doubling"


def special(index: int, name: str, kind: str = "fold-of-cycles") -> Any:
    """A number of one of the special cycles of a kind, by increasing value of the parameter."""

    def value(answer: Any) -> Any:
        found = [item for item in answer["report"]["cycles"]["special_cycles"] if item["kind"] == kind]
        return sorted(found, key=lambda item: item["value"])[index][name]

    return value


def end(name: str) -> Any:
    return lambda answer: answer["report"]["cycles"]["branches"][0]["end"][name]


def region(index: int, name: str) -> Any:
    return lambda answer: answer["report"]["cycles"]["attractors"][index][name]


def row(stem: str, body: Any, value: Any, expected: float, tolerance: float, source: str) -> Row:
    return Row(
        operation=f"{stem}/bifurcation",
        body=body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def morris_lecar(body: Any, value: Any, expected: float, tolerance: float, source: str = PHYSICS) -> Row:
    return row("morris-lecar", body, value, expected, tolerance, source)


def squid(value: Any, expected: float, tolerance: float, source: str = PHYSICS) -> Row:
    return row("hodgkin-huxley", SQUID, value, expected, tolerance, source)


ROWS: dict[str, Row] = {
    "ML hopf: lower fold of cycles": morris_lecar(HOPF, special(0, "value"), 88.2932505, 1e-7),
    "ML hopf: its period": morris_lecar(HOPF, special(0, "period"), 135.386, 1e-3),
    "ML hopf: upper fold of cycles": morris_lecar(HOPF, special(1, "value"), 216.8998014, 1e-7),
    "ML hopf: its period, upper": morris_lecar(HOPF, special(1, "period"), 77.929, 1e-3),
    "ML hopf: bistable up to the Hopf point": morris_lecar(
        HOPF, lambda answer: answer["report"]["cycles"]["bistability"][0]["value_to"], 93.8576183737, 1e-8
    ),
    "ML hopf: lower fold of cycles by shooting": morris_lecar(
        HOPF, special(0, "value"), 88.29325054306928, 1e-10, SHOOTING
    ),
    "ML snic: fold of cycles": morris_lecar(SNIC, special(0, "value"), 115.9487214878, 1e-10),
    "ML snic: its period": morris_lecar(SNIC, special(0, "period"), 37.0358485, 1e-7),
    "ML snic: the end of the cycles": morris_lecar(SNIC, end("value"), 39.9631530927, 1e-10),
    "ML snic, phi = 1/15: fold of cycles": morris_lecar(
        {**SNIC, "parameters": {"phi": 1.0 / 15.0}}, special(0, "value"), 116.10954, 1e-5
    ),
    "ML homoclinic: the saddle loop": morris_lecar(
        HOMOCLINIC, end("value"), 35.00673419758318, 1e-10, SHOOTING
    ),
    "ML homoclinic: fold of cycles": morris_lecar(
        HOMOCLINIC, special(0, "value"), 40.5933519583111, 1e-10, SHOOTING
    ),
    "HH: sustained firing from": squid(special(0, "value"), 6.264221, 1e-6),
    "HH: second fold of cycles": squid(special(1, "value"), 7.846247, 1e-6),
    "HH: third fold of cycles": squid(special(2, "value"), 7.921685, 1e-6),
    "HH: first period doubling": squid(special(0, "value", DOUBLING), 7.849237397847435, 1e-9, SHOOTING),
    "HH: second period doubling": squid(special(1, "value", DOUBLING), 7.921677675728326, 1e-9, SHOOTING),
    "HH: period at the first doubling": squid(
        special(0, "period", DOUBLING), 17.158520593723875, 1e-7, SHOOTING
    ),
    "HH: rest or firing up to the Hopf point": squid(region(1, "value_to"), 9.77933800, 1e-8),
    "HH: block from the upper Hopf point": squid(region(3, "value_from"), 154.526334, 1e-6),
}
