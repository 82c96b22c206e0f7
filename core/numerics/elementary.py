"""Elementary functions of one float without branches or calls: loops over them are vectorised (compiled).

LLVM has no vector form of the C library's functions here, and a loop that calls them runs one element at a
time. Errors are a few units in the last place (tests/core/numerics/test_elementary.py states them); ±∞ and
NaN come out as IEEE 754 has them.

e^x is 2^k e^r with |r| ≤ ½ ln 2 (W. J. Cody and W. Waite (1980), Software Manual for the Elementary
Functions), e^r = 1 + r + r² q(r), where q is the Chebyshev interpolant of degree 9, 1.3e-17 off. The
logarithm is that of a mantissa between √½ and √2, by the series of 2 artanh.
"""

import numpy as np

from core.numerics.compilation import inlined

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# Adding it rounds to an integer, which then stands in the lowest bits.
_ROUNDER = 6755399441055744.0
_ROUNDER_BITS = 0x4338000000000000
_Q0, _Q1, _Q2, _Q3, _Q4 = (
    0.5000000000000001,
    0.16666666666666669,
    0.041666666666624164,
    0.008333333333330065,
    0.0013888888917196719,
)
_Q5, _Q6, _Q7, _Q8, _Q9 = (
    0.00019841269863040545,
    2.4801521322368692e-05,
    2.7557268480310024e-06,
    2.7620075879983367e-07,
    2.5100375832561234e-08,
)
_SMALLEST_NORMAL = 2.2250738585072014e-308


@inlined
def _split(x: float) -> tuple[float, float, float]:
    """e^r − 1 and two powers of two whose product is 2^k, for e^x = 2^k e^r."""
    bounded = max(x, -750.0)
    bounded = min(bounded, 710.0)
    shifted = bounded * _LOG2_E + _ROUNDER
    whole = shifted - _ROUNDER
    r = (bounded - whole * _LN2_HIGH) - whole * _LN2_LOW
    rr = r * r
    low = (_Q0 + r * _Q1) + rr * (_Q2 + r * _Q3)
    high = (_Q4 + r * _Q5) + rr * (_Q6 + r * _Q7)
    fourth = rr * rr
    q = low + fourth * (high + fourth * (_Q8 + r * _Q9))
    power = np.float64(shifted).view(np.int64) - np.int64(_ROUNDER_BITS)
    half = power >> np.int64(1)
    # In two factors, because 2^1024 and the powers of the subnormal numbers are none.
    first = np.int64((half + np.int64(1023)) << np.int64(52)).view(np.float64)
    second = np.int64((power - half + np.int64(1023)) << np.int64(52)).view(np.float64)
    return r + rr * q, first, second


@inlined
def exponential(x: float) -> float:
    """e^x."""
    rest, first, second = _split(x)
    value: float = ((1.0 + rest) * first) * second
    return value


@inlined
def exponential_less_one(x: float) -> float:
    """e^x − 1, exact to rounding near 0."""
    rest, first, second = _split(x)
    value: float = (first * rest + (first - 1.0 / second)) * second
    return value


@inlined
def hyperbolic_tangent(x: float) -> float:
    """Tanh x."""
    bounded = max(x, -20.0)
    bounded = min(bounded, 20.0)
    grown = exponential_less_one(2.0 * bounded)
    return grown / (grown + 2.0)


@inlined
def logistic(x: float) -> float:
    """1/(1 + e^{−x})."""
    return 1.0 / (1.0 + exponential(-x))


@inlined
def hyperbolic_secant(x: float) -> float:
    """1/cosh x."""
    decayed = exponential(-abs(x))
    return 2.0 * decayed / (1.0 + decayed * decayed)


@inlined
def hyperbolic_cosine(x: float) -> float:
    """Cosh x."""
    half = 0.5 * exponential(abs(x))
    return half + 0.25 / half


@inlined
def hyperbolic_sine(x: float) -> float:
    """Sinh x."""
    return 0.5 * (exponential_less_one(x) - exponential_less_one(-x))


@inlined
def relative_exponential(x: float) -> float:
    """(e^x − 1)/x; 1 at 0."""
    safe = 1e-300 if x == 0.0 else x
    return exponential_less_one(safe) / safe


@inlined
def linear_exponential(x: float) -> float:
    """x/(1 − e^{−x}); 1 at 0."""
    safe = 1e-300 if x == 0.0 else x
    return -safe / exponential_less_one(-safe)


@inlined
def natural_logarithm(x: float) -> float:
    """Ln x: −∞ at 0 and NaN below."""
    scaled = x * 18014398509481984.0 if x < _SMALLEST_NORMAL else x
    bits = np.float64(scaled).view(np.int64)
    # Exponent of x/√½, rounded down, so that the mantissa lies between √½ and √2.
    raised = bits - np.int64(0x3FE6A09E667F3BCD)
    power = raised >> np.int64(52)
    mantissa = np.int64(bits - (power << np.int64(52))).view(np.float64)
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    zz = z * z
    even = zz * (0.3999999999940941908 + zz * (0.2222219843214978396 + zz * 0.1531383769920937332))
    odd = z * (
        0.6666666666666735130
        + zz * (0.2857142874366239149 + zz * (0.1818357216161805012 + zz * 0.1479819860511658591))
    )
    half = 0.5 * f * f
    whole = np.float64(power) - (54.0 if x < _SMALLEST_NORMAL else 0.0)
    value: float = whole * _LN2_HIGH - ((half - (s * (half + (even + odd)) + whole * _LN2_LOW)) - f)
    value = x if x == np.inf else value
    value = -np.inf if x == 0.0 else value
    return value if x >= 0.0 else np.nan
