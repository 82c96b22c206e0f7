"""What is applied from outside at one time, as the integrator asks for it (compiled)."""

import numpy as np

from core.neuron.integrator.workspace import PIECE, READY, Counts, Drive, Task
from core.numerics.compilation import inlined, kernel
from core.result import Floats


@kernel
def sinusoids(rows: Floats, knot: float, time: float) -> tuple[float, float, float, float]:
    """Sum of the sinusoids that are on after a knot, two derivatives, and the highest angular frequency."""
    value, slope, curvature, highest = 0.0, 0.0, 0.0, 0.0
    for k in range(rows.shape[0]):
        if rows[k, 0] <= knot < rows[k, 1]:
            elapsed = time - rows[k, 0]
            omega = rows[k, 4] + rows[k, 5] * elapsed
            phase = rows[k, 3] + elapsed * (rows[k, 4] + 0.5 * rows[k, 5] * elapsed)
            sine, cosine = np.sin(phase), np.cos(phase)
            value += rows[k, 2] * sine
            slope += rows[k, 2] * omega * cosine
            curvature += rows[k, 2] * (rows[k, 5] * cosine - omega * omega * sine)
            highest = max(highest, abs(omega))
    return value, slope, curvature, highest


@kernel
def added_current(drive: Drive, piece: int, elapsed: float, v: float) -> tuple[float, float, float]:
    """Current of the added conductances, its derivative by time alone, and their conductance."""
    current, slope, conductance = 0.0, 0.0, 0.0
    for k in range(drive.reversals.size):
        g0, g1, a, b, first, c, second = drive.conductances[piece, k]
        early, late = np.exp(-elapsed * first), np.exp(-elapsed * second)
        rising = a + b * elapsed
        g = g0 + g1 * elapsed + rising * early + c * late
        force = v - drive.reversals[k]
        current -= g * force
        slope -= (g1 + (b - first * rising) * early - second * c * late) * force
        conductance += g
    return current, slope, conductance


@inlined
def next_limit(drive: Drive, task: Task, count: Counts, t: float) -> float:
    """Find the piece of the current at t; return the time of its end or of the run's [ms]."""
    knots, piece = drive.knots, count[PIECE]
    limit = task.end
    if task.direction > 0.0:
        while piece + 1 < knots.size and knots[piece + 1] <= t:
            piece += 1
        if piece + 1 < knots.size:
            limit = min(limit, knots[piece + 1])
    else:
        while piece > 0 and knots[piece] >= t:
            piece -= 1
        if piece > 0:
            limit = max(limit, knots[piece])
    if piece != count[PIECE]:
        count[PIECE], count[READY] = piece, 0
    return limit
