"""A curve that was followed by continuation, as a path: between its nodes Hermite cubics are corrected."""

from dataclasses import dataclass
from dataclasses import field as declared
from functools import cached_property

import numpy as np

from core.dynamics.equilibrium_branches.branch import End
from core.dynamics.equilibrium_branches.continuation import Trace
from core.dynamics.equilibrium_branches.path import Sample
from core.dynamics.equilibrium_branches.system import System, completed_determinant, tangents, unit_tangent
from core.dynamics.vector_field import VectorField
from core.numerics.roots import EPSILON
from core.result import Floats


@dataclass(frozen=True, eq=False)
class Arc:
    """A path over the arclength s of a trace, in coordinates in which the range of the parameter is 1."""

    system: System
    trace: Trace
    step: float = 1e-6
    folds: Floats = declared(default_factory=lambda: np.zeros(0), init=False)

    @property
    def field(self) -> VectorField:
        """The equations; one free parameter."""
        return self.system.field

    @property
    def nodes(self) -> Floats:
        """Arclengths of the steps."""
        return self.trace.arclength

    @property
    def ends(self) -> tuple[End, End]:
        """Why it ends where it does."""
        return self.trace.ends

    @cached_property
    def _steps(self) -> Floats:
        return np.diff(self.trace.arclength)

    def _predicted(self, positions: Floats) -> tuple[Floats, Floats]:
        """Points and unit directions of the Hermite cubics: shapes (n + 1, k)."""
        s, y, t = self.trace.arclength, self.trace.y, self.trace.tangent
        cell = np.clip(np.searchsorted(s, positions, side="right") - 1, 0, s.size - 2)
        h = self._steps[cell]
        x = (positions - s[cell]) / h
        rise = y[:, cell + 1] - y[:, cell]
        left, right = h * t[:, cell] - rise, h * t[:, cell + 1] - rise
        bend = x * (1.0 - x) * ((1.0 - x) * left - x * right)
        slope = rise + (1.0 - 2.0 * x) * ((1.0 - x) * left - x * right) - x * (1.0 - x) * (left + right)
        return y[:, cell] + x * rise + bend, slope / np.linalg.norm(slope, axis=0)

    def sample(self, positions: Floats) -> Sample:
        """Equilibria at k positions, with dp/ds and the determinant of ∂F/∂y over the tangent."""
        y, along = self._corrected(positions)
        _, matrix, size = self.system.evaluate(y)
        tangent = tangents(matrix, along)
        scale = self.system.scale
        jacobian = (matrix * size[..., None] / scale)[..., :-1]
        return Sample(
            positions,
            y * scale[:, None],
            jacobian,
            np.array([tangent[-1], completed_determinant(matrix, tangent)]),
        )

    def points(self, positions: Floats) -> Floats:
        """Equilibria in scaled coordinates, shape (n + 1, k)."""
        return self._corrected(positions)[0]

    def _corrected(self, positions: Floats) -> tuple[Floats, Floats]:
        guess, along = self._predicted(positions)
        return self.system.corrected_many(guess, along), along

    def one(self, position: float) -> Floats:
        """The equilibrium at one position, shape (n + 1,)."""
        guess, along = self._predicted(np.array([position]))
        found = self.system.corrected(guess[:, 0], along[:, 0])
        return (guess[:, 0] if found is None else found.y) * self.system.scale

    def jacobian(self, position: float) -> Floats:
        """∂F/∂x at one position, shape (n, n)."""
        z = self.one(position)
        return self.field.jacobian(z)[:, : z.size - 1]

    def turning(self, position: float) -> tuple[float, float]:
        """The two test functions of turning points and of branch points at one position."""
        guess, along = self._predicted(np.array([position]))
        found = self.system.corrected(guess[:, 0], along[:, 0])
        y = guess[:, 0] if found is None else found.y
        _, matrix, _ = self.system.evaluate(y)
        tangent = unit_tangent(matrix, along[:, 0])
        if tangent is None:
            return 0.0, 0.0
        return float(tangent[-1]), float(completed_determinant(matrix[None], tangent[:, None])[0])

    def turn(self, position: float) -> tuple[float, float, float]:
        """dp/ds, its rounding error and its slope at a turning point."""
        around = [self.turning(position + shift)[0] for shift in (-self.step, 0.0, self.step)]
        slopes = [slope * self.system.width for slope in around]
        guess, along = self._predicted(np.array([position]))
        _, matrix, _ = self.system.evaluate(guess[:, 0])
        condition = float(np.linalg.cond(np.append(matrix, along.T, axis=0)))
        slack = 32.0 * guess.shape[0] * EPSILON * condition * self.system.width
        return slopes[1], slack, (slopes[2] - slopes[0]) / (2.0 * self.step)

    def rounding(self, z: Floats) -> float:
        """What rounding leaves uncertain of the parameter, across the curve."""
        y = z / self.system.scale
        distance = np.abs(self.trace.y - y[:, None]).sum(axis=0)
        along = self.trace.tangent[:, int(np.argmin(distance))]
        return float(self.system.uncertainty(z, along)[-1]) + 4.0 * EPSILON * abs(float(z[-1]))
