"""10,000 Morris-Lecar cells for 1,000 ms on one core: under 0.3 s was promised.

Currents from 0 to 250 µA/cm², across both Hopf bifurcations, from one state below the resting potential. The
error is that of the steady rates (of the spikes after 500 ms) against `simulate` at 10⁻⁵ mV, over 200 of the
cells; a cell is wrong if it fires where it should rest or the other way round.
"""

import os
import statistics
import time

import numpy as np

from benchmarks.peers.problem import late_rate
from benchmarks.peers.rheobase import late_rates, on_threads, steps
from core.neuron.catalogue import MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.lanes.runs import Outcomes, run_points
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats
from core.sampling import OutputSampling
from core.stimulus import Step

CELLS, DURATION = 10_000, 1000.0
CURRENTS = np.linspace(0.0, 250.0, CELLS)
START = {"voltage": -65.0, "n": 0.0}
WAYS = ((1e-3, True), (1e-3, False))
"""Tolerances of one step [mV], and whether runs that repeat or rest are cut short."""
CHECKED = slice(25, None, 50)
PROMISED, ROUNDS = 0.3, 5
NEURON = Neuron.of(MORRIS_LECAR)


def batch(tolerance: float, *, settle: bool) -> Outcomes:
    """All cells."""
    states = np.repeat(np.array([*START.values()])[:, np.newaxis], CELLS, axis=1)
    return run_points(
        NEURON.model, NEURON.values, steps(CURRENTS), states, DURATION, tolerance=tolerance, settle=settle
    )


def reference() -> Floats:
    """Steady rates [Hz] of the cells that are checked."""
    clamps = (
        CurrentClamp(
            duration=DURATION,
            stimulus=(Step(amplitude=current),),
            initial=START,
            sampling=OutputSampling(points=2),
            tolerance=1e-5,
        )
        for current in CURRENTS[CHECKED].tolist()
    )
    trains = (np.array([event.time for event in simulate(NEURON, clamp).events]) for clamp in clamps)
    return np.array([late_rate(train, DURATION / 2.0) for train in trains])


def main() -> None:
    """Print one line a way to do it."""
    expected = reference()
    firing, cores = expected > 0.0, os.sched_getaffinity(0)
    columns = ("cores", "median s", "least s", "promised", "error", "wrong")
    print(f"{'way':26}" + "".join(f"{column:>10}" for column in columns))
    for tolerance, settle in WAYS:
        found = late_rates(batch(tolerance, settle=settle), DURATION / 2.0)[CHECKED]
        error = np.abs(found[firing] / expected[firing] - 1.0).max()
        wrong = int(np.sum((found > 0.0) != firing))
        for count in sorted({1, len(cores)}):
            os.sched_setaffinity(0, sorted(cores)[:count])
            clock, times = time.process_time if count == 1 else time.perf_counter, []
            for _ in range(ROUNDS):
                began = clock()
                with on_threads(count):
                    batch(tolerance, settle=settle)
                times.append(clock() - began)
            name = f"{'settling' if settle else 'every step'}, {tolerance:g} mV"
            print(
                f"{name:26}{count:10}{statistics.median(times):10.3f}{min(times):10.3f}{PROMISED:10.1f}"
                f"{error:10.1e}{wrong:10}"
            )
    os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
