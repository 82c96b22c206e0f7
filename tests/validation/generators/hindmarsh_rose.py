"""Make tests/validation/data/hindmarsh_rose.json: python -m tests.validation.generators.hindmarsh_rose."""

from functools import partial

import numpy as np

from tests.validation.generators.high_order import Case, Floats, solve, write

RATES = {"bursting": 0.001, "chaotic": 0.005}


def derivative(r: float, state: Floats, current: float) -> Floats:
    """d(x, y, z)/dt."""
    x, y, z = state
    return np.array([y - x**3 + 3.0 * x**2 + current - z, 1.0 - 5.0 * x**2 - y, r * (4.0 * (x + 1.6) - z)])


def run(case: Case) -> tuple[list[float], list[float]]:
    start = np.array([case.voltage, case.gates["y"], case.gates["z"]])
    return solve(partial(derivative, RATES[case.preset]), start, case)


def _case(preset: str, current: float, duration: float) -> Case:
    """A current from the beginning, from where x rests without adaptation."""
    return Case(
        preset=preset,
        amplitude=current,
        onset=0.0,
        length=duration,
        duration=duration,
        voltage=-1.6,
        gates={"y": -11.8, "z": 0.0},
    )


CASES = [
    _case("bursting", 0.4, 1000.0),
    _case("bursting", 2.0, 2000.0),
    _case("bursting", 4.0, 1000.0),
    _case("chaotic", 3.25, 250.0),
]

if __name__ == "__main__":
    write("hindmarsh_rose", "Hindmarsh and Rose (1984)", run, CASES)
