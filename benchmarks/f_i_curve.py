"""The f-I curve of 1,000 Hodgkin-Huxley cells, 0 to 50 µA/cm², 1,000 ms each, rates within 0.1 %.

Every simulator is in a process of its own, on one core and on all, at about the longest step at which the
steady rates (of the spikes after 500 ms, 0 mV crossed upwards) are within 0.1 % of a common reference:
`simulate` at 10⁻⁵ mV, spot-checked with scipy's DOP853. All are timed in turns: the processor's time on one
core, the time that passes on more. Set-up is everything until the first run has ended: imports, making the
cells, compiling. Promised: 12 times faster than the fastest of NEURON, Brian2 standalone and Jaxley.
"""

import os
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.peers import brian2, jaxley, neuron, rheobase
from benchmarks.peers.problem import CURRENTS, DURATION, LATE, START, late_rate, rates
from benchmarks.peers.worker import Builder, Worker
from benchmarks.solvers import plain_equations
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats
from core.sampling import OutputSampling
from core.stimulus import Step

TARGET = 1e-3
"""Relative error of the rates."""
PROMISED = 12.0
ROUNDS = 3
CHECKED = (127, 200, 999)
"""Cells of the spot check; the first is the slowest but one to fire."""
OURS: dict[str, Builder] = {
    "ours": partial(rheobase.build, tolerance=1e-3, settle=True),
    "ours, every step": partial(rheobase.build, tolerance=0.03, settle=False),
}
PEERS: dict[str, Builder] = {
    "NEURON": partial(neuron.build, core=False),
    "CoreNEURON": partial(neuron.build, core=True),
    "Brian2, rk2": partial(brian2.build, method="rk2", step=0.04),
    "Brian2, rk4": partial(brian2.build, method="rk4", step=0.08),
    "Jaxley, double": partial(jaxley.build, double=True),
    "Jaxley, single, guarded": partial(jaxley.build, double=False),
}


@dataclass
class Contestant:
    """A simulator at work: set-up time [s], error, cells that wrongly fire or rest, times [s]."""

    name: str
    cores: int
    worker: Worker
    setup: float
    error: float
    wrong: int
    times: list[float] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether its rates are as exact as wanted."""
        return self.error <= TARGET and self.wrong == 0


def reference() -> Floats:
    """Steady rates of all cells [Hz]."""
    neuron, found = Neuron.of(HODGKIN_HUXLEY), []
    for number, current in enumerate(CURRENTS.tolist()):
        clamp = CurrentClamp(
            duration=DURATION,
            stimulus=(Step(amplitude=current),),
            initial={"voltage": START[0]},
            sampling=OutputSampling(points=2),
            tolerance=1e-5,
        )
        found += [(number, event.time) for event in simulate(neuron, clamp).events]
    cells, times = np.array(found).T
    return rates(cells, times)


def independent_rate(cell: int) -> float:
    """Steady rate of one cell [Hz] by another method, on the plain equations."""

    def crossing(_: float, y: Floats) -> float:
        return float(y[0])

    crossing.direction = 1.0  # type: ignore[attr-defined]
    equations = partial(plain_equations, current=CURRENTS[cell])
    found = solve_ivp(equations, (0.0, DURATION), START, "DOP853", rtol=1e-8, atol=1e-8, events=crossing)
    times = np.concatenate(found.t_events or [np.empty(0)])
    return late_rate(times, LATE)


def contestants(expected: Floats) -> list[Contestant]:
    """All that are installed, on one core and on all, with their errors."""
    firing, present = expected > 0.0, []
    for name, builder in (OURS | PEERS).items():
        for cores in sorted({1, len(os.sched_getaffinity(0))}):
            worker = Worker(builder, cores)
            try:
                found, setup = worker.answer()
            except RuntimeError as failure:
                print(f"left out: {name} on {cores}: {failure}")
                worker.stop()
                continue
            error = float(np.abs(found[firing] / expected[firing] - 1.0).max())
            wrong = int(np.sum((found > 0.0) != firing))
            present.append(Contestant(name, cores, worker, setup, error, wrong))
    return present


def main() -> None:
    """Print the table of simulators, then the promise."""
    expected = reference()
    apart = max(abs(independent_rate(cell) / expected[cell] - 1.0) for cell in CHECKED)
    print(f"reference: {np.sum(expected > 0.0)} of {expected.size} cells fire; scipy agrees to {apart:.1e}")
    field = contestants(expected)
    for _ in range(ROUNDS):
        for each in field:
            each.times.append(each.worker.run()[1])
    for each in field:
        each.worker.stop()
    columns = ("cores", "median ms", "least ms", "set-up s", "error", "wrong cells")
    print(f"{'simulator':26}" + "".join(f"{column:>12}" for column in columns))
    for each in field:
        print(
            f"{each.name:26}{each.cores:12}{1e3 * statistics.median(each.times):12.1f}"
            f"{1e3 * min(each.times):12.1f}{each.setup:12.1f}{each.error:12.1e}{each.wrong:12}"
        )
    for cores in sorted({each.cores for each in field}):
        verdict({each.name: each for each in field if each.cores == cores and each.exact}, cores)


def verdict(field: Mapping[str, Contestant], cores: int) -> None:
    """Say how much slower than ours the peers are, of those on so many cores that are exact enough."""
    for peer in (name for name in PEERS if name in field):
        ratios = []
        for name in (name for name in OURS if name in field):
            ratio = statistics.median(field[peer].times) / statistics.median(field[name].times)
            ratios.append(f"{ratio:.1f} ({name}{'' if ratio >= PROMISED else ', not met'})")
        print(f"{peer}, cores {cores}: {', '.join(ratios)} times slower; promised {PROMISED:g}")


if __name__ == "__main__":
    main()
