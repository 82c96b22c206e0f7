"""The zero set of a function on a window, as polylines whose vertices are exact zeros."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.result import Floats

Function = Callable[[Floats], Floats]
"""Values at states of shape (2, k): shape (k,)."""
Line = tuple[Floats, Floats]
HALVINGS = 52

Edge = tuple[int, int, int]
"""An edge of the grid: 0 horizontal or 1 vertical, its column and row."""


def contours(function: Function, low: Floats, high: Floats, cells: int) -> list[Line]:
    """The curves on which a function vanishes within a window.

    A grid's edges on whose ends the function has two signs each carry a zero, found to the last digits; those
    of a cell are joined. Where a cell has four, its centre decides which belong together.

    Parameters
    ----------
    low, high
        Corners of the window, shape (2,).
    cells
        How many cells the grid has along either axis: curves nearer to each other than one may be missed.
    """
    axes = [np.linspace(low[i], high[i], cells + 1) for i in (0, 1)]
    x, y = np.meshgrid(*axes, indexing="ij")
    values = function(np.array([x.ravel(), y.ravel()])).reshape(x.shape)
    above = values > 0.0
    usable = np.isfinite(values)
    zeros = _edge_zeros(function, axes, above, usable)
    joined = _joined(function, axes, above, zeros)
    return [_coordinates(chain, zeros) for chain in _chains(joined)]


def _edge_zeros(
    function: Function, axes: list[Floats], above: NDArray[np.bool_], usable: NDArray[np.bool_]
) -> dict[Edge, Floats]:
    """The zero on every edge that has one, shape (2,)."""
    edges: list[Edge] = []
    ends: list[Floats] = []
    for kind in (0, 1):
        one = (slice(None, -1), slice(None)) if kind == 0 else (slice(None), slice(None, -1))
        other = (slice(1, None), slice(None)) if kind == 0 else (slice(None), slice(1, None))
        wanted = (above[one] != above[other]) & usable[one] & usable[other]
        i, j = np.nonzero(wanted)
        step = (1, 0) if kind == 0 else (0, 1)
        edges += [(kind, int(a), int(b)) for a, b in zip(i, j, strict=True)]
        ends.append(np.array([axes[0][i], axes[1][j], axes[0][i + step[0]], axes[1][j + step[1]]]))
    if not edges:
        return {}
    both = np.concatenate(ends, axis=1)
    points, poles = _bisected(function, both[:2], both[2:])
    return {edge: points[:, k] for k, edge in enumerate(edges) if not poles[k]}


def _bisected(function: Function, one: Floats, other: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Zeros between pairs of points, shape (2, k), and whether the sign changes through a pole instead."""
    rising = function(other) > 0.0
    size = np.minimum(np.abs(function(one)), np.abs(function(other)))
    low, high = np.zeros(one.shape[1]), np.ones(one.shape[1])
    middle = 0.5 * (low + high)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        towards = (function(one + middle * (other - one)) > 0.0) == rising
        low, high = np.where(towards, low, middle), np.where(towards, middle, high)
    points = one + middle * (other - one)
    return points, ~(np.abs(function(points)) <= 10.0 * size + 1e-300)


def _joined(
    function: Function, axes: list[Floats], above: NDArray[np.bool_], zeros: dict[Edge, Floats]
) -> dict[Edge, list[Edge]]:
    """Which zeros are neighbours on a curve."""
    joined: dict[Edge, list[Edge]] = {edge: [] for edge in zeros}
    corners = above[:-1, :-1].astype(int) + above[1:, :-1] + above[:-1, 1:] + above[1:, 1:]
    for i, j in zip(*(part.tolist() for part in np.nonzero((corners > 0) & (corners < 4))), strict=True):
        around: list[Edge] = [(0, i, j), (1, i + 1, j), (0, i, j + 1), (1, i, j)]
        present = [edge for edge in around if edge in zeros]
        if len(present) == 2:
            pairs = [(present[0], present[1])]
        elif len(present) == 4:
            centre = np.array([[0.5 * (axes[0][i] + axes[0][i + 1])], [0.5 * (axes[1][j] + axes[1][j + 1])]])
            same = bool(function(centre)[0] > 0.0) == bool(above[i, j])
            bottom, right, top, left = around
            pairs = [(bottom, right), (top, left)] if same else [(bottom, left), (top, right)]
        else:
            pairs = []
        for a, b in pairs:
            joined[a].append(b)
            joined[b].append(a)
    return joined


def _chains(joined: dict[Edge, list[Edge]]) -> list[list[Edge]]:
    """Neighbours in a row; the open chains first, then the closed ones, which end where they begin."""
    left = dict.fromkeys(sorted(joined, key=lambda edge: len(joined[edge])))
    chains = []
    while left:
        first = next(iter(left))
        chain, here = [first], first
        del left[first]
        while True:
            following = [edge for edge in joined[here] if edge in left]
            if not following:
                break
            here = following[0]
            del left[here]
            chain.append(here)
        if len(chain) > 2 and first in joined[here]:
            chain.append(first)
        if len(chain) > 1:
            chains.append(chain)
    return chains


def _coordinates(chain: list[Edge], zeros: dict[Edge, Floats]) -> Line:
    points = np.array([zeros[edge] for edge in chain])
    return points[:, 0], points[:, 1]
