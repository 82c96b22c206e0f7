"""What the compiled integrator of coupled cells and its callers agree on: the arrays, and their places.

They are few: every array that a kernel is handed lengthens its compilation.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.neuron.integrator import workspace
from core.result import Floats

Integers = NDArray[np.int64]

DONE, PAUSED, DIVERGED, STEP_TOO_SMALL = range(4)
"""What a call of the integrator ended with."""

STATE, SLOPE, TRIAL, TRIAL_SLOPE = range(4)
"""Rows of the workspace: x and x' at the last point, x and x' at a trial point."""
CURVATURE = 4
"""Five rows: x'' at the four stages and at the new point."""
POLYNOMIAL = 9
"""Six rows: coefficients of x as a polynomial of the fraction of a step."""
U = 15
"""Six rows: u of the stages of a stiff step."""
WEIGHT = 21
"""An error of 1 in a state counts as one of so many mV."""
DRIFT = 22
"""∂x'/∂t at the last point, for stiff steps."""
ROWS = 23

TIME, STEP = range(2)
"""Places of the times [ms] that survive from call to call: where the run is, and the step to try next."""
STEPS, REJECTED, EVALUATIONS, SAMPLE, READY, LOGGED, PIECES = range(7)
"""Places of the counts that do; from PIECES on the piece of each waveform."""
LOG_ROWS = 9
"""Rows of a cell's log of steps, as in `core.neuron.integrator.workspace`."""

CURRENT, CURRENT_SLOPE, INVERSE_CAPACITANCE, BEFORE = range(workspace.CLOCK, workspace.CLOCK + 4)
"""Columns of what belongs to a cell, after those of `workspace`: the current into it [nA], its derivative by
time, ∂V'/∂I, V' before a jump."""
NUMBERS = workspace.CLOCK + 4

DENSITY, LIMIT, THRESHOLD = range(3)
"""Columns of a cell's constants: the equations' current per nA, |V| past which a run diverges [mV], and what
spikes cross upwards [mV]."""
FIRST, SIZE, BEGIN, END, OUTPUTS, WAVE = range(6)
"""Columns of a cell's programs: place of its V in the state, number of its states, first instruction, the one
after the last, first output, its waveform (−1: none)."""
TRIED, KEPT, INNER, SPARE = range(4)
"""Matrices for stiff steps: each cell's Jacobian at the trial point and at the last one; inverses of the
matrix of the states after V of each cell, and at last of that of the voltages; room for two."""


class Network(NamedTuple):
    """Cells, junctions and currents.

    Each cell has two programs (`core.cable.coupled_compartments.cells.CellCode`), its motion and, so many
    cells further on, its linear form; a row more ends the last.

    `programs`, `constants`: see the columns above. `code` of all programs, one after the other; `outputs` of
    all: register, and of an element of a Jacobian its row and column. `registers` by program.
    `junctions`: the two cells and the kind; `characteristics`: the other numbers of a `Characteristic`.
    `knots`: times, values and slopes of all waveforms, one after the other, shape (3, k); `sinusoids`;
    `waves`: first and end of both in each waveform, shape (waveforms, 4).
    """

    programs: Integers
    constants: Floats
    code: Integers
    outputs: Integers
    registers: Floats
    junctions: Integers
    characteristics: Floats
    knots: Floats
    sinusoids: Floats
    waves: Integers


class Task(NamedTuple):
    """What a run is asked for.

    `end` [ms]; `tolerance` of one step [mV]; `sampled`: the states that are wanted at sample times; `stiff`;
    `follow`: stop after the last sample; `budget` of steps a call.
    """

    end: float
    tolerance: float
    sampled: Integers
    stiff: bool
    follow: bool
    budget: int


class Room(NamedTuple):
    """The state of a run, and room for its work.

    `w`: rows of the workspace, shape (ROWS, states); `cells`: columns of what belongs to a cell, `counts` its
    counts as `core.neuron.integrator.output` has them; `clock`, `counter`; `matrices`, shape (4, cells + 1,
    m, m).
    """

    w: Floats
    cells: Floats
    counts: Integers
    clock: Floats
    counter: Integers
    matrices: Floats
