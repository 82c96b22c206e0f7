"""Where curves of folds and of Hopf points are to be looked for: a scan of the equilibria over the rectangle.

Equilibria are parametrised by V and the free parameters, with the current I_ss(V, p) that each needs. On a
grid of these, folds are where I_ss′ changes its sign, Hopf points and neutral saddles where Π(λᵢ + λⱼ) does;
where the current is not free, I_ss = I must hold besides.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.equilibria import VoltageRange, voltage_range
from core.dynamics.equilibrium_branches.reduction import Reduction, reduction
from core.dynamics.equilibrium_branches.test_functions import coupled_blocks, test_functions
from core.dynamics.linearisation import eigenvalues
from core.dynamics.vector_field import CURRENT
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE
from core.neuron.equations import equations
from core.neuron.expression import Program, Value, derivative, program
from core.result import Floats

T = TypeVar("T", bound=np.generic)

VOLTAGE_STEP = 1.0
"""Distance of the nodes [mV] where a spike is 100 mV high."""
GROWTH = 1.06
"""Of the steps outside of the voltages that a model is usually shown at, where its gates are shut or open."""
MAX_VOLTAGES = 1200
LINES = 17
"""Values of a free parameter other than the current."""
MARGIN = 0.02
"""Beside the rectangle, in its sides: what crosses the edge between two nodes is seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """Equilibria on a grid of V and free parameters other than the current.

    Attributes
    ----------
    axes
        Values of V [mV] and of these parameters.
    states
        Shape (..., n): the equilibria at the nodes.
    current
        Shape (...): the current that each needs [µA/cm²].
    tests
        Shape (2, ...): I_ss′ and Π(λᵢ + λⱼ); NaN where they are not needed.
    unstable
        Shape (...): how many eigenvalues have a positive real part; NaN likewise.
    """

    axes: tuple[Floats, ...]
    states: Floats
    current: Floats
    tests: Floats
    unstable: Floats


def scan(scaled: ScaledField) -> Scan:
    """The equilibria over the rectangle."""
    field = scaled.field
    model = field.neuron.model
    others = [i for i, name in enumerate(field.free) if name != CURRENT]
    count = LINES if len(others) == 1 else LINES // 2 + 1
    span = voltages(scaled)
    sides: list[list[float]] = scaled.ranges.tolist()
    axes = (
        _nodes(span.low, span.high, model.standard.voltage_range, VOLTAGE_STEP * model.swing / 100.0),
        *(np.linspace(sides[i][0], sides[i][1], count) for i in others),
    )
    grid = [np.ravel(part) for part in np.meshgrid(*axes, indexing="ij")]
    values: dict[str, Value] = {**field.constants, VOLTAGE: grid[0]}
    values |= {field.names[len(field.states) + i]: grid[1 + k] for k, i in enumerate(others)}
    after, total = _steady_code(reduction(model))
    states = np.array(np.broadcast_arrays(grid[0], *after(values)), dtype=np.float64)
    current, slope = (np.broadcast_to(row, grid[0].shape) for row in total(values))
    shape = tuple(axis.size for axis in axes)
    wanted = _wanted(scaled, current.reshape(shape)).ravel()
    checkpoint()
    tests = np.full((3, grid[0].size), np.nan)
    tests[0, wanted] = slope[wanted]
    tests[1:, wanted] = _of_eigenvalues(
        scaled, states[:, wanted], {k: _at(v, wanted) for k, v in values.items()}
    )
    tests = tests.reshape(3, *shape)
    return Scan(axes, states.T.reshape(*shape, -1), current.reshape(shape), tests[:2], tests[2])


def _nodes(low: float, high: float, usual: tuple[float, float], step: float) -> Floats:
    """Voltages from `low` to `high` [mV], evenly spaced over the usual ones, ever farther apart outside."""
    first, last = max(low, min(usual[0], high - step)), min(high, max(usual[1], low + step))
    inner = np.linspace(first, last, min(max(int((last - first) / step), 2), MAX_VOLTAGES) + 1)
    outside = step * np.cumsum(GROWTH ** np.arange(1, 400))
    below, above = first - outside, last + outside
    return np.unique(np.concatenate([[low], below[below > low], inner, above[above < high], [high]]))


@lru_cache(maxsize=64)
def _steady_code(reduced: Reduction) -> tuple[Program, Program]:
    """Code of the states after V at their steady states, and of I_ss with its slope in V."""
    total = reduced.residuals[0]
    return reduced.states_program, program([total, derivative(total, VOLTAGE)])


def _at(value: Value, where: NDArray[np.bool]) -> Value:
    return value[where] if isinstance(value, np.ndarray) else value


def voltages(scaled: ScaledField) -> VoltageRange:
    """Voltages [mV] with all equilibria of the rectangle between them, by its corners."""
    spans = []
    for corner in product(*scaled.ranges):
        neuron, current = scaled.field.split(np.append(np.zeros(scaled.states), corner))
        spans.append(voltage_range(neuron, current, current))
    low, high = min(span.low for span in spans), max(span.high for span in spans)
    return VoltageRange(low, high, all(span.proven for span in spans))


def _wanted(scaled: ScaledField, current: Floats) -> NDArray[np.bool]:
    """Nodes of cells in which the equilibria may have a current of the rectangle."""
    field = scaled.field
    if CURRENT in field.free:
        low, high = scaled.ranges[field.free.index(CURRENT)]
        margin = MARGIN * (high - low)
        low, high = low - margin, high + margin
    else:
        low = high = field.current
    side = (current >= low).astype(np.int8) + (current > high)
    wanted = side == 1
    for axis in range(current.ndim):
        # A cell whose ends are on different sides of the range, or within.
        first, second = neighbours(side, axis)
        touched = (first != second) | (first == 1)
        _or_neighbours(wanted, touched, axis)
    dilated = wanted.copy()
    for axis in range(current.ndim):
        first, second = neighbours(wanted, axis)
        _or_neighbours(dilated, first | second, axis)
    found: NDArray[np.bool] = dilated & np.isfinite(current)
    return found


def neighbours(values: NDArray[T], axis: int) -> tuple[NDArray[T], NDArray[T]]:
    """Views of the values at the lower and the upper ends of the cells along an axis."""
    moved = np.moveaxis(values, axis, 0)
    return np.moveaxis(moved[:-1], 0, axis), np.moveaxis(moved[1:], 0, axis)


def _or_neighbours(target: NDArray[np.bool], touched: NDArray[np.bool], axis: int) -> None:
    first, second = neighbours(target, axis)
    first |= touched
    second |= touched


def _of_eigenvalues(scaled: ScaledField, states: Floats, values: dict[str, Value]) -> Floats:
    """Π(λᵢ + λⱼ) at equilibria and how many λ are unstable, NaN where the Jacobian is not finite."""
    made = equations(scaled.field.neuron.model)
    n = scaled.states
    matrix = np.zeros((states.shape[1], n, n))
    named = {**values, **dict(zip(made.states, states, strict=True))}
    for (i, j), value in zip(made.jacobian, made.jacobian_program(named), strict=True):
        matrix[:, i, j] = value
    finite = np.isfinite(matrix).all(axis=(1, 2))
    found = np.full((2, states.shape[1]), np.nan)
    if finite.any():
        found[0, finite] = test_functions(matrix[finite], coupled_blocks(matrix[finite]))[0]
        found[1, finite] = (eigenvalues(matrix[finite]).real > 0.0).sum(axis=1)
    return found
