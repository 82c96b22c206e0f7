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
    inner_coupled,
    last_coupled,
    linearise_coupled,
)
from core.compartments.evaluation import (
    block_of,
    current,
    find_cells,
    find_functions,
    linearise_current,
    linearise_states,
)
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
    GAIN,
    HIGH,
    INSTANTANEOUS,
    LINKS,
    LOW,
    NEW_X,
    OLD_SLOPE,
    OLD_VOLTAGE,
    OWN,
    P1,
    P2,
    P3,
    P4,
    POINT,
    RATE,
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
    X_RATE,
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
A21, A31, A32 = r.A21, r.A31, r.A32
C21, C31, C32, C41, C42, C43 = r.C21, r.C31, r.C32, r.C41, r.C42, r.C43
B1, B2, B3, B4 = r.B1, r.B2, r.B3, r.B4
E1, E2, E4 = r.E1, r.E2, r.E4


@part
def begin(t: Tree, m: Membranes, w: Work) -> None:
    """Make the point that was reached the state; derivatives there, but for the stimulus, and Jacobian."""
    a, n = w.vectors, t.rows
    values = SECTIONS * n + VALUE
    for kind in range(m.numbers.shape[0]):
        dynamic = m.numbers[kind, DYNAMIC]
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            v = load(a, POINT * n + row)
            store(a, OLD_VOLTAGE * n + row, load(a, VOLTAGE * n + row))
            store(a, VOLTAGE * n + row, v)
            store(a, OLD_SLOPE * n + row, load(a, SLOPE * n + row))
            block = block_of(m, kind, row)
            for i in range(dynamic):
                x = load(a, block + i * STATE_ROWS + NEW_X)
                store(a, block + i * STATE_ROWS + X, x)
                store(a, values + i, x)
            if m.numbers[kind, COUPLED] != 0:
                total, stiffness = linearise_coupled(m, w, n, kind, row, block, v)
            else:
                if dynamic + m.numbers[kind, INSTANTANEOUS] > 0:
                    linearise_states(m, w, n, kind, row, find_cells(m, w, kind, v))
                total, stiffness = linearise_current(m, w, n, kind, row, v, True)
            store(a, SLOPE * n + row, -total)
            store(a, STIFFNESS * n + row, stiffness)
    flow(t, a, VOLTAGE * n, SLOPE * n)


@part
def first_stage(t: Tree, m: Membranes, w: Work, size: float) -> None:
    """Factorise the system of a step, and make the first stage's right-hand side but for the stimulus."""
    a, n = w.vectors, t.rows
    shift, one = spread(1.0 / (GAMMA * size)), spread(1.0)
    for kind in range(m.numbers.shape[0]):
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            total = load(a, CAPACITANCE * n + row) * shift + load(a, STIFFNESS * n + row)
            total = total + load(a, LINKS * n + row)
            right = load(a, SLOPE * n + row)
            state = block_of(m, kind, row)
            if m.numbers[kind, COUPLED] != 0:
                more, less = first_coupled(a, m.numbers[kind, DYNAMIC], state, 1.0 / (GAMMA * size))
                total, right = total + more, right - less
            for _ in range(0 if m.numbers[kind, COUPLED] != 0 else m.numbers[kind, DYNAMIC]):
                own, coupling = one / (shift + load(a, state + DECAY)), load(a, state + COUPLING)
                tilt = load(a, state + GAIN) * own
                store(a, state + OWN, own)
                store(a, state + TILT, tilt)
                total = total + coupling * tilt
                x = load(a, state + X_SLOPE) * own
                store(a, state + P1, x)
                right = right - coupling * x
                state += STATE_ROWS
            store(a, DIAGONAL * n + row, total)
            store(a, U1 * n + row, right)
    factorise(t, a, DIAGONAL * n, np.int64(0), np.int64(0))


@inlined
def _inner_row(  # noqa: PLR0913, PLR0917 - what one loop would share
    m: Membranes, w: Work, n: int, kind: int, row: int, v: Vector, u: Vector, size: float, third: bool
) -> tuple[Vector, Vector]:
    """Second or third stage of the states of one row, from u_V of the stage before.

    Returns
    -------
    tuple
        Membrane current, and current of the stage's states without their part of u_V [nA].
    """
    a, values, f = w.vectors, SECTIONS * n + VALUE, find_cells(m, w, kind, v)
    a1, a2 = spread(A31 if third else A21), spread(A32)
    c1, c2 = spread((C31 if third else C21) / size), spread(C32 / size)
    through, state, number = spread(0.0), block_of(m, kind, row), m.numbers[kind, FIRST_STATE]
    before, after = (P2, P3) if third else (P1, P2)
    for i in range(m.numbers[kind, DYNAMIC]):
        step = load(a, state + before) + load(a, state + TILT) * u
        store(a, state + before, step)
        first = load(a, state + P1)
        x, mixed = load(a, state + X) + a1 * first, c1 * first
        if third:
            x, mixed = x + a2 * step, mixed + c2 * step
        store(a, values + i, x)
        inflow, turnover = cubics(m.table, w.starts, 8 * i, f)
        rate = spread(m.scales[number + i]) * (inflow - turnover * x)
        if third:
            store(a, state + X_RATE, rate)
        step = (rate + mixed) * load(a, state + OWN)
        store(a, state + after, step)
        through = through + load(a, state + COUPLING) * step
        state += STATE_ROWS
    find_functions(m, w, n, kind, f)
    return current(m, w, n, kind, row, v), through


