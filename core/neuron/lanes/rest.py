"""Whether a run that hardly moves any more is at rest for good (compiled).

Newton's method leads from the state x to an equilibrium x*. With y = x − x* and Jᵀ P + P J = −1 for the
Jacobian there, d(yᵀPy)/dt = −|y|² + 2 yᵀ P ΔJ y decreases wherever 2 ‖P ΔJ‖ < 1, ΔJ the difference of the
Jacobian between x* and the states on the way. A slow passage by an equilibrium that has vanished, or a state
outside of the linear region, fails this.
"""

from typing import NamedTuple

from core.neuron.lanes.workspace import BASE, END, POINT, TIME, Integers, Lanes, Points, Task
from core.numerics.compilation import inlined, kernel
from core.numerics.machine import run_code
from core.numerics.small_matrices import lyapunov, solve_in_place
from core.result import Floats

NEWTON_STEPS = 12
REACH = 3.0
"""The linear part must rule as far as this many times the present distance from the equilibrium."""
DOMINANCE = 0.25
"""Bound of 2 ‖P ΔJ‖ that is asked for."""
NEAR = 1e-4
"""Distance from the equilibrium that is near enough to count as there [share of a spike]."""
TOLERANCES = 20.0
"""The same, where that is more, in units of the tolerance: rounding off keeps a run about so far from it."""
MARGIN = 20.0
"""Distance of the equilibrium's voltage from the threshold, in units of the state's distance."""


class Linearisation(NamedTuple):
    """Code of the right-hand side and its Jacobian, for one point at a time.

    Attributes
    ----------
    prologue, body, outputs
        As in `lane_workspace.Equation`; the derivatives, then the Jacobian's elements.
    rows, columns
        Places of these elements, shape (m,).
    varied
        Registers of the parameters that differ from point to point; −1 for those not read.
    registers
        Registers, shape (k,).
    matrices, vectors, change
        Room, shapes (7, n, n), (3, n) and (n, 1).
    """

    prologue: Integers
    body: Integers
    outputs: Integers
    rows: Integers
    columns: Integers
    varied: Integers
    registers: Floats
    matrices: Floats
    vectors: Floats
    change: Floats


@kernel
def _evaluate(linear: Linearisation, weights: Floats, states: Floats, jacobian: Floats) -> None:
    """Put the derivatives at some states into the first vector and the Jacobian into a matrix, weighted."""
    n, registers = states.size, linear.registers
    for s in range(n):
        registers[s] = states[s]
        for k in range(n):
            jacobian[s, k] = 0.0
    run_code(linear.body, registers)
    for s in range(n):
        linear.vectors[0, s] = registers[linear.outputs[s]] * weights[s]
    for m in range(linear.rows.size):
        i, k = linear.rows[m], linear.columns[m]
        jacobian[i, k] = registers[linear.outputs[n + m]] * weights[i] / weights[k]


@kernel
def _find_equilibrium(linear: Linearisation, weights: Floats, states: Floats) -> bool:
    """Improve some states until nothing moves; the Jacobian there is left in the first matrix."""
    n, jacobian, copy = states.size, linear.matrices[0], linear.matrices[1]
    change = linear.change
    for _ in range(NEWTON_STEPS):
        _evaluate(linear, weights, states, jacobian)
        for i in range(n):
            change[i, 0] = -linear.vectors[0, i]
            for k in range(n):
                copy[i, k] = jacobian[i, k]
        if not solve_in_place(copy, change):
            return False
        worst = 0.0
        for s in range(n):
            states[s] += change[s, 0] / weights[s]
            if not abs(change[s, 0]) <= worst:
                worst = abs(change[s, 0])
        if worst < 1e-9:
            _evaluate(linear, weights, states, jacobian)
            return True
        if not worst < 1e6:
            return False
    return False


@inlined
def _bending(linear: Linearisation, weights: Floats, states: Floats) -> float:
    """2 ‖P ΔJ‖ for the Jacobian at some states, of P in the third matrix."""
    n = states.size
    base, there, p = linear.matrices[0], linear.matrices[1], linear.matrices[2]
    _evaluate(linear, weights, states, there)
    total = 0.0
    for i in range(n):
        for k in range(n):
            value = 0.0
            for m in range(n):
                value += p[i, m] * (there[m, k] - base[m, k])
            total += value * value
    return float(2.0 * total**0.5)


@kernel
def comes_to_rest(  # noqa: C901, PLR0912 - one test after the other
    linear: Linearisation, points: Points, task: Task, weights: Floats, lanes: Lanes, lane: int
) -> bool:
    """Whether a lane's run decays to a stable equilibrium for good; if so, put it there, at its end."""
    n, point, registers = weights.size, lanes.counts[POINT, lane], linear.registers
    for i in range(linear.varied.size):
        if linear.varied[i] >= 0:
            registers[linear.varied[i]] = points.parameters[i, point]
    registers[n] = lanes.numbers[BASE, lane]
    run_code(linear.prologue, registers)
    found, probe = linear.vectors[1], linear.vectors[2]
    for s in range(n):
        found[s] = lanes.states[s, lane]
    if not _find_equilibrium(linear, weights, found):
        return False
    distance = 0.0
    for s in range(n):
        distance = max(distance, abs(lanes.states[s, lane] - found[s]) * weights[s])
    near = max(NEAR, TOLERANCES * task.tolerance * task.scales[0])
    if distance * task.scales[0] > near or abs(found[0] - task.threshold) < MARGIN * distance:
        return False
    if not lyapunov(linear.matrices[0], linear.matrices[2], linear.matrices[3:7]):
        return False
    for sign in (REACH, -REACH):
        for s in range(n):
            probe[s] = found[s] + sign * (lanes.states[s, lane] - found[s])
        if not _bending(linear, weights, probe) < DOMINANCE:
            return False
    for s in range(n):
        lanes.states[s, lane] = found[s]
    lanes.numbers[TIME, lane] = lanes.numbers[END, lane]
    return True
