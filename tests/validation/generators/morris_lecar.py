"""Make tests/validation/data/morris_lecar.json from Morris and Lecar's equations, written out by hand."""

import numpy as np

from tests.validation.generators.high_order import Case, Floats, solve, write

PRESETS = {
    "hopf": (4.4, 2.0, 30.0, 0.04),
    "snic": (4.0, 12.0, 17.4, 0.067),
    "homoclinic": (4.0, 12.0, 17.4, 0.23),
}
"""Calcium conductance [mS/cm²], V₃ and V₄ [mV], φ [1/ms]."""


def run(case: Case) -> tuple[list[float], list[float]]:
    calcium, half, spread, phi = PRESETS[case.preset]

    def open_(v: float) -> float:
        return float(0.5 * (1.0 + np.tanh((v - half) / spread)))

    def derivative(state: Floats, current: float) -> Floats:
        v, w = float(state[0]), float(state[1])
        m = 0.5 * (1.0 + np.tanh((v + 1.2) / 18.0))
        ionic = calcium * m * (v - 120.0) + 8.0 * w * (v + 84.0) + 2.0 * (v + 60.0)
        speed = phi * np.cosh((v - half) / (2.0 * spread))
        return np.array([(current - ionic) / 20.0, speed * (open_(v) - w)])

    start = case.gates.get("n", open_(case.voltage))
    return solve(derivative, np.array([case.voltage, start]), case)


def _case(preset: str, amplitude: float, duration: float, voltage: float, **gates: float) -> Case:
    return Case(
        preset=preset,
        amplitude=amplitude,
        onset=0.0,
        length=duration,
        duration=duration,
        voltage=voltage,
        gates=gates,
    )


CASES = [
    _case("hopf", 100.0, 500.0, -40.0, n=0.0),
    _case("snic", 42.0, 500.0, -40.0, n=0.0),
    # Above the homoclinic orbit and below the saddle-node rest and firing coexist.
    _case("homoclinic", 37.0, 200.0, 5.0, n=0.2),
    _case("homoclinic", 37.0, 200.0, -40.0),
    _case("homoclinic", 34.0, 200.0, 5.0, n=0.2),
    _case("homoclinic", 42.0, 200.0, -40.0),
]

if __name__ == "__main__":
    write("morris_lecar", "Rinzel and Ermentrout (1998)", run, CASES)
