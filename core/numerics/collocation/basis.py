"""Piecewise polynomials of one degree and the Gauss points at which they satisfy the equations."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import factorial

import numpy as np
from numpy.polynomial.legendre import leggauss

from core.result import Floats


@dataclass(frozen=True, eq=False)
class Basis:
    """Lagrange polynomials of degree m on the nodes k/m of [0, 1], and the m Gauss points.

    Attributes
    ----------
    degree
        m.
    points, weights
        Gauss points and weights on [0, 1], shape (m,).
    values, slopes
        The polynomials and their derivatives at the Gauss points, shape (m, m + 1).
    top
        m-th derivative of each polynomial, shape (m + 1,).
    coefficients
        Coefficients of each polynomial in powers of its argument, lowest first, shape (m + 1, m + 1).
    """

    degree: int
    points: Floats
    weights: Floats
    values: Floats
    slopes: Floats
    top: Floats
    coefficients: Floats

    def at(self, x: Floats, order: int = 0) -> Floats:
        """A derivative of the polynomials at points of [0, 1], shape (k,): shape (k, m + 1)."""
        powers = self.coefficients
        for _ in range(order):
            powers = powers[:, 1:] * np.arange(1, powers.shape[1])
        return np.asarray(np.vander(x, powers.shape[1], increasing=True) @ powers.T)


@lru_cache(maxsize=8)
def basis(degree: int) -> Basis:
    """The basis of a degree, each of its numbers exact to rounding."""
    exact = [_lagrange(degree, k) for k in range(degree + 1)]
    powers = np.array([[float(c) for c in polynomial] for polynomial in exact])
    points, weights = leggauss(degree)
    points = 0.5 * (points + 1.0)
    values = np.array([[_at(polynomial, x) for polynomial in exact] for x in points.tolist()])
    slopes = np.array([[_at(_derived(polynomial), x) for polynomial in exact] for x in points.tolist()])
    top = np.array([float(polynomial[-1]) for polynomial in exact]) * factorial(degree)
    return Basis(degree, points, 0.5 * weights, values, slopes, top, powers)


def _lagrange(degree: int, k: int) -> list[Fraction]:
    """Coefficients, lowest first, of the polynomial that is 1 at the node k/m and 0 at the others."""
    made = [Fraction(1)]
    for other in range(degree + 1):
        if other == k:
            continue
        # Times (m x − j)/(k − j).
        shifted = [Fraction(0), *(degree * c for c in made)]
        made = [a - other * b for a, b in zip(shifted, [*made, Fraction(0)], strict=True)]
        made = [c / (k - other) for c in made]
    return made


def _derived(polynomial: list[Fraction]) -> list[Fraction]:
    return [power * c for power, c in enumerate(polynomial)][1:]


def _at(polynomial: list[Fraction], x: float) -> float:
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * Fraction(x) + coefficient
    return float(total)
