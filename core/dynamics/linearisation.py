"""Linear stability of equilibria: eigenvalues of the Jacobian and the type that they make."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eig

from core.errors import ConvergenceError
from core.neuron.amounts import Amounts
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


@dataclass(frozen=True)
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
        Shape (k, n): the error [1/ms] of each real part; within it a real part counts as zero.
    """

    states: Floats
    jacobian: Floats
    eigenvalues: Complexes
    tolerance: Floats

    @cached_property
    def types(self) -> tuple[Type, ...]:
        """Type of each equilibrium."""
        return equilibrium_types(self.eigenvalues, self.tolerance, balanced_norm(self.jacobian))

    @property
    def unstable_dimensions(self) -> Indices:
        """Number of eigenvalues whose real part is positive beyond its error, shape (k,)."""
        return np.asarray(np.count_nonzero(self.eigenvalues.real > self.tolerance, axis=1))


def linearise(neuron: Neuron, voltages: Floats, errors: Floats | float = 0.0) -> Linearisation:
    """Linearise the equilibria at voltages [mV], shape (k,), known to within some errors [mV].

    Raises
    ------
    ConvergenceError
        A rate overflows.
    """
    uncertain = bool(np.any(errors))
    shift = np.minimum(errors, 1.0) * np.ones(voltages.shape)
    # Equilibria moved by their errors show what those do to the eigenvalues; all in one evaluation.
    moved = np.concatenate([voltages, voltages - shift, voltages + shift]) if uncertain else voltages
    states = steady_states(neuron, moved)
    jacobian = jacobian_matrix(neuron, states)
    _require_finite(neuron, jacobian, moved)
    values, count = eigenvalues(jacobian), voltages.size
    tolerance = real_part_errors(jacobian[:count], values[:count])
    if uncertain:
        around = values.reshape(3, count, -1).real
        tolerance = np.maximum(tolerance, np.abs(around[1:] - around[0]).max(axis=0))
    return Linearisation(states[:, :count], jacobian[:count], values[:count], tolerance)


def linearised(neuron: Neuron, z: Floats, jacobian: Floats) -> Linearisation:
    """The linearisation at k equilibria with these Jacobians, shape (k, n, n).

    Parameters
    ----------
    z
        The n states, and further unknowns after them, shape (n + m, k).

    Raises
    ------
    ConvergenceError
        A rate overflows.
    """
    _require_finite(neuron, jacobian, z[0])
    values = eigenvalues(jacobian)
    n = jacobian.shape[-1]
    return Linearisation(z[:n], jacobian, values, real_part_errors(jacobian, values))


def _require_finite(neuron: Neuron, jacobian: Floats, voltages: Floats) -> None:
    if not np.isfinite(jacobian).all():
        where = float(voltages[~np.isfinite(jacobian).all(axis=(1, 2))][0])
        raise ConvergenceError(
            f"the rates of {neuron.model.name} are not finite at {Amounts(neuron.model).voltage(where, 6)}",
            hint="narrow the range of the parameter, or use less steep rates",
        )


def eigenvalues(jacobian: Floats) -> Complexes:
    """Eigenvalues [1/ms] of matrices of shape (k, n, n), sorted as in `Linearisation`: shape (k, n)."""
    if jacobian.shape[-1] == 2:
        return _eigenvalues_of_two(jacobian)
    values = np.linalg.eigvals(_graded(jacobian)).astype(np.complex128)
    order = np.lexsort((-values.imag, -values.real), axis=-1)
    sorted_values: Complexes = np.take_along_axis(values, order, axis=-1)
    return sorted_values


def _graded(jacobian: Floats) -> Floats:
    """The states reordered, the fastest first: the QR algorithm then keeps the digits of the slow ones."""
    order = np.argsort(-np.abs(np.diagonal(jacobian, axis1=-2, axis2=-1)), axis=-1)
    rows = np.take_along_axis(jacobian, order[..., :, None], axis=-2)
    graded: Floats = np.take_along_axis(rows, order[..., None, :], axis=-1)
    return graded


def _eigenvalues_of_two(jacobian: Floats) -> Complexes:
    """Closed form; the smaller real eigenvalue from det J, which keeps its digits near a saddle-node."""
    # Relative to the largest element, because the squares of very fast rates overflow.
    size = np.abs(jacobian).max(axis=(-1, -2), keepdims=True)
    size = np.where(size > 0.0, size, 1.0)
    trace, determinant, discriminant = invariants(jacobian / size)
    root = np.sqrt(np.abs(discriminant))
    real = discriminant >= 0.0
    # λ₁ + λ₂ without cancellation, then λ₁ λ₂ = det J.
    large = 0.5 * (trace + np.where(trace >= 0.0, root, -root))
    small = np.divide(determinant, large, out=np.zeros_like(large), where=large != 0.0)
    values = np.empty((*trace.shape, 2), dtype=np.complex128)
    values[..., 0] = np.where(real, np.maximum(large, small), 0.5 * trace + 0.5j * root)
    values[..., 1] = np.where(real, np.minimum(large, small), 0.5 * trace - 0.5j * root)
    return size[..., 0] * values


