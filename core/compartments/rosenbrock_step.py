"""A step of a Rosenbrock method of order 4(3) for a tree of compartments (compiled).

In the units of a compartment, C dV/dt = I − I_ion(V, x) + Σ g (V_j − V), dx/dt = φ (a − b x). Each stage
solves (shift − J) u = right with shift = 1/(γ h): the states of a compartment are coupled to its voltage only
and are eliminated in place; what is left is the tree of voltages,

    (C shift + ∂I/∂V + Σ (∂I/∂x)(∂x'/∂V)/(shift + φb) + Σ g) u_V − Σ g u_j
        = right_V − Σ (∂I/∂x) right_x/(shift + φb).
"""

import numpy as np

from core.compartments.coupled_states import (
    first_coupled,
    last_coupled,
)
from core.compartments.evaluation import (
    block_of,
    current,
    find_cells,
    find_functions,
    linearise_current,
    linearise_states,
)
from core.compartments.stages import Vectors, stage_steps, state_step, store_slope, store_stage, take_point
from core.compartments.workspace import (
    CAPACITANCE,
    CHANGE,
    COUPLED,
    COUPLING,
    DECAY,
    DIAGONAL,
    DYNAMIC,
    END_ROW,
    FIRST_ROW,
    FIRST_STATE,
    FLOW,
    GAIN,
    HIGH,
    INSTANTANEOUS,
    LINKS,
    LOW,
    NEW_X,
    OWN,
    OWN_DIAGONAL,
    P1,
    P2,
    P3,
    P4,
    POINT,
    RIGHT,
    SECTIONS,
    SLOPE,
    STATE_ROWS,
    STIFFNESS,
    TILT,
    U1,
    U2,
    U3,
    U4,
    VALUE,
    VOLTAGE,
    WORST,
    X_SLOPE,
    Membranes,
    Work,
    X,
)
from core.numerics import shampine as r
from core.numerics.compilation import inlined, part
from core.numerics.lane_cubics import cubics
from core.numerics.lane_vector import Vector, bits_less, larger_magnitude, load, spread, store
from core.numerics.tree.elimination import Tree, factorise, flow

GAMMA = r.GAMMA
C21, C31, C32, C41, C42, C43 = r.C21, r.C31, r.C32, r.C41, r.C42, r.C43
B1, B2, B3, B4 = r.B1, r.B2, r.B3, r.B4
E1, E2, E4 = r.E1, r.E2, r.E4


@part
def begin(t: Tree, m: Membranes, w: Work) -> None:
    """Make the point that was reached the state; derivatives there, but for the stimulus, and Jacobian.

    Rows with coupled states are left to `core.compartments.coupled_states`; so they are in inner stages.
    """
    n = t.rows
    flow(t, w.vectors, POINT * n, FLOW * n)
    for kind in range(m.numbers.shape[0]):
        dynamic = m.numbers[kind, DYNAMIC]
        if m.numbers[kind, COUPLED] != 0:
            continue
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            v = take_point(w, n, row, block_of(m, kind, row), dynamic)
            if dynamic + m.numbers[kind, INSTANTANEOUS] > 0:
                find_cells(m, w, kind, v)
                linearise_states(m, w, n, kind, row)
            total, stiffness = linearise_current(m, w, n, kind, row, v, True)
            store_slope(w, n, row, total, stiffness)


@part
def first_stage(t: Tree, m: Membranes, w: Work, size: float) -> None:
    """Factorise the system of a step, and make the first stage's right-hand side but for the stimulus."""
    a, n = w.vectors, t.rows
    shift, one = spread(1.0 / (GAMMA * size)), spread(1.0)
    for kind in range(m.numbers.shape[0]):
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            total = load(a, CAPACITANCE * n + row) * shift + load(a, STIFFNESS * n + row)
            right = load(a, SLOPE * n + row)
            state = block_of(m, kind, row)
            if m.numbers[kind, COUPLED] != 0:
                more, less = first_coupled(a, m.numbers[kind, DYNAMIC], state, 1.0 / (GAMMA * size))
                total, right = total + more, right - less
            else:
                for _ in range(m.numbers[kind, DYNAMIC]):
                    own, coupling = one / (shift + load(a, state + DECAY)), load(a, state + COUPLING)
                    tilt, x = load(a, state + GAIN) * own, load(a, state + X_SLOPE) * own
                    store(a, state + OWN, own)
                    store(a, state + TILT, tilt)
                    store(a, state + P1, x)
                    total, right = total + coupling * tilt, right - coupling * x
                    state += STATE_ROWS
            store(a, RIGHT * n + row, right)
            store(a, OWN_DIAGONAL * n + row, total)
            store(a, DIAGONAL * n + row, total + load(a, LINKS * n + row))
    factorise(t, a, DIAGONAL * n, np.int64(0), np.int64(0))


