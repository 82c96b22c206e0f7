import math

import numpy as np
import pytest

from core.errors import ConvergenceError
from core.numerics.roots import Indices, newton_root, newton_roots, sign_changes
from core.result import Floats


@pytest.mark.parametrize(
    ("root", "low", "high"), [(2.0945514815423265, 2.0, 3.0), (2.0945514815423265, 50.0, -10.0)]
)
def test_wallis_cubic_is_solved_to_the_last_digit(root: float, low: float, high: float) -> None:
    found = newton_root(lambda x: (x**3 - 2.0 * x - 5.0, 3.0 * x**2 - 2.0), low, high)
    assert found == pytest.approx(root, rel=2e-16)


def test_a_step_that_misleads_newton_is_bisected() -> None:
    # tanh is flat but for 10⁻³ around its root: Newton's steps leave the bracket.
    found = newton_root(
        lambda x: (math.tanh(1e3 * (x - 0.3)), 1e3 / math.cosh(min(abs(1e3 * (x - 0.3)), 300.0)) ** 2),
        -5.0,
        9.0,
    )
    assert found == pytest.approx(0.3, rel=1e-15)


def test_a_root_at_zero_is_found() -> None:
    assert abs(newton_root(lambda x: (x**3, 3.0 * x * x), -7.0, 10.0)) < 1e-15
    assert newton_root(lambda x: (x, 1.0), -7.0, 10.0) == pytest.approx(0.0, abs=1e-30)


def test_an_end_that_is_a_root_is_returned() -> None:
    assert newton_root(lambda x: (x - 1.0, 1.0), 1.0, 2.0) == 1.0


def test_no_change_of_sign_is_an_error() -> None:
    with pytest.raises(ConvergenceError):
        newton_root(lambda x: (x * x + 1.0, 2.0 * x), -1.0, 1.0)


def test_sign_changes_are_strict() -> None:
    assert sign_changes(np.array([1.0, -1.0, 0.0, 2.0, 3.0, -4.0])).tolist() == [0, 4]


def test_many_roots_are_each_found_in_their_bracket() -> None:
    # Of tanh((x − c)/w) with w down to 10⁻³: bisected where Newton's steps leave the bracket.
    centre, width = np.array([0.0, 0.3, -2.0, 5.0]), np.array([1.0, 1e-3, 0.1, 10.0])
    calls: list[int] = []

    def function(x: Floats, which: Indices) -> tuple[Floats, Floats]:
        calls.append(which.size)
        u = (x - centre[which]) / width[which]
        return np.tanh(u), 1.0 / (np.cosh(np.minimum(np.abs(u), 300.0)) ** 2 * width[which])

    found = newton_roots(function, centre - 0.7, centre + 1.1, tolerance=1e-12)
    assert found == pytest.approx(centre, rel=1e-12, abs=1e-12)
    assert len(calls) < 30
    assert newton_roots(function, np.zeros(0), np.zeros(0)).size == 0