@part
def inner_stage(t: Tree, m: Membranes, w: Work, size: float, third: bool) -> None:
    """Right-hand side of the second or third stage, but for the stimulus, from the solutions before.

    The third's current and rates are kept for the fourth.
    """
    a, n = w.vectors, t.rows
    a1, a2 = spread(A31 if third else A21), spread(A32)
    c1, c2 = spread((C31 if third else C21) / size), spread(C32 / size)
    for kind in range(m.numbers.shape[0]):
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            u = load(a, U1 * n + row)
            v, mixed = load(a, VOLTAGE * n + row) + a1 * u, c1 * u
            if third:
                u = load(a, U2 * n + row)
                v, mixed = v + a2 * u, mixed + c2 * u
            store(a, POINT * n + row, v)
            if m.numbers[kind, COUPLED] != 0:
                total, through = inner_coupled(m, w, n, kind, row, v, u, size, third)
            else:
                total, through = _inner_row(m, w, n, kind, row, v, u, size, third)
            right = load(a, CAPACITANCE * n + row) * mixed - through
            if third:
                store(a, RATE * n + row, -total)
                store(a, U3 * n + row, right)
            else:
                store(a, U2 * n + row, right - total)
    flow(t, a, POINT * n, (RATE if third else U2) * n)
    if third:
        for row in range(n):
            store(a, U3 * n + row, load(a, U3 * n + row) + load(a, RATE * n + row))


@part
def last_stage(t: Tree, m: Membranes, w: Work, size: float) -> None:
    """Right-hand side of the fourth stage, but for the stimulus."""
    a, n = w.vectors, t.rows
    c1, c2, c3 = spread(C41 / size), spread(C42 / size), spread(C43 / size)
    for kind in range(m.numbers.shape[0]):
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            u1, u2, u3 = load(a, U1 * n + row), load(a, U2 * n + row), load(a, U3 * n + row)
            right = load(a, CAPACITANCE * n + row) * (c1 * u1 + c2 * u2 + c3 * u3) + load(a, RATE * n + row)
            state, dynamic = block_of(m, kind, row), m.numbers[kind, DYNAMIC]
            if m.numbers[kind, COUPLED] != 0:
                right = right - last_coupled(a, dynamic, state, u3, size)
            else:
                for _ in range(dynamic):
                    x3 = load(a, state + P3) + load(a, state + TILT) * u3
                    store(a, state + P3, x3)
                    step = load(a, state + X_RATE) + c1 * load(a, state + P1) + c2 * load(a, state + P2)
                    step = (step + c3 * x3) * load(a, state + OWN)
                    store(a, state + P4, step)
                    right = right - load(a, state + COUPLING) * step
                    state += STATE_ROWS
            store(a, U4 * n + row, right)


@part
def finish(t: Tree, m: Membranes, w: Work) -> bool:
    """The point that the step ends at; whether a voltage is outside of its table.

    The largest error and the largest change of the voltage [mV] go, lane by lane, to the scratch.
    """
    a, n = w.vectors, t.rows
    b1, b2, b3, b4 = spread(B1), spread(B2), spread(B3), spread(B4)
    e1, e2, e4 = spread(E1), spread(E2), spread(E4)
    worst, change, outside = spread(0.0), spread(0.0), bits_less(spread(0.0), spread(0.0))
    for kind in range(m.numbers.shape[0]):
        low, high = spread(m.grid[kind, LOW]), spread(m.grid[kind, HIGH])
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            u1, u2 = load(a, U1 * n + row), load(a, U2 * n + row)
            u3, u4 = load(a, U3 * n + row), load(a, U4 * n + row)
            step = b1 * u1 + b2 * u2 + b3 * u3 + b4 * u4
            v = load(a, VOLTAGE * n + row) + step
            store(a, POINT * n + row, v)
            outside |= bits_less(v, low) | bits_less(high, v)
            worst = larger_magnitude(worst, e1 * u1 + e2 * u2 + e4 * u4)
            change = larger_magnitude(change, step)
            state = block_of(m, kind, row)
            for i in range(m.numbers[kind, DYNAMIC]):
                x1, x2, x3 = load(a, state + P1), load(a, state + P2), load(a, state + P3)
                x4 = load(a, state + P4) + load(a, state + TILT) * u4
                x = load(a, state + X) + (b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4)
                store(a, state + NEW_X, x)
                weight = spread(m.weights[m.numbers[kind, FIRST_STATE] + i])
                worst = larger_magnitude(worst, weight * (e1 * x1 + e2 * x2 + e4 * x4))
                state += STATE_ROWS
    store(a, SECTIONS * n + WORST, worst)
    store(a, SECTIONS * n + CHANGE, change)
    return bool(outside != 0)
