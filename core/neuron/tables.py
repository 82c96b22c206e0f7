"""Tabulated kinetics: what the compiled kernels read instead of the rate expressions of a model.

Every voltage-dependent function of a gate (a and b of dx/dt = φ (a − b x), or x∞ of an instantaneous gate)
becomes a cubic Hermite polynomial in each cell of a uniform grid of voltages, from exact values and exact
derivatives. The coefficients of one gate in one cell fill one cache line. Neither φ nor a conductance enters:
runs that differ only in temperature or in maximal conductances share a table.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.expression import Differentiation, Program, program
from core.neuron.kept import Kept
from core.neuron.layout import Tabulated, layout
from core.neuron.working_range import OFF_ROUND, resolved, usable
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
NEGLIGIBLE_RATE = 1e-15
"""A rate [1/ms] that does nothing in the longest run: errors are not measured in smaller ones."""
ROUNDED = 1e-13
"""A fraction of a function's usual size that it may be wrong by rounding where it is near 0."""
MAX_OPERATIONS, MAX_CELLS = 5e7, 2**19
"""Evaluations of an operation, and cells of all functions, past which a table is made no finer."""
AT_ONCE = 4096
"""Voltages that are evaluated together: it bounds the memory of intermediate results."""
KEPT_BYTES = 2.0**28


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
        Largest relative error, measured in the middles of the cells, of a and b (in units of b; of what is
        no gate also of their own size), and of instantaneous functions (in units of 1, or of their size where
        that is more).
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
    key = made.tabulated, rows, made.parameters, values, span
    return _kept.get(key, lambda: tabulated(*key))


_kept: Kept[object, Kinetics] = Kept(lambda made: made.coefficients.nbytes, KEPT_BYTES)


@np.errstate(all="ignore")  # what overflows is found by its values
def tabulated(
    functions: tuple[Tabulated, ...],
    rows: int,
    parameters: tuple[str, ...],
    values: tuple[float, ...],
    span: tuple[float, float],
) -> Kinetics:
    """The table of some functions over a range of voltages [mV], for values of the names that they read.

    Raises
    ------
    ParameterError
        As `kinetics`.
    """
    trees = [item.tree for item in functions]
    slope = Differentiation().of
    code = program([*trees, *(slope(tree, VOLTAGE) for tree in trees)])
    named = dict(zip(parameters, values, strict=True))
    nodes = _nodes(span[0] - OFF_ROUND, span[1] - OFF_ROUND, CELL)
    exact = _rows(code, named, nodes)
    first, last = usable(exact, nodes, functions)
    low, high, cell = float(nodes[first]), float(nodes[last]), CELL
    nodes, exact = nodes[first : last + 1], exact[:, first : last + 1]
    errors = _measured_errors(code, named, nodes, exact, functions)
    halvings = 0
    while (worst := float(errors.max(initial=0.0))) > ERROR_GOAL and halvings < MAX_HALVINGS:
        # The error falls as the fourth power of the width, where the cubics follow the functions at all.
        wanted = math.ceil(math.log2(min(worst, 1.0) / ERROR_GOAL) / 4.0)
        finer = min(max(wanted, 1), MAX_HALVINGS - halvings)
        dear = max(nodes.size * len(code.steps) / MAX_OPERATIONS, nodes.size * rows / MAX_CELLS)
        while finer > 0 and dear * 2.0**finer > 1.0:
            finer -= 1
        if finer == 0:
            break
        halvings += finer
        cell *= 0.5**finer
        nodes = _nodes(low, high, cell)
        exact = _rows(code, named, nodes)
        errors = _measured_errors(code, named, nodes, exact, functions)
    first, last = resolved(errors, nodes, functions)
    worst = float(errors[:, first:last].max(initial=0.0))
    table = _cubics(exact[:, first : last + 1], cell, functions, rows)
    return Kinetics(float(nodes[first]), float(nodes[last]), cell, table, worst)


def _nodes(low: float, high: float, cell: float) -> Floats:
    nodes: Floats = low + cell * np.arange(round((high - low) / cell) + 1.0)
    return nodes


def _rows(code: Program, named: Mapping[str, float], voltages: Floats) -> Floats:
    """Values of all outputs at voltages of shape (k,), shape (outputs, k)."""
    rows = np.empty((len(code.outputs), voltages.size))
    for start in range(0, voltages.size, AT_ONCE):
        checkpoint()
        part = slice(start, start + AT_ONCE)
        for row, output in zip(rows, code({**named, VOLTAGE: voltages[part]}), strict=True):
            row[part] = output
    return rows


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


def _measured_errors(
    code: Program, named: Mapping[str, float], nodes: Floats, rows: Floats, functions: tuple[Tabulated, ...]
) -> Floats:
    """Relative error of every function (row) in the middle of every cell, as `Kinetics.error` has it.

    Half way between two nodes the cubic is the mean of the values plus an eighth of the cell times the
    difference of the slopes.
    """
    cell, n = float(nodes[1] - nodes[0]), len(functions)
    exact = _rows(code, named, nodes[:-1] + 0.5 * cell)[:n]
    value, slope = rows[:n], rows[n:]
    found = 0.5 * (value[:, :-1] + value[:, 1:]) + 0.125 * cell * (slope[:, :-1] - slope[:, 1:])
    # Not finite in a middle between finite values is as wrong as can be.
    errors = np.nan_to_num(np.abs(found - exact), nan=np.inf)
    turnover = {item.row: k for k, item in enumerate(functions) if item.field == 4}
    for k, item in enumerate(functions):
        unit = np.abs(exact[turnover.get(item.row, k)])
        if item.row in turnover and item.role == "any":
            # What only adds to its state, ds/dt = a, has no b; a and b may be 0 on the way.
            size = np.abs(value[k])
            floor = ROUNDED * float(np.median(size))
            unit = np.maximum(np.maximum(unit, floor), np.maximum(size[:-1], size[1:]))
        errors[k] /= np.maximum(unit, NEGLIGIBLE_RATE if item.row in turnover else 1.0)
    return errors
