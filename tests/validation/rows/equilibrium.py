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

_SQUID: list[dict[str, object]] = [
    {"name": "K", "valence": 1, "inside": 400.0, "outside": 20.0, "permeability": 1.0},
    {"name": "Na", "valence": 1, "inside": 50.0, "outside": 440.0, "permeability": 0.04},
    {"name": "Cl", "valence": -1, "inside": 52.0, "outside": 560.0, "permeability": 0.45},
]


def _goldman(expected: float, sodium: float, *more: dict[str, object]) -> Row:
    ions = [_SQUID[0], _SQUID[1] | {"permeability": sodium}, _SQUID[2], *more]
    return Row(
        operation="equilibrium/goldman",
        body={"ions": ions, "temperature": 20.0},
        value=lambda answer: answer["report"]["voltage"],
        expected=expected,
        tolerance=1e-3,
        source="reference table, equilibrium: Goldman-Hodgkin-Katz voltage, P_K : P_Cl = 1 : 0.45",
    )


# Divalent ions that do not permeate: the search for the zero of the currents, not the closed form.
_BLOCKED = {"name": "Ca", "valence": 2, "inside": 1e-4, "outside": 10.0, "permeability": 1e-15}

ROWS = {
    "squid K": _nernst(0, -75.677),
    "squid Na": _nernst(1, 54.938),
    "squid Cl": _nernst(2, -60.039),
    "mammal K": _nernst(0, -89.059, _MAMMAL),
    "mammal Na": _nernst(1, 71.471, _MAMMAL),
    "RT/F at 6.3 degC": _thermal(6.3, 24.0811),
    "RT/F at 20 degC": _thermal(20.0, 25.2617),
    "RT/F at 37 degC": _thermal(37.0, 26.7267),
    "squid GHK at rest": _goldman(-59.927, 0.04),
    "squid GHK at the peak": _goldman(42.381, 20.0),
    "squid GHK at rest, by search": _goldman(-59.927, 0.04, _BLOCKED),
    "squid GHK at the peak, by search": _goldman(42.381, 20.0, _BLOCKED),
    "constant-field current": Row(
        operation="equilibrium/constant-field",
        body={
            "permeability": 1.0,
            "valence": 1,
            "inside": 400.0,
            "outside": 20.0,
            "voltage": -60.0,
            "temperature": 6.3,
        },
        value=lambda answer: answer["report"]["current"] / 1e3,  # mA/cm2, as the table has it
        expected=3436.545,
        tolerance=1e-3,
        source="reference table, equilibrium: constant-field current at P = 1 cm/s",
    ),
}