@inlined
def _inner_row(
    m: Membranes, w: Work, n: int, kind: int, row: int, steps: Vectors, size: float, third: bool
) -> tuple[Vector, Vector]:
    """Second or third stage of the states of one row.

    Parameters
    ----------
    steps
        Voltages of the stage's point; how far they are from those where the step begins; the sum of the
        stages before that their rates take in [mV/ms].

    Returns
    -------
    tuple
        Membrane current, and current of the stage's states without their part of u_V [nA].
    """
    a, values = w.vectors, SECTIONS * n + VALUE
    find_cells(m, w, kind, steps[0])
    through, state, number = spread(0.0), block_of(m, kind, row), m.numbers[kind, FIRST_STATE]
    made = P3 if third else P2
    for i in range(m.numbers[kind, DYNAMIC]):
        x, step = state_step(a, state, steps, size, third)
        store(a, values + i, x)
        inflow, turnover = cubics(m.table, w.starts, w.fractions, 8 * i)
        rate = spread(m.scales[number + i]) * (inflow - turnover * x)
        step = (rate + step) * load(a, state + OWN)
        store(a, state + made, step)
        through = through + load(a, state + COUPLING) * step
        state += STATE_ROWS
    find_functions(m, w, n, kind)
    return current(m, w, n, kind, row, steps[0]), through


@part
def inner_stage(t: Tree, m: Membranes, w: Work, size: float, third: bool) -> None:
    """Right-hand side of the second or third stage, but for the stimulus, from the solutions before."""
    n = t.rows
    for kind in range(m.numbers.shape[0]):
        if m.numbers[kind, COUPLED] != 0:
            continue
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            steps, flow_between = stage_steps(w, n, row, size, third)
            found = _inner_row(m, w, n, kind, row, steps, size, third)
            store_stage(w, n, row, steps[2], flow_between, found)


@part
def last_stage(t: Tree, m: Membranes, w: Work, size: float) -> None:
    """Right-hand side of the fourth stage, but for the stimulus: it has the point of the third.

    So its vectors differ from the third's by what the rates take in of the stages before.
    """
    a, n = w.vectors, t.rows
    c1, c2, c3 = spread((C41 - C31) / size), spread((C42 - C32) / size), spread(C43 / size)
    for kind in range(m.numbers.shape[0]):
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            mixed = c1 * load(a, U1 * n + row) + c2 * load(a, U2 * n + row) + c3 * load(a, U3 * n + row)
            right = load(a, RIGHT * n + row) + load(a, CAPACITANCE * n + row) * mixed
            state, dynamic = block_of(m, kind, row), m.numbers[kind, DYNAMIC]
            if m.numbers[kind, COUPLED] != 0:
                right = right - last_coupled(a, dynamic, state, mixed, size)
            else:
                for _ in range(dynamic):
                    third = load(a, state + P3)
                    step = c1 * load(a, state + P1) + c2 * load(a, state + P2) + c3 * third
                    step = (step + load(a, state + TILT) * mixed) * load(a, state + OWN)
                    store(a, state + P4, third + step)
                    right = right - load(a, state + COUPLING) * step
                    state += STATE_ROWS
            store(a, RIGHT * n + row, right)


@part
def finish(t: Tree, m: Membranes, w: Work) -> bool:
    """The point that the step ends at; whether a voltage is outside of its table.

    The largest error and the largest change of the voltage [mV] go, lane by lane, to the scratch.
    """
    a, n = w.vectors, t.rows
    b1, b2, b3, b4 = spread(B1), spread(B2), spread(B3), spread(B4)
    e1, e2, e4 = spread(E1), spread(E2), spread(E4)
    worst, change, inside = spread(0.0), spread(0.0), ~np.uint64(0)
    for kind in range(m.numbers.shape[0]):
        low, high = spread(m.grid[kind, LOW]), spread(m.grid[kind, HIGH])
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            u1, u2 = load(a, U1 * n + row), load(a, U2 * n + row)
            u3, u4 = load(a, U3 * n + row), load(a, U4 * n + row)
            step, error = b1 * u1 + b2 * u2 + b3 * u3 + b4 * u4, e1 * u1 + e2 * u2 + e4 * u4
            v = load(a, VOLTAGE * n + row) + step
            store(a, POINT * n + row, v)
            inside &= bits_less(low, v) & bits_less(v, high)
            worst, change = larger_magnitude(worst, error), larger_magnitude(change, step)
            state = block_of(m, kind, row)
            for i in range(m.numbers[kind, DYNAMIC]):
                x1, x2, x3 = load(a, state + P1), load(a, state + P2), load(a, state + P3)
                x4, tilt = load(a, state + P4), load(a, state + TILT)
                x = load(a, state + X) + (b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4 + tilt * step)
                store(a, state + NEW_X, x)
                weight = spread(m.weights[m.numbers[kind, FIRST_STATE] + i])
                worst = larger_magnitude(worst, weight * (e1 * x1 + e2 * x2 + e4 * x4 + tilt * error))
                state += STATE_ROWS
    store(a, SECTIONS * n + WORST, worst)
    store(a, SECTIONS * n + CHANGE, change)
    return bool(inside != bits_less(spread(0.0), spread(1.0)))
