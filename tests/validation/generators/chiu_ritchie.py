"""Make tests/validation/data/chiu_ritchie.json: python -m tests.validation.generators.chiu_ritchie.

The rabbit node of Sweeney, Mortimer and Durand (1987), with voltages from rest as in Rattay's tables of it.
"""

from math import exp

import numpy as np

from tests.validation.generators.forms import opened
from tests.validation.generators.high_order import Case, Floats, solve, write

REST = -80.0


def kinetics(v: float, celsius: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Opening and closing rates of m and h [1/ms]."""
    faster = 3.0 ** (0.1 * celsius - 3.7)
    u = v - REST
    # 97 in those tables is 126 - 0.363 * 80 = 96.96 here.
    m = faster * (96.96 + 0.363 * u) / (1.0 + exp((31.0 - u) / 5.3))
    h = faster * 15.6 / (1.0 + exp((24.0 - u) / 10.0))
    return (m, m / exp((u - 23.8) / 4.17)), (h / exp((u - 5.5) / 5.0), h)


def run(case: Case) -> tuple[list[float], list[float]]:
    celsius = case.parameters.get("temperature", 37.0)

    def derivative(state: Floats, current: float) -> Floats:
        v, m, h = state
        (m_open, m_close), (h_open, h_close) = kinetics(v, celsius)
        ionic = 1445.0 * m * m * h * (v - 35.64) + 128.0 * (v + 80.01)
        return np.array(
            [(current - ionic) / 2.5, m_open * (1.0 - m) - m_close * m, h_open * (1.0 - h) - h_close * h]
        )

    gates = map(opened, kinetics(case.voltage, celsius))
    return solve(derivative, np.array([case.voltage, *gates]), case)


def _case(amplitude: float, length: float, duration: float, **parameters: float) -> Case:
    return Case(
        preset="sweeney",
        amplitude=amplitude,
        onset=0.1,
        length=length,
        duration=duration,
        voltage=REST,
        threshold=-20.0,
        parameters=parameters,
    )


CASES = [_case(4000.0, 0.05, 1.0), _case(2000.0, 0.8, 1.0), _case(3000.0, 0.1, 2.0, temperature=27.0)]

if __name__ == "__main__":
    write("chiu_ritchie", "Sweeney, Mortimer and Durand (1987)", run, CASES)
