"""Responses of cables without a far end, and with no soma at the near one, by error functions.

An image at a distance d answers to a unit step, in units of R_∞, and to a unit ramp with

    S = ¼ (E₋ − E₊),   ∫S = u S − ⅛ (E₋ − E₊) − ⅛ d (E₋ + E₊) + ½ √(u/π) e^{−u − d²/4u},
    E₋ = e^{−d} erfc(d/2√u − √u),   E₊ = e^{d} erfc(d/2√u + √u),

and an end held at a voltage from u = 0 on is felt as ½(E₋ + E₊) (Hodgkin and Rushton 1946,
doi:10.1098/rspb.1946.0024; Carslaw and Jaeger 1959, 12.4).
"""

import math

import numpy as np
from scipy.special import erfc, erfcx

from core.cable.transient.drive import Pairs
from core.cable.transient.line import Line
from core.interruption import checkpoint
from core.result import Floats

AT_ONCE = 2**16
HUGE = 1e150
"""Its square is still a number."""


def has_closed_form(line: Line) -> bool:
    """Whether at most one end is near, and that no soma."""
    loads = [load for load in (line.left, line.right) if load is not None]
    return len(loads) < 2 and all(load.held or load.sealed for load in loads)


def lines(line: Line, source: float, pairs: Pairs, x: Floats, count: int) -> Floats:
    """Sum of the responses at x to jumps and kinks at each of `count` times, shape (positions, count).

    Parameters
    ----------
    source
        Where the current is injected.
    """
    total = np.zeros((x.size, count))
    load = line.left
    for begin in range(0, pairs.rows.size, AT_ONCE):
        checkpoint()
        part = slice(begin, begin + AT_ONCE)
        rows, elapsed, what = pairs.rows[part], pairs.elapsed[part], pairs.what[part]
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        for row, position in enumerate(x.tolist()):
            each = _image(abs(position - source), elapsed, what)
            if load is not None:
                mirrored = _image(position + source - 2.0 * line.begin, elapsed, what)
                each += -mirrored if load.held else mirrored
            total[row, rows[starts]] += np.add.reduceat(each, starts)
    return total


def held_steps(line: Line, pairs: Pairs, x: Floats, count: int) -> Floats:
    """The same for an end whose voltage jumps, shape (positions, count)."""
    total = np.zeros((x.size, count))
    starts = np.flatnonzero(np.diff(pairs.rows, prepend=-1))
    for row, position in enumerate(x.tolist()):
        minus, plus, _ = _waves(position - line.begin, pairs.elapsed)
        total[row, pairs.rows[starts]] += np.add.reduceat(0.5 * pairs.what[:, 0] * (minus + plus), starts)
    return total


def _image(distance: float, elapsed: Floats, what: Floats) -> Floats:
    """Response of an image to jumps and kinks, shape (pairs,)."""
    minus, plus, front = _waves(distance, elapsed)
    step = 0.25 * (minus - plus)
    response = what[:, 0] * step
    if what[:, 1].any():
        ramp = (elapsed - 0.5) * step - 0.125 * distance * (minus + plus)
        ramp += 0.5 * np.sqrt(elapsed / math.pi) * front
        response += what[:, 1] * ramp
    return response


def _waves(distance: float, elapsed: Floats) -> tuple[Floats, Floats, Floats]:
    """E₋, E₊ and e^{−u − d²/4u}; at u = 0, their limits."""
    root = np.sqrt(np.maximum(elapsed, np.finfo(np.float64).tiny))
    ratio = np.minimum(0.5 * distance / root, HUGE)
    front = np.exp(-(ratio**2) - elapsed)
    late = ratio < root
    minus = np.empty(elapsed.size)
    minus[late] = math.exp(-distance) * erfc((ratio - root)[late])
    minus[~late] = front[~late] * erfcx((ratio - root)[~late])
    return minus, front * erfcx(ratio + root), front


def steepest_rise(line: Line, x: Floats, source: float, shortest: float, *, holds: bool) -> Floats:
    """Bound on the rise of the response to a unit step after a time or later, shape (positions,).

    e^{−d²/4u}/√(πu) for a current, its image included, and d/2u times as much for a held end: the larger, the
    shorter u is, down to d²/2 and d²/6.
    """
    if not 0.0 < shortest < math.inf:
        return np.zeros(x.size)
    square = (x - (line.begin if holds else source)) ** 2
    elapsed = np.maximum(shortest, square / (6.0 if holds else 2.0))
    steepness: Floats = np.exp(-0.25 * square / elapsed) / np.sqrt(math.pi * elapsed)
    return steepness * 0.5 * np.sqrt(square) / elapsed if holds else steepness
