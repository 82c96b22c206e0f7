"""First-order relaxation τ dy/dt = f(t) − y under a piecewise-linear forcing: exact, compiled.

From a knot, with ξ the elapsed time in units of τ and f = w + s t:
y(t) = y₀ + (w − y₀)(1 − e^{−ξ}) + s τ (ξ − 1 + e^{−ξ}).
Both brackets keep full relative accuracy at ξ → 0, where the textbook form loses it.
"""

import math

import numpy as np
from numba import njit

from core.result import Floats

SERIES_BELOW = 0.5
NEAR = 1e-8
"""Relative change of an interval that is corrected to first order: the rest is below 1e-16."""


@njit(cache=True, nogil=True, error_model="numpy")
def lag(xi: float) -> float:
    """ξ − 1 + e^{−ξ} without cancellation, for ξ ≥ 0."""
    if xi > SERIES_BELOW:
        return xi + math.expm1(-xi)
    # ξ²/2 (1 − ξ/3 (1 − ξ/4 (1 − ...))): 0.5¹⁴·2/16! leaves less than 1e-17.
    total = 1.0
    for k in range(16, 2, -1):
        total = 1.0 - xi / k * total
    return 0.5 * xi * xi * total


# Contraction to fused multiply-adds shortens the chain of operations from one value to the next.
@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def relax_to_knots(knots: Floats, targets: Floats, slopes: Floats, tau: float, start: float) -> Floats:
    """Relaxation at every knot.

    Parameters
    ----------
    knots, targets, slopes
        Increasing times [ms], forcing f after each of them and its slope up to the next one, shape (n,).
    tau
        Time constant [ms].
    start
        Value at the first knot.

    Returns
    -------
    Values at the knots, shape (n,).
    """
    values = np.empty(knots.size)
    y = start
    # An interval with its 1 − e^{−ξ}, its τ(ξ − 1 + e^{−ξ}) and the derivative of the former. Equal intervals
    # differ by rounding, which the derivatives put right: sampled currents cost no exponential per sample.
    known, near, fall, steep, late = -1.0, -1.0, 0.0, 0.0, 0.0
    for k in range(knots.size - 1):
        values[k] = y
        h = knots[k + 1] - knots[k]
        change = h - known
        if abs(change) > near:
            known, near, change = h, NEAR * min(h, tau), 0.0
            fall, late = -math.expm1(-h / tau), tau * lag(h / tau)
            steep = (1.0 - fall) / tau
        rise = fall + steep * change
        y = (1.0 - rise) * y + (rise * targets[k] + slopes[k] * (late + fall * change))
    values[-1] = y
    return values


@njit(cache=True, nogil=True, error_model="numpy")
def piece_of(knots: Floats, time: float, k: int) -> int:
    """Index of the last knot at or before a time [ms], which lies at or after knot k."""
    step = 1
    while k + step < knots.size and knots[k + step] <= time:
        k += step
        step *= 2
    while step > 1:
        step //= 2
        if k + step < knots.size and knots[k + step] <= time:
            k += step
    return k


@njit(cache=True, nogil=True, error_model="numpy")
def relax_between(
    knots: Floats, targets: Floats, slopes: Floats, tau: float, values: Floats, times: Floats
) -> tuple[Floats, Floats]:
    """Relaxation y and forcing f at increasing times [ms], from the values at the knots, shape (n,).

    Parameters
    ----------
    values
        Relaxation at the knots, shape (n,).
    times
        Increasing times, none before the first knot, shape (m,).

    Returns
    -------
    y and f, shape (m,) each; at a jump of the forcing, f is its value after it.
    """
    y, f = np.empty(times.size), np.empty(times.size)
    k = 0
    for row in range(times.size):
        k = piece_of(knots, times[row], k)
        elapsed = times[row] - knots[k]
        y[row], f[row] = values[k], targets[k] + slopes[k] * elapsed
        if elapsed > 0.0:
            y[row] -= (targets[k] - values[k]) * math.expm1(-elapsed / tau)
            if slopes[k] != 0.0:
                y[row] += slopes[k] * tau * lag(elapsed / tau)
    return y, f


@njit(cache=True, nogil=True, error_model="numpy")
def turning_times(
    knots: Floats, targets: Floats, slopes: Floats, tau: float, values: Floats, longer_than: float
) -> Floats:
    """Times within the pieces longer than a bound [ms] at which the relaxation turns, shape (k,).

    y' = 0 at ξ = ln(1 + (y₀ − w)/(s τ)), where that is positive.
    """
    out = np.empty(knots.size)
    count = 0
    for k in range(knots.size):
        end = knots[k + 1] if k + 1 < knots.size else np.inf
        if end - knots[k] > longer_than and (values[k] - targets[k]) * slopes[k] > 0.0:
            turn = knots[k] + tau * math.log1p((values[k] - targets[k]) / (slopes[k] * tau))
            if turn < end:
                out[count] = turn
                count += 1
    return out[:count]
