"""Solvers of one neuron side by side, each at the loosest tolerance that is enough."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from benchmarks.solvers import (
    DEFAULT_STEP,
    UNSAMPLED,
    Problem,
    Solver,
    neuron_solvers,
    numbalsoda_solvers,
    our_solvers,
)
from core.result import Floats

LADDER = 10.0 ** -np.arange(1.0, 11.1, 0.25)
"""Tolerances that are tried; the libraries begin at 10⁻³, as looser ones make them fail."""


@dataclass
class Contender:
    """A solver with the tolerance that it needs, its error [mV] and its times [ms]."""

    name: str
    job: Callable[[], Floats]
    tolerance: float
    error: float
    times: list[float] = field(default_factory=list)


def contenders(
    problem: Problem, reference: Floats, solvers: Iterable[tuple[str, Solver]] = ()
) -> Iterator[Contender]:
    """Every solver at the loosest tolerance that meets the target, or at its best.

    Ours, then those that are given, then those of the libraries that are installed.
    """
    ours, known = dict(our_solvers(problem)), list(solvers)
    for peers in (numbalsoda_solvers, neuron_solvers):
        try:
            known += peers(problem)
        except ImportError as missing:
            print(f"left out: {missing}")
    tolerance, error = 0.0, np.inf
    for name, solver in [*ours.items(), *known]:
        if name == UNSAMPLED:  # the same run as the solver before it
            yield Contender(name, partial(solver, tolerance), tolerance, error)
            continue
        for tolerance in LADDER[0 if name in ours else 8 :]:
            voltage = solver(tolerance)
            error = float(np.abs(voltage - reference[: voltage.size]).max())
            if error <= problem.target or name == DEFAULT_STEP:
                yield Contender(name, partial(solver, tolerance), tolerance, error)
                break
        else:
            print(f"left out: {name} does not come within {problem.target:g} mV")


def measure(field: list[Contender], rounds: int) -> None:
    """Time all in turns, in processor time: other programs delay a long run more than a short one."""
    for _ in range(rounds):
        for contender in field:
            # Once unmeasured: the contender before has emptied the caches.
            contender.job()
            began = time.thread_time()
            contender.job()
            contender.times.append(1e3 * (time.thread_time() - began))


def report(field: list[Contender], promises: Mapping[str, float]) -> None:
    """Print the table of solvers, then the promises."""
    taken = {contender.name: statistics.median(contender.times) for contender in field}
    columns = ("median ms", "least ms", "tolerance", "error mV", "of integrate")
    print(f"{'solver':22}" + "".join(f"{column:>13}" for column in columns))
    for each in field:
        ratio = taken[each.name] / taken["integrate"]
        print(
            f"{each.name:22}{taken[each.name]:13.3f}{min(each.times):13.3f}"
            f"{each.tolerance:13.1e}{each.error:13.1e}{ratio:13.2f}"
        )
    for peer, promised in promises.items():
        if peer in taken:
            ratios = {way: taken[peer] / taken[way] for way in ("integrate", "simulate")}
            ways = ", ".join(
                f"{ratio:.1f} ({way}{'' if ratio >= promised else ', not met'})"
                for way, ratio in ratios.items()
            )
            print(f"{peer}: {ways} times slower; promised {promised:g}")
