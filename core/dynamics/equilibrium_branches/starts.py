"""All equilibria at each of some values of a parameter, from the steady-state current: I_ss(V; p) = I.

As `core.dynamics.equilibria` does at one value, for all of them at once.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.dynamics.equilibria import (
    MARGIN,
    MAX_HALVINGS,
    SCAN_STEP,
    VoltageRange,
    hidden_extrema,
    mispredicted,
    voltage_range,
)
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.equations import Equations, equations
from core.neuron.expression import Program, Value, derivative, names, number
from core.numerics.roots import Indices, newton_roots, sign_changes
from core.result import Floats

MAX_NODES = 200_000
POLISHED = 1e-11
"""Error of a root, relative to its bracket and to itself; Newton's method on all states follows."""


@dataclass(frozen=True, eq=False)
class SteadyFamily:
    """I_ss(V; p) of a neuron in which one parameter varies, and the other states that belong to it."""

    neuron: Neuron
    parameter: str

    def rows(self, voltage: Floats, values: Floats, order: int = 2) -> Floats:
        """I_ss and its derivatives by V up to an order, shape (order + 1, k), at k pairs of V [mV] and p."""
        code = equations(self.neuron.model).steady_curve_program(order)
        found = code(self._named(voltage, values))
        return np.array(np.broadcast_arrays(voltage, *found), dtype=np.float64)[1:]

    def states(self, voltage: Floats, values: Floats) -> Floats:
        """V and all other states at their steady values, then the parameter: shape (n + 1, k)."""
        code: Program = equations(self.neuron.model).gate_program
        found = code(self._named(voltage, values))
        return np.array(np.broadcast_arrays(voltage, *found, values), dtype=np.float64)

    def _named(self, voltage: Floats, values: Floats) -> dict[str, Value]:
        named: dict[str, Value] = {key: float(value) for key, value in self.neuron.values.items()}
        return named | {VOLTAGE: voltage, self.parameter: values}


def searched_range(neuron: Neuron, parameter: str, values: Floats, current: float) -> VoltageRange:
    """Voltages [mV] with all equilibria for all of some values of a parameter."""
    spans = [
        voltage_range(Neuron(neuron.model, {**neuron.values, parameter: value}), current, current)
        for value in values.tolist()
    ]
    return VoltageRange(
        min(span.low for span in spans),
        max(span.high for span in spans),
        all(span.proven for span in spans),
    )


def is_linear(neuron: Neuron, parameter: str) -> bool:
    """Whether I_ss(V; p) is linear in a parameter p: a conductance, a reversal potential; or without it.

    Then I_ss(V; p) = I gives one p for each V. A branch is a graph over V and leaves a range of p at one of
    its ends, unless it stays inside for all V.
    """
    return _is_linear(equations(neuron.model), parameter)


@lru_cache(maxsize=256)
def _is_linear(made: Equations, parameter: str) -> bool:
    slope = derivative(sum(made.steady_currents, number(0.0)), parameter)
    return parameter not in names(slope)


def roots_at(family: SteadyFamily, values: Floats, current: float, span: VoltageRange) -> tuple[Floats, int]:
    """All equilibria at each value of the parameter, shape (n + 1, k), and the nodes that it took.

    Between two nodes I_ss is monotone, and a change of sign is one root; a double root is left out.
    """
    count = max(int((span.high - span.low) / SCAN_STEP), 64) + 2
    grid = np.linspace(span.low - 0.1 * MARGIN, span.high + 0.1 * MARGIN, count)
    voltage, where = np.tile(grid, values.size), np.repeat(values, count)
    voltage, where, rows = _resolved(family, voltage, where)
    voltage, where, rows = _with_extrema(family, voltage, where, rows)
    excess = rows[0] - current
    cells = sign_changes(excess)
    cells = cells[where[cells] == where[cells + 1]]
    p = where[cells]

    def balance(v: Floats, index: Indices) -> tuple[Floats, Floats]:
        value, slope = family.rows(v, p[index], 1)
        return value - current, slope

    roots = newton_roots(balance, voltage[cells], voltage[cells + 1], tolerance=POLISHED)
    exact = np.flatnonzero(excess == 0.0)
    roots, p = np.append(roots, voltage[exact]), np.append(p, where[exact])
    return family.states(roots, p), voltage.size


def _resolved(family: SteadyFamily, voltage: Floats, where: Floats) -> tuple[Floats, Floats, Floats]:
    """Nodes, values and I_ss, I_ss′, I_ss″, refined until derivatives predict the middle of every cell."""
    rows = family.rows(voltage, where)
    same = np.flatnonzero(where[:-1] == where[1:])
    low, high, p = voltage[same], voltage[same + 1], where[same]
    left, right = rows[:, same], rows[:, same + 1]
    for _ in range(MAX_HALVINGS):
        checkpoint()
        middle = 0.5 * (low + high)
        between = family.rows(middle, p)
        wrong = mispredicted(high - low, left, between, right)
        voltage, where = np.append(voltage, middle), np.append(where, p)
        rows = np.append(rows, between, axis=1)
        if not wrong.any() or voltage.size > MAX_NODES:
            break
        low, high = np.append(low[wrong], middle[wrong]), np.append(middle[wrong], high[wrong])
        p = np.append(p[wrong], p[wrong])
        left, between, right = left[:, wrong], between[:, wrong], right[:, wrong]
        left, right = np.append(left, between, axis=1), np.append(between, right, axis=1)
    finite = np.flatnonzero(np.isfinite(rows).all(axis=0))
    return _ordered(voltage[finite], where[finite], rows[:, finite])


def _with_extrema(
    family: SteadyFamily, voltage: Floats, where: Floats, rows: Floats
) -> tuple[Floats, Floats, Floats]:
    """The nodes with the extrema of I_ss among them, those that hide between two nodes included."""
    for order in (2, 1):
        cells = hidden_extrema(voltage, rows) if order == 2 else sign_changes(rows[1])
        cells = cells[where[cells] == where[cells + 1]]
        if not cells.size:
            continue
        p = where[cells]

        def derivative(v: Floats, index: Indices, order: int = order, p: Floats = p) -> tuple[Floats, Floats]:
            found = family.rows(v, p[index], order + 1)
            return found[order], found[order + 1]

        more = newton_roots(derivative, voltage[cells], voltage[cells + 1], tolerance=POLISHED)
        added = family.rows(more, p)
        voltage, where = np.append(voltage, more), np.append(where, p)
        voltage, where, rows = _ordered(voltage, where, np.append(rows, added, axis=1))
    return voltage, where, rows


def _ordered(voltage: Floats, where: Floats, rows: Floats) -> tuple[Floats, Floats, Floats]:
    order = np.lexsort((voltage, where))
    return voltage[order], where[order], rows[:, order]
