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

PLACES = np.linspace(0.0, 1.0, 17)
"""Where the polynomial of an interval is sampled for its extremes."""
POWERS = np.vander(PLACES, 16, increasing=True).T
HALVES = np.append(np.linspace(0.0, 0.5, 65), np.linspace(0.5, 1.0, 65))
NEWTON_STEPS = 6
RESOLVED = 0.05
"""Distance from 1 of the trivial multiplier past which none is trusted."""


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
        """States at phases in [0, 1], shape (k,): shape (k, n)."""
        return interpolated(self.mesh, self.nodes, self.basis, phases) * self.field.scale

    @cached_property
    def mesh_states(self) -> Floats:
        """States at the ends of the intervals, shape (N + 1, n)."""
        return np.asarray(self.nodes[:: self.basis.degree] * self.field.scale)

    def extremes(self, state: int = 0) -> tuple[float, float]:
        """Lowest and highest value of a state: those of the polynomials, not of their nodes."""
        m, scale = self.basis.degree, float(self.field.scale[state])
        parts = self.nodes[np.arange(self.mesh.size - 1)[:, None] * m + np.arange(m + 1), state]
        powers = parts @ self.basis.coefficients
        samples = powers @ POWERS[: m + 1]
        low, high = (int(np.argmin(samples)), int(np.argmax(samples)))
        return (
            -scale * _highest(-powers[low // PLACES.size], PLACES[low % PLACES.size]),
            scale * _highest(powers[high // PLACES.size], PLACES[high % PLACES.size]),
        )

    @cached_property
    def mean(self) -> Floats:
        """Mean of every state over the period, shape (n,): the quadrature of collocation."""
        points = (self.mesh[:-1, None] + np.diff(self.mesh)[:, None] * self.basis.points).ravel()
        weights = (np.diff(self.mesh)[:, None] * self.basis.weights).ravel()
        return (
            np.asarray(weights @ interpolated(self.mesh, self.nodes, self.basis, points)) * self.field.scale
        )

    @cached_property
    def between_halves(self) -> Floats:
        """Differences of the states half a period apart, in scaled states, at 65 phases: shape (65, n)."""
        states = interpolated(self.mesh, self.nodes, self.basis, HALVES)
        return np.asarray(states[:65] - states[65:])

    @property
    def resolved(self) -> bool:
        """Whether the multipliers can be trusted: the trivial one is 1, but for rounding along canards."""
        return bool(abs(self.multipliers[0] - 1.0) < RESOLVED)

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


def _highest(powers: Floats, near: float) -> float:
    """Highest value on [0, 1] of a polynomial, its coefficients lowest first, next to where it is high."""
    slopes = powers[1:] * np.arange(1, powers.size)
    curvatures = slopes[1:] * np.arange(1, slopes.size)
    x = near
    for _ in range(NEWTON_STEPS):
        curvature = _horner(curvatures, x)
        if not curvature < 0.0:
            break
        x = min(max(x - _horner(slopes, x) / curvature, 0.0), 1.0)
    return max(_horner(powers, x), _horner(powers, near))


def _horner(powers: Floats, x: float) -> float:
    total = 0.0
    for coefficient in reversed(powers.tolist()):
        total = total * x + coefficient
    return total
