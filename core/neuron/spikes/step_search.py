"""Extremes, crossings and means of a run's voltage, on the polynomials of its steps (compiled).

`steps` has shape (9, n), a column a step: time [ms] and voltage [mV] at its end, time at its start, and six
coefficients of V as a polynomial of the fraction of the step. Within a step V and dV/dt turn once at most, as
far as is looked; at a jump of the current dV/dt jumps from one step to the next.

`work`, shape (2, 6), is room for the polynomials of V [mV] and of dV/dt [mV/ms] of one step: kernels allocate
nothing.
"""

import numpy as np

from core.numerics.compilation import kernel
from core.numerics.quintic import quintic_root, quintic_slope, quintic_value
from core.result import Floats

Place = tuple[int, float]
"""A step, −1 for none, and the fraction of it."""


@kernel
def time_at(steps: Floats, place: Place) -> float:
    """Time of a place [ms]."""
    k, x = place
    time: float = steps[2, k] + x * (steps[0, k] - steps[2, k])
    return time


@kernel
def place_at(steps: Floats, first: int, time: float) -> Place:
    """The place of a time within the run [ms], from a step on that begins before it."""
    k = first
    while k + 1 < steps.shape[1] and steps[0, k] < time:
        k += 1
    x = (time - steps[2, k]) / (steps[0, k] - steps[2, k])
    return k, min(max(x, 0.0), 1.0)


@kernel
def load(steps: Floats, k: int, work: Floats, row: int) -> None:
    """The polynomial of V (row 0) or of dV/dt (row 1) over a step."""
    if row == 0:
        for i in range(6):
            work[0, i] = steps[3 + i, k]
    else:
        inverse = 1.0 / (steps[0, k] - steps[2, k])
        for i in range(1, 6):
            work[1, i - 1] = i * inverse * steps[3 + i, k]
        work[1, 5] = 0.0


@kernel
def voltage_at(steps: Floats, work: Floats, place: Place) -> float:
    """Voltage of a place [mV]."""
    load(steps, place[0], work, 0)
    voltage: float = quintic_value(work[0], place[1])
    return voltage


@kernel
def _turn(c: Floats, x: float, to: float) -> float:
    """Where a polynomial turns between two places; without a turn, the second."""
    if (quintic_slope(c, x) < 0.0) == (quintic_slope(c, to) < 0.0):
        return to
    place: float = quintic_root(c, 0.0, x, to, True)
    return place


@kernel
def first_minimum(steps: Floats, work: Floats, begin: Place, end: Place, rise: float) -> Place:
    """The first minimum of V between two places from which it rises by so much [mV]; a step −1 if none."""
    load(steps, begin[0], work, 0)
    place, best = begin, quintic_value(work[0], begin[1])
    for k in range(begin[0], end[0] + 1):
        x = begin[1] if k == begin[0] else 0.0
        to = end[1] if k == end[0] else 1.0
        load(steps, k, work, 0)
        for point in (_turn(work[0], x, to), to):
            v = quintic_value(work[0], point)
            if v < best:
                place, best = (k, point), v
            elif v >= best + rise:
                return place
            if point == to:
                break
    return -1, 0.0


@kernel
def steepest(steps: Floats, work: Floats, begin: Place, end: Place, sign: float) -> tuple[Place, float]:
    """Where V rises (sign 1) or falls (sign −1) fastest between two places, and dV/dt there [mV/ms]."""
    place, best = begin, -np.inf
    for k in range(begin[0], end[0] + 1):
        x = begin[1] if k == begin[0] else 0.0
        to = end[1] if k == end[0] else 1.0
        load(steps, k, work, 1)
        # At a jump of the current, dV/dt starts a step with another value than it had.
        for point in (x, _turn(work[1], x, to), to):
            rate = sign * quintic_value(work[1], point)
            if rate > best:
                place, best = (k, point), rate
            if point == to:
                break
    return place, sign * best


