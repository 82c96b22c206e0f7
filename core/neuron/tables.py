"""Tabulated kinetics: what the compiled kernels read instead of the rate expressions of a model.

Every voltage-dependent function of a gate (a and b of dx/dt = φ (a − b x), or x∞ of an instantaneous gate)
becomes a cubic Hermite polynomial in each cell of a uniform grid of voltages, from exact values and exact
derivatives. The coefficients of one gate in one cell fill one cache line. Neither φ nor a conductance enters:
runs that differ only in temperature or in maximal conductances share a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.declaration import VOLTAGE, Model, Neuron
from core.neuron.expression import Expression, Program, derivative, names, parse, program
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
MAX_GATES = 48


@dataclass(frozen=True, slots=True)
class Kinetics:
    """The table of one set of kinetics.

    Attributes
    ----------
    low, high
        Range of voltages [mV].
    cell
        Width of a cell [mV].
    coefficients
        Shape (cells, gates, 8), dynamic gates first: a₀ a₁ a₂ a₃ b₀ b₁ b₂ b₃ [1/ms] of the polynomials in the
        fraction of the cell; x∞ and four zeros for an instantaneous gate.
    error
        Largest relative error, measured in the middles of the cells, of a and b (in units of b) and of x∞.
    """

    low: float
    high: float
    cell: float
    coefficients: Floats
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How a model's states, gates and currents are numbered in the kernels; belongs to the declaration alone.

    Attributes
    ----------
    dynamic, instantaneous
        Numbers of gates of either kind, in this order in the table.
    width
        Places for dynamic gates in a row of the kernels' workspace, a multiple of 4 for the vector units; the
        instantaneous ones follow.
    rates
        Expressions of the table: a and b of each dynamic gate, then x∞ of each instantaneous one.
    owners
        Name of the gate of each of them.
    slots
        Row (gate) and field (0 or 4) of each of them in a cell.
    parameters
        Parameters that the rates name: they identify a table.
    constants
        Code of C, every g, every E, every φ.
    starts, factors
        Current c multiplies its conductance by the factors starts[c] to starts[c + 1] − 1, each a place of a
        gate and its power: shape (k, 2).
    """

    dynamic: int
    instantaneous: int
    width: int
    rates: tuple[Expression, ...]
    owners: tuple[str, ...]
    slots: tuple[tuple[int, int], ...]
    parameters: tuple[str, ...]
    constants: Program
    starts: NDArray[np.uint64]
    factors: NDArray[np.uint64]


class Membrane(NamedTuple):
    """One neuron as the kernels read it.

    `table` is `Kinetics.coefficients`; `low` [mV], `inverse_cell` [1/mV] and `cells` its grid; `scales` φ of
    the dynamic gates; `conductances` [mS/cm²] and `reversals` [mV] of the currents; `inverse_capacitance`
    [cm²/µF].
    """

    table: Floats
    low: float
    inverse_cell: float
    cells: int
    dynamic: int
    instantaneous: int
    width: int
    scales: Floats
    conductances: Floats
    reversals: Floats
    starts: NDArray[np.uint64]
    factors: NDArray[np.uint64]
    inverse_capacitance: float


