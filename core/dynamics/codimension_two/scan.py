"""Where curves of folds and of Hopf points are to be looked for: a scan of the equilibria over the rectangle.

Equilibria are parametrised by V and the free parameters, with the current I_ss(V, p) that each needs. On a
grid of these, folds are where I_ss′ changes its sign, Hopf points and neutral saddles where Π(λᵢ + λⱼ) does;
where the current is not free, I_ss = I must hold besides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.equilibria import VoltageRange, voltage_range
from core.dynamics.equilibrium_branches.reduction import Reduction, reduction
from core.dynamics.equilibrium_branches.test_functions import coupled_blocks, test_functions
from core.dynamics.vector_field import CURRENT
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE
from core.neuron.equations import equations
from core.neuron.expression import Program, Value, derivative, program
from core.result import Floats

Kind = Literal["fold", "hopf"]
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
class Seed:
    """A place near a curve.

    Attributes
    ----------
    guess
        u = (x, p) in scaled coordinates.
    fixed
        Coordinate to hold while the curve is looked for from there.
    slack
        By how much the guess may be off, in scaled coordinates: a curve nearer than that is the one meant.
    """

    kind: Kind
    guess: Floats
    fixed: int
    slack: float


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
    """

    axes: tuple[Floats, ...]
    states: Floats
    current: Floats
    tests: Floats


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
    tests = np.full((2, grid[0].size), np.nan)
    tests[0, wanted] = slope[wanted]
    tests[1, wanted] = _hopf_test(scaled, states[:, wanted], {k: _at(v, wanted) for k, v in values.items()})
    return Scan(axes, states.T.reshape(*shape, -1), current.reshape(shape), tests.reshape(2, *shape))


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
        first, second = _neighbours(side, axis)
        touched = (first != second) | (first == 1)
        _or_neighbours(wanted, touched, axis)
    dilated = wanted.copy()
    for axis in range(current.ndim):
        first, second = _neighbours(wanted, axis)
        _or_neighbours(dilated, first | second, axis)
    found: NDArray[np.bool] = dilated & np.isfinite(current)
    return found


def _neighbours(values: NDArray[T], axis: int) -> tuple[NDArray[T], NDArray[T]]:
    moved = np.moveaxis(values, axis, 0)
    return np.moveaxis(moved[:-1], 0, axis), np.moveaxis(moved[1:], 0, axis)


def _or_neighbours(target: NDArray[np.bool], touched: NDArray[np.bool], axis: int) -> None:
    first, second = _neighbours(target, axis)
    first |= touched
    second |= touched


def _hopf_test(scaled: ScaledField, states: Floats, values: dict[str, Value]) -> Floats:
    """Π(λᵢ + λⱼ) at equilibria, NaN where the Jacobian is not finite."""
    made = equations(scaled.field.neuron.model)
    n = scaled.states
    matrix = np.zeros((states.shape[1], n, n))
    named = {**values, **dict(zip(made.states, states, strict=True))}
    for (i, j), value in zip(made.jacobian, made.jacobian_program(named), strict=True):
        matrix[:, i, j] = value
    finite = np.isfinite(matrix).all(axis=(1, 2))
    test = np.full(states.shape[1], np.nan)
    if finite.any():
        test[finite] = test_functions(matrix[finite], coupled_blocks(matrix[finite]))[0]
    return test


def seeds(scaled: ScaledField, grid: Scan) -> Iterator[Seed]:
    """Places near curves, those on lines of constant parameters first."""
    current_free = CURRENT in scaled.field.free
    found = _on_edges(scaled, grid) if current_free else _on_faces(scaled, grid)
    yield from found


def _on_edges(scaled: ScaledField, grid: Scan) -> Iterator[Seed]:
    """Changes of sign between neighbouring nodes of (V, p), the current being what it must be."""
    n, field = scaled.states, scaled.field
    at_current = n + field.free.index(CURRENT)
    at_other = 2 * n + 1 - at_current
    for axis, fixed, slack in ((0, at_other, 2e-3), (1, 0, 2e-2)):
        for kind, test in zip(("fold", "hopf"), grid.tests, strict=True):
            first, second = _neighbours(test, axis)
            for node in np.argwhere(np.sign(first) * np.sign(second) < 0.0).tolist():
                a, b = float(first[tuple(node)]), float(second[tuple(node)])
                share = a / (a - b)
                after = list(node)
                after[axis] += 1
                before = _node(grid, node, at_current, at_other, n)
                guess = before + share * (_node(grid, after, at_current, at_other, n) - before)
                yield Seed(kind, scaled.scaled(guess), fixed, slack)  # type: ignore[arg-type]


def _node(grid: Scan, node: list[int], at_current: int, at_other: int, n: int) -> Floats:
    where = tuple(node)
    z = np.empty(n + 2)
    z[:n] = grid.states[where]
    z[at_current] = grid.current[where]
    z[at_other] = grid.axes[1][node[1]]
    return z


def _on_faces(scaled: ScaledField, grid: Scan) -> Iterator[Seed]:
    """Faces of cells of (V, p₁, p₂) with one parameter fixed on which both equations change their sign."""
    excess = grid.current - scaled.field.current
    for free in (1, 2):
        fixed = 3 - free
        for kind, test in zip(("fold", "hopf"), grid.tests, strict=True):
            mixed = _mixed(excess, free) & _mixed(test, free)
            for node in np.argwhere(mixed).tolist():
                yield _on_face(scaled, grid, kind, (excess, test), node, (free, fixed))  # type: ignore[arg-type]


def _on_face(
    scaled: ScaledField,
    grid: Scan,
    kind: Kind,
    functions: tuple[Floats, Floats],
    node: list[int],
    axes: tuple[int, int],
) -> Seed:
    """The place on a face at which the planes through both functions' corners vanish, or its middle."""
    free, fixed = axes
    corners = []
    for along_v, along_p in ((0, 0), (1, 0), (0, 1), (1, 1)):
        corner = list(node)
        corner[0] += along_v
        corner[free] += along_p
        corners.append(tuple(corner))
    shares = np.full(2, 0.5)
    values = np.array([[function[corner] for corner in corners] for function in functions])
    slopes = (
        0.5
        * np.array(
            [
                values[:, 1] + values[:, 3] - values[:, 0] - values[:, 2],
                values[:, 2] + values[:, 3] - values[:, 0] - values[:, 1],
            ]
        ).T
    )
    if np.linalg.det(slopes) != 0.0:
        shares = np.clip(0.5 - np.linalg.solve(slopes, values.mean(axis=1)), 0.0, 1.0)
    v, p = shares
    weights = ((1.0 - v) * (1.0 - p), v * (1.0 - p), (1.0 - v) * p, v * p)
    n = scaled.states
    z = np.empty(n + 2)
    z[:n] = sum(weight * grid.states[corner] for weight, corner in zip(weights, corners, strict=True))
    line = grid.axes[free]
    z[n + free - 1] = (1.0 - p) * line[node[free]] + p * line[node[free] + 1]
    z[n + fixed - 1] = grid.axes[fixed][node[fixed]]
    return Seed(kind, scaled.scaled(z), n + fixed - 1, 2e-3)


def _mixed(values: Floats, free: int) -> NDArray[np.bool]:
    """Faces in V and one parameter whose corners differ in sign."""
    sign = np.sign(values)
    lowest, highest = sign, sign
    for axis in (0, free):
        lowest = np.minimum(*_neighbours(lowest, axis))
        highest = np.maximum(*_neighbours(highest, axis))
    return np.asarray(lowest < highest)
