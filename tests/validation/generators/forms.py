"""Functions that several hand-written cells share."""

from math import expm1


def exp_linear(x: float) -> float:
    """x/(1 − e^{−x})."""
    return 1.0 + 0.5 * x if abs(x) < 1e-8 else -x / expm1(-x)


def opened(rates: tuple[float, float]) -> float:
    """Steady state of a gate with these opening and closing rates."""
    return rates[0] / (rates[0] + rates[1])
