"""Polynomials of degree 5 on [0, 1], for dense output (compiled).

Numba looks for changes in the file of a compiled function only: after a change here, remove the caches of the
modules that call these functions (`make clean`).
"""

from core.numerics.compilation import kernel
from core.result import Floats


@kernel
def quintic_value(c: Floats, x: float) -> float:
    """Σ c_k x^k for k ≤ 5."""
    value: float = c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * (c[4] + x * c[5]))))
    return value


@kernel
def quintic_slope(c: Floats, x: float) -> float:
    """Derivative of Σ c_k x^k."""
    slope: float = c[1] + x * (2.0 * c[2] + x * (3.0 * c[3] + x * (4.0 * c[4] + x * (5.0 * c[5]))))
    return slope


@kernel
def quintic_root(c: Floats, level: float, low: float, high: float, slope: bool) -> float:
    """The x in [low, high] at which the polynomial (or its slope) has a level that its ends enclose.

    Regula falsi (Illinois) inside of a shrinking bracket; exact to rounding after about eight evaluations.
    """
    f_low = (quintic_slope(c, low) if slope else quintic_value(c, low)) - level
    f_high = (quintic_slope(c, high) if slope else quintic_value(c, high)) - level
    if f_low == f_high:
        return high
    x = high
    for _ in range(100):
        x = high - f_high * (high - low) / (f_high - f_low)
        if not (min(low, high) < x < max(low, high)):
            x = 0.5 * (low + high)
        f = (quintic_slope(c, x) if slope else quintic_value(c, x)) - level
        if f == 0.0 or abs(high - low) <= 4e-16:
            return x
        if (f < 0.0) != (f_high < 0.0):
            low, f_low = high, f_high
        else:
            f_low *= 0.5
        if abs(x - high) <= 1e-16 + 2e-16 * abs(x):
            return x
        high, f_high = x, f
    return x
