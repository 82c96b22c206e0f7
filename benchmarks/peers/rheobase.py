"""Ours: runs side by side in SIMD lanes, with and without counting on where a run repeats or rests."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

import numpy as np

from benchmarks.peers.problem import CELLS, CURRENTS, DURATION, LATE, START
from benchmarks.peers.worker import Job
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.neuron.lanes.runs import Outcomes, run_points
from core.parallel import Spreader, spreading
from core.result import Floats


def steps(currents: Floats) -> PointWaveforms:
    """A constant current [µA/cm²] from t = 0 for every point."""
    starts = np.zeros((currents.size, 1))
    return PointWaveforms(starts, currents[:, np.newaxis], starts, np.zeros((1, 0, 6)))


def late_rates(found: Outcomes, late: float) -> Floats:
    """Steady rates [Hz]; 0 for runs without two spikes after a time [ms]."""
    firing = found.last_spike_time - found.last_interspike_interval > late
    return np.where(firing, found.rate, 0.0)


@contextmanager
def on_threads(threads: int) -> Iterator[None]:
    """Spread computations over so many threads."""
    with ThreadPoolExecutor(threads) as pool:

        def run(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
            return list(pool.map(lambda item: copy_context().run(function, item), items))

        with spreading(Spreader(run, threads)):
            yield


def build(threads: int, *, tolerance: float, settle: bool) -> Job:
    """The batch, at a tolerance of one step [mV]."""
    neuron, currents = Neuron.of(HODGKIN_HUXLEY), steps(CURRENTS)
    states = np.repeat(np.array(START)[:, np.newaxis], CELLS, axis=1)

    def run() -> Floats:
        with on_threads(threads):
            found = run_points(
                neuron.model, neuron.values, currents, states, DURATION, tolerance=tolerance, settle=settle
            )
        return late_rates(found, LATE)

    return run
