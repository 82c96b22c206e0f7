"""A periodic orbit and what is measured on it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.dynamics.vector_field import VectorField
from core.numerics.collocation.basis import Basis
from core.numerics.collocation.mesh import interpolated
from core.result import Floats

Complexes = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class Cycle:
    """A cycle at one value of the free parameters.

    Attributes
    ----------
    field
        The vector field, whose free parameters are those of `values`.
    basis
        Of the piecewise polynomials.
    mesh
        Ends of the intervals as shares of the period, shape (N + 1,).
    nodes
        States over `field.scale` at the nodes, shape (N m + 1, n).
    log_period
        log T, T in ms.
    values
        The free parameters, shape (k,).
    multipliers
        Floquet multipliers, shape (n,), the trivial one first, the others by decreasing magnitude.
    """

    field: VectorField
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
    def value(self) -> float:
        """The first of the free parameters."""
        return float(self.values[0])

    def states(self, phases: Floats) -> Floats:
        """States at phases in [0, 1], shape (k,): shape (k, n).

        Between mesh points, where collocation is most exact, the quintic that has the right values, rates and
        second derivatives at them, all from the equations.
        """
        ends = self.mesh_states
        interval = np.clip(np.searchsorted(self.mesh, phases, side="right") - 1, 0, self.mesh.size - 2)
        x = (phases - self.mesh[interval]) / np.diff(self.mesh)[interval]
        h = (np.diff(self.mesh)[interval] * self.period)[:, None]
        first, second = self._motion
        terms = _quintic(x)
        return np.asarray(
            terms[0][:, None] * ends[interval]
            + terms[1][:, None] * h * first[interval]
            + terms[2][:, None] * h * h * second[interval]
            + terms[3][:, None] * ends[interval + 1]
            + terms[4][:, None] * h * first[interval + 1]
            + terms[5][:, None] * h * h * second[interval + 1]
        )

    @cached_property
    def mesh_states(self) -> Floats:
        """States at the ends of the intervals, shape (N + 1, n)."""
        return np.asarray(self.nodes[:: self.basis.degree] * self.field.scale)

    @cached_property
    def _motion(self) -> tuple[Floats, Floats]:
        """dx/dt and d²x/dt² at the ends of the intervals, each of shape (N + 1, n)."""
        states = self.mesh_states
        z = np.vstack([states.T, np.repeat(self.values[:, None], states.shape[0], axis=1)])
        rates = self.field.rates(z).T
        jacobian = self.field.jacobian(z)[:, :, : states.shape[1]]
        return rates, np.einsum("kij,kj->ki", jacobian, rates)

    def extremes(self, state: int = 0) -> tuple[float, float]:
        """Lowest and highest value of a state."""
        rates, second = self._motion
        values, steps = self.mesh_states[:, state], np.diff(self.mesh) * self.period
        slopes, curvatures = rates[:, state], second[:, state]
        found = [float(values.min()), float(values.max())]
        for j in np.flatnonzero(slopes[:-1] * slopes[1:] <= 0.0):
            h = steps[j]
            ends = values[j], h * slopes[j], h * h * curvatures[j]
            others = values[j + 1], h * slopes[j + 1], h * h * curvatures[j + 1]
            x = _turning(ends, others)
            found.append(float(np.dot(_quintic(np.array([x]))[:, 0], [*ends, *others])))
        return min(found), max(found)

    @cached_property
    def mean(self) -> Floats:
        """Mean of every state over the period, shape (n,): the quadrature of collocation."""
        points = (self.mesh[:-1, None] + np.diff(self.mesh)[:, None] * self.basis.points).ravel()
        weights = (np.diff(self.mesh)[:, None] * self.basis.weights).ravel()
        return (
            np.asarray(weights @ interpolated(self.mesh, self.nodes, self.basis, points)) * self.field.scale
        )

    @property
    def stable(self) -> bool:
        """Whether every multiplier but the trivial one lies inside the unit circle."""
        return bool((np.abs(self.multipliers[1:]) < 1.0).all())

    @property
    def unstable_dimensions(self) -> int:
        """Number of multipliers outside the unit circle, the trivial one left out."""
        return int(np.count_nonzero(np.abs(self.multipliers[1:]) > 1.0))

    @property
    def amplitude(self) -> float:
        """Largest swing of a state over its scale."""
        return float(np.ptp(self.nodes, axis=0).max())


def _quintic(x: Floats) -> Floats:
    """Hermite's quintics for value, slope and curvature at 0, then at 1, shape (6, k)."""
    x2, x3 = x * x, x * x * x
    x4, x5 = x3 * x, x3 * x2
    return np.array(
        [
            1.0 - 10.0 * x3 + 15.0 * x4 - 6.0 * x5,
            x - 6.0 * x3 + 8.0 * x4 - 3.0 * x5,
            0.5 * x2 - 1.5 * x3 + 1.5 * x4 - 0.5 * x5,
            10.0 * x3 - 15.0 * x4 + 6.0 * x5,
            -4.0 * x3 + 7.0 * x4 - 3.0 * x5,
            0.5 * x3 - x4 + 0.5 * x5,
        ]
    )


def _turning(left: tuple[float, float, float], right: tuple[float, float, float]) -> float:
    """Where in (0, 1) the slope of a quintic vanishes; its sign differs at the ends."""
    low, high = 0.0, 1.0
    rising = right[1] > left[1]
    for _ in range(60):
        x = 0.5 * (low + high)
        x2, x3, x4 = x * x, x * x * x, x * x * x * x
        slope = (
            (-30.0 * x2 + 60.0 * x3 - 30.0 * x4) * (left[0] - right[0])
            + (1.0 - 18.0 * x2 + 32.0 * x3 - 15.0 * x4) * left[1]
            + (x - 4.5 * x2 + 6.0 * x3 - 2.5 * x4) * left[2]
            + (-12.0 * x2 + 28.0 * x3 - 15.0 * x4) * right[1]
            + (1.5 * x2 - 4.0 * x3 + 2.5 * x4) * right[2]
        )
        if (slope > 0.0) == rising:
            high = x
        else:
            low = x
    return 0.5 * (low + high)
