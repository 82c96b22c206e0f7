"""What the stages of a Rosenbrock step take in of those before them (compiled)."""

from core.compartments.workspace import (
    FIRST_FLOW,
    FLOW,
    OWN_DIAGONAL,
    RIGHT,
    U1,
    U2,
    VOLTAGE,
    Work,
)
from core.numerics.compilation import inlined
from core.numerics.lane_vector import Vector, load, spread, store
from core.numerics.shampine import A21, A31, A32, C21, C31, C32

Vectors = tuple[Vector, Vector, Vector]


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
