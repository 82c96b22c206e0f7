"""Runs of a tree of compartments with an adaptive step."""

from contextlib import suppress

import numpy as np

from core.compartments import advance as kernels
from core.compartments.assembly import Assembly, assemble
from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, Probe, State, resting
from core.compartments.forest import reduce
from core.compartments.record import course, diverged, injected, watch
from core.errors import ConvergenceError, DivergenceError
from core.interruption import checkpoint
from core.neuron.tables import RANGE, WIDE_RANGE

__all__ = ["Compartments", "Course", "Experiment", "Probe", "State", "integrate", "resting"]

FIRST_STEP = 1e-3
"""[ms]; the error control corrects it at once."""
BUDGET_ROWS = 20_000
"""Rows that are worked on between two looks for interruption: about 10 ms."""
MAX_STEPS = 2_000_000


def integrate(compartments: Compartments, state: State, experiment: Experiment, tolerance: float) -> Course:
    """Integrate a tree of compartments with an adaptive Rosenbrock method of order 4(3).

    Passive parts that hang on active ones are reduced to a few modes, with an error far below the tolerance,
    unless spikes and peaks are wanted everywhere.

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
    ParameterError
        A membrane without units, or whose rates have no meaning.
    DivergenceError
        A voltage leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.
    """
    # Passive trees need so few steps that it would not pay.
    if any(compartments.neurons) and not experiment.everywhere:
        smaller = reduce(compartments, state, experiment, tolerance)
        if smaller is not None:
            # What diverges is told of the compartments as they are.
            with suppress(DivergenceError):
                found = _integrated(smaller.compartments, smaller.state, smaller.experiment, tolerance)
                return smaller.recover(found)
    return _integrated(compartments, state, experiment, tolerance)


def _integrated(compartments: Compartments, state: State, experiment: Experiment, tolerance: float) -> Course:
    """Integrate a tree as it is."""
    run = _Run(assemble(compartments, RANGE), state, experiment, tolerance)
    if not run.finish():
        run = _Run(assemble(compartments, WIDE_RANGE), state, experiment, tolerance)
        if not run.finish():
            raise diverged(run.assembly, float(run.clock.numbers[kernels.TIME]))
    counts = run.clock.counts
    return course(run.assembly, run.watch, int(counts[kernels.STEPS]), int(counts[kernels.REJECTED]))


class _Run:
    """The arrays of one run."""

    def __init__(self, assembly: Assembly, state: State, experiment: Experiment, tolerance: float) -> None:
        assembly.load(state)
        self.assembly, self.watch = assembly, watch(assembly, experiment)
        self._injections = injected(assembly, experiment)
        self._limits = float(experiment.duration), float(tolerance)
        self.clock = kernels.Clock(np.array([0.0, FIRST_STEP]), np.zeros(5, dtype=np.int64))
        self.clock.counts[kernels.JOINTS] = assembly.has_joints

    def finish(self) -> bool:
        """Run to the end; False where the voltage leaves the table."""
        a, clock = self.assembly, self.clock
        budget = max(BUDGET_ROWS // a.tree.rows, 8)
        while clock.counts[kernels.STATUS] <= kernels.RUNNING:
            checkpoint()
            kernels.advance(
                a.tree, a.membranes, a.work, self._injections, self.watch, clock, self._limits, budget
            )
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
