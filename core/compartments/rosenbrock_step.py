"""A step of a Rosenbrock method of order 4(3) for a tree of compartments (compiled).

In the units of a compartment, C dV/dt = I − I_ion(V, x) + Σ g (V_j − V), dx/dt = φ (a − b x). Each stage
solves (shift − J) u = right with shift = 1/(γ h): the states of a compartment are coupled to its voltage only
and are eliminated in place; what is left is the tree of voltages,

    (C shift + ∂I/∂V + Σ (∂I/∂x)(∂x'/∂V)/(shift + φb) + Σ g) u_V − Σ g u_j
        = right_V − Σ (∂I/∂x) right_x/(shift + φb).
"""

import numpy as np

from core.compartments.evaluation import evaluate, linearise
from core.compartments.workspace import CURRENT, RATE, STIFFNESS, VALUE, VOLTAGE, Membranes, Work
from core.numerics import shampine as r
from core.numerics.compilation import kernel
from core.numerics.lane_vector import larger, load, magnitude, spread, store
from core.numerics.tree.elimination import factorise, flow
from core.numerics.tree.partition import Partition
from core.result import Floats

GAMMA = r.GAMMA
A21, A31, A32 = r.A21, r.A31, r.A32
C21, C31, C32, C41, C42, C43 = r.C21, r.C31, r.C32, r.C41, r.C42, r.C43
B1, B2, B3, B4 = r.B1, r.B2, r.B3, r.B4
E1, E2, E4 = r.E1, r.E2, r.E4


@kernel
def begin(tree: Partition, m: Membranes, w: Work) -> None:
    """Derivatives, but for the stimulus, and Jacobian at the state."""
    for kind in range(m.kind_rows.size - 1):
        dynamic = m.dynamic[kind]
        for row in range(m.kind_rows[kind], m.kind_rows[kind + 1]):
            gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
            store(w.scratch, np.uint64(VOLTAGE), load(w.voltage, np.uint64(row)))
            for i in range(dynamic):
                store(w.scratch, np.uint64(VALUE + i), load(w.gates, np.uint64(gate + i)))
            linearise(m, w, kind, row)
            store(w.voltage_slope, np.uint64(row), -load(w.scratch, np.uint64(CURRENT)))
            store(w.stiffness, np.uint64(row), load(w.scratch, np.uint64(STIFFNESS)))
            for i in range(dynamic):
                store(w.gate_slope, np.uint64(gate + i), load(w.scratch, np.uint64(RATE + i)))
    flow(tree, w.voltage, w.voltage_slope, 0, w.factors)


@kernel
def first_stage(tree: Partition, m: Membranes, w: Work, links: Floats, size: float) -> None:
    """Factorise the system of a step, and make the first stage's right-hand side but for the stimulus."""
    shift = spread(1.0 / (GAMMA * size))
    one = spread(1.0)
    for kind in range(m.kind_rows.size - 1):
        dynamic = m.dynamic[kind]
        for row in range(m.kind_rows[kind], m.kind_rows[kind + 1]):
            at = np.uint64(row)
            gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
            total = load(m.capacitances, at) * shift + load(w.stiffness, at) + load(links, at)
            right = load(w.voltage_slope, at)
            for i in range(dynamic):
                k = np.uint64(gate + i)
                own, coupling = one / (shift + load(w.decay, k)), load(w.coupling, k)
                store(w.own, k, own)
                total = total + coupling * load(w.gain, k) * own
                u = load(w.gate_slope, k) * own
                store(w.gate_steps, k, u)
                right = right - coupling * u
            store(w.diagonal, at, total)
            store(w.voltage_steps, at, right)
    factorise(tree, w.diagonal, w.factors)


