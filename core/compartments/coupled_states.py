"""Rows of compartments whose states depend on each other: calcium pools, variables (compiled).

Rates, membrane current and Jacobian come from the register machine, side by side in the lanes. The block of a
compartment's states is eliminated by a dense factorisation: (shift − J_xx) u_x = right_x + (∂x'/∂V) u_V. It
exchanges no rows: a step after which that would have mattered shows an error and is tried again, shorter.
"""

from core.compartments.evaluation import block_of
from core.compartments.stages import Vectors, stage_steps, state_step, store_slope, store_stage, take_point
from core.compartments.workspace import (
    CODE,
    CODE_END,
    COUPLED,
    COUPLING,
    DYNAMIC,
    ELEMENTS,
    END_ROW,
    FIRST_ELEMENT,
    FIRST_ROW,
    GAIN,
    LEAK,
    LEAK_CURRENT,
    LINEAR,
    OUTPUT,
    P1,
    P2,
    P3,
    P4,
    RATES,
    REGISTER,
    SECTIONS,
    STATE_ROWS,
    TILT,
    VALUE,
    X_SLOPE,
    Membranes,
    Work,
)
from core.numerics.compilation import inlined, part
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import Vector, load, spread, store
from core.numerics.shampine import C31, C32, C41, C42, C43
from core.numerics.tree.elimination import Tree
from core.result import Floats


@inlined
def _run_program(m: Membranes, w: Work, n: int, kind: int, program: int, v: Vector) -> int:
    """Run a program at voltages and at the values of the states in the scratch; its first output."""
    a, register = w.vectors, m.programs[program, REGISTER]
    store(a, register, v)
    for i in range(m.numbers[kind, DYNAMIC]):
        store(a, register + 1 + i, load(a, SECTIONS * n + VALUE + i))
    run_lanes(m.code[m.programs[program, CODE] : m.programs[program, CODE_END]], a)
    return int(m.programs[program, OUTPUT])


@inlined
def _coupled_current(m: Membranes, w: Work, n: int, kind: int, row: int, block: int, v: Vector) -> Vector:
    """Membrane current [nA] at voltages and at the values in the scratch, where the states' rates go then."""
    a, dynamic = w.vectors, m.numbers[kind, DYNAMIC]
    output = _run_program(m, w, n, kind, m.numbers[kind, RATES], v)
    for i in range(dynamic):
        store(a, SECTIONS * n + VALUE + i, load(a, m.outputs[output + 1 + i]))
    total = load(a, LEAK * n + row) * v - load(a, LEAK_CURRENT * n + row)
    return total - load(a, block + STATE_ROWS * dynamic) * load(a, m.outputs[output])


@part
def linearise_coupled(
    m: Membranes, w: Work, n: int, kind: int, row: int, block: int, v: Vector
) -> tuple[Vector, Vector]:
    """Membrane current [nA] and its derivative by V [µS]; the others, and the rates, go to the block."""
    a, dynamic = w.vectors, m.numbers[kind, DYNAMIC]
    output = _run_program(m, w, n, kind, m.numbers[kind, LINEAR], v)
    own, leak = load(a, block + STATE_ROWS * dynamic), load(a, LEAK * n + row)
    total = leak * v - load(a, LEAK_CURRENT * n + row) - own * load(a, m.outputs[output])
    for i in range(dynamic):
        state = block + i * STATE_ROWS
        store(a, state + X_SLOPE, load(a, m.outputs[output + 1 + i]))
        store(a, state + GAIN, spread(0.0))
        store(a, state + COUPLING, spread(0.0))
    stiffness, first = leak, m.numbers[kind, FIRST_ELEMENT]
    for e in range(m.numbers[kind, ELEMENTS]):
        i, j = m.elements[first + e, 0], m.elements[first + e, 1]
        value = load(a, m.outputs[output + 1 + dynamic + e])
        if i > 0 and j > 0:
            store(a, block + STATE_ROWS * dynamic + 1 + (i - 1) * dynamic + j - 1, value)
        elif i > 0:
            store(a, block + (i - 1) * STATE_ROWS + GAIN, value)
        elif j > 0:
            store(a, block + (j - 1) * STATE_ROWS + COUPLING, -(own * value))
        else:
            stiffness = stiffness - own * value
    return total, stiffness


@part
def solve_states(a: Floats, dynamic: int, block: int, right: int) -> None:
    """Solve (shift − J) x = right in place: a row of every state, the first one's given."""
    factors = block + STATE_ROWS * dynamic + 1 + dynamic * dynamic
    for i in range(dynamic):
        total = load(a, right + i * STATE_ROWS)
        for j in range(i):
            total = total - load(a, factors + i * dynamic + j) * load(a, right + j * STATE_ROWS)
        store(a, right + i * STATE_ROWS, total)
    for i in range(dynamic - 1, -1, -1):
        total = load(a, right + i * STATE_ROWS)
        for j in range(i + 1, dynamic):
            total = total - load(a, factors + i * dynamic + j) * load(a, right + j * STATE_ROWS)
        store(a, right + i * STATE_ROWS, total * load(a, factors + i * dynamic + i))


