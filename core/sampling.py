"""Which points of a time series are returned."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from core.quantity import Count, Millisecond, Parameters, parameter
from core.result import Floats, Sampling

MAX_POINTS = 200_000
FINE_INTERVAL = 0.05
"""Coarsest interval [ms] that still draws an action potential."""


@dataclass(frozen=True, kw_only=True)
class OutputSampling(Parameters):
    """Which series are returned, and at which times."""

    interval: Millisecond | None = parameter(
        None, "return a point every so often; null: as `points` says", gt=0.0
    )
    points: Count = parameter(2000, "return at most so many points", ge=2, le=MAX_POINTS)
    method: Literal["auto", "uniform", "min-max"] = parameter(
        "auto",
        "uniform: equally spaced points; min-max: the extremes of equal bins of a fine series, which keeps "
        "every spike; auto: uniform where that is fine enough to draw a spike, otherwise min-max",
    )
    series: tuple[str, ...] | None = parameter(
        None, "names of the series to return; null: the usual ones", min_items=1, max_items=64
    )


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Times [ms] to compute, shape (n,), and how many of them may be returned."""

    times: Floats
    points: int
    method: Literal["uniform", "min-max"]

    def select(self, leading: Floats) -> "slice | np.ndarray[tuple[int], np.dtype[np.intp]]":
        """Rows to return, chosen so that `leading` keeps the extremes of every bin."""
        if self.method == "uniform" or leading.size <= self.points:
            return slice(None)
        return min_max_rows(leading, self.points)

    def describe(self, returned: int) -> Sampling:
        """What was done, for the answer."""
        return Sampling(computed=self.times.size, returned=returned, method=self.method)


def plan(sampling: OutputSampling, duration: float) -> SamplePlan:
    """Times from 0 to `duration` [ms] that answer a sampling request.

    Notes
    -----
    An `interval` alone is honoured exactly, whatever `points` says, up to 200,000 points.
    """
    if sampling.interval is not None:
        count = min(int(duration / sampling.interval * (1 + 1e-12)), MAX_POINTS - 1)
        fine = sampling.interval * np.arange(count + 1)
        if sampling.method == "min-max":
            return SamplePlan(fine, sampling.points, "min-max")
        return SamplePlan(fine, fine.size, "uniform")
    spacing = duration / (sampling.points - 1)
    coarse = spacing > FINE_INTERVAL
    if sampling.method == "uniform" or (sampling.method == "auto" and not coarse):
        return SamplePlan(np.linspace(0.0, duration, sampling.points), sampling.points, "uniform")
    count = min(max(int(np.ceil(duration / FINE_INTERVAL)) + 1, sampling.points), MAX_POINTS)
    return SamplePlan(np.linspace(0.0, duration, count), sampling.points, "min-max")


def min_max_rows(values: Floats, points: int) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Increasing indices, at most `points`: the first, the last, each bin's smallest and largest value."""
    bins = max((points - 2) // 2, 1)
    edges = np.linspace(0, values.size, bins + 1).astype(np.intp)
    picks = {0, values.size - 1}
    for low, high in pairwise(edges):
        piece = values[low:high]
        if piece.size:
            picks.update((int(low + piece.argmin()), int(low + piece.argmax())))
    return np.array(sorted(picks), dtype=np.intp)
