"""The picture of a rectangle of two parameters by behaviour: a grid of cells, each with its attractors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from core.dynamics.cycle_curves.region_attractors import CellEquilibria, Flags, cell_equilibria, oscillations
from core.dynamics.dossier.report import Behaviour
from core.dynamics.vector_field import VectorField
from core.result import Floats

Names = NDArray[np.object_]

COLUMNS, ROWS = 24, 18
CRITERION = (
    "Every cell is classified at its middle. rest: a stable equilibrium; tonic: a stable oscillation on "
    "which runs settle; block: a stable equilibrium above the voltages of all unstable ones of its row (of "
    "the whole grid where its row has none), at which firing has ended. Runs begin beside every equilibrium "
    "and on the oscillations of the neighbouring cells; an oscillation whose basin holds none of these is "
    "missed."
)


@dataclass(frozen=True, slots=True)
class Region:
    """Cells that touch each other, if only at a corner, and have one behaviour.

    Attributes
    ----------
    share
        Of the rectangle.
    first, second
        The parameters of a cell in it, as far inside as any.
    stable_equilibria
        There.
    """

    behaviour: Behaviour
    share: float
    first: float
    second: float
    stable_equilibria: int


@dataclass(frozen=True, eq=False, slots=True)
class RegionMap:
    """The grid and its regions.

    Attributes
    ----------
    columns, rows
        Values of the first and of the second parameter at the middles of the cells.
    behaviours
        By row, then by column.
    stable_equilibria
        Number in each cell, shape (rows, columns).
    oscillating
        Whether there is a stable oscillation, shape (rows, columns).
    regions
        By decreasing share.
    runs, dropped
        How many were made, and left out for want of steps.
    """

    columns: Floats
    rows: Floats
    behaviours: tuple[tuple[Behaviour, ...], ...]
    stable_equilibria: Floats
    oscillating: Floats
    regions: tuple[Region, ...]
    runs: int
    dropped: int


def regions(field: VectorField, ranges: Floats, columns: int = COLUMNS, rows: int = ROWS) -> RegionMap:
    """The behaviours over a rectangle.

    Parameters
    ----------
    field
        The vector field, with two free parameters.
    ranges
        Lowest and highest value of each, shape (2, 2).
    columns, rows
        Cells along the first and along the second parameter.

    Raises
    ------
    ConvergenceError
        The rates of the model are not finite.
    """
    first, second = _middles(ranges[0], columns), _middles(ranges[1], rows)
    equilibria = cell_equilibria(field, first, second)
    found = oscillations(field, first, second, equilibria)
    count = columns * rows
    blocked = equilibria.stable & _depolarised(equilibria, columns, rows)
    stable = np.bincount(equilibria.cell[equilibria.stable], minlength=count)
    depolarised = np.bincount(equilibria.cell[blocked], minlength=count)
    behaviours = np.array(
        [
            behaviour(int(stable[cell] - depolarised[cell]), int(depolarised[cell]), bool(found.found[cell]))
            for cell in range(count)
        ],
        dtype=object,
    ).reshape(rows, columns)
    numbers = stable.reshape(rows, columns)
    return RegionMap(
        first,
        second,
        tuple(tuple(row) for row in behaviours.tolist()),
        numbers.astype(np.float64),
        found.found.reshape(rows, columns).astype(np.float64),
        _connected(behaviours, first, second, numbers.astype(np.float64)),
        found.runs,
        found.dropped,
    )


def _middles(span: Floats, count: int) -> Floats:
    return np.asarray(span[0] + (span[1] - span[0]) * (np.arange(count) + 0.5) / count)


def _depolarised(equilibria: CellEquilibria, columns: int, rows: int) -> Flags:
    """Whether each equilibrium lies above all unstable ones of its row, or of the grid where it has none."""
    row = equilibria.cell // columns
    voltage, unstable = equilibria.z[0], ~equilibria.stable
    highest = np.full(rows, -np.inf)
    np.maximum.at(highest, row[unstable], voltage[unstable])
    everywhere = voltage[unstable].max(initial=-np.inf)
    limit = np.where(np.isfinite(highest), highest, everywhere if np.isfinite(everywhere) else np.inf)
    above: Flags = voltage > limit[row]
    return above


def behaviour(resting: int, blocked: int, oscillating: bool) -> Behaviour:
    """The name of a set of attractors."""
    if not oscillating and not (resting and blocked) and resting + blocked > 1:
        return "several resting states"
    known: dict[tuple[bool, bool, bool], Behaviour] = {
        (True, False, False): "rest",
        (False, True, False): "block",
        (True, True, False): "rest or block",
        (False, False, True): "tonic",
        (True, False, True): "rest or tonic",
        (False, True, True): "tonic or block",
        (True, True, True): "rest, tonic or block",
        (False, False, False): "no attractor found",
    }
    return known[resting > 0, blocked > 0, oscillating]


def _connected(behaviours: Names, first: Floats, second: Floats, stable: Floats) -> tuple[Region, ...]:
    """Regions of cells that share a side or a corner, each with its innermost cell."""
    found = []
    for name in dict.fromkeys(behaviours.ravel().tolist()):
        numbers, count = label(behaviours == name, np.ones((3, 3)))
        for number in range(1, count + 1):
            inside = numbers == number
            row, column = _innermost(inside)
            found.append(
                Region(
                    name,
                    float(inside.mean()),
                    float(first[column]),
                    float(second[row]),
                    int(stable[row, column]),
                )
            )
    return tuple(sorted(found, key=lambda region: -region.share))


def _innermost(inside: Flags) -> tuple[int, int]:
    """The cell that remains longest as cells with a neighbour outside are taken away."""
    left = np.asarray(inside, dtype=np.bool_)
    while True:
        padded = np.pad(left, 1)
        smaller = left & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        if not smaller.any():
            break
        left = smaller
    places = np.argwhere(left)
    row, column = places[places.shape[0] // 2].tolist()
    return int(row), int(column)
