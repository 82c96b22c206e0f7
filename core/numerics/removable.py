"""Derivatives of (eˣ − 1)/x and of x/(1 − e^{−x}) at a point (compiled).

The formulas, and where one hands over to the other, are those of `core.neuron.expression.removable`, which
says why: exprel_k(x) = ∫₀¹ sᵏ e^{xs} ds by a series of positive terms below 5 and by recurrence beyond;
linoid_k by its power series below 3 and by the polynomials of w = 1/(e^y − 1), y = |x|, beyond.
"""

import math
from fractions import Fraction

import numpy as np

from core.numerics.compilation import kernel
from core.numerics.elementary import exponential, exponential_less_one
from core.result import Floats

MAX_ORDER = 6
_EXPREL_SWITCH, _LINOID_SWITCH = 5.0, 3.0
_TERMS = 40


def _rising() -> Floats:
    """Coefficients of the series of exprel_k, by k and power."""
    return np.array([[1.0 / (math.factorial(n) * (n + k + 1)) for n in range(_TERMS)] for k in range(7)])


def _falling() -> Floats:
    """Coefficients of the series of e^{−x} exprel_k(x) in −x, by k and power."""
    return np.array(
        [[math.factorial(k) / math.factorial(n + k + 1) for n in range(_TERMS)] for k in range(7)]
    )


def _even_bernoulli(count: int) -> list[Fraction]:
    """B_0, B_2, B_4 ... by their recurrence."""
    numbers = [Fraction(1), Fraction(-1, 2)]
    for n in range(2, 2 * count):
        if n % 2:
            numbers.append(Fraction(0))
            continue
        terms = (math.comb(n + 1, j) * numbers[j] for j in range(n) if numbers[j])
        numbers.append(-sum(terms, Fraction(0)) / (n + 1))
    return numbers[::2]


def _series() -> Floats:
    """The c_m of linoid_k(x) = ½[k = 1] + x^{k mod 2} Σ c_m x^{2m}, by k and m."""
    numbers = _even_bernoulli(_TERMS + MAX_ORDER)
    table = np.zeros((MAX_ORDER + 1, _TERMS))
    for k in range(MAX_ORDER + 1):
        first = k + k % 2
        for m in range(_TERMS):
            n = first + 2 * m
            table[k, m] = float(numbers[n // 2] / math.factorial(n - k))
    return table


def _occupations() -> Floats:
    """Coefficients of P_k(w) = (−1)ᵏ dᵏw/dyᵏ, by k and power: P_{k+1} = (w + w²) P_k′."""
    table = np.zeros((MAX_ORDER + 1, MAX_ORDER + 2))
    table[0, 1] = 1.0
    for k in range(MAX_ORDER):
        slope = np.arange(1, MAX_ORDER + 2) * table[k, 1:]
        table[k + 1, 1:] += slope
        table[k + 1, 2:] += slope[:-1]
    return table


_RISING, _FALLING, _SERIES, _OCCUPATIONS = _rising(), _falling(), _series(), _occupations()


@kernel
def exprel_derivative(x: float, k: int) -> float:
    """The k-th derivative of (eˣ − 1)/x, 0 ≤ k ≤ 6."""
    if abs(x) < _EXPREL_SWITCH:
        total = 0.0
        if x >= 0.0:
            for n in range(_TERMS - 1, -1, -1):
                total = total * x + _RISING[k, n]
            return total
        for n in range(_TERMS - 1, -1, -1):
            total = _FALLING[k, n] - total * x
        return exponential(x) * total
    # e^x or, so that a large x gives infinity and not infinity less infinity, 1 with a factor e^x after all.
    top, constant = (1.0, exponential(-x)) if x > 0.0 else (exponential(x), 1.0)
    total = (top - constant) / x
    for j in range(1, k + 1):
        total = (top - j * total) / x
    return exponential(x) * total if x > 0.0 else total


@kernel
def linoid_derivative(x: float, k: int) -> float:
    """The k-th derivative of x/(1 − e^{−x}), 0 < k ≤ 6."""
    y, odd = abs(x), k % 2 == 1
    offset = 0.5 if k == 1 else 0.0
    if y < _LINOID_SWITCH:
        square, total = x * x, 0.0
        for m in range(_TERMS - 1, -1, -1):
            total = total * square + _SERIES[k, m]
        return offset + x * total if odd else total
    value = 0.0
    if y < 700.0:
        w = 1.0 / exponential_less_one(y)
        outer, inner = 0.0, 0.0
        for n in range(MAX_ORDER + 1, -1, -1):
            outer = outer * w + _OCCUPATIONS[k, n]
            inner = inner * w + _OCCUPATIONS[k - 1, n]
        value = y * outer - k * inner
    return 2.0 * offset - value if odd and x > 0.0 else value
