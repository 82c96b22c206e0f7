"""Moves many random walkers in blocks of bounded memory."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.interruption import checkpoint
from core.result import Floats

BLOCK = 2**18
"""Random numbers drawn between two checkpoints: 2 MB, a few milliseconds."""
WALKERS_AT_LEAST = 1024
REACH = 5.0
"""The histogram covers so many standard deviations to each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What to walk: kind, length and deviation of the steps [µm], numbers of everything, seed."""

    dimensions: int
    step: Literal["uniform", "unit", "gaussian"]
    step_length: float
    deviation: float
    steps: int
    walkers: int
    seed: int
    paths: int
    bins: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Statistics of the walkers.

    Attributes
    ----------
    mean, standard_error
        Mean-square displacement and its standard error at the wanted steps, shape (n,) [µm²].
    paths
        Positions of the first walkers at the wanted steps, shape (paths, n, dimensions) [µm].
    edges, counts
        Histogram of the final x, shapes (bins + 1,) [µm] and (bins,).
    """

    mean: Floats
    standard_error: Floats
    paths: Floats
    edges: Floats
    counts: Floats


def walk(job: Walk, rows: NDArray[np.intp]) -> Outcome:
    """Walk, and keep the statistics after `rows` steps (increasing numbers from 0 to `job.steps`).

    The numbers are drawn in one fixed order, whatever is kept of them.
    """
    rng = np.random.default_rng(job.seed)
    first: Floats = np.zeros(job.steps + 1)
    second: Floats = np.zeros(job.steps + 1)
    paths = np.zeros((job.paths, rows.size, job.dimensions))
    edges = _edges(job)
    counts = np.zeros(edges.size - 1)
    together = max(BLOCK // (job.steps * job.dimensions), WALKERS_AT_LEAST)
    for begin in range(0, job.walkers, together):
        count = min(together, job.walkers - begin)
        position = np.zeros((count, job.dimensions))
        stride = max(BLOCK // (count * job.dimensions), 1)
        for done in range(0, job.steps, stride):
            checkpoint()
            block = _steps(job, rng, min(stride, job.steps - done), count)
            block[0] += position
            track: Floats = np.cumsum(block, axis=0, out=block)
            position = track[-1].copy()
            square = np.einsum("swd,swd->sw", track, track)
            span = slice(done + 1, done + 1 + square.shape[0])
            first[span] += square.sum(axis=1)
            second[span] += np.einsum("sw,sw->s", square, square)
            if begin == 0:
                wanted = (rows > done) & (rows <= done + square.shape[0])
                paths[:, wanted] = track[rows[wanted] - done - 1, : job.paths].transpose(1, 0, 2)
        counts += np.histogram(position[:, 0], edges)[0]
    mean: Floats = first[rows] / job.walkers
    # The unbiased variance of r², which rounding could leave a hair below 0.
    variance: Floats = np.maximum(second[rows] / job.walkers - mean**2, 0.0) * job.walkers / (job.walkers - 1)
    return Outcome(mean, np.sqrt(variance / job.walkers), paths, edges, counts)


def _steps(job: Walk, rng: np.random.Generator, steps: int, walkers: int) -> Floats:
    shape = (steps, walkers, job.dimensions)
    if job.step == "gaussian":
        drawn = rng.standard_normal(shape)
    elif job.step == "unit":
        drawn = 2.0 * rng.integers(0, 2, shape, dtype=np.int8).astype(np.float64) - 1.0
    else:
        drawn = 2.0 * rng.random(shape) - 1.0
    return job.step_length * drawn


def _edges(job: Walk) -> Floats:
    """Edges of the histogram; on a lattice every bin holds the same number of sites."""
    reach = REACH * math.sqrt(job.steps)
    if job.step != "unit":
        return np.linspace(-reach, reach, job.bins + 1) * job.deviation
    # Reachable sites are −n, −n + 2, ... n times the step length.
    skipped = int(max(job.steps - reach, 0.0)) // 2
    sites = job.steps + 1 - 2 * skipped
    per_bin = -(-sites // job.bins)
    low = -job.steps + 2 * skipped - 1
    return (low + 2.0 * per_bin * np.arange(-(-sites // per_bin) + 1, dtype=np.float64)) * job.step_length
