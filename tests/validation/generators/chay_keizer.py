"""Make tests/validation/data/chay_keizer.json: python -m tests.validation.generators.chay_keizer.

In the paper's units: calcium in µM, the radius in cm, the calcium conductance per ion.
"""

from functools import partial
from math import exp, expm1

import numpy as np
from scipy.constants import physical_constants

from tests.validation.generators.high_order import Case, Floats, solve, write

FARADAY = physical_constants["Faraday constant"][0]
REMOVAL = {"bursting": 0.04, "silent": 0.01, "spiking": 0.06}
PHI = 3.0 ** ((20.0 - 6.3) / 10.0)
RADIUS = 8.9e-4


def _ratio(x: float) -> float:
    """x/(e^x − 1)."""
    return 1.0 - 0.5 * x if abs(x) < 1e-8 else x / expm1(x)


def derivative(removal: float, state: Floats, current: float) -> Floats:
    """d(V, m, h, n, Ca)/dt."""
    v, m, h, n, ca = state
    fast, slow = v + 50.0, v + 30.0
    i_ca = 6.5 * m**3 * h * (100.0 - v)
    i_k = (12.0 * n**4 + 0.09 * ca / (1.0 + ca)) * (-75.0 - v)
    return np.array(
        [
            2.0 * i_ca + i_k + 0.04 * (-40.0 - v) + current,
            PHI * (_ratio((25.0 - fast) / 10.0) * (1.0 - m) - 4.0 * exp(-fast / 18.0) * m),
            PHI * (0.07 * exp(-fast / 20.0) * (1.0 - h) - h / (exp((30.0 - fast) / 10.0) + 1.0)),
            PHI * (0.1 * _ratio((10.0 - slow) / 10.0) * (1.0 - n) - 0.125 * exp(-slow / 80.0) * n),
            0.004 * (3.0 / (RADIUS * FARADAY) * i_ca - removal * ca),
        ]
    )


def run(case: Case) -> tuple[list[float], list[float]]:
    gates = case.gates
    start = np.array([case.voltage, gates["m"], gates["h"], gates["n"], 1e3 * gates["ca"]])
    return solve(partial(derivative, REMOVAL[case.preset]), start, case)


def _case(preset: str, duration: float) -> Case:
    return Case(
        preset=preset,
        amplitude=0.0,
        onset=0.0,
        length=duration,
        duration=duration,
        voltage=-54.774,
        threshold=-35.0,
        gates={"m": 0.029725, "h": 0.747865, "n": 0.061079, "ca": 0.8e-3},
    )


CASES = [_case("bursting", 16000.0), _case("silent", 10000.0), _case("spiking", 8000.0)]

if __name__ == "__main__":
    write("chay_keizer", "Chay and Keizer (1983)", run, CASES)
