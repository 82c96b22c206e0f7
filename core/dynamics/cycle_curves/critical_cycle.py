"""A cycle at a bifurcation, with the vector that is critical there."""

from dataclasses import dataclass, replace

import numpy as np

from core.dynamics.cycle_curves.variational_field import Kind
from core.dynamics.cycles.cycle import Complexes, Cycle
from core.dynamics.vector_field import VectorField
from core.numerics.collocation.basis import Basis
from core.result import Floats


@dataclass(frozen=True, eq=False, slots=True)
class CriticalCycle:
    """A point of a curve of bifurcations of cycles.

    Attributes
    ----------
    field
        The vector field, with two free parameters.
    basis, mesh
        Of the piecewise polynomials.
    nodes
        The cycle over `field.scale` and the critical vectors at the nodes, shape (N m + 1, c n).
    log_period
        log T, T in ms.
    values
        The two parameters, then β or κ, shape (2,) or (3,).
    multipliers
        Floquet multipliers, shape (n,), as in `Cycle`.
    """

    field: VectorField
    kind: Kind
    basis: Basis
    mesh: Floats
    nodes: Floats
    log_period: float
    values: Floats
    multipliers: Complexes

    @property
    def period(self) -> float:
        """T [ms]."""
        return float(np.exp(self.log_period))

    @property
    def place(self) -> Floats:
        """The two parameters."""
        return self.values[:2]

    @property
    def cycle(self) -> Cycle:
        """The cycle alone."""
        n = len(self.field.states)
        return Cycle(
            self.field,
            self.basis,
            self.mesh,
            np.ascontiguousarray(self.nodes[:, :n]),
            self.log_period,
            self.place.copy(),
            self.multipliers,
        )

    @property
    def amplitude(self) -> float:
        """Largest swing of a state over its scale."""
        return float(np.ptp(self.nodes[:, : len(self.field.states)], axis=0).max())

    @property
    def other_multipliers(self) -> Complexes:
        """Those that are critical neither by the curve's kind nor by the cycle's phase."""
        rest = self.multipliers[1:]
        targets: list[complex] = [1.0] if self.kind == "fold-of-cycles" else [-1.0]
        if self.kind == "torus":
            turn = np.exp(1j * self.values[2] * self.period)
            targets = [turn, np.conj(turn)]
        for target in targets:
            rest = np.delete(rest, int(np.argmin(np.abs(rest - target))))
        return rest

    def with_values(self, values: Floats) -> "CriticalCycle":
        """The same with other values of the parameters."""
        return replace(self, values=values)


@dataclass(frozen=True, eq=False, slots=True)
class Direction:
    """A direction along a curve, of length 1 in (u, log T, p)."""

    nodes: Floats
    log_period: float
    values: Floats

    def times(self, factor: float) -> "Direction":
        """A multiple of it."""
        return Direction(factor * self.nodes, factor * self.log_period, factor * self.values)


@dataclass(frozen=True, eq=False, slots=True)
class Solved:
    """A converged point, the curve's direction there, and the work that it took."""

    point: CriticalCycle
    direction: Direction
    iterations: int


def moved(point: CriticalCycle, direction: Direction, length: float) -> CriticalCycle:
    """A point at a length along a direction, to first order."""
    return replace(
        point,
        nodes=point.nodes + length * direction.nodes,
        log_period=point.log_period + length * direction.log_period,
        values=point.values + length * direction.values,
    )
