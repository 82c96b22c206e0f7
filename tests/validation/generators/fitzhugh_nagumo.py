"""Make tests/validation/data/fitzhugh_nagumo.json: python -m tests.validation.generators.fitzhugh_nagumo."""

from functools import partial

import numpy as np

from tests.validation.generators.high_order import Case, Floats, solve, write

RATES = {"fitzhugh-1969": 0.08, "fitzhugh-1961": 1.0 / 9.0}


def derivative(phi: float, state: Floats, current: float) -> Floats:
    """d(V, w)/dt."""
    v, w = state
    return np.array([v - v**3 / 3.0 - w + current, phi * (v + 0.7 - 0.8 * w)])


def run(case: Case) -> tuple[list[float], list[float]]:
    return solve(partial(derivative, RATES[case.preset]), np.array([case.voltage, case.gates["w"]]), case)


CASES = [
    # Sustained firing, and one spike as an anodal break, after hyperpolarisation.
    Case(
        preset="fitzhugh-1969",
        amplitude=0.5,
        onset=0.0,
        length=200.0,
        duration=200.0,
        voltage=-1.2,
        gates={"w": -0.625},
    ),
    Case(
        preset="fitzhugh-1961",
        amplitude=-0.5,
        onset=20.0,
        length=50.0,
        duration=150.0,
        voltage=-1.2,
        gates={"w": -0.625},
    ),
]

if __name__ == "__main__":
    write("fitzhugh_nagumo", "FitzHugh (1961, 1969)", run, CASES)