def invariants(jacobian: Floats) -> tuple[Floats, Floats, Floats]:
    """Trace [1/ms], determinant and discriminant tr² − 4 det [1/ms²] of 2 × 2 matrices, shape (k, 2, 2)."""
    a, b, c, d = (jacobian[..., i, j] for i in (0, 1) for j in (0, 1))
    with np.errstate(over="ignore", invalid="ignore"):
        return a + d, a * d - b * c, (a - d) ** 2 + 4.0 * b * c


def balanced_norm(jacobian: Floats) -> Floats:
    """√Σ|Jᵢⱼ Jⱼᵢ| [1/ms], shape (k,): a norm that does not depend on the units of the states.

    It is the Frobenius norm after the diagonal scaling that makes |J| symmetric. There is one, because
    gates act on each other through the voltage only.
    """
    root = np.sqrt(np.abs(jacobian))
    product = root * np.swapaxes(root, -1, -2)
    # Relative to the largest element, because the squares of very fast rates overflow.
    size = product.max(axis=(-1, -2))
    relative = product / np.where(size > 0.0, size, 1.0)[..., None, None]
    return np.asarray(size * np.sqrt((relative**2).sum(axis=(-1, -2))))


def rounding(jacobian: Floats) -> Floats:
    """The error [1/ms] that rounding leaves in an eigenvalue's real part, shape (k,).

    A backward-stable method gives the eigenvalues of a matrix that differs by a few ulp times its size;
    the elements themselves are sums of products that are rounded as often: 32 n ulp of the norm.
    """
    n = jacobian.shape[-1]
    error: Floats = 32.0 * n * EPSILON * balanced_norm(jacobian)
    return error


def real_part_errors(jacobian: Floats, values: Complexes) -> Floats:
    """The error [1/ms] that rounding leaves in each real part, shape (k, n).

    That of `rounding`; where it would swallow an eigenvalue, because the rates differ by many powers of ten,
    that of `elementwise_errors`.
    """
    errors: Floats = np.repeat(rounding(jacobian)[:, None], values.shape[1], axis=1)
    for i in np.flatnonzero((np.abs(values.real) <= errors).any(axis=1)):
        errors[i] = np.minimum(errors[i], elementwise_errors(jacobian[i]))
    return errors


def elementwise_errors(jacobian: Floats) -> Floats:
    """Errors [1/ms] of one matrix's sorted eigenvalues if each element is wrong by 32 n ulp of itself.

    They are |p|ᵀ|J||q|/|pᵀq| times as much. Sharper than `rounding`, and what the QR algorithm reaches on a
    matrix in the order of `_graded`.
    """
    matrix, n = _graded(jacobian), jacobian.shape[-1]
    found, left, right = cast("tuple[Complexes, Complexes, Complexes]", eig(matrix, left=True))
    products = np.abs(np.einsum("ji,ji->i", left.conj(), right))
    spread = np.einsum("ji,jk,ki->i", np.abs(left), np.abs(matrix), np.abs(right))
    relative = np.divide(spread, products, out=np.full(n, np.inf), where=products > 0.0)
    errors: Floats = 32.0 * n * EPSILON * relative[np.lexsort((-found.imag, -found.real))]
    return errors


def equilibrium_types(values: Complexes, tolerance: Floats, size: Floats) -> tuple[Type, ...]:
    """Types of equilibria by their eigenvalues [1/ms].

    Parameters
    ----------
    values
        Shape (k, n).
    tolerance
        Shape (k, n) [1/ms]. A real part within it counts as zero.
    size
        Shape (k,) [1/ms], a norm of the Jacobian. An imaginary part below √(tolerance · size) counts as
        zero, because an error ε parts a double eigenvalue by √ε.
    """
    real = values.real
    turning = np.abs(values.imag) > np.sqrt(tolerance) * np.sqrt(size[:, None])
    neutral = np.abs(real) <= tolerance
    spiral = turning.any(axis=1)
    kinds: NDArray[np.str_] = np.select(
        [
            (neutral & ~turning).any(axis=1),
            neutral.any(axis=1),
            (real < 0.0).all(axis=1) & spiral,
            (real < 0.0).all(axis=1),
            (real > 0.0).all(axis=1) & spiral,
            (real > 0.0).all(axis=1),
            spiral,
        ],
        [
            "degenerate",
            "centre",
            "stable focus",
            "stable node",
            "unstable focus",
            "unstable node",
            "saddle-focus",
        ],
        "saddle",
    )
    return cast("tuple[Type, ...]", tuple(kinds.tolist()))
