"""Piecewise polynomials: exact on polynomials of their degree, quadrature of twice that."""

import numpy as np
import pytest

from core.numerics.collocation.basis import basis


@pytest.mark.parametrize("degree", [2, 3, 5, 7])
def test_polynomials_of_the_degree_are_exact(degree: int) -> None:
    made = basis(degree)
    coefficients = np.random.default_rng(1).normal(size=degree + 1)
    polynomial = np.polynomial.Polynomial(coefficients)
    nodes = polynomial(np.arange(degree + 1) / degree)
    # Rounding of sums of Lagrange polynomials, whose sum of magnitudes stays below 100.
    bound = 1e-12 * np.abs(coefficients).sum()
    assert np.abs(made.values @ nodes - polynomial(made.points)).max() < bound
    assert np.abs(made.slopes @ nodes - polynomial.deriv()(made.points)).max() < 100 * bound
    assert abs(made.top @ nodes - polynomial.deriv(degree)(0.0)) < 1e6 * bound
    x = np.array([0.1, 0.77])
    assert np.abs(made.at(x, 2) @ nodes - polynomial.deriv(2)(x)).max() < 1e4 * bound


@pytest.mark.parametrize("degree", [2, 5])
def test_gauss_points_integrate_twice_the_degree(degree: int) -> None:
    made = basis(degree)
    power = 2 * degree - 1
    assert made.weights @ made.points**power == pytest.approx(1.0 / (power + 1), rel=1e-14)
