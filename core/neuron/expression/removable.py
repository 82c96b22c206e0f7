"""x/(e^x − 1) and its kin with all their derivatives, without cancellation and without 0/0 or ∞/∞.

Two families, each closed under differentiation:

- E_k(x) = ∫₀¹ sᵏ e^{xs} ds, with E_0 = exprel = (eˣ − 1)/x and dE_k/dx = E_{k+1}. (The φ functions of
  exponential integrators span the same space, but φ_k′ = φ_k − k φ_{k+1} loses |x| ulp an order where x is
  large and negative.)
- L_k, the k-th derivative of L(x) = x/(1 − e^{−x}) = 1/exprel(−x), the voltage dependence of many opening
  rates.

Each function is a pair: one for a float (the root finders' path, without NumPy), one for arrays.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Scalar = Callable[[float], float]
Vector = Callable[[Array], Array]
T = TypeVar("T", float, Array)

MAX_ORDER = 6
"""Highest derivative of exprel and linoid."""

# Both switches were set against 50-digit values (tests/core/neuron/test_expression_functions.py): left of
# them the series, whose terms shrink, right of them the closed form, whose terms no longer cancel.
#
# exprel: for |x| < 5 the power series of E_k (x > 0) or of e^{-x} E_k (x < 0), both of positive terms only,
# so that rounding stays at a few ulp; 40 terms leave 5^40/41! < 3e-22. Beyond, E_k = (eˣ − k E_{k−1})/x
# multiplies an error by at most about k/|x| in each step, a factor of 10 in all for k = 6.
EXPREL_SWITCH = 5.0
EXPREL_TERMS = 40
# linoid: the series in x/2π alternates, its terms exceeding its sum by up to ((1 + z²)/(1 − z²))^(k+1), z =
# x/2π; the closed form subtracts numbers of size k!/|x|ᵏ. Near 3 the two losses are alike: measured, 5e-16,
# 1.5e-15, 3e-15, 5e-15 and 7e-15 of the largest value for k = 2 ... 6. 40 coefficients leave (3/2π)^80 =
# 7e-26 times a polynomial of degree k.
LINOID_SWITCH = 3.0
LINOID_TERMS = 40


def horner(coefficients: tuple[float, ...], x: T) -> T:
    """Value of Σ cₙ xⁿ."""
    total = 0.0 * x
    for c in reversed(coefficients):
        total = total * x + c
    return total


def exprel(x: float) -> float:
    """(eˣ − 1)/x of a float; 1 at 0."""
    return math.expm1(x) / x if x else 1.0


def exprel_array(x: Array) -> Array:
    """(eˣ − 1)/x of an array; 1 at 0."""
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, np.expm1(safe) / safe)


def linoid(x: float) -> float:
    """x/(1 − e^{−x}) of a float; 1 at 0."""
    return -x / math.expm1(-x) if x else 1.0


def linoid_array(x: Array) -> Array:
    """x/(1 − e^{−x}) of an array; 1 at 0."""
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, -safe / np.expm1(-safe))


def exprel_derivative(k: int) -> tuple[Scalar, Vector]:
    """The k-th derivative of exprel, E_k(x) = ∫₀¹ sᵏ e^{xs} ds, for a float and for an array (1 ≤ k ≤ 6)."""
    rising = tuple(1.0 / (math.factorial(n) * (n + k + 1)) for n in range(EXPREL_TERMS))
    falling = tuple(math.factorial(k) / math.factorial(n + k + 1) for n in range(EXPREL_TERMS))

    def upward(x: T, grown: T) -> T:
        # F_k = e^{−x} E_k, so that a large x gives ∞ and never ∞ − ∞; grown = e^{−x}.
        total = (1.0 - grown) / x
        for j in range(1, k + 1):
            total = (1.0 - j * total) / x
        return total

    def downward(x: T, decayed: T) -> T:
        total = (decayed - 1.0) / x
        for j in range(1, k + 1):
            total = (decayed - j * total) / x
        return total

    def scalar(x: float) -> float:
        if x >= EXPREL_SWITCH:
            return math.exp(x) * upward(x, math.exp(-x))
        if x >= 0.0:
            return horner(rising, x)
        return math.exp(x) * horner(falling, -x) if x > -EXPREL_SWITCH else downward(x, math.exp(x))

    def vector(x: Array) -> Array:
        return np.piecewise(
            x,
            [x >= EXPREL_SWITCH, (x >= 0.0) & (x < EXPREL_SWITCH), (x < 0.0) & (x > -EXPREL_SWITCH)],
            [
                lambda x: np.exp(x) * upward(x, np.exp(-x)),
                lambda x: horner(rising, x),
                lambda x: np.exp(x) * horner(falling, -x),
                lambda x: downward(x, np.exp(x)),
            ],
        )

    return scalar, vector


def linoid_derivative(k: int) -> tuple[Scalar, Vector]:
    """The k-th derivative of x/(1 − e^{−x}), for a float and for an array (1 ≤ k ≤ 6).

    With g(y) = y w, w = 1/(e^y − 1): L(−y) = g(y) and L(y) = y + g(y), so that both sides follow from y =
    |x|, where g⁽ᵏ⁾ = (−1)ᵏ [y P_k(w) − k P_{k−1}(w)] decays with full relative accuracy.
    """
    series = _linoid_series(k)
    offset = 0.5 if k == 1 else 0.0
    outer, inner = _occupation_polynomial(k), _occupation_polynomial(k - 1)
    odd = k % 2 == 1

    def near(x: T) -> T:
        total = horner(series, x * x)
        return offset + x * total if odd else total

    def tail(y: T, w: T) -> T:
        return y * horner(outer, w) - k * horner(inner, w)

    def scalar(x: float) -> float:
        y = abs(x)
        if y < LINOID_SWITCH:
            return near(x)
        value = tail(y, 1.0 / math.expm1(y)) if y < 700.0 else 0.0
        return (2.0 * offset - value if odd else value) if x > 0.0 else value

    def vector(x: Array) -> Array:
        y = np.abs(x)
        far = np.clip(y, LINOID_SWITCH, 700.0)
        value = np.where(y < 700.0, tail(far, 1.0 / np.expm1(far)), 0.0)
        if odd:
            value = np.where(x > 0.0, 2.0 * offset - value, value)
        return np.where(y < LINOID_SWITCH, near(np.clip(x, -LINOID_SWITCH, LINOID_SWITCH)), value)

    return scalar, vector


@cache
def _occupation_polynomial(k: int) -> tuple[float, ...]:
    """Coefficients of P_k(w) = (−1)ᵏ dᵏw/dyᵏ for w = 1/(e^y − 1): P_{k+1} = (w + w²) P_k′, all ≥ 0."""
    if k == 0:
        return (0.0, 1.0)
    slope = [n * c for n, c in enumerate(_occupation_polynomial(k - 1))][1:]
    shifted = [0.0, *slope, 0.0], [0.0, 0.0, *slope]
    return tuple(a + b for a, b in zip(*shifted, strict=True))


@cache
def _scaled_bernoulli() -> dict[int, float]:
    """The even B_n/n! from the tangent numbers T_m, in integers: B_2m = (−1)^{m−1} 2m T_m/(4^m (4^m − 1)).

    Brent and Harvey (2013), "Fast computation of Bernoulli, tangent and secant numbers",
    doi:10.1007/978-1-4614-7621-4_8.
    """
    count = LINOID_TERMS + MAX_ORDER
    tangent = [math.factorial(m) for m in range(count)]
    for m in range(1, count):
        for j in range(m, count):
            tangent[j] = (j - m) * tangent[j - 1] + (j - m + 2) * tangent[j]
    numbers = {0: 1.0}
    for m in range(1, count + 1):
        power = 4**m
        sign = 1 if m % 2 else -1
        numbers[2 * m] = sign * 2 * m * tangent[m - 1] / (power * (power - 1) * math.factorial(2 * m))
    return numbers


def _linoid_series(k: int) -> tuple[float, ...]:
    """The cₘ of L⁽ᵏ⁾ = ½[k = 1] + x^{k mod 2} Σ cₘ x^{2m}, from L(x) = x/2 + Σ B_2m x^{2m}/(2m)!."""
    numbers = _scaled_bernoulli()
    first = k + k % 2
    return tuple(numbers[n] * math.perm(n, k) for n in range(first, first + 2 * LINOID_TERMS, 2))
