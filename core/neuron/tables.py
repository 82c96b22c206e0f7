"""Tabulated kinetics: what the compiled kernels read instead of the rate expressions of a model.

Every voltage-dependent function of a gate (a and b of dx/dt = φ (a − b x), or x∞ of an instantaneous gate)
becomes a cubic Hermite polynomial in each cell of a uniform grid of voltages, from exact values and exact
derivatives. The coefficients of one gate in one cell fill one cache line. Neither φ nor a conductance enters:
runs that differ only in temperature or in maximal conductances share a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.expression import Program, derivative, program
from core.neuron.layout import Tabulated, layout
from core.neuron.working_range import usable
from core.result import Floats

RANGE = (-200.0, 200.0)
"""Voltages [mV] of the usual table."""
WIDE_RANGE = (-1000.0, 1000.0)
"""Voltages [mV] of the table that a run is repeated on when it leaves the usual one."""
CELL = 0.1
"""Width of a cell [mV]."""
MAX_HALVINGS = 3
ERROR_GOAL = 1e-9
"""Relative error of the rates above which a table is made finer; HH's is 5e-11 at the usual width."""
_OFFSET = 0.013_672_85
"""Shift of the grid [mV]: no node falls on a round voltage, where a rate as published may read 0/0."""


@dataclass(frozen=True, slots=True)
class Kinetics:
    """The table of one set of kinetics.

    Attributes
    ----------
    low, high
        Range of voltages [mV]: the one that was asked for, or the part of it in which every function has a
        meaning.
    cell
        Width of a cell [mV].
    coefficients
        Shape (cells, functions, 8), dynamic states first: a₀ a₁ a₂ a₃ b₀ b₁ b₂ b₃ [1/ms] of the polynomials
        in the fraction of the cell; x∞ (or a driving force) and four zeros for an instantaneous function;
        zeros where a function depends on more than V.
    error
        Largest relative error, measured in the middles of the cells, of a and b (in units of b) and of
        instantaneous functions (in units of 1, or of their size where that is more).
    """

    low: float
    high: float
    cell: float
    coefficients: Floats
    error: float


def kinetics(neuron: Neuron, span: tuple[float, float] = RANGE) -> Kinetics:
    """The table of a neuron's kinetics over a range of voltages [mV]; memoised, shared between threads.

    Raises
    ------
    ParameterError
        A rate that is negative, a steady state outside of 0 to 1, or a function that is not finite somewhere
        in the working range.
    """
    made = layout(neuron.model)
    values = tuple(float(neuron.values[name]) for name in made.parameters)
    rows = made.dynamic + made.instantaneous
    return _tabulated(made.tabulated, rows, made.parameters, values, span)


@lru_cache(maxsize=24)
def _tabulated(
    functions: tuple[Tabulated, ...],
    rows: int,
    parameters: tuple[str, ...],
    values: tuple[float, ...],
    span: tuple[float, float],
) -> Kinetics:
    trees = [item.tree for item in functions]
    code = program([*trees, *(derivative(tree, VOLTAGE) for tree in trees)])
    named = dict(zip(parameters, values, strict=True))
    nodes = _nodes(span[0] - _OFFSET, span[1] - _OFFSET, CELL)
    first, last = usable(_rows(code, named, nodes), nodes, functions)
    low, high, cell = float(nodes[first]), float(nodes[last]), CELL
    table, error = _at_width(code, named, _nodes(low, high, cell), functions, rows)
    for _ in range(MAX_HALVINGS):
        if error <= ERROR_GOAL:
            break
        cell *= 0.5
        table, error = _at_width(code, named, _nodes(low, high, cell), functions, rows)
    return Kinetics(low, high, cell, table, error)


def _nodes(low: float, high: float, cell: float) -> Floats:
    nodes: Floats = low + cell * np.arange(round((high - low) / cell) + 1.0)
    return nodes


def _at_width(
    code: Program,
    named: Mapping[str, float],
    nodes: Floats,
    functions: tuple[Tabulated, ...],
    rows: int,
) -> tuple[Floats, float]:
    """Coefficients in the cells between nodes [mV], and their error."""
    cell = float(nodes[1] - nodes[0])
    table = _cubics(_rows(code, named, nodes), cell, functions, rows)
    return table, _measured_error(code, named, nodes[:-1] + 0.5 * cell, table, functions)


def _rows(code: Program, named: Mapping[str, float], voltages: Floats) -> Floats:
    """Values of all outputs at voltages of shape (k,), shape (outputs, k)."""
    outputs = code({**named, VOLTAGE: voltages})
    rows = np.array([np.broadcast_to(output, voltages.shape) for output in outputs], dtype=np.float64)
    return rows.reshape(len(outputs), voltages.size)


def _cubics(rows: Floats, cell: float, functions: tuple[Tabulated, ...], count: int) -> Floats:
    """Hermite coefficients in every cell, from values and derivatives at the nodes."""
    value, slope = rows[: len(functions)], cell * rows[len(functions) :]
    rise = np.diff(value, axis=1)
    first, second = slope[:, :-1], slope[:, 1:]
    parts = (value[:, :-1], first, 3.0 * rise - 2.0 * first - second, first + second - 2.0 * rise)
    table = np.zeros((rise.shape[1], count, 8))
    for index, item in enumerate(functions):
        for power, part in enumerate(parts):
            table[:, item.row, item.field + power] = part[index]
    return table


def _measured_error(
    code: Program,
    named: Mapping[str, float],
    middles: Floats,
    table: Floats,
    functions: tuple[Tabulated, ...],
) -> float:
    exact = _rows(code, named, middles)[: len(functions)]
    powers = 0.5 ** np.arange(4)
    worst = 0.0
    turnover = {item.row: np.abs(exact[k]) for k, item in enumerate(functions) if item.field == 4}
    for k, item in enumerate(functions):
        found = table[:, item.row, item.field : item.field + 4] @ powers
        unit = turnover.get(item.row, np.maximum(np.abs(exact[k]), 1.0))
        difference = np.abs(found - exact[k])
        relative = np.divide(difference, unit, out=np.zeros_like(found), where=difference > 0.0)
        worst = max(worst, float(relative.max(initial=0.0)))
    return worst
