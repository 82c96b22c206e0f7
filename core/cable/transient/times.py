"""Times at which the recorded points are computed."""

import math
from collections.abc import Sequence

import numpy as np

from core.cable.transient.drive import shortest_period
from core.sampling import (
    MAX_POINTS,
    OutputSampling,
    SamplePlan,
    equally_spaced,
    interval_times,
    keeps_extremes,
    plan,
)
from core.waveform import Waveform

POINTS_PER_PERIOD = 32
"""The highest of 32 points of a sinusoid misses its peak by at most 0.5 %, before it is looked at closer."""
FINER = 4
"""Computed points for each returned one where extremes are kept."""


def planned_times(sampling: OutputSampling, duration: float, drives: Sequence[Waveform]) -> SamplePlan:
    """Equally spaced times; or, where extremes are kept, more of them, with every knot of the currents.

    Parameters
    ----------
    sampling
        What is asked for.
    duration
        Length of the run [ms].
    drives
        The currents.

    Raises
    ------
    ParameterError
        The interval would give more than 200,000 points.
    """
    finest = min((_finest(drive, duration) for drive in drives), default=math.inf)
    if not keeps_extremes(sampling, duration, finest):
        return plan(sampling, duration, fine_interval=math.inf)
    if sampling.interval is not None:
        even = interval_times(sampling.interval, duration)
    else:
        period = min((shortest_period(drive, duration) for drive in drives), default=math.inf)
        even = equally_spaced(duration, fine_points(sampling.points, duration, period))
    columns = [even]
    for drive in drives:
        columns.append(drive.knots)
        if drive.knots.size <= sampling.points:
            # A current that changes shortly afterwards may turn the voltage in between.
            columns.append(0.5 * (drive.knots[1:] + drive.knots[:-1]))
    return SamplePlan(np.unique(np.concatenate(columns)), sampling.points, "min-max")


def fine_points(points: int, duration: float, period: float) -> int:
    """How many equally spaced times are computed where extremes are kept."""
    wanted = POINTS_PER_PERIOD * min(duration / period, float(MAX_POINTS))
    return min(max(FINER * points, math.ceil(wanted) + 1), MAX_POINTS)


def _finest(drive: Waveform, duration: float) -> float:
    """Interval [ms] that still draws a current: its shortest piece, a part of its shortest period."""
    piece = float((drive.knots[1:] - drive.knots[:-1]).min(initial=math.inf))
    return min(piece, shortest_period(drive, duration) / POINTS_PER_PERIOD)
