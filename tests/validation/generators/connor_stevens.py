"""Make tests/validation/data/connor_stevens.json: python -m tests.validation.generators.connor_stevens.

Written from Dayan and Abbott (2001), section 6.6, equations 6.12 to 6.15 and the table after them, and from
appendix A of Connor, Walter and McKown (1977), whose constants are Hodgkin and Huxley's, shifted.
"""

from collections.abc import Callable
from math import exp

import numpy as np

from tests.validation.generators.forms import exp_linear
from tests.validation.generators.high_order import Case, Floats, solve, write

Kinetics = Callable[[float], dict[str, tuple[float, float]]]
"""Steady state and time constant [ms] of every gate at a voltage [mV]."""


def from_rates(alpha: float, beta: float) -> tuple[float, float]:
    return alpha / (alpha + beta), 1.0 / (alpha + beta)


def textbook(v: float) -> dict[str, tuple[float, float]]:
    """Dayan and Abbott's printing."""
    return {
        "m": from_rates(3.8 * exp_linear(0.1 * (v + 29.7)), 15.2 * exp(-0.0556 * (v + 54.7))),
        "h": from_rates(0.266 * exp(-0.05 * (v + 48.0)), 3.8 / (1.0 + exp(-0.1 * (v + 18.0)))),
        "n": from_rates(0.2 * exp_linear(0.1 * (v + 45.7)), 0.25 * exp(-0.0125 * (v + 55.7))),
        "a": (
            (0.0761 * exp(0.0314 * (v + 94.22)) / (1.0 + exp(0.0346 * (v + 1.17)))) ** (1.0 / 3.0),
            0.3632 + 1.158 / (1.0 + exp(0.0497 * (v + 55.96))),
        ),
        "b": (
            (1.0 / (1.0 + exp(0.0688 * (v + 53.3)))) ** 4,
            1.24 + 2.678 / (1.0 + exp(0.0624 * (v + 50.0))),
        ),
    }


def paper(v: float) -> dict[str, tuple[float, float]]:
    """The 1977 paper: Hodgkin and Huxley's rates, shifted, 3.8 times as fast (n half as fast as that)."""

    def faster(rates: tuple[float, float], factor: float) -> tuple[float, float]:
        return rates[0], rates[1] / factor

    m = from_rates(exp_linear((v + 29.7) / 10.0), 4.0 * exp(-(v + 54.7) / 18.0))
    h = from_rates(0.07 * exp(-(v + 48.0) / 20.0), 1.0 / (1.0 + exp(-(v + 18.0) / 10.0)))
    n = from_rates(0.1 * exp_linear((v + 45.7) / 10.0), 0.125 * exp(-(v + 55.7) / 80.0))
    return {
        "m": faster(m, 3.8),
        "h": faster(h, 3.8),
        "n": faster(n, 1.9),
        "a": (
            (0.0761 * exp((v + 94.22) / 31.84) / (1.0 + exp((v + 1.17) / 28.93))) ** (1.0 / 3.0),
            0.3632 + 1.158 / (1.0 + exp((v + 55.96) / 20.12)),
        ),
        "b": (
            1.0 / (1.0 + exp((v + 53.3) / 14.54)) ** 4,
            1.24 + 2.678 / (1.0 + exp((v + 50.0) / 16.027)),
        ),
    }


def membrane(
    kinetics: Kinetics, current: float, g_a: float = 47.7, e_l: float = -17.0
) -> Callable[[float, Floats], list[float]]:
    def rates(_: float, state: Floats) -> list[float]:
        v, m, h, n, a, b = state
        ionic = (
            120.0 * m**3 * h * (v - 55.0)
            + 20.0 * n**4 * (v + 72.0)
            + g_a * a**3 * b * (v + 75.0)
            + 0.3 * (v - e_l)
        )
        gates = zip((m, h, n, a, b), kinetics(v).values(), strict=True)
        return [current - ionic, *((steady - x) / tau for x, (steady, tau) in gates)]

    return rates


def run(case: Case) -> tuple[list[float], list[float]]:
    kinetics, other = PRESETS[case.preset]

    def derivative(state: Floats, current: float) -> Floats:
        return np.array(membrane(kinetics, current, **other)(0.0, state))

    start = [case.voltage, *(steady for steady, _ in kinetics(case.voltage).values())]
    return solve(derivative, np.array(start), case)


PRESETS: dict[str, tuple[Kinetics, dict[str, float]]] = {
    "dayan-abbott": (textbook, {}),
    "connor-walter-mckown": (paper, {}),
    "without-a-current": (textbook, {"g_a": 0.0, "e_l": -70.0}),
}
CASES = [
    Case(preset=preset, amplitude=amplitude, onset=0.0, length=150.0, duration=150.0, voltage=-68.0)
    for preset, amplitude in (
        ("dayan-abbott", 10.0),
        ("connor-walter-mckown", 20.0),
        ("without-a-current", 12.0),
    )
]
CASES.append(  # after hyperpolarisation the A-current is free of inactivation
    Case(preset="dayan-abbott", amplitude=-20.0, onset=20.0, length=50.0, duration=150.0, voltage=-40.0)
)

if __name__ == "__main__":
    write("connor_stevens", "Connor, Walter and McKown (1977), Dayan and Abbott (2001)", run, CASES)
