"""Make tests/validation/data/wang_buzsaki.json: python -m tests.validation.generators.wang_buzsaki.

Written from the section "Model neuron" of Wang and Buzsáki (1996).
"""

from collections.abc import Callable
from math import exp

import numpy as np

from tests.validation.generators.forms import exp_linear, opened
from tests.validation.generators.high_order import Case, Floats, solve, write


def kinetics(v: float) -> tuple[float, tuple[float, float], tuple[float, float]]:
    """m∞ and the opening and closing rates of h and n [1/ms]."""
    opening, closing = exp_linear(0.1 * (v + 35.0)), 4.0 * exp(-(v + 60.0) / 18.0)
    return (
        opening / (opening + closing),
        (0.07 * exp(-(v + 58.0) / 20.0), 1.0 / (exp(-0.1 * (v + 28.0)) + 1.0)),
        (0.1 * exp_linear(0.1 * (v + 34.0)), 0.125 * exp(-(v + 44.0) / 80.0)),
    )


def membrane(current: float, phi: float) -> Callable[[float, Floats], list[float]]:
    def rates(_: float, state: Floats) -> list[float]:
        v, h, n = state
        m, (h_open, h_close), (n_open, n_close) = kinetics(v)
        ionic = 35.0 * m**3 * h * (v - 55.0) + 9.0 * n**4 * (v + 90.0) + 0.1 * (v + 65.0)
        return [
            current - ionic,
            phi * (h_open * (1.0 - h) - h_close * h),
            phi * (n_open * (1.0 - n) - n_close * n),
        ]

    return rates


PHI = {"standard": 5.0, "figure-3b": 3.3, "figure-3c": 2.0}


def run(case: Case) -> tuple[list[float], list[float]]:
    def derivative(state: Floats, current: float) -> Floats:
        return np.array(membrane(current, PHI[case.preset])(0.0, state))

    _, *gates = kinetics(case.voltage)
    return solve(derivative, np.array([case.voltage, *map(opened, gates)]), case)


CASES = [
    Case(preset=preset, amplitude=amplitude, onset=10.0, length=120.0, duration=150.0, voltage=-64.0)
    for preset, amplitude in (("standard", 1.0), ("figure-3b", 1.2), ("figure-3c", 1.4), ("standard", 20.0))
]

if __name__ == "__main__":
    write("wang_buzsaki", "Wang and Buzsáki (1996)", run, CASES)
