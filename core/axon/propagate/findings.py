"""What a run says of the spikes that travel along an axon."""

import numpy as np

from core.axon.propagate.line import Row
from core.axon.propagate.report import Collision
from core.compartments.run import Course


def velocity(course: Course, row: Row, between: tuple[float, float]) -> float | None:
    """Velocity [m/s] from arrivals at two positions [µm]; None unless a spike went from one to the other."""
    centres, arrivals = row.centres[row.excitable], course.arrivals[row.excitable]
    low, high = (int(np.searchsorted(centres, position)) for position in between)
    inside = arrivals[max(low - 1, 0) : high + 1]
    if inside.size < 2 or not np.isfinite(inside).all():
        return None
    steps = np.diff(inside)
    if not (np.all(steps > 0.0) or np.all(steps < 0.0)):
        return None
    times = np.interp(between, centres, arrivals)
    # 1 µm/ms is 1 mm/s.
    return float(1e-3 * (between[1] - between[0]) / (times[1] - times[0]))


def collisions(course: Course, row: Row) -> tuple[Collision, ...]:
    """Places at which spikes arrive latest, and from both sides.

    The lines through the arrivals on either side of the two latest ones meet there.
    """
    t, x = course.arrivals[row.excitable], row.centres[row.excitable]
    found = []
    for i in range(4, t.size - 4):
        if not (np.isfinite(t[i - 4 : i + 5]).all() and t[i - 1] < t[i] >= t[i + 1]):
            continue
        left, right = (i, i + 1) if t[i + 1] > t[i - 1] else (i - 1, i)
        before = (t[left - 1] - t[left - 3]) / (x[left - 1] - x[left - 3])
        behind = (t[right + 3] - t[right + 1]) / (x[right + 3] - x[right + 1])
        if before > 0.0 > behind:
            meeting = t[right + 1] - t[left - 1] + before * x[left - 1] - behind * x[right + 1]
            place = float(meeting / (before - behind))
            time = float(t[left - 1] + before * (place - x[left - 1]))
            found.append(Collision(position=place, time=time))
    return tuple(found)
