"""Make tests/validation/data/persistent_sodium_potassium.json from Izhikevich's equations (2007, ch. 4)."""

import numpy as np

from tests.validation.generators.high_order import Case, Floats, solve, write

POTASSIUM = {"high-threshold": (-80.0, -25.0, 1.0), "low-threshold": (-78.0, -45.0, 1.0)}
POTASSIUM["bistable"] = (-80.0, -25.0, 0.152)
"""E_L [mV], half activation of potassium [mV], its time constant [ms]."""


def _open(voltage: float, half: float, slope: float) -> float:
    return float(1.0 / (1.0 + np.exp((half - voltage) / slope)))


def run(case: Case) -> tuple[list[float], list[float]]:
    leak, half, tau = POTASSIUM[case.preset]

    def derivative(state: Floats, current: float) -> Floats:
        v, n = state
        inward = 20.0 * _open(v, -20.0, 15.0) * (v - 60.0)
        outward = 8.0 * (v - leak) + 10.0 * n * (v + 90.0)
        return np.array([current - outward - inward, (_open(v, half, 5.0) - n) / tau])

    n = case.gates.get("n", _open(case.voltage, half, 5.0))
    return solve(derivative, np.array([case.voltage, n]), case)


CASES = [
    Case(
        preset="high-threshold",
        amplitude=4.6,
        onset=0.0,
        length=150.0,
        duration=150.0,
        voltage=-65.0,
        threshold=-20.0,
    ),
    Case(
        preset="high-threshold",
        amplitude=10.0,
        onset=5.0,
        length=30.0,
        duration=50.0,
        voltage=-65.0,
        threshold=-20.0,
    ),
    Case(
        preset="low-threshold",
        amplitude=40.0,
        onset=5.0,
        length=30.0,
        duration=50.0,
        voltage=-62.0,
        threshold=-20.0,
    ),
    Case(
        preset="bistable",
        amplitude=3.0,
        onset=0.0,
        length=50.0,
        duration=50.0,
        voltage=-25.0,
        threshold=-20.0,
        gates={"n": 0.2},
    ),
]

if __name__ == "__main__":
    write("persistent_sodium_potassium", "Izhikevich (2007)", run, CASES)
