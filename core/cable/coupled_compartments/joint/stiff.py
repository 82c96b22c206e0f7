"""Steps of the Rosenbrock method RODAS on all cells together (compiled).

A cell's states but V are coupled to each other and to its V only: they are eliminated cell by cell, and what
is left is a system in the voltages alone.
"""

from core.cable.coupled_compartments.joint.arrays import (
    CURRENT_SLOPE,
    DRIFT,
    FIRST,
    INNER,
    INVERSE_CAPACITANCE,
    KEPT,
    POLYNOMIAL,
    SIZE,
    SLOPE,
    SPARE,
    STATE,
    TRIAL,
    TRIAL_SLOPE,
    TRIED,
    Integers,
    Network,
    Room,
    U,
)
from core.cable.coupled_compartments.joint.motion import inject, junction_current
from core.neuron.integrator.stiff_motion import combination, time_factor
from core.numerics import rosenbrock as r
from core.numerics.compilation import kernel
from core.numerics.small_matrices import solve_in_place
from core.result import Floats

A21, A31, A32, A41, A42, A43 = r.A21, r.A31, r.A32, r.A41, r.A42, r.A43
A51, A52, A53, A54 = r.A51, r.A52, r.A53, r.A54
P1, P2, P3, P4, P5 = r.P1, r.P2, r.P3, r.P4, r.P5
Q1, Q2, Q3, Q4, Q5 = r.Q1, r.Q2, r.Q3, r.Q4, r.Q5
GAMMA = r.GAMMA


@kernel
def _inverted(square: Floats, inverse: Floats, size: int) -> bool:
    """Put the inverse of a matrix, destroyed, into another place; false if it is singular."""
    for i in range(size):
        for j in range(size):
            inverse[i, j] = 1.0 if i == j else 0.0
    return bool(solve_in_place(square[:size, :size], inverse[:size, :size]))


@kernel
def keep_jacobian(matrices: Floats) -> None:
    """Make the Jacobian of the trial point that of the last one."""
    for cell in range(matrices.shape[1]):
        for i in range(matrices.shape[2]):
            for j in range(matrices.shape[2]):
                matrices[KEPT, cell, i, j] = matrices[TRIED, cell, i, j]


@kernel
def _eliminate_states(matrices: Floats, cell: int, size: int, shift: float) -> bool:
    """Invert the matrix of a cell's states after V, and put what is left for V into the other matrix."""
    jacobian, inner, spare = matrices[KEPT, cell], matrices[INNER, cell], matrices[SPARE, 0]
    for i in range(size):
        for j in range(size):
            spare[i, j] = (shift if i == j else 0.0) - jacobian[1 + i, 1 + j]
    regular = _inverted(spare, inner, size)
    pivot = shift - jacobian[0, 0]
    for i in range(size):
        for j in range(size):
            pivot -= jacobian[0, 1 + i] * inner[i, j] * jacobian[1 + j, 0]
    matrices[SPARE, 1, cell, cell] = pivot
    return regular


@kernel
def factorise(network: Network, room: Room, time: float, h: float) -> bool:
    """Prepare the linear systems of a step of size h [ms] from the last point; false if one is singular."""
    programs, cells, regular = network.programs, room.cells.shape[0], True
    whole = room.matrices[SPARE, 1]
    inject(network, room, time)
    for s in range(room.w.shape[1]):
        room.w[DRIFT, s] = 0.0
    for cell in range(cells):
        for other in range(cells):
            whole[cell, other] = 0.0
    for cell in range(cells):
        v = programs[cell, FIRST]
        size, shift = programs[cell, SIZE] - 1, 1.0 / (h * GAMMA)
        regular = regular and _eliminate_states(room.matrices, cell, size, shift)
        room.w[DRIFT, v] = room.cells[cell, INVERSE_CAPACITANCE] * room.cells[cell, CURRENT_SLOPE]
    for k in range(network.junctions.shape[0]):
        one, other = network.junctions[k, 0], network.junctions[k, 1]
        voltage = room.w[STATE, programs[one, FIRST]] - room.w[STATE, programs[other, FIRST]]
        _, slope = junction_current(network.junctions[k, 2], network.characteristics[k], voltage)
        for a, b in ((one, other), (other, one)):
            pull = slope * room.cells[a, INVERSE_CAPACITANCE]
            whole[a, a] += pull
            whole[a, b] -= pull
    return regular and _inverted(whole, room.matrices[INNER, cells], cells)


