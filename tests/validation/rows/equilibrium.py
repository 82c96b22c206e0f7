"""Equilibrium potentials."""

from tests.validation.row import Row

_PHYSICS = "reference table, equilibrium: Nernst equation with CODATA constants"


def _nernst(ion: int, expected: float, body: dict[str, object] | None = None) -> Row:
    return Row(
        operation="equilibrium/nernst",
        body=body or {},
        value=lambda answer: answer["report"]["ions"][ion]["potential"],
        expected=expected,
        tolerance=1e-3,
        source=_PHYSICS,
    )


def _thermal(temperature: float, expected: float) -> Row:
    return Row(
        operation="equilibrium/nernst",
        body={"temperature": temperature},
        value=lambda answer: answer["report"]["thermal_voltage"],
        expected=expected,
        tolerance=1e-4,
        source=_PHYSICS,
    )


_MAMMAL: dict[str, object] = {
    "temperature": 37.0,
    "ions": [
        {"name": "K", "inside": 140.0, "outside": 5.0},
        {"name": "Na", "inside": 10.0, "outside": 145.0},
    ],
}

ROWS = {
    "squid K": _nernst(0, -75.677),
    "squid Na": _nernst(1, 54.938),
    "squid Cl": _nernst(2, -60.039),
    "mammal K": _nernst(0, -89.059, _MAMMAL),
    "mammal Na": _nernst(1, 71.471, _MAMMAL),
    "RT/F at 6.3 degC": _thermal(6.3, 24.0811),
    "RT/F at 20 degC": _thermal(20.0, 25.2617),
    "RT/F at 37 degC": _thermal(37.0, 26.7267),
}