@kernel
def crossing(steps: Floats, work: Floats, row: int, level: float, start: Place, stop: Place) -> Place:
    """The first place on the way from one place to another, either way in time, where V or dV/dt is across.

    Parameters
    ----------
    row
        0: V [mV]; 1: dV/dt [mV/ms].
    level
        What it crosses, or jumps across; a step −1 is returned where it does not.
    """
    k, x = start
    ahead = stop[0] > k or (stop[0] == k and stop[1] >= x)
    load(steps, k, work, row)
    c = work[row]
    below = quintic_value(c, x) < level
    while True:
        if (quintic_value(c, x) < level) != below:
            return k, x
        last = k == stop[0]
        to = stop[1] if last else (1.0 if ahead else 0.0)
        for right in (_turn(c, x, to), to):
            if (quintic_value(c, right) < level) != below:
                return k, quintic_root(c, level, x, right, False)
            if right == to:
                break
            x = right
        if last:
            return -1, 0.0
        k, x = (k + 1, 0.0) if ahead else (k - 1, 1.0)
        load(steps, k, work, row)


@kernel
def onset_of_rise(
    steps: Floats, work: Floats, begin: Place, end: Place, criterion: float, window: float, threshold: float
) -> Place:
    """Where dV/dt last rises to a criterion and stays there for a while; a step −1 if nowhere.

    Parameters
    ----------
    begin, end
        Where to look. Where dV/dt is above the criterion at the first, it rises there.
    criterion
        dV/dt [mV/ms].
    window
        How long it must not fall below that [ms].
    threshold
        Where V falls again below this [mV], what was before does not count.
    """
    above, left = False, 0.0
    for k in range(end[0], begin[0] - 1, -1):
        x = end[1] if k == end[0] else 1.0
        to = begin[1] if k == begin[0] else 0.0
        load(steps, k, work, 0)
        load(steps, k, work, 1)
        # At the end of a step it may be on the other side by a jump.
        for point in (x, _turn(work[1], x, to), to):
            rate = quintic_value(work[1], point)
            if (rate >= criterion) != above:
                at = x if point == x else quintic_root(work[1], criterion, x, point, False)
                time = time_at(steps, (k, at))
                if above and left - time >= window:
                    return k, at
                above, left = not above, time
            if rate < 0.0 and quintic_value(work[0], point) < threshold:
                return -1, 0.0
            x = point
    return begin if above and left - time_at(steps, begin) >= window else (-1, 0.0)


@kernel
def mean_voltage(steps: Floats, work: Floats, begin: float, end: float) -> float:
    """Mean of V between two times [ms], exactly; NaN where the run does not hold them."""
    if not steps[2, 0] <= begin < end <= steps[0, steps.shape[1] - 1]:
        return float("nan")
    first, last = place_at(steps, 0, begin), place_at(steps, 0, end)
    area = 0.0
    for k in range(first[0], last[0] + 1):
        x = first[1] if k == first[0] else 0.0
        to = last[1] if k == last[0] else 1.0
        load(steps, k, work, 0)
        for i in range(6):
            work[1, i] = work[0, i] / (i + 1)
        step = steps[0, k] - steps[2, k]
        area += step * (to * quintic_value(work[1], to) - x * quintic_value(work[1], x))
    return area / (end - begin)


@kernel
def longest_above(steps: Floats, work: Floats, level: float) -> float:
    """How long at a stretch V is not below a level, at most [ms]; less than a step below it is no end."""
    longest, opened = 0.0, steps[2, 0]
    above = steps[3, 0] >= level
    for k in range(steps.shape[1]):
        if (steps[1, k] >= level) != above:
            load(steps, k, work, 0)
            time = time_at(steps, (k, quintic_root(work[0], level, 0.0, 1.0, False)))
            if above:
                longest = max(longest, time - opened)
            opened, above = time, not above
    if above:
        longest = max(longest, steps[0, steps.shape[1] - 1] - opened)
    return longest