@kernel
def _reduce(w: Floats, matrices: Floats, cell: int, row: int, v: int, size: int) -> None:
    """Solve for a cell's states after V as if V did not change, and add what they do to V."""
    jacobian, inner, solved = matrices[KEPT, cell], matrices[INNER, cell], matrices[SPARE, 0, 0]
    for i in range(size):
        solved[i] = 0.0
        for j in range(size):
            solved[i] += inner[i, j] * w[row, v + 1 + j]
    for i in range(size):
        w[row, v + 1 + i] = solved[i]
        w[row, v] += jacobian[0, 1 + i] * solved[i]


@kernel
def solve_stage(programs: Integers, w: Floats, matrices: Floats, stage: int, h: float) -> None:
    """Find u of a stage (1 to 6) from the rates at its point."""
    row, cells = U + stage - 1, matrices.shape[1] - 1
    slope = SLOPE if stage == 1 else TRIAL_SLOPE
    for s in range(w.shape[1]):
        w[row, s] = w[slope, s] + h * time_factor(stage) * w[DRIFT, s]
        if stage > 1:
            w[row, s] += combination(w[:, s], U, 1, stage) / h
    for cell in range(cells):
        v = programs[cell, FIRST]
        _reduce(w, matrices, cell, row, v, programs[cell, SIZE] - 1)
    solved = matrices[SPARE, 0, 0]
    for cell in range(cells):
        solved[cell] = 0.0
        for other in range(cells):
            solved[cell] += matrices[INNER, cells, cell, other] * w[row, programs[other, FIRST]]
    for cell in range(cells):
        v = programs[cell, FIRST]
        size, jacobian, inner = programs[cell, SIZE] - 1, matrices[KEPT, cell], matrices[INNER, cell]
        w[row, v] = solved[cell]
        for i in range(size):
            for j in range(size):
                w[row, v + 1 + i] += inner[i, j] * jacobian[1 + j, 0] * w[row, v]


@kernel
def stiff_stage_point(w: Floats, stage: int) -> None:
    """Put the point after a stage's u into TRIAL."""
    a1, a2, a3, a4 = A21, 0.0, 0.0, 0.0
    if stage == 2:
        a1, a2 = A31, A32
    elif stage == 3:
        a1, a2, a3 = A41, A42, A43
    elif stage == 4:
        a1, a2, a3, a4 = A51, A52, A53, A54
    for s in range(w.shape[1]):
        if stage >= 5:
            w[TRIAL, s] += w[U + stage - 1, s]
        else:
            # What is left of u from an earlier step has no weight, but must not be infinite.
            total = w[STATE, s] + a1 * w[U, s]
            if stage > 1:
                total += a2 * w[U + 1, s]
            if stage > 2:
                total += a3 * w[U + 2, s]
            if stage > 3:
                total += a4 * w[U + 3, s]
            w[TRIAL, s] = total


@kernel
def stiff_polynomial(w: Floats, s: int) -> None:
    """Coefficients of a state over a stiff step, of order 3, as those of a quintic."""
    p = P1 * w[U, s] + P2 * w[U + 1, s] + P3 * w[U + 2, s] + P4 * w[U + 3, s] + P5 * w[U + 4, s]
    q = Q1 * w[U, s] + Q2 * w[U + 1, s] + Q3 * w[U + 2, s] + Q4 * w[U + 3, s] + Q5 * w[U + 4, s]
    w[POLYNOMIAL, s] = w[STATE, s]
    w[POLYNOMIAL + 1, s] = w[TRIAL, s] - w[STATE, s] + p
    w[POLYNOMIAL + 2, s] = q - p
    w[POLYNOMIAL + 3, s] = -q
    w[POLYNOMIAL + 4, s] = 0.0
    w[POLYNOMIAL + 5, s] = 0.0