@lru_cache(maxsize=64)
def layout(model: Model) -> Layout:
    """The numbering of a model.

    Raises
    ------
    ParameterError
        More than 48 gates.
    """
    dynamic = model.dynamic_gates
    instantaneous = [gate for gate in model.gates if not gate.dynamic]
    if len(model.gates) > MAX_GATES:
        raise ParameterError("/gates", "too many gates", received=len(model.gates), allowed=f"<= {MAX_GATES}")
    row = {gate.name: k for k, gate in enumerate([*dynamic, *instantaneous])}
    width = -(-len(dynamic) // 4) * 4
    place = {name: k if k < len(dynamic) else k - len(dynamic) + width for name, k in row.items()}
    factors = [(place[gate], power) for current in model.currents for gate, power in current.gates]
    starts = np.cumsum([0, *(len(current.gates) for current in model.currents)])
    entries = [
        (row[gate.name], field, rate, gate.name)
        for gate in dynamic
        for field, rate in ((0, gate.inflow), (4, gate.turnover))
    ] + [(row[gate.name], 0, gate.steady_state, gate.name) for gate in instantaneous]
    rates = tuple(rate for _, _, rate, _ in entries)
    constants = [parse(model.capacitance)]
    constants += [parse(current.conductance) for current in model.currents]
    constants += [parse(current.reversal) for current in model.currents]
    constants += [parse(gate.scale) for gate in dynamic]
    return Layout(
        len(dynamic),
        len(instantaneous),
        width,
        rates,
        tuple(owner for *_, owner in entries),
        tuple((index, field) for index, field, *_ in entries),
        tuple(sorted(frozenset().union(*(names(rate) for rate in rates)) - {VOLTAGE})),
        program(constants),
        starts.astype(np.uint64),
        np.array(factors, dtype=np.uint64).reshape(len(factors), 2),
    )


def kinetics(neuron: Neuron, span: tuple[float, float] = RANGE) -> Kinetics:
    """The table of a neuron's kinetics over a range of voltages [mV]; memoised, shared between threads.

    Raises
    ------
    ParameterError
        A rate that is negative or not finite somewhere in the range.
    """
    made = layout(neuron.model)
    values = tuple(float(neuron.values[name]) for name in made.parameters)
    return _tabulated(made.rates, made.owners, made.slots, made.parameters, values, span)


def membrane(neuron: Neuron, span: tuple[float, float] = RANGE) -> Membrane:
    """A neuron as the kernels read it."""
    made, table = layout(neuron.model), kinetics(neuron, span)
    capacitance, *constants = (float(value) for value in made.constants(neuron.values))
    n = len(neuron.model.currents)
    return Membrane(
        table.coefficients,
        table.low,
        1.0 / table.cell,
        table.coefficients.shape[0],
        made.dynamic,
        made.instantaneous,
        made.width,
        np.array(constants[2 * n :]),
        np.array(constants[:n]),
        np.array(constants[n : 2 * n]),
        made.starts,
        made.factors,
        1.0 / capacitance,
    )


@lru_cache(maxsize=24)
def _tabulated(
    rates: tuple[Expression, ...],
    owners: tuple[str, ...],
    slots: tuple[tuple[int, int], ...],
    parameters: tuple[str, ...],
    values: tuple[float, ...],
    span: tuple[float, float],
) -> Kinetics:
    code = program([*rates, *(derivative(rate, VOLTAGE) for rate in rates)])
    named = dict(zip(parameters, values, strict=True))
    cell = CELL
    table, error = _at_width(code, named, span, cell, owners, slots)
    for _ in range(MAX_HALVINGS):
        if error <= ERROR_GOAL:
            break
        cell *= 0.5
        table, error = _at_width(code, named, span, cell, owners, slots)
    low = span[0] - _OFFSET
    return Kinetics(low, low + table.shape[0] * cell, cell, table, error)


def _at_width(
    code: Program,
    named: Mapping[str, float],
    span: tuple[float, float],
    cell: float,
    owners: tuple[str, ...],
    slots: tuple[tuple[int, int], ...],
) -> tuple[Floats, float]:
    """Coefficients in cells of a width [mV], and their error."""
    count = round((span[1] - span[0]) / cell)
    nodes: Floats = span[0] - _OFFSET + cell * np.arange(count + 1.0)
    rows = _rows(code, named, nodes)
    _check(rows[: len(slots)], nodes, owners)
    table = _cubics(rows, cell, slots)
    return table, _measured_error(code, named, nodes[:-1] + 0.5 * cell, table, slots)


def _rows(code: Program, named: Mapping[str, float], voltages: Floats) -> Floats:
    """Values of all outputs at voltages of shape (k,), shape (outputs, k)."""
    outputs = code({**named, VOLTAGE: voltages})
    return np.array([np.broadcast_to(output, voltages.shape) for output in outputs])


def _check(rates: Floats, voltages: Floats, owners: tuple[str, ...]) -> None:
    for rate, owner in zip(rates, owners, strict=True):
        wrong = np.flatnonzero(~np.isfinite(rate) | (rate < 0.0))
        if wrong.size:
            at = wrong[np.argmin(np.abs(voltages[wrong]))]
            what = "negative" if rate[at] < 0.0 else "not finite"
            raise ParameterError(
                "/parameters",
                f"a rate of the gate {owner} is {what} at V = {voltages[at]:.4g} mV",
                received=float(rate[at]),
                allowed=f">= 0 from {voltages[0]:.4g} to {voltages[-1]:.4g} mV",
                hint="x/(1 - exp(-x)) is linoid(x), which has a limit at 0; check signs and parameters",
            )


def _cubics(rows: Floats, cell: float, slots: tuple[tuple[int, int], ...]) -> Floats:
    """Hermite coefficients in every cell, from values and derivatives at the nodes."""
    count = len(slots)
    value, slope = rows[:count], cell * rows[count:]
    rise = np.diff(value, axis=1)
    first, second = slope[:, :-1], slope[:, 1:]
    parts = (value[:, :-1], first, 3.0 * rise - 2.0 * first - second, first + second - 2.0 * rise)
    table = np.zeros((rise.shape[1], max(row for row, _ in slots) + 1 if slots else 0, 8))
    for index, (row, field) in enumerate(slots):
        for power, part in enumerate(parts):
            table[:, row, field + power] = part[index]
    return table


def _measured_error(
    code: Program,
    named: Mapping[str, float],
    middles: Floats,
    table: Floats,
    slots: tuple[tuple[int, int], ...],
) -> float:
    exact = _rows(code, named, middles)[: len(slots)]
    powers = 0.5 ** np.arange(4)
    worst = 0.0
    turnover = {row: exact[k] for k, (row, field) in enumerate(slots) if field == 4}
    for k, (row, field) in enumerate(slots):
        found = table[:, row, field : field + 4] @ powers
        unit = turnover.get(row, np.ones_like(found))
        difference = np.abs(found - exact[k])
        relative = np.divide(difference, unit, out=np.zeros_like(found), where=difference > 0.0)
        worst = max(worst, float(relative.max()))
    return worst
