"""Make tests/validation/data/voltage_clamp.json: Hodgkin and Huxley's axon under voltage clamp, to 30 digits.

The gates at a constant voltage are exponentials; peaks are zeros of the derivative, by bisection. In decimal
arithmetic of 50 digits, from the equations of the paper in the modern sign convention (rest at −65 mV).
"""

import json
from collections.abc import Callable
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 50
DATA = Path(__file__).parents[1] / "data" / "voltage_clamp.json"
HOLDING, STEP, TAIL = Decimal(-65), Decimal(12), Decimal(-50)
"""Holding voltage [mV], length of the step [ms], voltage of the tail [mV]."""
VOLTAGES = (-50, -38, -27, -2, 11, 23, 44)
"""Steps [mV], most of them by depolarisations of the paper's figures: 27, 38, 63, 76, 88 and 109 mV."""
GATES = ("m", "h", "n")


def rates(gate: str, v: Decimal) -> tuple[Decimal, Decimal]:
    """α and β [1/ms] at 6.3 °C."""
    if gate == "m":
        return (v + 40) / 10 / (1 - (-(v + 40) / 10).exp()), 4 * (-(v + 65) / 18).exp()
    if gate == "h":
        return Decimal("0.07") * (-(v + 65) / 20).exp(), 1 / (1 + (-(v + 35) / 10).exp())
    return Decimal("0.01") * (v + 55) / (1 - (-(v + 55) / 10).exp()), Decimal("0.125") * (
        -(v + 65) / 80
    ).exp()


def steady(gate: str, v: Decimal) -> Decimal:
    """x∞."""
    alpha, beta = rates(gate, v)
    return alpha / (alpha + beta)


def relaxed(gate: str, v: Decimal, start: Decimal, time: Decimal) -> Decimal:
    """The gate after a time [ms] at a voltage."""
    alpha, beta = rates(gate, v)
    end = alpha / (alpha + beta)
    return end + (start - end) * (-(alpha + beta) * time).exp()


def after(v: Decimal, time: Decimal) -> dict[str, Decimal]:
    """The gates after a step from the holding voltage."""
    return {gate: relaxed(gate, v, steady(gate, HOLDING), time) for gate in GATES}


def sodium_peak(v: Decimal) -> Decimal:
    """Time [ms] of the highest sodium conductance after a step."""

    def slope(time: Decimal) -> Decimal:
        gates = after(v, time)
        (a, b), (c, d) = rates("m", v), rates("h", v)
        return 3 * (a - (a + b) * gates["m"]) / gates["m"] + (c - (c + d) * gates["h"]) / gates["h"]

    return bisected(slope, Decimal("0.01"), Decimal(10))


def bisected(function: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    """The zero of a falling function."""
    while high - low > Decimal("1e-40"):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return low


def findings(v: Decimal) -> dict[str, str]:
    """Conductances [mS/cm²], currents [µA/cm²] and times [ms] of one step."""
    time = sodium_peak(v)
    at_peak, at_end = after(v, time), after(v, STEP)
    g_na = 120 * at_peak["m"] ** 3 * at_peak["h"]
    found = {
        "peak_g_na": g_na,
        "peak_i_na": g_na * (v - 50),
        "time_to_peak_i_na": time,
        "steady_i_na": 120 * at_end["m"] ** 3 * at_end["h"] * (v - 50),
        "peak_g_k": 36 * at_end["n"] ** 4,
        "steady_i_k": 36 * at_end["n"] ** 4 * (v + 77),
        "tail_i_na": 120 * at_end["m"] ** 3 * at_end["h"] * (TAIL - 50),
        "tail_i_k": 36 * at_end["n"] ** 4 * (TAIL + 77),
    }
    return {name: f"{value:.30g}" for name, value in found.items()}


if __name__ == "__main__":
    table = {str(v): findings(Decimal(v)) for v in VOLTAGES}
    DATA.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
