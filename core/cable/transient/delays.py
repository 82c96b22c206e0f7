"""How a signal comes from one point of a cable to another: attenuation, delay, velocity.

The centroid of the voltage at X lags that of any transient current into Y by −d ln K/dp at p = 0, whatever
the current's course (Agmon-Snir and Segev 1993, doi:10.1152/jn.1993.70.5.2066); K is analytic, so that the
imaginary part of K(ih)/h is its derivative to the last digit. The response to a step at Y comes to half of
its final value at X at a time T½(X); where it does so moves at −(∂n/∂T)/(∂n/∂X), n the response over its
final value.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from core.cable.transient.line import Line
from core.numerics.inverse_laplace import SPAN, windows
from core.result import Floats

STEP = 1e-30
FARTHEST = 30.0
"""Length constants up to which the contours resolve a voltage that is attenuated by e^{−d}."""
FIRST, MORE = 5, 12
"""Windows, of times four times as long as the next, in which half of the final value is looked for."""


@dataclass(frozen=True, slots=True)
class Delay:
    """From a source to a target, in time constants and length constants.

    Attributes
    ----------
    centroid
        Centroid of the voltage at the target after that of the current at the source.
    half
        When a step has brought the voltage to half of its final value; None where it is not resolved.
    velocity
        Of the half-maximum at the target, away from the source; None where it does not move on: at the
        source, and at a sealed end, where all of the neighbourhood rises together.
    """

    centroid: float
    half: float | None
    velocity: float | None


def delay(line: Line, source: float, target: float) -> Delay | None:
    """Delay between two positions; None where the target is held."""
    x = np.array([target])
    share = complex(line.share(np.array([1j * STEP]), x, source)[0, 0])
    if share.real == 0.0:
        return None
    distance = abs(target - source)
    centroid = 0.5 * distance - share.imag / (STEP * share.real)
    if distance > FARTHEST:
        return Delay(centroid, None, None)
    half, velocity = _half(line, source, x, steady_transfer(line, source, target), centroid)
    return Delay(centroid, half, velocity)


def steady_transfer(line: Line, source: float, target: float) -> float:
    """K(X, Y; 0): steady voltage at the target per R_∞ times a current into the source."""
    return float(line.transfer(np.zeros(1, dtype=np.complex128), np.array([target]), source)[0, 0].real)


def log_attenuation(line: Line, source: float, target: float) -> float:
    """Ln K(Y, Y)/K(X, Y) in the steady state; infinite where the target is held."""
    zero = np.zeros(1, dtype=np.complex128)
    own, other = (float(line.share(zero, np.array([x]), source)[0, 0].real) for x in (source, target))
    if other == 0.0 or own == 0.0:
        return math.inf
    return abs(target - source) + math.log(own / other)


def _half(line: Line, source: float, x: Floats, final: float, centroid: float) -> tuple[float, float | None]:
    """When half of the final value is reached, and how fast the half-maximum moves on."""
    # The response over its final value is a distribution function of mean `centroid`: half of it lies below
    # 2.
    longest, count = 2.0 * centroid, FIRST
    while True:
        nodes, weights = windows(longest, np.arange(count))
        values = (weights / nodes) * line.transfer(nodes.ravel(), x, source).reshape(nodes.shape)
        begins = longest / SPAN ** np.arange(1.0, count + 1.0)
        reached = (np.exp(begins[:, np.newaxis] * nodes) * values).imag.sum(axis=1) / final
        if reached[-1] < 0.5:
            break
        longest, count = float(begins[-1]), MORE
    window = int(np.argmax(reached < 0.5))
    z, own = nodes[window], values[window] / final

    def short(time: float) -> float:
        return float((np.exp(z * time) @ own).imag) - 0.5

    low = float(begins[window])
    half = float(brentq(short, low, SPAN * low, xtol=1e-300, rtol=1e-14))
    front = np.exp(z * half)
    rise = float((front * z @ own).imag)
    if x[0] == source:
        return half, None
    slope = (weights[window] / z) * line.slope(z, x, source)[:, 0] / final
    ends = float(line.slope(np.zeros(1, dtype=np.complex128), x, source)[0, 0].real) / final
    # n_X = (S_X − n S∞_X)/S∞ at n = ½, away from the source.
    bend = (1.0 if x[0] > source else -1.0) * (float((front @ slope).imag) - 0.5 * ends)
    return half, -rise / bend if abs(bend) > 1e-9 * rise else None
