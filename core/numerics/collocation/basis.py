"""Piecewise polynomials of one degree and the Gauss points at which they satisfy the equations."""

from dataclasses import dataclass
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
    """The basis of a degree."""
    nodes = np.arange(degree + 1) / degree
    powers = np.linalg.inv(np.vander(nodes, increasing=True)).T
    points, weights = leggauss(degree)
    made = Basis(
        degree,
        0.5 * (points + 1.0),
        0.5 * weights,
        np.zeros(0),
        np.zeros(0),
        np.asarray(powers[:, -1] * factorial(degree), dtype=np.float64),
        np.asarray(powers, dtype=np.float64),
    )
    object.__setattr__(made, "values", made.at(made.points))
    object.__setattr__(made, "slopes", made.at(made.points, 1))
    return made
