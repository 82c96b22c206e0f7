"""Equilibrium potentials."""

import math

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


def _mullins_noda(ratio: float) -> Row:
    """Potassium is pumped in: its terms take the factor r."""
    outward = ratio * 400.0 + 0.04 * 50.0 + 0.45 * 560.0
    inward = ratio * 20.0 + 0.04 * 440.0 + 0.45 * 52.0
    return Row(
        operation="equilibrium/goldman",
        body={"pump_ratio": ratio},
        value=lambda answer: answer["report"]["voltage"],
        expected=25.261712457978586 * math.log(inward / outward),
        tolerance=1e-9,
        source="closed form: GHK voltage with a pump (Mullins and Noda 1963), at 20 degC",
    )


def _potassium(voltage: float, expected: float, tolerance: float, source: str) -> Row:
    """Current of 400/20 mM at 6.3 degC and P = 1 cm/s, in mA/cm2 as the table has it."""
    return Row(
        operation="equilibrium/constant-field",
        body={"permeability": 1.0, "temperature": 6.3, "voltage": voltage},
        value=lambda answer: answer["report"]["current"] / 1e3,
        expected=expected,
        tolerance=tolerance,
        source=source,
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
    "squid GHK with a 3:2 pump": _mullins_noda(1.5),
    "squid GHK with an electroneutral pump": _mullins_noda(1.0),
    "calcium enters: zero current by brute force": Row(
        operation="equilibrium/goldman",
        body={
            "temperature": 20.0,
            "ions": [
                {"name": "K", "valence": 1, "inside": 140.0, "outside": 5.0, "permeability": 1.0},
                {"name": "Na", "valence": 1, "inside": 10.0, "outside": 145.0, "permeability": 0.05},
                {"name": "Ca", "valence": 2, "inside": 1e-4, "outside": 2.0, "permeability": 5.0},
            ],
        },
        value=lambda answer: answer["report"]["voltage"],
        expected=-29.97227147275629,
        tolerance=1e-9,
        source="bisection of the summed constant-field currents, 30 digits (mpmath)",
    ),
    "constant-field current": _potassium(-60.0, 3436.545, 1e-3, "reference table, equilibrium"),
    "constant-field current at V = 0": _potassium(
        0.0, 96485.33212331 * (400.0 - 20.0) * 1e-6 * 1e3, 1e-6, "closed form: P z F (c_in - c_out)"
    ),
    "constant-field current at the Nernst potential": _potassium(
        -72.14064169455050, 0.0, 1e-9, "known errors of the sources, 3: it reverses at E, not at -E"
    ),
    "chord conductance": Row(
        operation="equilibrium/chord-conductance",
        body={
            "branches": [
                {"name": "K", "conductance": 3.0, "reversal_potential": -77.0},
                {"name": "Na", "conductance": 1.0, "reversal_potential": 50.0},
            ]
        },
        value=lambda answer: answer["report"]["voltage"],
        expected=(3.0 * -77.0 + 50.0) / 4.0,
        tolerance=1e-12,
        source="equations, where choice exists: V = sum of g E over sum of g",
    ),
}
