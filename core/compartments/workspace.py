"""The arrays that the kernels share, and the places of their rows.

All vectors of LANES numbers are rows of one array: a kernel is handed one array and not forty, and the parts
of a compartment's state that are read together stand together.
"""

from typing import NamedTuple

from core.numerics.tree.partition import Integers
from core.result import Floats

# Sections of `Work.vectors`, each of `Tree.rows` rows, by row of compartments. The state: voltage [mV], and
# where the last step began; current into each place [nA] at both. Of a step: voltages where it ends; vectors
# u of the stages; right-hand side, and the diagonal of the system without and with the couplings; flow
# between compartments [nA] where the step begins, and that of u of the first stage. Derivative of the
# membrane current by V [µS]. Constants: capacitance [nF], conductance [µS] of leaks and that times their
# reversal [nA], sum of the couplings [µS].
VOLTAGE, OLD_VOLTAGE, SLOPE, OLD_SLOPE, POINT = range(5)
U1, U2, U3, U4 = range(5, 9)
RIGHT, OWN_DIAGONAL, DIAGONAL, FLOW, FIRST_FLOW, STIFFNESS = range(9, 15)
CAPACITANCE, LEAK, LEAK_CURRENT, LINKS = range(15, 19)
SECTIONS = 19
# Of a step of the other method: rate of change of the voltage in the last one [mV/ms].
RATE = FIRST_FLOW

# After the sections come single rows: values of states and instantaneous functions at a point, and the
# derivatives of the functions by V.
ROOM = 64
"""Places for the states and instantaneous functions of one row of compartments."""
VALUE, TILT_OF = 0, ROOM
WORST, CHANGE = 2 * ROOM, 2 * ROOM + 1
SCRATCH = 2 * ROOM + 3

# Then a block for every row of compartments, with these rows for every state: value, and at the end of the
# step; rate where the step begins [1/ms]; vectors u of the stages without their part of u_V; 1/(shift + φ b)
# of the step [ms]; derivative of the rate by V times that [1/mV]: their part of u_V; derivatives of the
# membrane current by the state [nA] and of the rate by V; φ b [1/ms].
X, NEW_X, X_SLOPE, P1, P2, P3, P4, OWN, TILT, COUPLING, GAIN, DECAY = range(12)
STATE_ROWS = 12
# After them come the conductances of the currents [µS]; where states are coupled instead the capacitance [nF]
# of the kind, the Jacobian of the states [1/ms], and the factors of shift − Jacobian.

# Columns of `Membranes.numbers`: rows of compartments of the kind; first block and rows of a block; numbers
# as in `core.neuron.layout.Layout`; first coefficient in the table, first of the kind's states among
# `scales` and `weights`, of its currents among `slopes` and `reversals`. Whether its states are coupled; if
# so, which of `programs` are its right-hand side, and that with the Jacobian; first and number of `elements`.
(
    FIRST_ROW,
    END_ROW,
    BLOCKS,
    BLOCK_SIZE,
    DYNAMIC,
    INSTANTANEOUS,
    WIDTH,
    CURRENTS,
    TABLE,
    FIRST_STATE,
    FIRST_CURRENT,
    COUPLED,
    RATES,
    LINEAR,
    FIRST_ELEMENT,
    ELEMENTS,
) = range(16)
# Columns of `Membranes.grid`: lowest voltage [mV], 1/width of a cell [1/mV], last cell, highest voltage [mV].
LOW, INVERSE_CELL, LAST_CELL, HIGH = range(4)
# Columns of `Membranes.programs`: instructions from and to, first output, row of the first register.
CODE, CODE_END, OUTPUT, REGISTER = range(4)


class Membranes(NamedTuple):
    """The kinds of membrane.

    Attributes
    ----------
    table
        Coefficients of all tables, flat.
    numbers, grid
        Of each kind, by columns, see above.
    scales, weights
        φ [1/ms] and weight [mV] of the states, one kind after the other.
    slopes, reversals
        Of the currents' forces: slope times V minus reversal [mV].
    starts, factors
        Factors of each current, places and powers: of current c of a kind those from
        starts[first current + kind + c] to before the next.
    code, programs, outputs, elements
        Of the kinds whose states are coupled: instructions of `core.numerics.machine` on rows of the vectors;
        where each program stands, see above; rows with what the programs give; row and column of the elements
        of the Jacobians that are not 0.
    """

    table: Floats
    numbers: Integers
    grid: Floats
    scales: Floats
    weights: Floats
    slopes: Floats
    reversals: Floats
    starts: Integers
    factors: Integers
    code: Integers
    programs: Integers
    outputs: Integers
    elements: Integers


class Work(NamedTuple):
    """What an integration works on.

    Attributes
    ----------
    vectors
        See above, shape (n, LANES).
    starts, fractions
        Where in the table the cells of one row of compartments start, shape (LANES,), and the fractions of
        them, shape (3, LANES): see `core.numerics.lane_cubics`.
    """

    vectors: Floats
    starts: Integers
    fractions: Floats
