"""Linear stability of equilibria: eigenvalues of the Jacobian and the type that they make."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix, steady_states
from core.numerics.roots import EPSILON, Indices
from core.result import Floats

Complexes = NDArray[np.complex128]

Type = Literal[
    "stable node",
    "unstable node",
    "stable focus",
    "unstable focus",
    "saddle",
    "saddle-focus",
    "centre",
    "degenerate",
]


@dataclass(frozen=True, slots=True)
class Linearisation:
    """Equilibria at k voltages with n states each, linearised.

    Attributes
    ----------
    states
        Shape (n, k): V [mV] and the gates.
    jacobian
        Shape (k, n, n) [row's unit per ms per column's unit].
    eigenvalues
        Shape (k, n) [1/ms], the largest real part first, of a pair the positive imaginary part first.
    tolerance
        Shape (k,): the error [1/ms] that rounding leaves in the real parts.
    """

    states: Floats
    jacobian: Floats
    eigenvalues: Complexes
    tolerance: Floats

    @property
    def types(self) -> tuple[Type, ...]:
        """Type of each equilibrium."""
        return tuple(
            equilibrium_type(row, float(slack), float(size))
            for row, slack, size in zip(
                self.eigenvalues, self.tolerance, balanced_norm(self.jacobian), strict=True
            )
        )

    @property
    def unstable_dimensions(self) -> Indices:
        """Number of eigenvalues whose real part is positive beyond its error, shape (k,)."""
        return np.asarray(np.count_nonzero(self.eigenvalues.real > self.tolerance[:, None], axis=1))


def linearise(neuron: Neuron, voltages: Floats, errors: Floats | float = 0.0) -> Linearisation:
    """Linearise the equilibria at voltages [mV], shape (k,), known to within some errors [mV]."""
    states = steady_states(neuron, voltages)
    jacobian = jacobian_matrix(neuron, states)
    values = eigenvalues(jacobian)
    tolerance = rounding(jacobian)
    if np.any(errors):
        moved = [
            eigenvalues(jacobian_matrix(neuron, steady_states(neuron, voltages + shift)))
            for shift in (-np.minimum(errors, 1.0), np.minimum(errors, 1.0))
        ]
        tolerance = tolerance + np.max([np.abs(other.real - values.real) for other in moved], axis=(0, 2))
    return Linearisation(states, jacobian, values, tolerance)


def eigenvalues(jacobian: Floats) -> Complexes:
    """Eigenvalues [1/ms] of matrices of shape (k, n, n), sorted as in `Linearisation`: shape (k, n)."""
    if jacobian.shape[-1] == 2:
        return _eigenvalues_of_two(jacobian)
    values = np.linalg.eigvals(jacobian).astype(np.complex128)
    order = np.lexsort((-values.imag, -values.real), axis=-1)
    sorted_values: Complexes = np.take_along_axis(values, order, axis=-1)
    return sorted_values


def _eigenvalues_of_two(jacobian: Floats) -> Complexes:
    """Closed form; the smaller real eigenvalue from det J, which keeps its digits near a saddle-node."""
    trace, determinant, discriminant = invariants(jacobian)
    root = np.sqrt(np.abs(discriminant))
    real = discriminant >= 0.0
    # λ₁ + λ₂ without cancellation, then λ₁ λ₂ = det J.
    large = 0.5 * (trace + np.where(trace >= 0.0, root, -root))
    small = np.divide(determinant, large, out=np.zeros_like(large), where=large != 0.0)
    values = np.empty((*trace.shape, 2), dtype=np.complex128)
    values[..., 0] = np.where(real, np.maximum(large, small), 0.5 * trace + 0.5j * root)
    values[..., 1] = np.where(real, np.minimum(large, small), 0.5 * trace - 0.5j * root)
    return values


def invariants(jacobian: Floats) -> tuple[Floats, Floats, Floats]:
    """Trace [1/ms], determinant and discriminant tr² − 4 det [1/ms²] of 2 × 2 matrices, shape (k, 2, 2)."""
    a, b, c, d = (jacobian[..., i, j] for i in (0, 1) for j in (0, 1))
    return a + d, a * d - b * c, (a - d) ** 2 + 4.0 * b * c


def balanced_norm(jacobian: Floats) -> Floats:
    """√Σ|Jᵢⱼ Jⱼᵢ| [1/ms], shape (k,): a norm that does not depend on the units of the states.

    It is the Frobenius norm after the diagonal scaling that makes |J| symmetric. There is one, because
    gates act on each other through the voltage only.
    """
    norm: Floats = np.sqrt(np.abs(jacobian * np.swapaxes(jacobian, -1, -2)).sum(axis=(-1, -2)))
    return norm


def rounding(jacobian: Floats) -> Floats:
    """The error [1/ms] that rounding leaves in an eigenvalue's real part, shape (k,).

    A backward-stable method gives the eigenvalues of a matrix that differs by a few ulp times its size;
    the elements themselves are sums of products that are rounded as often: 32 n ulp of the norm.
    """
    n = jacobian.shape[-1]
    error: Floats = 32.0 * n * EPSILON * balanced_norm(jacobian)
    return error


def equilibrium_type(values: Complexes, tolerance: float, size: float) -> Type:
    """Type of an equilibrium by its eigenvalues [1/ms], shape (n,).

    A real part within `tolerance` of zero counts as zero. So does an imaginary part below √(tolerance ·
    size): an error ε parts a double eigenvalue by √ε.
    """
    real, imaginary = values.real, np.abs(values.imag)
    turning = imaginary > np.sqrt(tolerance * size)
    neutral = np.abs(real) <= tolerance
    if neutral.any():
        return "centre" if turning[neutral].all() else "degenerate"
    spiral = bool(turning.any())
    if (real > 0.0).all():
        return "unstable focus" if spiral else "unstable node"
    if (real < 0.0).all():
        return "stable focus" if spiral else "stable node"
    return "saddle-focus" if spiral else "saddle"
