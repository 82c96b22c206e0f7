"""Green's functions: the voltage at one point after a charge has been put on another at time 0.

G is the inverse transform of K itself: along a cable without a far end, and with no soma, a sum of images
e^{−T − d²/4T}/√(4πT); of any other cable, Σ φ(X)φ(Y)e^{−μT}, and an inverse Laplace transform at times at
which that would need many modes.
"""

import math

import numpy as np

from core.cable.transient.closed_form import has_closed_form
from core.cable.transient.line import Line
from core.cable.transient.modes import modes
from core.cable.transient.plan import FADED, reach
from core.cable.transient.recent import Recent
from core.numerics.inverse_laplace import ERROR
from core.result import Floats

MODES = 40
"""Summed at least: they serve from (L/π)²E/40² on."""


def green(line: Line, source: float, target: float, times: Floats) -> tuple[Floats, float]:
    """G at increasing times from 0 on, and its error, both per R_∞ and charge in time constants.

    At time 0 it is 0, but NaN at the source itself, where it is infinite.

    Parameters
    ----------
    line
        The cable.
    source, target
        Positions [length constants].
    times
        In time constants, shape (m,).
    """
    values = np.zeros(times.size)
    later = int(np.searchsorted(times, 0.0, side="right"))
    values[:later] = np.nan if source == target else 0.0
    t = times[later:]
    if t.size == 0:
        return values, 0.0
    # Nothing is larger than what the source itself sees at the first of the times.
    error = ERROR / math.sqrt(math.pi * float(t[0]))
    if has_closed_form(line):
        values[later:] = _images(line, source, target, t)
    else:
        far = reach(float(t[-1]))
        if abs(target - source) < far:
            low, high = 0.5 * (min(source, target) + source - far), 0.5 * (max(source, target) + source + far)
            values[later:], omitted = _divided(line.between(low, high), source, target, t)
            error += omitted
    return values, error


def _images(line: Line, source: float, target: float, t: Floats) -> Floats:
    images = [(target - source, 1.0)]
    if line.left is not None:
        images.append((target + source - 2.0 * line.begin, -1.0 if line.left.held else 1.0))
    total = np.zeros(t.size)
    for distance, sign in images:
        total += sign * np.exp(-t - np.minimum(distance * distance / (4.0 * t), 1e4))
    return total / np.sqrt(4.0 * math.pi * t)


def _divided(line: Line, source: float, target: float, t: Floats) -> tuple[Floats, float]:
    """Values, and a bound on what the modes left out add."""
    x = np.array([target])
    window = min(FADED * (line.length / (math.pi * MODES)) ** 2, float(t[-1]))
    early = int(np.searchsorted(t, window, side="right"))
    values = np.empty(t.size)
    if early:
        recent = Recent(lambda p: line.transfer(p, x, source), 1, window, sinusoids=False)
        values[:early] = recent.impulses(t[:early])[:, 0]
    if early == t.size:
        return values, 0.0
    known = modes(line, MODES + 2)
    shapes = known.at(x)[0] * known.at(np.array([source]))[0]
    values[early:] = shapes @ np.exp(-np.multiply.outer(known.rates, t[early:]))
    kappa, first = known.next_wave_number(), float(t[early])
    tail = 4.0 / line.length * math.exp(-(1.0 + kappa * kappa) * first)
    return values, tail * (1.0 + line.length / (2.0 * math.pi * kappa * first))
