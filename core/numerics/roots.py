"""Roots of scalar functions in brackets."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.errors import ConvergenceError
from core.result import Floats

Indices = NDArray[np.intp]

MAX_ITERATIONS = 200
EPSILON = float(np.finfo(np.float64).eps)


def newton_root(function: Callable[[float], tuple[float, float]], low: float, high: float) -> float:
    """The root in a bracket, by Newton's method kept inside of it by bisection, to the last digits.

    Parameters
    ----------
    function
        Maps x to the value and the derivative there.
    low, high
        Ends of the bracket, at which the values have opposite signs (a zero counts as either).

    Raises
    ------
    ConvergenceError
        The values have one sign, or no convergence (a function that is not finite).
    """
    (f_low, _), (f_high, _) = function(low), function(high)
    if f_low == 0.0 or f_high == 0.0:
        return low if f_low == 0.0 else high
    if (f_low < 0.0) == (f_high < 0.0):
        raise ConvergenceError(f"no change of sign between {low} and {high}")
    if f_low > 0.0:
        low, high = high, low
        f_low, f_high = f_high, f_low
    x = low - f_low * (high - low) / (f_high - f_low)
    last = before_last = abs(high - low)
    # A root at 0 has no last digit.
    floor = EPSILON**2 * max(abs(low), abs(high))
    for _ in range(MAX_ITERATIONS):
        value, slope = function(x)
        if value == 0.0:
            return x
        low, high = (x, high) if value < 0.0 else (low, x)
        step = -value / slope if slope else np.inf
        # Bisection where Newton's step leaves the bracket or is not yet twice as short as the one before
        # the last.
        if not min(low, high) < x + step < max(low, high) or abs(step) > 0.5 * before_last:
            step = 0.5 * (low + high) - x
        before_last, last = last, abs(step)
        if last <= EPSILON * abs(x) + floor or x + step == x:
            return x + step
        x += step
    raise ConvergenceError(f"no root found between {low} and {high}")


def newton_roots(
    function: Callable[[Floats, Indices], tuple[Floats, Floats]],
    low: Floats,
    high: Floats,
    tolerance: float = EPSILON,
) -> Floats:
    """The roots of k functions in a bracket each, as `newton_root` finds one, all at once.

    Parameters
    ----------
    function
        Maps x, shape (m,), and the numbers of m of the functions to their values and derivatives there.
    low, high
        Ends of the brackets, shape (k,), at which the values have opposite signs.
    tolerance
        Last step relative to the root and its bracket.

    Raises
    ------
    ConvergenceError
        No convergence.
    """
    every = np.arange(low.size)
    root = low.copy()
    rising = function(high, every)[0] > 0.0 if low.size else np.zeros(0, dtype=np.bool)
    below, above = np.where(rising, low, high), np.where(rising, high, low)
    x, last, before_last = 0.5 * (low + high), np.abs(high - low), np.abs(high - low)
    active, floor = every, tolerance * np.abs(high - low)
    for _ in range(MAX_ITERATIONS):
        if not active.size:
            return root
        value, slope = function(x, active)
        below, above = np.where(value < 0.0, x, below), np.where(value < 0.0, above, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = -value / slope
        inside = (np.minimum(below, above) < x + step) & (x + step < np.maximum(below, above))
        # Bisection where Newton's step leaves the bracket or is not yet twice as short as the one before the
        # last.
        enough = tolerance * np.abs(x) + floor[active]
        newton = (inside & (np.abs(step) <= 0.5 * before_last)) | (np.abs(step) <= enough)
        step = np.where(newton, step, 0.5 * (below + above) - x)
        step[value == 0.0] = 0.0
        before_last, last = last, np.abs(step)
        x = x + step
        root[active] = x
        going = last > enough
        active, x, below, above = active[going], x[going], below[going], above[going]
        last, before_last = last[going], before_last[going]
    raise ConvergenceError("roots in brackets were not found")


def sign_changes(values: Floats) -> Indices:
    """Indices i of an array of shape (k,) whose values i and i + 1 have strictly opposite signs."""
    signs = np.sign(values)
    return np.flatnonzero(signs[:-1] * signs[1:] < 0)


class FalsePosition:
    """A bracket of a root between 0 and 1 that closes in by the Illinois variant of the false position.

    M. Dowell and P. Jarratt (1971) A modified regula falsi method for computing the root of an equation. BIT
    11:168-174, doi:10.1007/BF01934364. For functions whose every value takes long: the caller makes them.

    Parameters
    ----------
    left, right
        The function at 0 and at 1, of opposite signs.
    """

    MARGIN = 1e-3
    """Share of the bracket that a trial keeps from its ends."""

    def __init__(self, left: float, right: float) -> None:
        self.low, self.high = 0.0, 1.0
        self._left, self._right, self._side = left, right, 0

    @property
    def width(self) -> float:
        """Of the bracket."""
        return self.high - self.low

    @property
    def slope(self) -> float:
        """Magnitude of the function's slope across the bracket."""
        return abs(self._left - self._right) / self.width

    def trial(self) -> float:
        """Where to look next."""
        share = self._left / (self._left - self._right)
        return self.low + self.width * min(max(share, self.MARGIN), 1.0 - self.MARGIN)

    def narrow(self, place: float, value: float) -> None:
        """Close the bracket in on a place and the function's value there."""
        if (value > 0.0) == (self._left > 0.0):
            self.low, self._left = place, value
            # An end that stays twice is made to count less.
            self._right *= 0.5 if self._side < 0 else 1.0
            self._side = -1
        else:
            self.high, self._right = place, value
            self._left *= 0.5 if self._side > 0 else 1.0
            self._side = 1
