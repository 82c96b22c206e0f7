"""Simulators of one tree of compartments side by side, each at the loosest setting that is exact enough.

Each is in a process of its own, on one core, and has run once before it is timed, so that nothing is
compiled while the clock runs; the processor's time of the run is taken, without the making of the cell. The
settings were found by `python -m benchmarks.cable_contest PROBLEM TARGET`; every contest measures the errors.
"""

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np

from benchmarks.cable_errors import Errors, Reference
from benchmarks.cable_problems import PROBLEMS, CableProblem
from benchmarks.cable_reference import trace
from benchmarks.peers import cable_arbor, cable_jaxley, cable_neuron
from benchmarks.peers.worker import Job, Worker

TARGET = 1e-3
"""Of the voltage: what Rallpacks are held to."""
TIGHT_TARGET = 1e-4
SPIKES = 10.0
"""Spikes [ms], as a multiple of the target: 10 µs for 0.1 %."""
ROUNDS = 3


class CableBuilder(Protocol):
    """Makes a run of a problem for a number of threads, with a time step [ms] or a tolerance."""

    def __call__(self, threads: int, *, problem: str, setting: float) -> Job:
        """Make it."""


PEERS: Mapping[str, CableBuilder] = {
    "NEURON CVODE": partial(cable_neuron.build, engine="variable"),
    "NEURON CVODE, sampled": partial(cable_neuron.build, engine="variable", sampling=0.05),
    "NEURON CVODE, table": partial(cable_neuron.build, engine="variable", table=True),
    "NEURON": partial(cable_neuron.build, engine="staggered"),
    "NEURON, table": partial(cable_neuron.build, engine="staggered", table=True),
    "NEURON, implicit": partial(cable_neuron.build, engine="implicit"),
    "CoreNEURON": partial(cable_neuron.build, engine="core"),
    "CoreNEURON, native": partial(cable_neuron.build, engine="native core"),
    "Jaxley, double": partial(cable_jaxley.build, double=True),
    "Jaxley, single": partial(cable_jaxley.build, double=False),
    "Arbor": cable_arbor.build,
}
TOLERANCES = tuple((10.0 ** -np.arange(-0.5, 6.1, 0.25)).tolist())
STEPS = (
    *(10.0, 5.0, 2.5, 2.0, 1.0, 0.5, 1.0 / 3.0, 0.25, 0.2, 0.1, 1.0 / 15.0, 0.05, 0.04, 1.0 / 30.0),
    *(0.1 / k for k in (4, 5, 6, 7, 8, 9, 10, 12, 40.0 / 3.0, 16, 20, 25, 32, 40, 50, 64, 80, 100, 200)),
)
"""Tolerances [mV] and steps [ms] that are tried; all steps but one divide every duration and pulse."""


@dataclass
class Contestant:
    """A simulator at work: its setting, points of its traces, set-up time [s], errors, times [s]."""

    name: str
    setting: float
    worker: Worker
    points: int
    setup: float
    errors: Errors
    times: list[float] = field(default_factory=list)

    @property
    def taken(self) -> float:
        """Median time of a run [ms]."""
        return 1e3 * statistics.median(self.times)


def reference(problem: CableProblem) -> Reference:
    """Of a problem, on the same compartments."""
    return Reference(trace(problem), spiking=any(branch.membrane.active for branch in problem.branches))


def contestants(
    problem: str, builders: Mapping[str, CableBuilder], settings: Mapping[str, float], expected: Reference
) -> Iterator[Contestant]:
    """All that are installed, each at its setting."""
    for name, setting in settings.items():
        worker = Worker(partial(builders[name], problem=problem, setting=setting), 1)
        try:
            found, setup = worker.answer()
        except RuntimeError as failure:
            print(f"left out: {name}: {failure}")
            worker.stop()
            continue
        yield Contestant(name, setting, worker, found.shape[1], setup, expected.errors(found))


def compete(
    problem: str,
    ours: Mapping[str, CableBuilder],
    settings: Mapping[str, float],
    promised: float | None,
    target: float = TARGET,
) -> None:
    """Run all in turns; print their table, and how much slower than ours the peers are."""
    wanted = PROBLEMS[problem]
    size = f"{wanted.compartments} compartments, {wanted.duration:g} ms"
    print(f"\n{problem}: {size}, wanted to {target:.2%} and {1e3 * SPIKES * target:g} µs")
    field = list(contestants(problem, {**PEERS, **ours}, settings, reference(wanted)))
    for _ in range(ROUNDS):
        for each in field:
            each.times.append(each.worker.run()[1])
    for each in field:
        each.worker.stop()
    report(field)
    exact = [each for each in field if each.errors.within(target, SPIKES * target)]
    peers = [each for each in exact if each.name not in ours]
    for one in (each for each in exact if each.name in ours):
        for peer in sorted(peers, key=lambda each: each.taken)[:3]:
            ratio = peer.taken / one.taken
            verdict = "" if promised is None else f"; promised {promised:g}"
            if promised is not None and ratio < promised:
                verdict += ", not met"
            print(f"{one.name}: {ratio:.1f} times faster than {peer.name}{verdict}")


def report(field: Sequence[Contestant]) -> None:
    """Print the table."""
    columns = ("setting", "points", "set-up s", "RMS error", "spikes µs", "median ms", "least ms")
    print(f"{'simulator':24}" + "".join(f"{column:>11}" for column in columns))
    for each in field:
        print(
            f"{each.name:24}{each.setting:11.2e}{each.points:11}{each.setup:11.1f}{each.errors.rms:11.1e}"
            f"{1e3 * each.errors.spikes:11.2f}{each.taken:11.3f}{1e3 * min(each.times):11.3f}"
        )


def search(problem: str, target: float, names: Sequence[str]) -> None:
    """Print what each peer does on the way to its loosest setting within a target."""
    expected = reference(PROBLEMS[problem])

    def good(name: str, setting: float) -> bool:
        for each in contestants(problem, PEERS, {name: setting}, expected):
            each.times.append(each.worker.run()[1])
            each.worker.stop()
            report([each])
            return each.errors.within(target, SPIKES * target)
        return False

    for name in names:
        if "CVODE" in name:  # its error jitters
            any(good(name, tolerance) for tolerance in TOLERANCES)
            continue
        first, last = 0, len(STEPS) - 1
        while first < last:
            middle = (first + last) // 2
            first, last = (first, middle) if good(name, STEPS[middle]) else (middle + 1, last)


if __name__ == "__main__":
    search(sys.argv[1], float(sys.argv[2]), sys.argv[3:] or tuple(PEERS))
