import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numerics.bernoulli import bernoulli, bernoulli_slope, log_bernoulli

arguments = st.floats(-600.0, 600.0)


@given(arguments)
def test_reflection(x: float) -> None:
    # B(−x) = B(x) + x; the sum of two rounded numbers, so absolute in the larger.
    assert float(bernoulli(-x)) == pytest.approx(float(bernoulli(x)) + x, rel=1e-14, abs=1e-14 * (1 + abs(x)))


@given(arguments)
def test_logarithm_agrees(x: float) -> None:
    assert math.exp(float(log_bernoulli(x))) == pytest.approx(float(bernoulli(x)), rel=1e-12)


def test_limits() -> None:
    assert float(bernoulli(0.0)) == 1.0
    assert float(bernoulli_slope(0.0)) == -0.5
    assert float(bernoulli(1e300)) == 0.0
    assert float(bernoulli(-1e300)) == pytest.approx(1e300, rel=1e-15)
    assert float(log_bernoulli(1e4)) == pytest.approx(math.log(1e4) - 1e4, rel=1e-15)


@given(st.floats(-30.0, 30.0))
def test_slope_is_the_derivative(x: float) -> None:
    # A complex step has no cancellation; B is analytic there. Near 0 the quotient itself loses digits.
    z = (x if abs(x) > 0.01 else 0.01) + 1e-20j
    derivative = (z / np.expm1(z)).imag / 1e-20
    assert float(bernoulli_slope(z.real)) == pytest.approx(derivative, rel=1e-11, abs=1e-300)


def test_slope_is_continuous_where_the_series_begins() -> None:
    inside, outside = bernoulli_slope(np.array([0.2 - 1e-15, 0.2 + 1e-15]))
    assert inside == pytest.approx(outside, rel=1e-14)