@kernel
def second_stage(tree: Partition, m: Membranes, w: Work, size: float) -> None:
    """Right-hand side of the second stage, from the solution of the first."""
    rows, gate_rows = w.voltage.shape[0], w.gates.shape[0]
    a1, c1 = spread(A21), spread(C21 / size)
    for kind in range(m.kind_rows.size - 1):
        dynamic = m.dynamic[kind]
        for row in range(m.kind_rows[kind], m.kind_rows[kind + 1]):
            at = np.uint64(row)
            gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
            u1 = load(w.voltage_steps, at)
            v = load(w.voltage, at) + a1 * u1
            store(w.new_voltage, at, v)
            store(w.scratch, np.uint64(VOLTAGE), v)
            for i in range(dynamic):
                k = np.uint64(gate + i)
                x1 = load(w.gate_steps, k) + load(w.gain, k) * load(w.own, k) * u1
                store(w.gate_steps, k, x1)
                store(w.scratch, np.uint64(VALUE + i), load(w.gates, k) + a1 * x1)
            evaluate(m, w, kind, row)
            right = load(m.capacitances, at) * (c1 * u1) - load(w.scratch, np.uint64(CURRENT))
            for i in range(dynamic):
                k = np.uint64(gate + i)
                x2 = load(w.scratch, np.uint64(RATE + i)) + c1 * load(w.gate_steps, k)
                x2 = x2 * load(w.own, k)
                store(w.gate_steps, np.uint64(gate_rows + gate + i), x2)
                right = right - load(w.coupling, k) * x2
            store(w.voltage_steps, np.uint64(rows + row), right)
    flow(tree, w.new_voltage, w.voltage_steps, rows, w.factors)


@kernel
def third_stage(tree: Partition, m: Membranes, w: Work, size: float) -> None:
    """Right-hand side of the third stage; its current and rates are kept for the fourth."""
    rows, gate_rows = w.voltage.shape[0], w.gates.shape[0]
    a1, a2, c1, c2 = spread(A31), spread(A32), spread(C31 / size), spread(C32 / size)
    for kind in range(m.kind_rows.size - 1):
        dynamic = m.dynamic[kind]
        for row in range(m.kind_rows[kind], m.kind_rows[kind + 1]):
            at = np.uint64(row)
            gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
            u1, u2 = load(w.voltage_steps, at), load(w.voltage_steps, np.uint64(rows + row))
            v = load(w.voltage, at) + a1 * u1 + a2 * u2
            store(w.new_voltage, at, v)
            store(w.scratch, np.uint64(VOLTAGE), v)
            for i in range(dynamic):
                k, second = np.uint64(gate + i), np.uint64(gate_rows + gate + i)
                x2 = load(w.gate_steps, second) + load(w.gain, k) * load(w.own, k) * u2
                store(w.gate_steps, second, x2)
                x = load(w.gates, k) + a1 * load(w.gate_steps, k) + a2 * x2
                store(w.scratch, np.uint64(VALUE + i), x)
            evaluate(m, w, kind, row)
            store(w.voltage_rate, at, -load(w.scratch, np.uint64(CURRENT)))
            right = load(m.capacitances, at) * (c1 * u1 + c2 * u2)
            for i in range(dynamic):
                k = np.uint64(gate + i)
                rate = load(w.scratch, np.uint64(RATE + i))
                store(w.gate_rate, k, rate)
                second = np.uint64(gate_rows + gate + i)
                x3 = rate + c1 * load(w.gate_steps, k) + c2 * load(w.gate_steps, second)
                x3 = x3 * load(w.own, k)
                store(w.gate_steps, np.uint64(2 * gate_rows + gate + i), x3)
                right = right - load(w.coupling, k) * x3
            store(w.voltage_steps, np.uint64(2 * rows + row), right)
    flow(tree, w.new_voltage, w.voltage_rate, 0, w.factors)
    for row in range(rows):
        third = np.uint64(2 * rows + row)
        store(w.voltage_steps, third, load(w.voltage_steps, third) + load(w.voltage_rate, np.uint64(row)))


