"""Places near curves of folds and of Hopf points, from changes of sign on a scan's grid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.scan import Scan, neighbours
from core.dynamics.vector_field import CURRENT
from core.result import Floats

Kind = Literal["fold", "hopf"]

WITHIN = (0.2, 0.5, 0.8)
"""Shares of a cell at which Hopf points are looked for that no change of sign, or a misleading one, shows."""


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
    further
        Other guesses at a Hopf point, should the first lead nowhere or to a neutral saddle.
    """

    kind: Kind
    guess: Floats
    fixed: int
    slack: float
    further: tuple[Floats, ...] = ()


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
        for kind, node, shares in _crossed(grid, axis):
            after = list(node)
            after[axis] += 1
            before = _node(grid, node, at_current, at_other, n)
            step = _node(grid, after, at_current, at_other, n) - before
            guess, *further = (scaled.scaled(before + share * step) for share in shares)
            yield Seed(kind, guess, fixed, slack, tuple(further))


def _crossed(grid: Scan, axis: int) -> Iterator[tuple[Kind, list[int], Sequence[float]]]:
    """Kind, lower node and shares of the edges along an axis on which there is something."""
    kinds: tuple[Kind, Kind] = ("fold", "hopf")
    least, most = _span(grid.unstable, (axis,))
    for kind, test in zip(kinds, grid.tests, strict=True):
        first, second = neighbours(test, axis)
        for node in np.argwhere(np.sign(first) * np.sign(second) < 0.0).tolist():
            a, b = float(first[tuple(node)]), float(second[tuple(node)])
            # Where no eigenvalue changes sides it is a neutral saddle.
            doubtful = kind == "hopf" and most[tuple(node)] > least[tuple(node)]
            yield kind, node, (a / (a - b), *(WITHIN if doubtful else ()))
    for node in np.argwhere(_hidden(grid, (axis,))).tolist():
        yield "hopf", node, WITHIN


def _hidden(grid: Scan, axes: tuple[int, ...]) -> NDArray[np.bool]:
    """Cells in which more eigenvalues change sides than the changes of sign explain.

    A Hopf point and a neutral saddle, which are near each other where folds are near, change the sign of
    Π(λᵢ + λⱼ) twice; a fold moves one eigenvalue, a Hopf point two.
    """
    least, most = _span(grid.unstable, axes)
    fold, hopf = (_differs(test, axes) for test in grid.tests)
    return np.asarray(~hopf & (most - least > fold.astype(np.float64)))


def _span(values: Floats, axes: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Least and greatest value at the corners of cells along some axes."""
    least = most = values
    for axis in axes:
        least = np.minimum(*neighbours(least, axis))
        most = np.maximum(*neighbours(most, axis))
    return least, most


def _differs(values: Floats, axes: tuple[int, ...]) -> NDArray[np.bool]:
    """Cells along some axes whose corners differ in sign."""
    least, most = _span(np.sign(values), axes)
    return np.asarray(least < most)


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
    kinds: tuple[Kind, Kind] = ("fold", "hopf")
    for free in (1, 2):
        axes = (0, free)
        passed = _differs(excess, axes)
        for kind, test in zip(kinds, grid.tests, strict=True):
            mixed = passed & (
                _differs(test, axes) if kind == "fold" else _differs(test, axes) | _hidden(grid, axes)
            )
            for node in np.argwhere(mixed).tolist():
                yield _on_face(scaled, grid, kind, (excess, test), node, (free, 3 - free))


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
