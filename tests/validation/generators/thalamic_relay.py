"""Make tests/validation/data/thalamic_relay.json: python -m tests.validation.generators.thalamic_relay.

The thalamocortical cell of Destexhe et al. (1996), in the paper's units: S/cm², mA/cm², V + shift.
"""

from functools import partial
from math import exp, expm1, log, pi

import numpy as np
from scipy.constants import physical_constants

from tests.validation.generators.high_order import Case, Floats, solve, write

FARADAY = physical_constants["Faraday constant"][0]
GAS = physical_constants["molar gas constant"][0]
AREA = pi * 96e-4**2
"""[cm²]."""
CELSIUS = 36.0

CELLS = {"relay": (2e-5, 4e-9, 2.0), "resting": (1.5e-5, 3e-9, 2.0), "delta": (1e-5, 5e-9, 1.0)}
"""Conductance of h-channels [S/cm²], potassium leak [S], conductance of bound over unbound."""


def _ratio(x: float) -> float:
    """x/(e^x − 1)."""
    return 1.0 - 0.5 * x if abs(x) < 1e-8 else x / expm1(x)


def _spike_rates(v: float) -> tuple[tuple[float, float], ...]:
    """Opening and closing rates of m, h, n [1/ms]."""
    u = v + 25.0
    return (
        (0.32 * 4.0 * _ratio((13.0 - u) / 4.0), 0.28 * 5.0 * _ratio((u - 40.0) / 5.0)),
        (0.128 * exp((17.0 - u) / 18.0), 4.0 / (1.0 + exp((40.0 - u) / 5.0))),
        (0.032 * 5.0 * _ratio((15.0 - u) / 5.0), 0.5 * exp((10.0 - u) / 40.0)),
    )


def derivative(cell: tuple[float, float, float], state: Floats, current: float) -> Floats:
    """d(V, m, h, n, h_T, O_1, O_2, P_1, Ca)/dt."""
    v, m, h, n, h_t, o1, o2, p1, ca = state
    g_h, leak, bound = cell
    shifted = v + 2.0
    m_t, h_t_steady = 1.0 / (1.0 + exp(-(shifted + 57.0) / 6.2)), 1.0 / (1.0 + exp((shifted + 81.0) / 4.0))
    tau_t = 30.8 + (211.4 + exp((shifted + 113.2) / 5.0)) / (1.0 + exp((shifted + 84.0) / 3.2))
    e_ca = 1e3 * GAS * (CELSIUS + 273.15) / (2.0 * FARADAY) * log(2.0 / ca)
    i_t = 2e-3 * m_t**2 * h_t * (v - e_ca)
    h_steady = 1.0 / (1.0 + exp((v + 75.0) / 5.5))
    tau_h = 20.0 + 1000.0 / (exp((v + 71.5) / 14.2) + exp(-(v + 89.0) / 11.6))
    binding = 1e-3 * p1 / 0.01 * o1 - 1e-3 * o2
    ionic = 0.09 * m**3 * h * (v - 50.0) + (0.01 * n**4 + leak / AREA) * (v + 100.0)
    ionic += i_t + g_h * (o1 + bound * o2) * (v + 40.0) + 1e-5 * (v + 70.0)
    gates = zip(_spike_rates(v), (m, h, n), strict=True)
    return np.array(
        [
            current - 1e3 * ionic,
            *(opening * (1.0 - gate) - closing * gate for (opening, closing), gate in gates),
            3.0 ** ((CELSIUS - 24.0) / 10.0) * (h_t_steady - h_t) / tau_t,
            (h_steady * (1.0 - o1 - o2) - (1.0 - h_steady) * o1) / tau_h - binding,
            binding,
            4e-4 * (ca / 0.002) ** 4 * (1.0 - p1) - 4e-4 * p1,
            -1e4 * i_t / (2.0 * FARADAY) + (2.4e-4 - ca) / 5.0,
        ]
    )


def run(case: Case) -> tuple[list[float], list[float]]:
    start = np.array([case.voltage, *case.gates.values()])
    return solve(partial(derivative, CELLS[case.preset]), start, case)


def _case(preset: str, amplitude: float, onset: float, length: float, duration: float) -> Case:
    """From the state in which the authors' program begins: all channels closed at −70 mV."""
    closed = dict.fromkeys(("m", "h", "n", "h_t", "o1", "o2", "p1"), 0.0)
    return Case(
        preset=preset,
        amplitude=amplitude,
        onset=onset,
        length=length,
        duration=duration,
        voltage=-70.0,
        gates=closed | {"ca": 2.4e-4},
    )


CASES = [
    _case("resting", -1.0, 500.0, 600.0, 1500.0),
    _case("relay", 2.0, 200.0, 300.0, 600.0),
    _case("delta", 0.0, 0.0, 2000.0, 2000.0),
]

if __name__ == "__main__":
    write("thalamic_relay", "Destexhe et al. (1996)", run, CASES)
