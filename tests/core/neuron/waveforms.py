"""Steps of a run with a known voltage, as the integrator would log them."""

from collections.abc import Callable
from math import comb

import numpy as np

from core.result import Floats

Jet = Callable[[Floats], tuple[Floats, Floats, Floats]]
"""V [mV], dV/dt and d²V/dt² at times [ms]."""


def logged(waveform: Jet, knots: Floats) -> Floats:
    """The quintic Hermite polynomials of a smooth voltage between knots, shape (9, k − 1)."""
    start, end = knots[:-1], knots[1:]
    h = end - start
    (v0, d0, c0), (v1, d1, c1) = waveform(start), waveform(end)
    d0, d1, c0, c1 = h * d0, h * d1, 0.5 * h * h * c0, 0.5 * h * h * c1
    rise, turn, bend = v1 - v0 - d0 - c0, d1 - d0 - 2.0 * c0, c1 - c0
    cubic, quartic, quintic = (
        10.0 * rise - 4.0 * turn + bend,
        -15.0 * rise + 7.0 * turn - 2.0 * bend,
        6.0 * rise - 3.0 * turn + bend,
    )
    return np.array([end, v1, start, v0, d0, c0, cubic, quartic, quintic])


def lines(points: list[tuple[float, float]]) -> Floats:
    """Straight lines between points of time [ms] and voltage [mV], a step each."""
    (start, v0), (end, v1) = np.array(points[:-1]).T, np.array(points[1:]).T
    nothing = np.zeros_like(start)
    return np.array([end, v1, start, v0, v1 - v0, nothing, nothing, nothing, nothing])


def bumps(base: float, *bells: tuple[float, float, float]) -> Jet:
    """A base [mV] and bells, each of a height [mV], a time [ms] and a width [ms]: A exp(−(t − t₀)²/2s²)."""

    def jet(times: Floats) -> tuple[Floats, Floats, Floats]:
        v, rate, bend = np.full(times.shape, base), np.zeros(times.shape), np.zeros(times.shape)
        for height, center, width in bells:
            u = (times - center) / width
            bell = height * np.exp(-0.5 * u * u)
            v, rate, bend = v + bell, rate - bell * u / width, bend + bell * (u * u - 1.0) / width**2
        return v, rate, bend

    return jet


def parted(steps: Floats, parts: int) -> Floats:
    """The same voltage in more steps: every polynomial cut into equal parts, exactly."""
    pieces = []
    for part in range(parts):
        a, b = part / parts, 1.0 / parts
        # Σ c_k (a + b y)^k = Σ_j y^j b^j Σ_k c_k C(k, j) a^(k − j)
        matrix = np.array(
            [[comb(k, j) * a ** (k - j) * b**j if k >= j else 0.0 for k in range(6)] for j in range(6)]
        )
        coefficients = matrix @ steps[3:]
        length = steps[0] - steps[2]
        start, end = steps[2] + a * length, steps[2] + (a + b) * length
        if part == parts - 1:
            end = steps[0]
        pieces.append(np.vstack([end, coefficients.sum(axis=0), start, coefficients]))
    whole = np.stack(pieces, axis=2).reshape(9, -1)
    whole[2, 1:] = whole[0, :-1]
    return np.ascontiguousarray(whole)
