"""A step of the Crank-Nicolson method with staggered states for a tree of compartments (compiled).

Voltages stand at the times t_k, the other states half a step later. A state is advanced over a step with the
voltage in the middle of it, by dx/dt = φ (a − b x) and z = φ b h,

    x' = x + φ (a − b x) h (1 + z/2 + z²/6)/(1 + z + z²/2 + z³/6),

which is of order 3 in z and, like the exponential, never overshoots. A voltage is advanced with the states in
the middle of its step, by half a step of the implicit Euler method to V̄ and V' = 2 V̄ − V. What is not linear
in V is linearised at a V that the last step predicts for the middle of this one. Where V̄ itself is taken as
the end of a step half as long, the step is one of the implicit Euler method with the same matrix.

Crank J, Nicolson P (1947) doi:10.1017/S0305004100023197; Hines M (1984) doi:10.1016/0020-7101(84)90008-4.
"""

import numpy as np

from core.compartments.coupled_states import (
    factorise_states,
    linearise_coupled,
    solve_states,
)
from core.compartments.evaluation import block_of, find_cells, linearise_current
from core.compartments.workspace import (
    CAPACITANCE,
    COUPLED,
    DIAGONAL,
    DYNAMIC,
    END_ROW,
    FIRST_ROW,
    FIRST_STATE,
    FLOW,
    HIGH,
    INSTANTANEOUS,
    INVERSE_CELL,
    LINKS,
    LOW,
    OLD_SLOPE,
    OLD_VOLTAGE,
    P1,
    POINT,
    RATE,
    RIGHT,
    SECTIONS,
    SLOPE,
    STATE_ROWS,
    TILT_OF,
    U1,
    VALUE,
    VOLTAGE,
    WIDTH,
    X_SLOPE,
    Membranes,
    Work,
    X,
)
from core.numerics.compilation import inlined, part
from core.numerics.lane_cubics import cubics, cubics_and_slopes
from core.numerics.lane_vector import Vector, bits_less, load, spread, store
from core.numerics.tree.elimination import Tree, flow


@inlined
def _advance_states(m: Membranes, w: Work, n: int, kind: int, row: int, v: Vector, size: float) -> None:
    """States of a row over a time [ms] at voltages in its middle; their values go to the scratch, too."""
    a, values = w.vectors, SECTIONS * n + VALUE
    find_cells(m, w, kind, v)
    h, half, third, one = spread(size), spread(0.5), spread(1.0 / 3.0), spread(1.0)
    state, number = block_of(m, kind, row), m.numbers[kind, FIRST_STATE]
    for i in range(m.numbers[kind, DYNAMIC]):
        inflow, turnover = cubics(m.table, w.starts, w.fractions, 8 * i)
        scale, x = spread(m.scales[number + i]) * h, load(a, state + X)
        z = scale * turnover
        part = one + half * z * (one + third * z)
        x = x + scale * (inflow - turnover * x) * part / (one + z * part)
        store(a, state + X, x)
        store(a, values + i, x)
        state += STATE_ROWS


@inlined
def _find_functions(m: Membranes, w: Work, n: int, kind: int, v: Vector) -> None:
    """Values and slopes of the instantaneous functions at voltages."""
    find_cells(m, w, kind, v)
    inverse = spread(m.grid[kind, INVERSE_CELL])
    place = SECTIONS * n + VALUE + m.numbers[kind, WIDTH]
    for i in range(m.numbers[kind, INSTANTANEOUS]):
        place_in_cell = 8 * (m.numbers[kind, DYNAMIC] + i)
        value, _, slope, _ = cubics_and_slopes(m.table, w.starts, w.fractions, place_in_cell)
        store(w.vectors, place + i, value)
        store(w.vectors, place + TILT_OF + i, inverse * slope)


@inlined
def _store_system(w: Work, n: int, row: int, v: Vector, current: tuple[Vector, Vector], shift: float) -> None:
    """Right-hand side and diagonal of one row, from the membrane current at a voltage and its slope."""
    a = w.vectors
    total, stiffness = current
    charge = load(a, CAPACITANCE * n + row) * spread(shift)
    store(a, POINT * n + row, v)
    store(a, RIGHT * n + row, charge * (load(a, VOLTAGE * n + row) - v) - total)
    store(a, DIAGONAL * n + row, charge + stiffness + load(a, LINKS * n + row))


@inlined
def _point(w: Work, n: int, row: int, later: float) -> Vector:
    """Voltages at some time [ms] after those that stand, as the last step predicts them."""
    return load(w.vectors, VOLTAGE * n + row) + spread(later) * load(w.vectors, RATE * n + row)