@kernel
def fourth_stage(m: Membranes, w: Work, size: float) -> None:
    """Right-hand side of the fourth stage."""
    rows, gate_rows = w.voltage.shape[0], w.gates.shape[0]
    c1, c2, c3 = spread(C41 / size), spread(C42 / size), spread(C43 / size)
    for kind in range(m.kind_rows.size - 1):
        dynamic = m.dynamic[kind]
        for row in range(m.kind_rows[kind], m.kind_rows[kind + 1]):
            at = np.uint64(row)
            gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
            u1, u2 = load(w.voltage_steps, at), load(w.voltage_steps, np.uint64(rows + row))
            u3 = load(w.voltage_steps, np.uint64(2 * rows + row))
            right = load(m.capacitances, at) * (c1 * u1 + c2 * u2 + c3 * u3) + load(w.voltage_rate, at)
            for i in range(dynamic):
                k, third = np.uint64(gate + i), np.uint64(2 * gate_rows + gate + i)
                own = load(w.own, k)
                x3 = load(w.gate_steps, third) + load(w.gain, k) * own * u3
                store(w.gate_steps, third, x3)
                x4 = load(w.gate_rate, k) + c1 * load(w.gate_steps, k) + c3 * x3
                x4 = (x4 + c2 * load(w.gate_steps, np.uint64(gate_rows + gate + i))) * own
                store(w.gate_steps, np.uint64(3 * gate_rows + gate + i), x4)
                right = right - load(w.coupling, k) * x4
            store(w.voltage_steps, np.uint64(3 * rows + row), right)


@kernel
def finish(m: Membranes, w: Work, measures: Floats) -> None:
    """The state at the end of the step.

    Measures, by lane: error and change of the voltage [mV], its lowest with the opposite sign, its highest.
    """
    rows, gate_rows = w.voltage.shape[0], w.gates.shape[0]
    b1, b2, b3, b4 = spread(B1), spread(B2), spread(B3), spread(B4)
    e1, e2, e4 = spread(E1), spread(E2), spread(E4)
    worst, change = spread(0.0), spread(0.0)
    lowest, highest = spread(-np.inf), spread(-np.inf)
    for kind in range(m.kind_rows.size - 1):
        dynamic = m.dynamic[kind]
        for row in range(m.kind_rows[kind], m.kind_rows[kind + 1]):
            at = np.uint64(row)
            gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
            u1, u2 = load(w.voltage_steps, at), load(w.voltage_steps, np.uint64(rows + row))
            u3 = load(w.voltage_steps, np.uint64(2 * rows + row))
            u4 = load(w.voltage_steps, np.uint64(3 * rows + row))
            step = b1 * u1 + b2 * u2 + b3 * u3 + b4 * u4
            v = load(w.voltage, at) + step
            store(w.new_voltage, at, v)
            lowest, highest = larger(lowest, -v), larger(highest, v)
            worst = larger(worst, magnitude(e1 * u1 + e2 * u2 + e4 * u4))
            change = larger(change, magnitude(step))
            for i in range(dynamic):
                k = np.uint64(gate + i)
                x1 = load(w.gate_steps, k)
                x2 = load(w.gate_steps, np.uint64(gate_rows + gate + i))
                x3 = load(w.gate_steps, np.uint64(2 * gate_rows + gate + i))
                x4 = load(w.gate_steps, np.uint64(3 * gate_rows + gate + i))
                x4 = x4 + load(w.gain, k) * load(w.own, k) * u4
                store(w.new_gates, k, load(w.gates, k) + (b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4))
                weight = spread(m.weights[m.states[kind] + i])
                worst = larger(worst, weight * magnitude(e1 * x1 + e2 * x2 + e4 * x4))
    store(measures, np.uint64(0), worst)
    store(measures, np.uint64(1), change)
    store(measures, np.uint64(2), lowest)
    store(measures, np.uint64(3), highest)
