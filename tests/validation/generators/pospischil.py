"""Make tests/validation/data/pospischil.json from the cells of Pospischil et al. (2008), their section 2."""

from dataclasses import dataclass

import numpy as np

from tests.validation.generators.high_order import Case, Floats, solve, write


@dataclass(frozen=True)
class Cell:
    """Conductances [mS/cm²] of sodium, delayed rectifier, M, L, T and leak; reversals and shift [mV]."""

    na: float
    kd: float
    m: float
    cal: float
    cat: float
    leak: float
    e_leak: float
    e_k: float = -100.0
    v_t: float = -55.0
    tau_max: float = 1000.0


PRESETS = {
    "rs": Cell(50.0, 5.0, 0.07, 0.0, 0.0, 0.1, -70.0),
    "fs": Cell(50.0, 10.0, 0.0, 0.0, 0.0, 0.15, -70.0),
    "ib": Cell(50.0, 5.0, 0.03, 0.17, 0.0, 0.01, -85.0),
    "ib-repetitive": Cell(50.0, 5.0, 0.03, 0.22, 0.0, 0.01, -85.0),
    "lts": Cell(50.0, 5.0, 0.03, 0.0, 0.4, 0.01, -85.0),
    "rs-fitted": Cell(56.0, 6.0, 0.075, 0.0, 0.0, 0.0205, -70.3, -90.0, -56.2, 608.0),
    "fs-fitted": Cell(58.0, 3.9, 0.0787, 0.0, 0.0, 0.038, -70.4, -90.0, -57.9, 502.0),
}


def _ratio(x: float, scale: float) -> float:
    """x/(e^{x/k} − 1), k where x is 0."""
    return float(scale if x == 0.0 else x / np.expm1(x / scale))


def _kinetics(v: float, cell: Cell) -> tuple[Floats, Floats]:
    """Steady states and time constants [ms] of m, h, n, p, q, r, u at 36 °C."""
    w = v - cell.v_t
    opening = np.array(
        [
            0.32 * _ratio(13.0 - w, 4.0),
            0.128 * np.exp((17.0 - w) / 18.0),
            0.032 * _ratio(15.0 - w, 5.0),
            0.055 * _ratio(-27.0 - v, 3.8),
            0.000457 * np.exp((-13.0 - v) / 50.0),
        ]
    )
    closing = np.array(
        [
            0.28 * _ratio(w - 40.0, 5.0),
            4.0 / (1.0 + np.exp((40.0 - w) / 5.0)),
            0.5 * np.exp((10.0 - w) / 40.0),
            0.94 * np.exp((-75.0 - v) / 17.0),
            0.0065 / (np.exp((-15.0 - v) / 28.0) + 1.0),
        ]
    )
    steady, time = opening / (opening + closing), 1.0 / (opening + closing)
    p = 1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0))
    time_p = cell.tau_max / (3.3 * np.exp((v + 35.0) / 20.0) + np.exp(-(v + 35.0) / 20.0))
    x = v + 2.0
    u = 1.0 / (1.0 + np.exp((x + 81.0) / 4.0))
    time_u = 30.8 + (211.4 + np.exp((x + 113.2) / 5.0)) / (1.0 + np.exp((x + 84.0) / 3.2))
    both = np.array([*steady[:3], p, *steady[3:], u])
    return both, np.array([*time[:3], time_p, *time[3:], time_u / 3.0**1.2])


def run(case: Case) -> tuple[list[float], list[float]]:
    cell = PRESETS[case.preset]

    def derivative(state: Floats, current: float) -> Floats:
        v, (m, h, n, p, q, r, u) = float(state[0]), state[1:]
        s = 1.0 / (1.0 + np.exp(-(v + 2.0 + 57.0) / 6.2))
        sodium = cell.na * m**3 * h * (v - 50.0)
        potassium = (cell.kd * n**4 + cell.m * p) * (v - cell.e_k)
        calcium = (cell.cal * q**2 * r + cell.cat * s**2 * u) * (v - 120.0)
        steady, time = _kinetics(v, cell)
        change = current - sodium - potassium - calcium - cell.leak * (v - cell.e_leak)
        return np.array([change, *((steady - state[1:]) / time)])

    return solve(derivative, np.array([case.voltage, *_kinetics(case.voltage, cell)[0]]), case)


CASES = [
    Case(preset="rs", amplitude=2.6, onset=300.0, length=400.0, duration=1000.0, voltage=-70.0),
    Case(preset="fs", amplitude=3.5, onset=100.0, length=200.0, duration=400.0, voltage=-70.0),
    Case(preset="ib", amplitude=0.52, onset=100.0, length=800.0, duration=1000.0, voltage=-84.0),
    Case(preset="ib-repetitive", amplitude=0.52, onset=100.0, length=300.0, duration=500.0, voltage=-84.0),
    Case(preset="lts", amplitude=0.52, onset=100.0, length=400.0, duration=700.0, voltage=-84.0),
    Case(preset="rs-fitted", amplitude=1.0, onset=100.0, length=300.0, duration=500.0, voltage=-71.0),
    Case(preset="fs-fitted", amplitude=1.0, onset=100.0, length=300.0, duration=500.0, voltage=-71.0),
]

if __name__ == "__main__":
    write("pospischil", "Pospischil et al. (2008)", run, CASES)