@inlined
def _advance_coupled(m: Membranes, w: Work, n: int, kind: int, row: int, v: Vector, size: float) -> None:
    """The same of states that depend on each other, by the linearly implicit midpoint rule."""
    a, values, block = w.vectors, SECTIONS * n + VALUE, block_of(m, kind, row)
    dynamic = m.numbers[kind, DYNAMIC]
    for i in range(dynamic):
        store(a, values + i, load(a, block + i * STATE_ROWS + X))
    linearise_coupled(m, w, n, kind, row, block, v)
    factorise_states(a, dynamic, block, 2.0 / size)
    for state in range(block, block + dynamic * STATE_ROWS, STATE_ROWS):
        store(a, state + P1, load(a, state + X_SLOPE))
    solve_states(a, dynamic, block, block + P1)
    for i in range(dynamic):
        state = block + i * STATE_ROWS
        x = load(a, state + X) + spread(2.0) * load(a, state + P1)
        store(a, state + X, x)
        store(a, values + i, x)


@part
def advance_coupled(
    t: Tree, m: Membranes, w: Work, sizes: tuple[float, float], lead: float, ahead: float
) -> None:
    """`advance_states` for rows with coupled states."""
    n = t.rows
    for kind in range(m.numbers.shape[0]):
        if m.numbers[kind, COUPLED] == 0:
            continue
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            _advance_coupled(m, w, n, kind, row, _point(w, n, row, lead), sizes[0])
            v, block = _point(w, n, row, ahead), block_of(m, kind, row)
            _store_system(w, n, row, v, linearise_coupled(m, w, n, kind, row, block, v), 2.0 / sizes[1])


@part
def advance_states(
    t: Tree, m: Membranes, w: Work, sizes: tuple[float, float], lead: float, ahead: float
) -> None:
    """Advance the states, and make the system for the voltages but for stimulus and flow.

    Parameters
    ----------
    sizes
        Time over which the states are advanced, and 2/shift of the system's matrix [ms].
    lead, ahead
        How much later than the voltages stand [ms] those for the states are, and those at which currents are
        linearised.
    """
    n = t.rows
    for kind in range(m.numbers.shape[0]):
        if m.numbers[kind, COUPLED] != 0:
            continue
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            if m.numbers[kind, DYNAMIC] > 0:
                _advance_states(m, w, n, kind, row, _point(w, n, row, lead), sizes[0])
            v = _point(w, n, row, ahead)
            if m.numbers[kind, INSTANTANEOUS] > 0:
                _find_functions(m, w, n, kind, v)
            found = linearise_current(m, w, n, kind, row, v, False)
            _store_system(w, n, row, v, found, 2.0 / sizes[1])


@part
def add_flow(t: Tree, w: Work) -> None:
    """Add the flow between the compartments to the system's right-hand side."""
    a, n = w.vectors, t.rows
    flow(t, a, POINT * n, FLOW * n)
    for row in range(n):
        store(a, RIGHT * n + row, load(a, RIGHT * n + row) + load(a, FLOW * n + row))


@part
def move_voltages(t: Tree, m: Membranes, w: Work, size: float, whole: bool, first: bool) -> bool:
    """Voltages at the end of a step [ms], or half a step, from the solution; whether one left its table.

    Before a first step there is no slope, nor a voltage before.
    """
    a, n = w.vectors, t.rows
    factor, per_time = spread(2.0 if whole else 1.0), spread((1.0 if whole else 2.0) / size)
    inside = ~np.uint64(0)
    for kind in range(m.numbers.shape[0]):
        low, high = spread(m.grid[kind, LOW]), spread(m.grid[kind, HIGH])
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            now = load(a, VOLTAGE * n + row)
            change = factor * (load(a, POINT * n + row) + load(a, U1 * n + row) - now)
            v, rate = now + change, change * per_time
            inside &= bits_less(low, v) & bits_less(v, high)
            # The slope at the end is that of this step and half of what it differs from the last one's.
            bend = spread(0.5 if whole else 0.0) * (rate - load(a, RATE * n + row))
            slope = load(a, CAPACITANCE * n + row) * (rate + bend)
            store(a, OLD_SLOPE * n + row, slope if first else load(a, SLOPE * n + row))
            store(a, SLOPE * n + row, slope)
            store(a, RATE * n + row, rate)
            store(a, OLD_VOLTAGE * n + row, now)
            store(a, VOLTAGE * n + row, v)
    return bool(inside != bits_less(spread(0.0), spread(1.0)))
