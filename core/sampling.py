"""Which points of a time series are returned."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, TimeSpan
from core.result import Floats, Notice, Rows, Sampling

MAX_POINTS = 200_000
FINE_INTERVAL = 0.05
"""Coarsest interval [ms] that still draws an action potential."""
TOO_COARSE = 0.2
"""Interval [ms] past which the top of an action potential may be cut off by more than a few millivolts."""


@dataclass(frozen=True, kw_only=True)
class OutputSampling(Parameters):
    """Which series are returned, and at which times."""

    interval: TimeSpan | None = parameter(None, "return a point every so often; null: as `points` says")
    points: Count = parameter(2001, "return at most so many points", ge=2, le=MAX_POINTS)
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

    def select(self, leading: Floats, *others: Floats) -> slice | Rows:
        """Rows to return, chosen so that each of these series keeps the extremes of every bin."""
        if self.method == "uniform" or leading.size <= self.points:
            return slice(None)
        return min_max_rows(self.times, (leading, *others), self.points)

    def doubts(self) -> tuple[Notice, ...]:
        """Whether the run is so long that even the fine series misses the tops of spikes."""
        spacing = float(self.times[1] - self.times[0]) if self.times.size > 1 else 0.0
        if self.method == "uniform" or spacing <= TOO_COARSE:
            return ()
        detail = (
            f"the series is computed every {spacing:.3g} ms, which may miss the tops of spikes; events and "
            "features are found on the solution itself"
        )
        return (Notice("coarse-sampling", detail, "/duration"),)

    def describe(self, returned: int) -> Sampling:
        """What was done, for the answer."""
        return Sampling(computed=self.times.size, returned=returned, method=self.method)


def plan(sampling: OutputSampling, duration: float, *, fine_interval: float = FINE_INTERVAL) -> SamplePlan:
    """Times from 0 to `duration` [ms] that answer a sampling request.

    Parameters
    ----------
    sampling
        The request.
    duration
        Length of the run [ms].
    fine_interval
        Coarsest interval [ms] that still draws what happens in the run.

    Raises
    ------
    ParameterError
        The interval would give more than 200,000 points.

    Notes
    -----
    An `interval` alone is honoured exactly, whatever `points` says.
    """
    if keeps_extremes(sampling, duration, fine_interval):
        return SamplePlan(_fine_times(sampling, duration, fine_interval), sampling.points, "min-max")
    if sampling.interval is not None:
        times = interval_times(sampling.interval, duration)
        return SamplePlan(times, times.size, "uniform")
    return SamplePlan(equally_spaced(duration, sampling.points), sampling.points, "uniform")


def keeps_extremes(sampling: OutputSampling, duration: float, fine_interval: float) -> bool:
    """Whether the points are the extremes of bins instead of equally spaced ones."""
    if sampling.method != "auto" or sampling.interval is not None:
        return sampling.method == "min-max"
    return duration / (sampling.points - 1) > fine_interval


def _fine_times(sampling: OutputSampling, duration: float, fine_interval: float) -> Floats:
    """Times [ms] of the series whose extremes are kept."""
    if sampling.interval is not None:
        return interval_times(sampling.interval, duration)
    count = min(max(duration / fine_interval + 1.0, sampling.points), MAX_POINTS)
    return equally_spaced(duration, int(np.ceil(count)))


def interval_times(interval: float, duration: float) -> Floats:
    """Multiples of an interval from 0 to `duration` [ms].

    Raises
    ------
    ParameterError
        More than 200,000 points.
    """
    # A duration of 0.3 holds three intervals of 0.1, whatever the rounding of 0.3/0.1.
    count = duration / interval * (1.0 + 1e-12)
    if count >= MAX_POINTS:
        raise ParameterError(
            "/sampling/interval",
            f"the interval would give {count:.3g} points",
            received=interval,
            allowed=f"> {duration / MAX_POINTS:.6g}",
            hint="lengthen the interval, or shorten the run",
        )
    return interval * np.arange(int(count) + 1.0)


def equally_spaced(duration: float, points: int) -> Floats:
    """Times from 0 to `duration` [ms], shape (points,)."""
    times: Floats = np.linspace(0.0, duration, points, dtype=np.float64)
    return times


def undersampled(sampling: Sampling, duration: float, period: float) -> tuple[Notice, ...]:
    """Whether the points of a run [ms] are too far apart for its shortest period [ms]; infinite: none."""
    spacing = duration / sampling.returned
    if sampling.method != "uniform" or spacing <= 0.5 * period:
        return ()
    detail = (
        f"the points are {spacing:.4g} ms apart and the shortest period is {period:.4g} ms: the line through "
        "them shows a slower oscillation than there is"
    )
    return (Notice("undersampled", detail, "/sampling"),)


def refuse_profiles_outside(times: tuple[float, ...], duration: float) -> None:
    """Refuse times of `profiles_at` [ms] that are not within the run.

    Raises
    ------
    ParameterError
        Names the first of them.
    """
    for index, time in enumerate(times):
        if not 0.0 <= time <= duration:
            raise ParameterError(
                f"/profiles_at/{index}",
                "the time is not within the run",
                received=time,
                allowed=f"0 to {duration:g} ms",
                hint="lengthen the run, or ask for an earlier profile",
            )


def chosen_series(
    sampling: OutputSampling, usual: tuple[str, ...], all_names: tuple[str, ...]
) -> tuple[str, ...]:
    """Names of the series to return, in the order of the request, each once.

    Raises
    ------
    ParameterError
        A name that is not among `all_names`.
    """
    if sampling.series is None:
        return usual
    for index, name in enumerate(sampling.series):
        if name not in all_names:
            near = get_close_matches(name, all_names, n=1)
            raise ParameterError(
                f"/sampling/series/{index}",
                f"no series is called {name[:40]!r}",
                received=name[:40],
                allowed=", ".join(all_names),
                hint=f"did you mean {near[0]}?" if near else "choose from the names allowed",
            )
    return tuple(dict.fromkeys(sampling.series))


def min_max_rows(times: Floats, columns: tuple[Floats, ...], points: int) -> Rows:
    """Increasing indices, at most `points`: the first, the last, and each column's extremes in each bin.

    Parameters
    ----------
    times
        Increasing times [ms], shape (n,); the bins are equal intervals of them.
    columns
        Series of shape (n,).
    """
    from core.numerics.extremes import bin_extremes

    bins = (points - 2) // (2 * len(columns))
    ends = np.array([0, times.size - 1])
    if bins < 1:
        return np.unique(ends)
    edges = np.searchsorted(times, np.linspace(times[0], times[-1], bins + 1)).astype(np.intp)
    edges[-1] = times.size
    return np.unique(np.concatenate([ends, *(bin_extremes(column, edges) for column in columns)]))
