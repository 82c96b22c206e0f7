"""Make tests/validation/data/frankenhaeuser_huxley.json: see the last line.

Written from the equations and the standard data of Frankenhaeuser and Huxley (1964): V from rest at -70 mV.
"""

from math import exp, expm1

import numpy as np
from scipy.constants import R, physical_constants

from tests.validation.generators.forms import exp_linear, opened
from tests.validation.generators.high_order import Case, Floats, solve, write

FARADAY = physical_constants["Faraday constant"][0]
REST = -70.0


def flux(v: float, inside: float, outside: float, kelvin: float) -> float:
    """Current [µA/cm²] of a permeability of 1 cm/s."""
    volts = v / 1000.0
    x = volts * FARADAY / (R * kelvin)
    return volts * FARADAY**2 / (R * kelvin) * (outside - inside * exp(x)) / -expm1(x)


def kinetics(v: float, celsius: float) -> list[tuple[float, float]]:
    """Opening and closing rates of m, h, n and p [1/ms]."""
    faster = 3.0 ** ((celsius - 20.0) / 10.0)
    u = v - REST
    rates = [
        (0.36 * 3.0 * exp_linear((u - 22.0) / 3.0), 0.4 * 20.0 * exp_linear((13.0 - u) / 20.0)),
        (0.1 * 6.0 * exp_linear((-10.0 - u) / 6.0), 4.5 / (1.0 + exp((45.0 - u) / 10.0))),
        (0.02 * 10.0 * exp_linear((u - 35.0) / 10.0), 0.05 * 10.0 * exp_linear((10.0 - u) / 10.0)),
        (0.006 * 10.0 * exp_linear((u - 40.0) / 10.0), 0.09 * 20.0 * exp_linear((-25.0 - u) / 20.0)),
    ]
    return [(faster * opening, faster * closing) for opening, closing in rates]


def run(case: Case) -> tuple[list[float], list[float]]:
    celsius = case.parameters.get("temperature", 20.0)
    kelvin = celsius + 273.15

    def derivative(state: Floats, current: float) -> Floats:
        v, m, h, n, p = state
        sodium = (8e-3 * m * m * h + 0.54e-3 * p * p) * flux(v, 13.74, 114.5, kelvin)
        ionic = sodium + 1.2e-3 * n * n * flux(v, 120.0, 2.5, kelvin) + 30.3 * (v - REST - 0.026)
        changes = (
            opening * (1.0 - gate) - closing * gate
            for (opening, closing), gate in zip(kinetics(v, celsius), (m, h, n, p), strict=True)
        )
        return np.array([(current - ionic) / 2.0, *changes])

    gates = map(opened, kinetics(case.voltage, celsius))
    return solve(derivative, np.array([case.voltage, *gates]), case)


def _case(amplitude: float, length: float, duration: float, **parameters: float) -> Case:
    return Case(
        preset="standard",
        amplitude=amplitude,
        onset=0.5,
        length=length,
        duration=duration,
        voltage=REST,
        parameters=parameters,
    )


CASES = [_case(1000.0, 0.12, 5.0), _case(600.0, 18.0, 20.0), _case(1200.0, 0.12, 5.0, temperature=30.0)]

if __name__ == "__main__":
    write("frankenhaeuser_huxley", "Frankenhaeuser and Huxley (1964)", run, CASES)
