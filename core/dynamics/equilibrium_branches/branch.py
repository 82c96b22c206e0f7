"""What a branch of equilibria is: points z = (states, parameter), their stability, special points."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.dynamics.linearisation import Complexes, Linearisation
from core.dynamics.normal_forms import HopfNormalForm
from core.dynamics.vector_field import VectorField
from core.neuron.declaration import Neuron
from core.result import Floats

Kind = Literal["hopf", "saddle-node", "branch-point", "node-focus", "neutral-saddle"]
Crossing = Literal["transcritical", "pitchfork"]
End = Literal["range", "searched range", "closed", "not followed further"]


@dataclass(frozen=True, slots=True, eq=False)
class LocalBifurcation:
    """A special point of a branch.

    Attributes
    ----------
    kind
        What happens there.
    z
        States and parameter, shape (n + 1,).
    position
        Where along its path (arclength, or V of a graph).
    residual
        Error of the defining equation over its terms.
    value_error, voltage_error
        Estimated errors of the parameter [its unit] and of V [mV].
    angular_frequency
        ω [rad/ms] of the critical pair of a Hopf point; None elsewhere.
    hopf
        Normal form of a Hopf point: l₁, criticality; None elsewhere, and where a further eigenvalue is
        critical.
    quadratic_coefficient
        a of y′ = a y² at a saddle-node.
    curvature
        d²p/dV² along the branch at a saddle-node [the parameter's unit per mV²]: where positive, its
        equilibria exist above its value; None elsewhere, and where V does not change along the branch.
    crossing
        How two branches meet at a branch point: transcritical where both pass from one side of the parameter
        to the other, pitchfork where one turns back.
    tangents
        Directions of both branches of a branch point, shape (2, n + 1).
    """

    kind: Kind
    z: Floats
    position: float
    residual: float
    value_error: float
    voltage_error: float
    angular_frequency: float | None = None
    hopf: HopfNormalForm | None = None
    quadratic_coefficient: float | None = None
    curvature: float | None = None
    crossing: Crossing | None = None
    tangents: Floats | None = None

    @property
    def value(self) -> float:
        """Value of the parameter."""
        return float(self.z[-1])

    @property
    def voltage(self) -> float:
        """V [mV]."""
        return float(self.z[0])

    @property
    def state(self) -> Floats:
        """All states, V first, shape (n,)."""
        return self.z[:-1]


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriumBranch:
    """A connected curve of equilibria, or a piece of one within the range of the parameter.

    Attributes
    ----------
    field
        The equations; its one free parameter is the last entry of each point.
    position
        Increasing along the branch, shape (k,): arclength, or V of a graph over V.
    z
        States and parameter, shape (n + 1, k); special points are among them.
    linear
        Jacobians, eigenvalues and types of these k points.
    points
        Special points, in order along the branch.
    between
        Linearisation in the middle of each stretch between these, the ends of the branch included.
    ends
        Why it ends where it does, at its first and last point.
    """

    field: VectorField
    position: Floats
    z: Floats
    linear: Linearisation
    points: tuple[LocalBifurcation, ...]
    between: Linearisation
    ends: tuple[End, End]

    @property
    def values(self) -> Floats:
        """The parameter along it, shape (k,)."""
        values: Floats = self.z[-1]
        return values

    @property
    def voltage(self) -> Floats:
        """V along it [mV], shape (k,)."""
        voltage: Floats = self.z[0]
        return voltage

    @property
    def eigenvalues(self) -> Complexes:
        """Of the Jacobian [1/ms], the largest real part first, shape (k, n)."""
        return self.linear.eigenvalues

    @property
    def hopf_points(self) -> tuple[LocalBifurcation, ...]:
        """Its Hopf points, from which cycles are born."""
        return tuple(point for point in self.points if point.kind == "hopf")

    @property
    def unexplained(self) -> Floats:
        """Values of the parameter at rows whose stability is not that of their stretch between points.

        Two pairs of eigenvalues that cross the imaginary axis together leave no sign change.
        """
        special = np.array([point.position for point in self.points])
        stretch = np.searchsorted(special, self.position)
        sure = (np.abs(self.eigenvalues.real) > self.linear.tolerance).all(axis=1)
        sure &= ~np.isin(self.position, special)
        wrong = sure & (self.linear.unstable_dimensions != self.between.unstable_dimensions[stretch])
        # A single row is rounding, where rates differ by many powers of ten.
        values: Floats = self.values[1:][wrong[1:] & wrong[:-1]]
        return values

    def neuron_at(self, point: LocalBifurcation) -> tuple[Neuron, float]:
        """The neuron with the parameter's value there, and the applied current [µA/cm²]."""
        return self.field.split(point.z)


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriumBranches:
    """All branches that were found within a range of the parameter.

    Attributes
    ----------
    low, high
        The range.
    searched
        Lowest and highest voltage [mV] at which equilibria were looked for.
    bounded
        Whether there can be none outside of these.
    complete
        Whether there can be none besides those found, isolated branches included.
    method, coverage
        How they were found; what was looked for and what was not.
    doubts
        A code and a sentence each.
    """

    field: VectorField
    low: float
    high: float
    branches: tuple[EquilibriumBranch, ...]
    searched: tuple[float, float]
    bounded: bool
    complete: bool
    method: str
    coverage: str
    doubts: tuple[tuple[str, str], ...] = ()
    evaluations: int = 0

    @property
    def parameter(self) -> str:
        """Name of the parameter."""
        return self.field.free[0]

    @property
    def points(self) -> tuple[LocalBifurcation, ...]:
        """Special points of all branches, those that two share once on each."""
        return tuple(point for branch in self.branches for point in branch.points)
