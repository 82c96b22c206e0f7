from fractions import Fraction

import numpy as np
import pytest

from core.numerics import two_derivative as t
from core.numerics.quintic import quintic_root, quintic_slope, quintic_value
from core.result import Floats

C = np.array([0.0, t.C2, t.C3, t.C4])
B = np.array([t.B1, t.B2, t.B3, t.B4])
A = np.array([[0, 0, 0, 0], [t.A21, 0, 0, 0], [t.A31, t.A32, 0, 0], [t.A41, 0, t.A43, 0]])
Q = np.array([t.Q1, t.Q2, t.Q3, t.Q4, t.Q5])
NODES = np.append(C, 1.0)


def test_rows_are_consistent() -> None:
    assert A.sum(axis=1) == pytest.approx(C**2 / 2, abs=1e-16)


@pytest.mark.parametrize(
    ("sum_of_products", "expected"),
    [
        *((B @ C**k, Fraction(1, (k + 1) * (k + 2))) for k in range(5)),
        (B @ A @ C, Fraction(1, 120)),
        (B @ (C * (A @ C)), Fraction(1, 180)),
        (B @ A @ C**2, Fraction(1, 360)),
    ],
)
def test_order_conditions_up_to_6(sum_of_products: float, expected: Fraction) -> None:
    assert sum_of_products == pytest.approx(float(expected), abs=1e-16)


@pytest.mark.parametrize("k", range(4))
def test_error_quadrature_is_exact_up_to_cubics(k: int) -> None:
    assert Q @ NODES**k == pytest.approx(1 / (k + 1), abs=1e-16)


def test_error_quadrature_sees_the_fifth_order() -> None:
    # Its defect for x⁴ is what the error estimate measures; it must not vanish.
    assert pytest.approx(11 / 4320) == Q @ NODES**4 - 0.2
    points = np.append(A @ C, B @ C)
    assert Q @ points == pytest.approx(1 / 24, abs=1e-16)


def test_roots_of_a_quintic_and_of_its_slope() -> None:
    # (x − 1/3)(x² + 1)(x² + 2), increasing where it has its root
    c: Floats = np.convolve([-1 / 3, 1.0], np.convolve([1.0, 0.0, 1.0], [2.0, 0.0, 1.0]))
    assert quintic_root(c, 0.0, 0.0, 1.0, False) == pytest.approx(1 / 3, abs=2e-16)
    assert quintic_value(c, quintic_root(c, 2.0, 0.0, 1.0, False)) == pytest.approx(2.0, abs=1e-14)
    hump = np.array([0.0, 1.0, -1.0, 0.0, 0.0, 0.0])
    assert quintic_root(hump, 0.0, 0.0, 1.0, True) == pytest.approx(0.5, abs=1e-16)
    assert quintic_value(hump, 0.5) == pytest.approx(0.25)
    assert quintic_slope(hump, 0.25) == pytest.approx(0.5)
