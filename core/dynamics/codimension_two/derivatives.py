"""The vector field to second order in scaled coordinates, in one pass and without loops.

Continuation measures lengths and borders matrices: both want coordinates of size one. States are scaled by
sizes that matter (100 mV, 1 of a gate) and the two parameters by the sides of the rectangle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from core.dynamics.vector_field import Derivatives, VectorField
from core.neuron.expression import Program, program
from core.numerics.roots import Indices
from core.result import Floats


class Expansion(NamedTuple):
    """The scaled vector field to second order at one point.

    Attributes
    ----------
    rates
        F, shape (n,) [1/ms].
    first
        ∂F/∂u, shape (n, n + 2).
    second
        ∂²F/∂x∂u, shape (n, n, n + 2).
    """

    rates: Floats
    first: Floats
    second: Floats


@dataclass(frozen=True, eq=False)
class _Code:
    """One program for all of them, and the places that its values go to."""

    program: Program
    first: tuple[Indices, Indices]
    second: tuple[Indices, Indices]


@dataclass(frozen=True, eq=False)
class ScaledField:
    """A vector field in u = ((x, p) − origin)/size.

    Attributes
    ----------
    field
        The vector field, with two free parameters.
    ranges
        Lowest and highest value of each, shape (2, 2): the rectangle, which becomes the unit square.
    """

    field: VectorField
    ranges: Floats

    @cached_property
    def states(self) -> int:
        """How many states there are."""
        return len(self.field.states)

    @cached_property
    def size(self) -> Floats:
        """Unit of each scaled coordinate, shape (n + 2,)."""
        return np.append(self.field.scale, self.ranges[:, 1] - self.ranges[:, 0])

    @cached_property
    def origin(self) -> Floats:
        """The point u = 0, shape (n + 2,)."""
        return np.append(np.zeros(self.states), self.ranges[:, 0])

    def point(self, u: Floats) -> Floats:
        """The z = (x, p) at scaled coordinates, shape (n + 2,) or (m, n + 2)."""
        return self.origin + u * self.size

    def scaled(self, z: Floats) -> Floats:
        """The inverse of `point`."""
        return np.asarray((z - self.origin) / self.size)

    def scaled_magnitude(self, u: Floats) -> Floats:
        """|z| in scaled units: what the rounding of u is relative to."""
        return np.asarray(np.abs(self.point(u)) / self.size)

    def expand(self, u: Floats) -> Expansion:
        """The vector field to second order."""
        n = self.states
        z = self.point(u).tolist()
        code, (by_rate, by_first, by_second) = self._code, self._factors
        values = np.array(
            code.program({**self.field.constants, **dict(zip(self.field.names, z, strict=True))})
        )
        first, second = np.zeros(n * (n + 2)), np.zeros(n * n * (n + 2))
        first[code.first[1]] = values[code.first[0]] * by_first
        second[code.second[1]] = values[code.second[0]] * by_second
        return Expansion(values[:n] * by_rate, first.reshape(n, n + 2), second.reshape(n, n, n + 2))

    @cached_property
    def _code(self) -> _Code:
        return _code(self.field.derivatives, self.states)

    @cached_property
    def _factors(self) -> tuple[Floats, Floats, Floats]:
        """By what each value is multiplied on its way into scaled coordinates."""
        n, size = self.states, self.size
        rate = 1.0 / size[:n]
        first = rate[:, None] * size
        second = rate[:, None, None] * size[:n, None] * size
        return rate, first.ravel()[self._code.first[1]], second.ravel()[self._code.second[1]]


@lru_cache(maxsize=64)
def _code(made: Derivatives, n: int) -> _Code:
    trees = [*made.equations.right_hand_side, *made.first.values(), *made.second.values()]
    width = n + 2
    first = [(n + k, i * width + j) for k, (i, j) in enumerate(made.first)]
    offset = n + len(made.first)
    second = []
    for k, (i, j, l) in enumerate(made.second):
        # Symmetric in its columns; those of two parameters are not needed.
        for row, column in {(j, l), (l, j)}:
            if row < n:
                second.append((offset + k, (i * n + row) * width + column))
    return _Code(program(trees), _pairs(first), _pairs(second))


def _pairs(pairs: Iterable[tuple[int, int]]) -> tuple[Indices, Indices]:
    table = np.array(list(pairs), dtype=np.intp).reshape(-1, 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])
