"""Make tests/validation/data/*traub_miles.json: python -m tests.validation.generators.traub_miles.

The reduced cell from Börgers (2017), section 5.1 (after Ermentrout and Kopell, 1998), in absolute voltages;
the benchmark's from appendix B.3 of Brette et al. (2007), with its V_T.
"""

from math import exp

import numpy as np

from tests.validation.generators.forms import exp_linear, opened
from tests.validation.generators.high_order import Case, Floats, solve, write


def reduced_rates(v: float) -> tuple[tuple[float, float], ...]:
    """Opening and closing rates of m, h, n [1/ms]."""
    return (
        (1.28 * exp_linear((v + 54.0) / 4.0), 1.4 * exp_linear(-(v + 27.0) / 5.0)),
        (0.128 * exp(-(v + 50.0) / 18.0), 4.0 / (1.0 + exp(-(v + 27.0) / 5.0))),
        (0.16 * exp_linear((v + 52.0) / 5.0), 0.5 * exp(-(v + 57.0) / 40.0)),
    )


def reduced(state: Floats, current: float) -> Floats:
    """Rates of V, h and n."""
    v, h, n = state
    (m_open, m_close), *slow = reduced_rates(v)
    m = m_open / (m_open + m_close)
    ionic = 100.0 * m**3 * h * (v - 50.0) + 80.0 * n**4 * (v + 100.0) + 0.1 * (v + 67.0)
    gates = zip((h, n), slow, strict=True)
    return np.array([current - ionic, *(a * (1.0 - x) - b * x for x, (a, b) in gates)])


def benchmark_rates(v: float) -> tuple[tuple[float, float], ...]:
    """Opening and closing rates of m, h, n [1/ms]: the printed fractions, with V_T = −63 mV."""
    u = v + 63.0
    return (
        (0.32 * 4.0 * exp_linear((u - 13.0) / 4.0), 0.28 * 5.0 * exp_linear((40.0 - u) / 5.0)),
        (0.128 * exp((17.0 - u) / 18.0), 4.0 / (1.0 + exp((40.0 - u) / 5.0))),
        (0.032 * 5.0 * exp_linear((u - 15.0) / 5.0), 0.5 * exp((10.0 - u) / 40.0)),
    )


def benchmark(state: Floats, current: float) -> Floats:
    """Rates of V, m, h and n from the whole cell's units: 20,000 µm², pF, nS, pA (1 µA/cm² is 200 pA)."""
    v, m, h, n = state
    inward = 20_000.0 * m**3 * h * (50.0 - v) + 6_000.0 * n**4 * (-90.0 - v) + 10.0 * (-60.0 - v)
    gates = zip((m, h, n), benchmark_rates(v), strict=True)
    return np.array([(200.0 * current + inward) / 200.0, *(a * (1.0 - x) - b * x for x, (a, b) in gates)])


def run_reduced(case: Case) -> tuple[list[float], list[float]]:
    _, *slow = reduced_rates(case.voltage)
    return solve(reduced, np.array([case.voltage, *map(opened, slow)]), case)


def run_benchmark(case: Case) -> tuple[list[float], list[float]]:
    return solve(benchmark, np.array([case.voltage, *map(opened, benchmark_rates(case.voltage))]), case)


REDUCED = [
    Case(preset="pyramidal", amplitude=amplitude, onset=10.0, length=120.0, duration=150.0, voltage=-70.0)
    for amplitude in (1.5, 10.0)
]
BENCHMARK = [
    Case(preset="benchmark", amplitude=amplitude, onset=0.0, length=300.0, duration=300.0, voltage=-60.0)
    for amplitude in (0.0, 2.0)
]

if __name__ == "__main__":
    write("reduced_traub_miles", "Ermentrout and Kopell (1998), Börgers (2017)", run_reduced, REDUCED)
    write("traub_miles", "Brette et al. (2007), appendix B", run_benchmark, BENCHMARK)