@part
def factorise_states(a: Floats, dynamic: int, block: int, shift: float) -> None:
    """Factorise shift − J; the diagonal of the upper factor is kept inverted."""
    jacobian = block + STATE_ROWS * dynamic + 1
    factors, one = jacobian + dynamic * dynamic, spread(1.0)
    for k in range(dynamic * dynamic):
        element = -load(a, jacobian + k)
        store(a, factors + k, element + spread(shift) if k % (dynamic + 1) == 0 else element)
    for k in range(dynamic):
        inverse = one / load(a, factors + k * dynamic + k)
        store(a, factors + k * dynamic + k, inverse)
        for i in range(k + 1, dynamic):
            lower = load(a, factors + i * dynamic + k) * inverse
            store(a, factors + i * dynamic + k, lower)
            for j in range(k + 1, dynamic):
                at = factors + i * dynamic + j
                store(a, at, load(a, at) - lower * load(a, factors + k * dynamic + j))


@part
def _through_states(a: Floats, dynamic: int, first: int, second: int) -> Vector:
    """Sum of the products of two rows of every state, the first one's given."""
    total = spread(0.0)
    for i in range(dynamic):
        total = total + load(a, first + i * STATE_ROWS) * load(a, second + i * STATE_ROWS)
    return total


@part
def first_coupled(a: Floats, dynamic: int, block: int, shift: float) -> tuple[Vector, Vector]:
    """Factorise, and begin the first stage.

    Returns
    -------
    tuple
        What the states add to the diagonal [µS], and current of the stage's states without u_V [nA].
    """
    factorise_states(a, dynamic, block, shift)
    for i in range(dynamic):
        state = block + i * STATE_ROWS
        store(a, state + TILT, load(a, state + GAIN))
        store(a, state + P1, load(a, state + X_SLOPE))
    solve_states(a, dynamic, block, block + TILT)
    solve_states(a, dynamic, block, block + P1)
    coupling = block + COUPLING
    return (
        _through_states(a, dynamic, coupling, block + TILT),
        _through_states(a, dynamic, coupling, block + P1),
    )


@inlined
def _inner_coupled(
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
    a, dynamic, values = w.vectors, m.numbers[kind, DYNAMIC], SECTIONS * n + VALUE
    block = block_of(m, kind, row)
    right = block + (P3 if third else P2)
    for i in range(0, dynamic * STATE_ROWS, STATE_ROWS):
        x, step = state_step(a, block + i, steps, size, third)
        store(a, values + i // STATE_ROWS, x)
        store(a, right + i, step)
    total = _coupled_current(m, w, n, kind, row, block, steps[0])
    for i in range(0, dynamic * STATE_ROWS, STATE_ROWS):
        store(a, right + i, load(a, right + i) + load(a, values + i // STATE_ROWS))
    solve_states(a, dynamic, block, right)
    return total, _through_states(a, dynamic, block + COUPLING, right)


@part
def last_coupled(a: Floats, dynamic: int, block: int, mixed: Vector, size: float) -> Vector:
    """Fourth stage of the states: what it differs from the third by, as a current [nA]."""
    c1, c2, c3 = spread((C41 - C31) / size), spread((C42 - C32) / size), spread(C43 / size)
    for state in range(block, block + dynamic * STATE_ROWS, STATE_ROWS):
        step = c1 * load(a, state + P1) + c2 * load(a, state + P2) + c3 * load(a, state + P3)
        store(a, state + P4, step + load(a, state + TILT) * mixed)
    solve_states(a, dynamic, block, block + P4)
    through = _through_states(a, dynamic, block + COUPLING, block + P4)
    for state in range(block, block + dynamic * STATE_ROWS, STATE_ROWS):
        store(a, state + P4, load(a, state + P4) + load(a, state + P3))
    return through


@part
def begin_coupled(t: Tree, m: Membranes, w: Work) -> None:
    """`core.compartments.rosenbrock_step.begin` for rows with coupled states, but for the flow."""
    n = t.rows
    for kind in range(m.numbers.shape[0]):
        if m.numbers[kind, COUPLED] == 0:
            continue
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            block = block_of(m, kind, row)
            v = take_point(w, n, row, block, m.numbers[kind, DYNAMIC])
            total, stiffness = linearise_coupled(m, w, n, kind, row, block, v)
            store_slope(w, n, row, total, stiffness)


@part
def inner_coupled_stage(t: Tree, m: Membranes, w: Work, size: float, third: bool) -> None:
    """`core.compartments.rosenbrock_step.inner_stage` for rows with coupled states."""
    n = t.rows
    for kind in range(m.numbers.shape[0]):
        if m.numbers[kind, COUPLED] == 0:
            continue
        for row in range(m.numbers[kind, FIRST_ROW], m.numbers[kind, END_ROW]):
            steps, flow = stage_steps(w, n, row, size, third)
            found = _inner_coupled(m, w, n, kind, row, steps, size, third)
            store_stage(w, n, row, steps[2], flow, found)


@part
def has_coupled(m: Membranes) -> bool:
    """Whether there are rows with coupled states."""
    found = False
    for kind in range(m.numbers.shape[0]):
        found = found or m.numbers[kind, COUPLED] != 0
    return found
