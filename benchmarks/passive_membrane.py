"""A passive membrane driven by 100,000 samples, in the core: under 1 ms was promised.

The peer is the usual way to do the same in Python: an exponential step a sample, as a recursive filter in C
(`scipy.signal.lfilter`), every value returned. Ours also finds the extremes, selects 2001 points that keep
them, and estimates its error.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
from scipy.signal import lfilter

from core.passive_membrane.request import AreaMembrane, PassiveMembraneRequest
from core.passive_membrane.simulate import simulate
from core.stimulus import Samples

SAMPLES = 100_000
INTERVAL = 0.01
REPEATS = 300
PROMISED = 1.0


def median(job: Callable[[], object]) -> float:
    """Median time of a job [ms]."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        job()
        times.append(1e3 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    """Print one line a way to do it."""
    current = np.random.default_rng(0).normal(size=SAMPLES)
    values = tuple(current.tolist())
    decay = np.exp(-INTERVAL / 10.0)

    def peer() -> object:
        return -65.0 + lfilter([0.0, 10.0 * (1.0 - decay)], [1.0, -decay], current)

    reference = median(peer)
    print(f"{'way':28} {'median ms':>10} {'promised':>9} {'of lfilter':>10}")
    print(f"{'lfilter, nothing else':28} {reference:10.2f} {'':9} {1.0:10.2f}")
    ways: tuple[Literal["hold", "linear"], ...] = ("hold", "linear")
    for interpolation in ways:
        drive = Samples(values=values, interval=INTERVAL, interpolation=interpolation)
        membrane = AreaMembrane(stimulus=(drive,))
        request = PassiveMembraneRequest(membrane=membrane, duration=SAMPLES * INTERVAL)
        simulate(request)
        taken = median(partial(simulate, request))
        print(f"{'core, ' + interpolation:28} {taken:10.2f} {PROMISED:9.0f} {taken / reference:10.2f}")


if __name__ == "__main__":
    main()
