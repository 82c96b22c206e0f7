"""Make tests/validation/data/golomb_amitai.json from the cell of Golomb and Amitai (1997), their appendix."""

import numpy as np

from tests.validation.generators.high_order import Case, Floats, solve, write


def _gamma(voltage: float, theta: float, sigma: float) -> float:
    """The paper's Boltzmann function, with the sign of the slope in σ."""
    return float(1.0 / (1.0 + np.exp(-(voltage - theta) / sigma)))


def _steady(v: float) -> list[float]:
    return [_gamma(v, -53.0, -7.0), _gamma(v, -30.0, 10.0), _gamma(v, -80.0, -6.0), _gamma(v, -39.0, 5.0)]


PRESETS = {
    "regular-spiking": (0.07, 1.4, 1.0, 0.02, -70.0),
    "reduced": (0.07, 0.0, 0.1, 0.02, -70.0),
    "reduced-class-1": (0.07, 0.0, 0.0, 0.09, -85.5),
    "cholinergic": (0.0, 0.0, 1.5, 0.02, -60.0),
}
"""Conductances of persistent sodium, A-type, slow potassium and leak [mS/cm²], reversal of the leak [mV]."""


def run(case: Case) -> tuple[list[float], list[float]]:
    persistent, transient, slow, leak, rest = PRESETS[case.preset]

    def derivative(state: Floats, current: float) -> Floats:
        v, h, n, b, z = (float(value) for value in state)
        sodium = (24.0 * _gamma(v, -30.0, 9.5) ** 3 * h + persistent * _gamma(v, -40.0, 5.0)) * (v - 55.0)
        potassium = (3.0 * n**4 + transient * _gamma(v, -50.0, 20.0) ** 3 * b + slow * z) * (v + 90.0)
        time_h = 0.37 + 2.78 * _gamma(v, -40.5, -6.0)
        time_n = 0.37 + 1.85 * _gamma(v, -27.0, -15.0)
        target = _steady(v)
        return np.array(
            [
                current - sodium - potassium - leak * (v - rest),
                (target[0] - h) / time_h,
                (target[1] - n) / time_n,
                (target[2] - b) / 15.0,
                (target[3] - z) / 75.0,
            ]
        )

    return solve(derivative, np.array([case.voltage, *_steady(case.voltage)]), case)


CASES = [
    Case(preset="regular-spiking", amplitude=1.0, onset=50.0, length=400.0, duration=500.0, voltage=-74.0),
    Case(preset="regular-spiking", amplitude=4.0, onset=50.0, length=400.0, duration=500.0, voltage=-74.0),
    Case(preset="reduced", amplitude=1.0, onset=50.0, length=200.0, duration=300.0, voltage=-68.0),
    Case(preset="reduced-class-1", amplitude=4.0, onset=50.0, length=200.0, duration=300.0, voltage=-85.0),
    Case(preset="cholinergic", amplitude=4.0, onset=50.0, length=200.0, duration=300.0, voltage=-66.0),
]

if __name__ == "__main__":
    write("golomb_amitai", "Golomb and Amitai (1997)", run, CASES)
