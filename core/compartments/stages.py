"""What the stages of a Rosenbrock step take in of those before them, whatever the membrane (compiled)."""

from core.compartments.workspace import (
    CAPACITANCE,
    FIRST_FLOW,
    FLOW,
    NEW_X,
    OLD_SLOPE,
    OLD_VOLTAGE,
    OWN_DIAGONAL,
    P1,
    P2,
    POINT,
    RIGHT,
    SECTIONS,
    SLOPE,
    STATE_ROWS,
    STIFFNESS,
    TILT,
    U1,
    U2,
    VALUE,
    VOLTAGE,
    Work,
    X,
)
from core.numerics.compilation import inlined
from core.numerics.lane_vector import Vector, load, spread, store
from core.numerics.shampine import A21, A31, A32, C21, C31, C32
from core.result import Floats

Vectors = tuple[Vector, Vector, Vector]


@inlined
def take_point(w: Work, n: int, row: int, block: int, dynamic: int) -> Vector:
    """Make the point that was reached the state of one row, put its values into the scratch; its voltages."""
    a = w.vectors
    v = load(a, POINT * n + row)
    store(a, OLD_VOLTAGE * n + row, load(a, VOLTAGE * n + row))
    store(a, VOLTAGE * n + row, v)
    store(a, OLD_SLOPE * n + row, load(a, SLOPE * n + row))
    for i in range(dynamic):
        x = load(a, block + i * STATE_ROWS + NEW_X)
        store(a, block + i * STATE_ROWS + X, x)
        store(a, SECTIONS * n + VALUE + i, x)
    return v


@inlined
def store_slope(w: Work, n: int, row: int, total: Vector, stiffness: Vector) -> None:
    """Derivative in one row, but for the stimulus, from the membrane current and its slope."""
    store(w.vectors, SLOPE * n + row, load(w.vectors, FLOW * n + row) - total)
    store(w.vectors, STIFFNESS * n + row, stiffness)


@inlined
def stage_steps(w: Work, n: int, row: int, size: float, third: bool) -> tuple[Vectors, Vector]:
    """Voltages of the second or third stage in one row.

    The flow between compartments is linear, and that of a solution u follows from its equation: the diagonal
    without the couplings times u, minus the right-hand side.

    Returns
    -------
    tuple
        Voltages of the stage's point, how far they are from those where the step begins, and the sum of the
        stages before that their rates take in [mV/ms]; the flow at the point [nA].
    """
    a = w.vectors
    a1, a2 = spread(A31 if third else A21), spread(A32)
    c1, c2 = spread((C31 if third else C21) / size), spread(C32 / size)
    u = load(a, U1 * n + row)
    change, mixed = a1 * u, c1 * u
    if third:
        u = load(a, U2 * n + row)
        change, mixed = change + a2 * u, mixed + c2 * u
    flow = load(a, OWN_DIAGONAL * n + row) * u - load(a, RIGHT * n + row)
    if third:
        flow = a1 * load(a, FIRST_FLOW * n + row) + a2 * flow
    else:
        store(a, FIRST_FLOW * n + row, flow)
        flow = a1 * flow
    return (load(a, VOLTAGE * n + row) + change, change, mixed), load(a, FLOW * n + row) + flow


@inlined
def state_step(a: Floats, state: int, steps: Vectors, size: float, third: bool) -> tuple[Vector, Vector]:
    """A state at the point of the second or third stage; what its rate takes in of those before [1/ms]."""
    _, change, mixed = steps
    first, tilt = load(a, state + P1), load(a, state + TILT)
    x = load(a, state + X) + spread(A31 if third else A21) * first + tilt * change
    step = spread((C31 if third else C21) / size) * first + tilt * mixed
    if third:
        second = load(a, state + P2)
        x, step = x + spread(A32) * second, step + spread(C32 / size) * second
    return x, step


@inlined
def store_stage(w: Work, n: int, row: int, mixed: Vector, flow: Vector, found: tuple[Vector, Vector]) -> None:
    """Right-hand side of a stage in one row, from the membrane current and that of the stage's states."""
    total, through = found
    right = load(w.vectors, CAPACITANCE * n + row) * mixed - through - total
    store(w.vectors, RIGHT * n + row, right + flow)
