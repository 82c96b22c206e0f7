"""What a run says of the spikes that travel along an axon."""

import numpy as np

from core.axon.propagate.line import Row
from core.axon.propagate.report import Collision, Outcome
from core.axon.propagate.runs import Runs
from core.compartments.run import Course

NEAR = 5.0
"""Length constants at 1 kHz within which a pulse is felt without a spike."""


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


def outcome(runs: Runs, sources: tuple[float, ...], near: float) -> tuple[Outcome, str]:
    """How it ended, in a word and in words; `near` is how far a stimulus is felt [µm]."""
    arrived = np.isfinite(runs.fine.arrivals[runs.row.excitable])
    centres, each = runs.row.centres[runs.row.excitable], "point" if runs.row.nodes is None else "node"
    if not arrived.any():
        return "not-excited", f"no {each} of the axon saw a spike"
    if arrived.all():
        return "conducted", f"every {each} of the axon saw a spike"
    distance = np.min(np.abs(centres[arrived][:, np.newaxis] - np.array(sources)), axis=1)
    if not sources or float(distance.max()) < near:
        farthest = float(distance.max()) if sources else 0.0
        words = f"nothing rose above {runs.threshold:.4g} mV farther than {farthest:.4g} µm from a stimulus"
        return "not-excited", f"{words}, which is itself felt as far as about {near:.4g} µm"
    edges = np.flatnonzero(np.diff(arrived.astype(np.int8)))
    where = ", ".join(f"{0.5 * (centres[i] + centres[i + 1]):.6g}" for i in edges[:8])
    return "blocked", f"a spike travelled, but stopped at {where} µm"
