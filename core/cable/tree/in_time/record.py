"""What stands out in recorded voltages: the highest, the lowest, the time of half of the larger one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.result import Floats

BISECTIONS = 40
AROUND = 3
"""Points on either side of a crossing between which it is interpolated."""


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Of each recorded place: voltages above rest [mV] and times [ms], shape (places,); NaN: no half time."""

    highest: Floats
    highest_time: Floats
    lowest: Floats
    lowest_time: Floats
    half_time: Floats


def findings(times: Floats, voltages: Floats, bends: Floats, errors: Floats) -> Findings:
    """What stands out.

    Parameters
    ----------
    times, voltages
        Increasing times [ms], shape (m,), and voltages above rest [mV], shape (places, m).
    bends
        Times at which the voltage may bend [ms].
    errors
        Of the voltages, shape (places,) [mV]: what is below stands out in nothing.
    """
    known = np.where(np.abs(voltages) > errors[:, np.newaxis], voltages, 0.0)
    bent = np.isin(times, bends)
    highest, highest_time = _extreme(times, known, bent, 1.0)
    lowest, lowest_time = _extreme(times, known, bent, -1.0)
    farthest = np.where(highest >= -lowest, highest, lowest)
    half_times = [_reached(times, row, 0.5 * end) for row, end in zip(voltages, farthest, strict=True)]
    return Findings(highest, highest_time, lowest, lowest_time, np.array(half_times))


def _extreme(times: Floats, voltages: Floats, bent: NDArray[np.bool_], sign: float) -> tuple[Floats, Floats]:
    """Highest (1) or lowest (−1) voltage of each row and its time; between times, that of a parabola."""
    rows = np.arange(voltages.shape[0])
    best = np.argmax(sign * voltages, axis=1)
    value, time = voltages[rows, best], times[best]
    inner = np.flatnonzero((best > 0) & (best < times.size - 1) & (value != 0.0) & ~bent[best])
    k, row = best[inner], rows[inner]
    before, after = times[k] - times[k - 1], times[k + 1] - times[k]
    rise = (voltages[row, k] - voltages[row, k - 1]) / before
    fall = (voltages[row, k + 1] - voltages[row, k]) / after
    slope, bend = (rise * after + fall * before) / (before + after), (fall - rise) / (before + after)
    # Where three equal voltages are the highest, there is no parabola.
    away = np.divide(-0.5 * slope, bend, out=np.zeros(k.size), where=bend != 0.0)
    # Through a corner a parabola may go anywhere.
    value[inner] += sign * np.minimum(np.abs(0.5 * slope * away), np.abs(value[inner]))
    time[inner] += away
    return value, time


def _reached(times: Floats, voltage: Floats, level: float) -> float:
    """When a voltage that begins at 0 or beyond a level first comes to it [ms]; NaN for the level 0."""
    from scipy.interpolate import PchipInterpolator

    if level == 0.0:
        return float("nan")
    beyond = np.flatnonzero(voltage >= level if level > 0.0 else voltage <= level)
    first = int(beyond[0])
    if first == 0:
        return float(times[0])
    part = slice(max(first - AROUND, 0), first + AROUND)
    course = PchipInterpolator(times[part], np.sign(level) * (voltage[part] - level))
    low, high = float(times[first - 1]), float(times[first])
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if course(middle) >= 0.0 else (middle, high)
    return high
