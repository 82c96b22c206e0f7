"""The arrays that the kernels share, and the places of their rows."""

from itertools import count
from typing import NamedTuple

import numpy as np

from core.numerics.aligned import aligned_zeros
from core.numerics.tree.elimination import Factors
from core.numerics.tree.partition import LANES, Integers
from core.result import Floats

ROOM = 64
"""Places for the states and instantaneous functions of one row of compartments."""
# Rows of `Work.scratch`: values of states and functions, derivatives of functions by V, rates of the states,
# then single vectors.
VALUE, SLOPE, RATE = 0, ROOM, 2 * ROOM
VOLTAGE, FRACTION, CURRENT, STIFFNESS, SPARE = (3 * ROOM + k for k in range(5))
SCRATCH = 3 * ROOM + 8


class Membranes(NamedTuple):
    """The kinds of membrane: tables, constants and numbering, one after the other.

    Attributes
    ----------
    table
        Coefficients of all tables, flat; `table_start` of each kind.
    low, inverse_cell, cells
        Grid of each kind's table: lowest voltage [mV], 1/width of a cell [1/mV], number of cells.
    functions, dynamic, instantaneous, width, currents
        Numbers of each kind, as in `core.neuron.layout.Layout`; `functions` is the number of pairs in a cell.
    states
        First of each kind's `scales` (φ) and `weights` [mV] of the states.
    first_current
        First of each kind's `slopes` and `reversals` [mV], and of its `starts`, less the number of the kind.
    starts, factors
        Factors of each current: places and powers.
    gate_rows, conductance_rows
        First row of each kind among the states and among the conductances.
    kind_rows
        First row of each kind of compartments, and the end.
    capacitances [nF], leaks [µS], leak_currents [nA]
        Of every place; a leak's current is its conductance times its reversal potential.
    conductances [µS]
        Of every place and current.
    """

    table: Floats
    table_start: Integers
    low: Floats
    inverse_cell: Floats
    cells: Integers
    functions: Integers
    dynamic: Integers
    instantaneous: Integers
    width: Integers
    currents: Integers
    states: Integers
    scales: Floats
    weights: Floats
    first_current: Integers
    slopes: Floats
    reversals: Floats
    starts: Integers
    factors: Integers
    gate_rows: Integers
    conductance_rows: Integers
    kind_rows: Integers
    capacitances: Floats
    leaks: Floats
    leak_currents: Floats
    conductances: Floats


class Work(NamedTuple):
    """Rows of the integration.

    Attributes
    ----------
    voltage, gates
        The state: shapes (rows, LANES) [mV] and (gate rows, LANES).
    voltage_slope, gate_slope
        Where the step begins: current into each place [nA], rates of the states [1/ms].
    old_slope
        The same current at the beginning of the last step.
    new_voltage, new_gates
        Of a stage's point, at last of the step's end.
    voltage_steps, gate_steps
        Vectors u of the stages, one block of rows after the other.
    voltage_rate, gate_rate
        Current and rates at the third stage's point, which the fourth uses again.
    coupling, gain, decay, own
        By gate row: derivative of the membrane current by the state [nA], of the state's rate by V, φ b
        [1/ms], and 1/(shift + φ b) of the step [ms].
    stiffness, diagonal
        Derivative of the membrane current by V [µS]; the diagonal of the system for the voltages.
    scratch, starts
        What one row of compartments needs.
    factors
        The factorised system.
    """

    voltage: Floats
    gates: Floats
    voltage_slope: Floats
    gate_slope: Floats
    new_voltage: Floats
    new_gates: Floats
    voltage_rate: Floats
    gate_rate: Floats
    voltage_steps: Floats
    gate_steps: Floats
    old_slope: Floats
    stiffness: Floats
    diagonal: Floats
    coupling: Floats
    gain: Floats
    decay: Floats
    own: Floats
    scratch: Floats
    starts: Integers
    factors: Factors


STAGES = 4


def work(rows: int, gate_rows: int, made: Factors) -> Work:
    """Fresh arrays for so many rows of compartments and of states.

    The number of their rows is made odd: blocks of an even one would begin in the same place of a page,
    where a load waits for every store to another block (4K aliasing).
    """
    rows, gate_rows = rows | 1, gate_rows | 1

    numbers = count()

    def table(size: int) -> Floats:
        return aligned_zeros((max(size, 1), LANES), next(numbers))

    return Work(
        table(rows),
        table(gate_rows),
        table(rows),
        table(gate_rows),
        table(rows),
        table(gate_rows),
        table(rows),
        table(gate_rows),
        table(STAGES * rows),
        table(STAGES * gate_rows),
        table(rows),
        table(rows),
        table(rows),
        table(gate_rows),
        table(gate_rows),
        table(gate_rows),
        table(gate_rows),
        table(SCRATCH),
        np.zeros(LANES, dtype=np.int64),
        made,
    )
