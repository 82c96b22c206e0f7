"""F(z) = 0 in scaled coordinates, with the linear algebra that following its solutions needs."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from core.dynamics.vector_field import Derivatives, VectorField
from core.neuron.expression import Program, program
from core.numerics.roots import EPSILON, Indices
from core.result import Floats

NEWTON_STEPS = 12
CONVERGED = 1e-9
"""A Newton step, in scaled coordinates, after which none is taken: what is left is about its square."""
STALLED = 1e-6
"""A Newton step that is no shorter than half of the one before may be as long as this."""


@dataclass(frozen=True, eq=False)
class System:
    """The equations F(z) = 0, z = (states, parameter), in coordinates y = z/scale that are all of order 1.

    Attributes
    ----------
    field
        The equations; one free parameter.
    width
        Size of the parameter's range.
    """

    field: VectorField
    width: float

    @cached_property
    def scale(self) -> Floats:
        """Sizes of the states and of the parameter, shape (n + 1,)."""
        return np.append(self.field.scale, self.width)

    @cached_property
    def _program(self) -> Program:
        return _combined(self.field.derivatives)

    @cached_property
    def _places(self) -> tuple[Indices, Indices]:
        index = np.array(list(self.field.derivatives.first), dtype=np.intp)
        return index[:, 0], index[:, 1]

    def evaluate(self, y: Floats) -> tuple[Floats, Floats, Floats]:
        """F and ∂F/∂y with each row over its largest element, and these: (n,), (n, n + 1), (n,), or (k, ...).

        Parameters
        ----------
        y
            Shape (n + 1,) or (n + 1, k).
        """
        n = len(self.field.states)
        z = y * (self.scale if y.ndim == 1 else self.scale[:, None])
        entries = z.tolist() if y.ndim == 1 else z
        values = self._program(dict(self.field.constants) | dict(zip(self.field.names, entries, strict=True)))
        shape = y.shape[1:]
        rates, matrix = np.zeros((*shape, n)), np.zeros((*shape, n, n + 1))
        if y.ndim == 1:
            rates[:] = values[:n]
            matrix[self._places] = values[n:]
        else:
            for i in range(n):
                rates[:, i] = values[i]
            for i, j, value in zip(*self._places, values[n:], strict=True):
                matrix[:, i, j] = value
        matrix *= self.scale
        size = np.abs(matrix).max(axis=-1)
        size[~(size > 0.0)] = 1.0
        # Rates may overflow far out.
        with np.errstate(invalid="ignore", over="ignore"):
            return rates / size, matrix / size[..., None], size

    def corrected(self, y: Floats, normal: Floats) -> "Corrected | None":
        """The solution on the plane through y across a direction by Newton's method; None: there was none.

        Parameters
        ----------
        y, normal
            Shape (n + 1,).
        """
        n = y.size - 1
        matrix, right = np.empty((n + 1, n + 1)), np.zeros(n + 1)
        matrix[n], last = normal, np.inf
        for count in range(1, NEWTON_STEPS + 1):
            right[:n], matrix[:n], _ = self.evaluate(y)
            try:
                step = np.linalg.solve(matrix, right)
            except np.linalg.LinAlgError:
                return None
            size = float(np.abs(step).max())
            if not size < 1.0:
                return None
            y = y - step
            # Where rates differ by many powers of ten steps end at what rounding leaves.
            if size < CONVERGED or (size < STALLED and size > 0.5 * last):
                return Corrected(y, matrix[:n], count)
            last = size
        return None

    def corrected_many(self, y: Floats, normal: Floats) -> Floats:
        """As `corrected`, of k points at once: shape (n + 1, k); a point that has none stays.

        Parameters
        ----------
        y, normal
            Shape (n + 1, k).
        """
        y = y.copy()
        active = np.arange(y.shape[1])
        for _ in range(NEWTON_STEPS):
            rates, matrix, _ = self.evaluate(y[:, active])
            full = np.concatenate([matrix, normal[:, active].T[:, None, :]], axis=1)
            step = solved(full, np.concatenate([rates, np.zeros((len(rates), 1))], axis=1)).T
            # Where two curves cross there is no step: the point stays.
            y[:, active] -= np.nan_to_num(step)
            active = active[np.abs(step).max(axis=0) > CONVERGED]
            if active.size == 0:
                break
        return y

    def uncertainty(self, z: Floats, along: Floats) -> Floats:
        """What rounding of F leaves uncertain of a solution across a direction (scaled): shape (n + 1,).

        Each term of F is rounded a few times: 16 ulp of the sum of the magnitudes of ∂F/∂zⱼ zⱼ.
        """
        y = z / self.scale
        _, matrix, _ = self.evaluate(y)
        rounded = 16.0 * EPSILON * (np.abs(matrix) @ np.abs(y))
        full = np.concatenate([matrix, along[None]])
        try:
            inverse = np.abs(np.linalg.inv(full))
        except np.linalg.LinAlgError:
            return np.full(z.size, np.inf)
        return np.asarray(self.scale * (inverse[:, :-1] @ rounded))


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """A solution y, the scaled ∂F/∂y a last small step before it, and the Newton steps that it took."""

    y: Floats
    matrix: Floats
    count: int


def unit_tangent(matrix: Floats, along: Floats) -> Floats | None:
    """The unit vector that ∂F/∂y, shape (n, n + 1), maps to 0, along a direction; None where two are."""
    right = np.zeros(along.size)
    right[-1] = 1.0
    try:
        found = np.linalg.solve(np.append(matrix, along[None], axis=0), right)
    except np.linalg.LinAlgError:
        return None
    size = float(np.linalg.norm(found))
    return found / size if np.isfinite(size) and size > 0.0 else None


def tangents(matrix: Floats, along: Floats) -> Floats:
    """As `unit_tangent`, of k matrices: shape (n + 1, k); the direction itself where there are two."""
    full = np.concatenate([matrix, along.T[:, None, :]], axis=1)
    right = np.zeros(full.shape[:2])
    right[:, -1] = 1.0
    found = solved(full, right).T
    found = np.where(np.isfinite(found).all(axis=0), found, along)
    return np.asarray(found / np.linalg.norm(found, axis=0))


def completed_determinant(matrix: Floats, tangent: Floats) -> Floats:
    """Det of k matrices ∂F/∂y with the tangent as a last row, all rows of length 1: shape (k,)."""
    full = np.concatenate([matrix, tangent.T[:, None, :]], axis=1)
    length = np.linalg.norm(full, axis=2, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.linalg.det(full / np.where(length > 0.0, length, 1.0)))


def solved(matrix: Floats, right: Floats) -> Floats:
    """Solutions of k systems, shape (k, n); NaN of those that are singular or not finite."""
    try:
        return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        with np.errstate(invalid="ignore", over="ignore"):
            regular = np.flatnonzero(np.abs(np.linalg.slogdet(matrix)[0]) > 0.0)
        found = np.full(right.shape, np.nan)
        try:
            found[regular] = np.linalg.solve(matrix[regular], right[regular, :, None])[..., 0]
        except np.linalg.LinAlgError:
            found[regular] = _one_by_one(matrix[regular], right[regular])
        return found


def _one_by_one(matrix: Floats, right: Floats) -> Floats:
    found = np.full(right.shape, np.nan)
    for i in range(len(matrix)):
        try:
            found[i] = np.linalg.solve(matrix[i], right[i])
        except np.linalg.LinAlgError:
            continue
    return found


@lru_cache(maxsize=64)
def _combined(derivatives: Derivatives) -> Program:
    """Code of F and its first derivatives together, which share most of their terms."""
    return program([*derivatives.equations.right_hand_side, *derivatives.first.values()])
