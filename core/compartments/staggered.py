"""Runs of a tree of compartments with a fixed step."""

import numpy as np

from core.compartments import advance as kernels
from core.compartments.assembly import Assembly, assemble
from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, State
from core.compartments.record import course, diverged, injected, watch
from core.compartments.run import BUDGET_ROWS
from core.compartments.staggered_advance import Pace, advance_staggered
from core.compartments.watch import Watch
from core.interruption import checkpoint
from core.neuron.tables import RANGE, WIDE_RANGE


def integrate_staggered(
    compartments: Compartments, state: State, experiment: Experiment, step: float
) -> Course:
    """Integrate a tree of compartments with a fixed step and second order.

    The Crank-Nicolson method for the voltages, with the other states half a step later; after every jump of
    the current two half steps of the implicit Euler method, which damp what would ring.

    Parameters
    ----------
    compartments, state
        The tree, and how it begins.
    experiment
        What is done to it.
    step
        Longest step [ms]; between two jumps of the current all are equal.

    Raises
    ------
    ParameterError
        A membrane without units, or whose rates have no meaning.
    DivergenceError
        A voltage leaves ±1000 mV.
    """
    made = assemble(compartments, RANGE)
    kept, pace = _run(made, state, experiment, step)
    if pace.counts[kernels.STATUS] == kernels.LEFT:
        made = assemble(compartments, WIDE_RANGE)
        kept, pace = _run(made, state, experiment, step)
        if pace.counts[kernels.STATUS] == kernels.LEFT:
            raise diverged(made, float(pace.numbers[kernels.TIME]))
    return course(made, kept, int(pace.counts[kernels.STEPS]), 0)


def _run(made: Assembly, state: State, experiment: Experiment, step: float) -> tuple[Watch, Pace]:
    """Run to the end, or until a voltage leaves the table."""
    made.load(state)
    kept, currents = watch(made, experiment), injected(made, experiment)
    linear = [kind for kind, neuron in enumerate(made.kinds) if neuron is None][:1]
    fixed = [made.partition.kind_rows[kind + k] for kind in linear for k in (0, 1)] or [0, 0]
    pace = Pace(np.zeros(3), np.zeros(8, dtype=np.int64), np.array(fixed, dtype=np.int64))
    limits, budget = (float(experiment.duration), float(step)), max(BUDGET_ROWS // made.tree.rows, 8)
    while pace.counts[kernels.STATUS] <= kernels.RUNNING:
        checkpoint()
        advance_staggered(made.tree, made.membranes, made.work, currents, kept, pace, limits, budget)
    return kept, pace
