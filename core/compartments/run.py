"""Runs of a tree of compartments: what is asked of one, and what it gives."""

import numpy as np

from core.compartments import advance as kernels
from core.compartments.assembly import Assembly, assemble
from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, Probe, State, resting
from core.compartments.injection import injections
from core.compartments.watch import ARRIVAL, MAX_SPIKES, PASSAGES, PEAK, PEAK_TIME, Watch
from core.compartments.workspace import CAPACITANCE, SLOPE, VOLTAGE
from core.errors import ConvergenceError, DivergenceError
from core.interruption import checkpoint
from core.neuron.tables import RANGE, WIDE_RANGE
from core.numerics.tree.partition import LANES

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
        assembly.load(state)
        places = assembly.partition.places
        self._injections = injections(
            [(int(places[site]), wave, share) for site, wave, share in experiment.sites],
            experiment.waveforms,
            experiment.duration,
        )
        self._watch = watch(assembly, experiment)
        self.clock = kernels.Clock(np.array([0.0, FIRST_STEP]), np.zeros(5, dtype=np.int64))
        self.clock.counts[kernels.JOINTS] = assembly.has_joints

    def finish(self) -> bool:
        """Run to the end; False where the voltage leaves the table."""
        a, clock = self._assembly, self.clock
        limits = float(self._experiment.duration), float(self._tolerance)
        budget = max(BUDGET_ROWS // a.tree.rows, 8)
        while clock.counts[kernels.STATUS] <= kernels.RUNNING:
            checkpoint()
            kernels.advance(a.tree, a.membranes, a.work, self._injections, self._watch, clock, limits, budget)
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
        voltage = self._assembly.unload().voltage
        worst = int(np.argmax(np.abs(voltage)))
        return DivergenceError(
            "the voltage left the range in which the membrane has a meaning",
            time=float(self.clock.numbers[kernels.TIME]),
            where=f"compartment {worst}: {voltage[worst]:.6g} mV",
            hint="reduce the injected current, or look for a conductance that amplifies itself",
        )

    def course(self) -> Course:
        """What the finished run gave."""
        k, counts, a = self._watch, self.clock.counts, self._assembly
        places = a.partition.places
        marks = k.marks.reshape(4, -1)[:, places]
        capacitance = a.section(CAPACITANCE)[places]
        charged = capacitance > 0.0
        slope = np.abs(a.section(SLOPE)[places][charged] / capacitance[charged])
        return Course(
            k.samples,
            k.profiles.reshape(k.profiles.shape[0], a.partition.rows * LANES)[:, places],
            marks[ARRIVAL],
            marks[PEAK],
            marks[PEAK_TIME],
            marks[PASSAGES].astype(np.int64),
            tuple(k.spikes[i, : min(int(n), MAX_SPIKES)] for i, n in enumerate(k.spike_counts)),
            tuple(int(n) for n in k.spike_counts),
            int(counts[kernels.STEPS]),
            int(counts[kernels.REJECTED]),
            a.unload(),
            float(slope.max(initial=0.0)),
        )


def watch(assembly: Assembly, asked: Experiment) -> Watch:
    """What is to be kept of a run that begins with the state that is loaded."""
    probes, rows, n = asked.probes, assembly.partition.rows, assembly.tree.rows
    marks = np.full((4 * n, LANES), np.nan)
    marks[PEAK * n : (PEAK + 1) * n] = assembly.section(VOLTAGE).reshape(n, LANES)
    marks[PEAK_TIME * n : (PASSAGES + 1) * n] = 0.0
    cells = [c for probe in probes for c in probe.compartments]
    return Watch(
        np.cumsum([0, *(len(probe.compartments) for probe in probes)]),
        assembly.partition.places[cells],
        np.array([share for probe in probes for share in probe.shares], dtype=np.float64),
        np.array([probe.offset for probe in probes], dtype=np.float64),
        np.ascontiguousarray(asked.times, dtype=np.float64),
        np.zeros((len(probes), asked.times.size)),
        np.ascontiguousarray(asked.profile_times, dtype=np.float64),
        np.zeros((asked.profile_times.size, rows, LANES)),
        asked.threshold,
        marks,
        np.zeros((len(probes), MAX_SPIKES)),
        np.zeros(len(probes), dtype=np.int64),
        np.zeros(2, dtype=np.int64),
    )
