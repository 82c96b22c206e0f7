"""Membrane currents and rates of one row of compartments at a point, and their derivatives (compiled)."""

import numpy as np

from core.compartments.workspace import (
    CURRENT,
    FRACTION,
    RATE,
    SLOPE,
    STIFFNESS,
    VALUE,
    VOLTAGE,
    Membranes,
    Work,
)
from core.numerics.compilation import kernel
from core.numerics.lane_cubics import cubics, cubics_and_slopes
from core.numerics.lane_vector import LANES, load, spread, store


@kernel
def find_cells(m: Membranes, w: Work, kind: int) -> None:
    """Find the cells of the table that the voltages in VOLTAGE lie in; past its ends, the outermost."""
    low, inverse, last = m.low[kind], m.inverse_cell[kind], float(m.cells[kind] - 1)
    stride, first = 8 * m.functions[kind], m.table_start[kind]
    for i in range(LANES):
        place = (w.scratch[VOLTAGE, i] - low) * inverse
        cell = np.floor(place)
        cell = max(cell, 0.0)
        cell = min(cell, last)
        w.scratch[FRACTION, i] = place - cell
        w.starts[i] = np.int64(cell) * stride + first


@kernel
def evaluate(m: Membranes, w: Work, kind: int, row: int) -> None:
    """Membrane current [nA] and rates of the states [1/ms] at the point in VOLTAGE and VALUE."""
    v = load(w.scratch, np.uint64(VOLTAGE))
    total = load(m.leaks, np.uint64(row)) * v - load(m.leak_currents, np.uint64(row))
    if m.functions[kind] > 0:
        find_cells(m, w, kind)
        f = load(w.scratch, np.uint64(FRACTION))
        dynamic, states = m.dynamic[kind], m.states[kind]
        for i in range(dynamic):
            a, b = cubics(m.table, w.starts, 8 * i, f)
            rate = spread(m.scales[states + i]) * (a - b * load(w.scratch, np.uint64(VALUE + i)))
            store(w.scratch, np.uint64(RATE + i), rate)
        for i in range(m.instantaneous[kind]):
            a, b = cubics(m.table, w.starts, 8 * (dynamic + i), f)
            store(w.scratch, np.uint64(VALUE + m.width[kind] + i), a)
        number = m.first_current[kind]
        conductance = m.conductance_rows[kind] + (row - m.kind_rows[kind]) * m.currents[kind]
        for c in range(m.currents[kind]):
            product = load(m.conductances, np.uint64(conductance + c))
            for k in range(m.starts[number + kind + c], m.starts[number + kind + c + 1]):
                x = load(w.scratch, np.uint64(VALUE + m.factors[k, 0]))
                for _ in range(m.factors[k, 1]):
                    product = product * x
            force = spread(m.slopes[number + c]) * v - spread(m.reversals[number + c])
            total = total + product * force
    store(w.scratch, np.uint64(CURRENT), total)


@kernel
def linearise(  # noqa: C901, PLR0912, PLR0915 - loops over states, currents and their factors
    m: Membranes, w: Work, kind: int, row: int
) -> None:
    """The same, and the derivatives: by V in STIFFNESS [µS]; coupling, gain and decay of the row's states."""
    v = load(w.scratch, np.uint64(VOLTAGE))
    leak = load(m.leaks, np.uint64(row))
    total, stiffness = leak * v - load(m.leak_currents, np.uint64(row)), leak
    if m.functions[kind] > 0:
        find_cells(m, w, kind)
        f, inverse = load(w.scratch, np.uint64(FRACTION)), spread(m.inverse_cell[kind])
        dynamic, states, width = m.dynamic[kind], m.states[kind], m.width[kind]
        gate = m.gate_rows[kind] + (row - m.kind_rows[kind]) * dynamic
        for i in range(dynamic):
            a, b, da, db = cubics_and_slopes(m.table, w.starts, 8 * i, f)
            scale, x = spread(m.scales[states + i]), load(w.scratch, np.uint64(VALUE + i))
            store(w.scratch, np.uint64(RATE + i), scale * (a - b * x))
            store(w.gain, np.uint64(gate + i), scale * inverse * (da - db * x))
            store(w.decay, np.uint64(gate + i), scale * b)
            store(w.coupling, np.uint64(gate + i), spread(0.0))
        for i in range(m.instantaneous[kind]):
            a, b, da, db = cubics_and_slopes(m.table, w.starts, 8 * (dynamic + i), f)
            store(w.scratch, np.uint64(VALUE + width + i), a)
            store(w.scratch, np.uint64(SLOPE + width + i), inverse * da)
        number = m.first_current[kind]
        conductance = m.conductance_rows[kind] + (row - m.kind_rows[kind]) * m.currents[kind]
        for c in range(m.currents[kind]):
            strength = load(m.conductances, np.uint64(conductance + c))
            force = spread(m.slopes[number + c]) * v - spread(m.reversals[number + c])
            first, end = m.starts[number + kind + c], m.starts[number + kind + c + 1]
            product = strength
            for k in range(first, end):
                x = load(w.scratch, np.uint64(VALUE + m.factors[k, 0]))
                for _ in range(m.factors[k, 1]):
                    product = product * x
            total = total + product * force
            stiffness = stiffness + product * spread(m.slopes[number + c])
            for k in range(first, end):
                slope = strength * force
                for j in range(first, end):
                    x, power = load(w.scratch, np.uint64(VALUE + m.factors[j, 0])), m.factors[j, 1]
                    if j == k:
                        slope = slope * spread(float(power))
                        power -= 1
                    for _ in range(power):
                        slope = slope * x
                place = m.factors[k, 0]
                if place < dynamic:
                    at = np.uint64(gate + place)
                    store(w.coupling, at, load(w.coupling, at) + slope)
                else:
                    stiffness = stiffness + slope * load(w.scratch, np.uint64(SLOPE + place))
    store(w.scratch, np.uint64(CURRENT), total)
    store(w.scratch, np.uint64(STIFFNESS), stiffness)
