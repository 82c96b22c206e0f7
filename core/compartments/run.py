"""Runs of a tree of compartments: what is asked of one, and what it gives."""

import numpy as np

from core.compartments import advance as kernels
from core.compartments.assembly import Assembly, assemble
from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, Probe, State, resting
from core.compartments.injection import injections
from core.compartments.watch import MAX_SPIKES, Watch
from core.compartments.workspace import work
from core.errors import ConvergenceError, DivergenceError
from core.interruption import checkpoint
from core.neuron.tables import RANGE, WIDE_RANGE
from core.numerics.tree.elimination import factors
from core.numerics.tree.partition import LANES
from core.result import Floats

__all__ = ["Compartments", "Course", "Experiment", "Probe", "State", "integrate", "resting"]

FIRST_STEP = 1e-3
"""[ms]; the error control corrects it at once."""
BUDGET_ROWS = 20_000
"""Rows that are worked on between two looks for interruption: about 10 ms."""
MAX_STEPS = 2_000_000


def integrate(compartments: Compartments, state: State, experiment: Experiment, tolerance: float) -> Course:
    """Integrate a tree of compartments with an adaptive Rosenbrock method of order 4(3).

    Parameters
    ----------
    compartments, state
        The tree, and how it begins.
    experiment
        What is done to it.
    tolerance
        Error of a step [mV].

    Raises
    ------
    DivergenceError
        A voltage leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.
    """
    run = _Run(assemble(compartments, RANGE), state, experiment, tolerance)
    if not run.finish():
        run = _Run(assemble(compartments, WIDE_RANGE), state, experiment, tolerance)
        if not run.finish():
            raise run.diverged()
    return run.course()


class _Run:
    """The arrays of one run."""

    def __init__(self, assembly: Assembly, state: State, experiment: Experiment, tolerance: float) -> None:
        self._assembly, self._experiment, self._tolerance = assembly, experiment, tolerance
        tree = assembly.tree
        self._work = work(tree.rows, assembly.gate_rows, factors(tree))
        self._load(state)
        self._injections = injections(
            [(int(tree.places[site]), wave, share) for site, wave, share in experiment.sites],
            experiment.waveforms,
            experiment.duration,
        )
        self._watch = self._watched(state)
        self.clock = kernels.Clock(np.zeros(5), np.zeros(4, dtype=np.int64))
        self.clock.numbers[:] = 0.0, FIRST_STEP, 1.0, np.inf, -np.inf

    def _load(self, state: State) -> None:
        cells, tree, members = self._assembly.compartments, self._assembly.tree, self._assembly.membranes
        flat = self._work.voltage.reshape(-1)
        flat[:] = state.voltage.mean()
        flat[tree.places] = state.voltage
        self._work.new_voltage[:] = self._work.voltage
        for kind, gates in enumerate(state.gates):
            where = np.flatnonzero(cells.kinds == kind)
            row, lane = np.divmod(tree.places[where], LANES)
            count = int(members.dynamic[kind])
            first = members.gate_rows[kind] + (row - tree.kind_rows[kind]) * count
            for i in range(count):
                self._work.gates[first + i, lane] = gates[:, i]

    def _unload(self) -> State:
        cells, tree, members = self._assembly.compartments, self._assembly.tree, self._assembly.membranes
        found = []
        for kind in range(len(cells.neurons)):
            row, lane = np.divmod(tree.places[cells.kinds == kind], LANES)
            count = int(members.dynamic[kind])
            first = members.gate_rows[kind] + (row - tree.kind_rows[kind]) * count
            found.append(np.stack([self._work.gates[first + i, lane] for i in range(count)], axis=1)
                         if count else np.zeros((row.size, 0)))  # fmt: skip
        return State(self._of_places(self._work.voltage), tuple(found))

    def _watched(self, state: State) -> Watch:
        tree, asked = self._assembly.tree, self._experiment
        rows = tree.rows
        probes = asked.probes
        peaks = np.full((rows, LANES), -np.inf)
        peaks.ravel()[tree.places] = state.voltage
        return Watch(
            np.cumsum([0, *(len(probe.compartments) for probe in probes)]),
            tree.places[[c for probe in probes for c in probe.compartments]],
            np.array([share for probe in probes for share in probe.shares]),
            np.ascontiguousarray(asked.times, dtype=np.float64),
            np.zeros((len(probes), asked.times.size)),
            np.ascontiguousarray(asked.profile_times, dtype=np.float64),
            np.zeros((asked.profile_times.size, rows, LANES)),
            asked.threshold,
            np.full((rows, LANES), np.nan),
            peaks,
            np.zeros((rows, LANES)),
            np.zeros((rows, LANES), dtype=np.int64),
            np.zeros((len(probes), MAX_SPIKES)),
            np.zeros(len(probes), dtype=np.int64),
            np.zeros(2, dtype=np.int64),
        )

    def finish(self) -> bool:
        """Run to the end; False where the voltage leaves the table."""
        a, clock = self._assembly, self.clock
        kernels.start(a.tree, a.membranes, self._work, self._injections)
        while clock.counts[kernels.STATUS] == kernels.RUNNING:
            checkpoint()
            kernels.advance(
                a.tree, a.membranes, self._work, self._injections, self._watch, clock, a.links,
                self._experiment.duration, self._tolerance, max(BUDGET_ROWS // a.tree.rows, 8),
            )  # fmt: skip
            if clock.counts[kernels.STEPS] > MAX_STEPS:
                raise self._stuck("too many steps")
        if clock.counts[kernels.STATUS] == kernels.STUCK:
            raise self._stuck("the step became too small")
        return bool(clock.counts[kernels.STATUS] == kernels.DONE)

    def _stuck(self, detail: str) -> ConvergenceError:
        return ConvergenceError(
            f"{detail} at {self.clock.numbers[kernels.TIME]:.6g} ms",
            hint="shorten the run, loosen the tolerance, or look for a membrane without a capacitance",
        )

    def diverged(self) -> DivergenceError:
        """What to raise where the voltage has left the widest table."""
        voltage = self._of_places(self._work.voltage)
        worst = int(np.argmax(np.abs(voltage)))
        return DivergenceError(
            "the voltage left the range in which the membrane has a meaning",
            time=float(self.clock.numbers[kernels.TIME]),
            where=f"compartment {worst}: {voltage[worst]:.6g} mV",
            hint="reduce the injected current, or look for a conductance that amplifies itself",
        )

    def _of_places(self, table: Floats) -> Floats:
        values: Floats = table.reshape(-1)[self._assembly.tree.places]
        return values

    def course(self) -> Course:
        """What the finished run gave."""
        k, counts = self._watch, self.clock.counts
        tree = self._assembly.tree
        profiles = k.profiles.reshape(k.profiles.shape[0], tree.rows * LANES)[:, tree.places]
        slope = np.abs(self._work.voltage_slope[: tree.rows] / self._assembly.membranes.capacitances)
        return Course(
            k.samples,
            profiles,
            self._of_places(k.arrivals),
            self._of_places(k.peaks),
            self._of_places(k.peak_times),
            k.passages.reshape(-1)[tree.places],
            tuple(k.spikes[i, : min(int(n), MAX_SPIKES)] for i, n in enumerate(k.spike_counts)),
            tuple(int(n) for n in k.spike_counts),
            int(counts[kernels.STEPS]),
            int(counts[kernels.REJECTED]),
            self._unload(),
            float(np.max(slope, initial=0.0, where=np.isfinite(slope))),
        )
