"""Random neurons around Morris-Lecar's three classical sets and around Hodgkin and Huxley's."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Cell = Literal["morris-lecar", "hodgkin-huxley"]
CLASSICAL: dict[str, tuple[Cell, dict[str, float]]] = {
    "hopf": ("morris-lecar", {"g_ca": 4.4, "v3": 2.0, "v4": 30.0, "phi": 0.04}),
    "snic": ("morris-lecar", {"g_ca": 4.0, "v3": 12.0, "v4": 17.4, "phi": 0.067}),
    "homoclinic": ("morris-lecar", {"g_ca": 4.0, "v3": 12.0, "v4": 17.4, "phi": 0.23}),
    "squid": ("hodgkin-huxley", {}),
}
COMMON: dict[Cell, dict[str, float]] = {
    "morris-lecar": {
        "c_m": 20.0, "g_ca": 4.4, "g_k": 8.0, "g_l": 2.0, "e_ca": 120.0, "e_k": -84.0, "e_l": -60.0,
        "v1": -1.2, "v2": 18.0, "v3": 2.0, "v4": 30.0, "phi": 0.04,
    },
    "hodgkin-huxley": {
        "c_m": 1.0, "g_na": 120.0, "g_k": 36.0, "g_l": 0.3, "e_na": 50.0, "e_k": -77.0, "e_l": -54.387,
        "temperature": 6.3,
    },
}  # fmt: skip
SHARES = {"e_k": 0.12, "e_l": 0.12, "e_na": 0.2, "e_ca": 0.2, "v2": 0.2, "v4": 0.2}
"""Largest relative change of a parameter; of the others 0.3."""
SHIFTS = {"v1": 4.0, "v3": 4.0, "temperature": 10.0}
"""Largest change of these [mV, °C]."""


@dataclass(frozen=True, slots=True)
class Member:
    """A neuron of the family, and what varies over which range.

    Attributes
    ----------
    current
        Applied current density while another parameter varies [µA/cm²].
    """

    number: int
    cell: Cell
    values: dict[str, float]
    parameter: str
    low: float
    high: float
    current: float


def member(number: int) -> Member:
    """The member of a number: two in five of Hodgkin and Huxley's; every seventh over a conductance."""
    random = np.random.default_rng(4_000 + number)
    around = ("hopf", "snic", "homoclinic", "squid", "squid")[number % 5]
    cell, special = CLASSICAL[around]
    values = COMMON[cell] | special
    for name, value in values.items():
        draw = float(random.uniform(-1.0, 1.0))
        change = SHIFTS[name] if name in SHIFTS else value * SHARES.get(name, 0.3)
        values[name] = value + draw * change
    squid = cell == "hodgkin-huxley"
    if number % 7 == 6:
        name = str(random.choice(("g_na" if squid else "g_ca", "g_k", "g_l")))
        current = float(random.uniform(5.0, 40.0) if squid else random.uniform(40.0, 120.0))
        return Member(number, cell, values, name, 0.5 * values[name], 1.5 * values[name], current)
    return Member(number, cell, values, "current", 0.0, 180.0 if squid else 250.0, 0.0)
