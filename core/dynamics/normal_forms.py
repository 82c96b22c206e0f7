"""Normal-form coefficients of Hopf points and saddle-nodes, from exact derivatives.

Kuznetsov (2004), Elements of Applied Bifurcation Theory, 3rd edn, sections 5.4 and 8.7,
doi:10.1007/978-1-4757-3978-7. Vectors are normalised to ⟨q, q⟩ = 1 and ⟨p, q⟩ = 1 in the model's own units
(voltages in mV, gates as numbers), on which the sizes of the coefficients depend; their signs do not.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.dynamics.linearisation import Complexes
from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError
from core.neuron.declaration import Neuron
from core.neuron.equations import derivative_tensors, jacobian_matrix
from core.numerics.roots import EPSILON
from core.result import Floats

Criticality = Literal["supercritical", "subcritical", "degenerate"]


@dataclass(frozen=True, slots=True)
class HopfNormalForm:
    """The normal form z′ = iωz + c₁ z|z|² of a Hopf point.

    Attributes
    ----------
    angular_frequency
        ω [rad/ms].
    first_lyapunov_coefficient
        l₁ = Re c₁/ω.
    cubic_coefficient
        Re c₁ [1/ms].
    error
        Estimated error of l₁ from rounding and from the error of the point.
    criticality
        Supercritical: l₁ < 0, a stable cycle is born. Subcritical: l₁ > 0, an unstable one. Degenerate:
        the sign is within the error.
    """

    angular_frequency: float
    first_lyapunov_coefficient: float
    cubic_coefficient: float
    error: float
    criticality: Criticality


def hopf_normal_form(neuron: Neuron, state: Floats) -> HopfNormalForm:
    """First Lyapunov coefficient at a Hopf point, in any dimension.

        2 Re c₁ = Re[⟨p, C(q, q, q̄)⟩ − 2⟨p, B(q, A⁻¹B(q, q̄))⟩ + ⟨p, B(q̄, (2iω − A)⁻¹B(q, q))⟩],   l₁ =
        Re c₁/ω

    Parameters
    ----------
    state
        The equilibrium, shape (n,): V [mV] and the gates. Of the Jacobian's complex pairs, the one nearest
        the imaginary axis counts.

    Raises
    ------
    ConvergenceError
        The Jacobian has no complex pair, or is singular (a Bogdanov-Takens or zero-Hopf point).
    """
    A = jacobian_matrix(neuron, state)
    second, third = derivative_tensors(neuron, state)
    omega, q, p = _critical_pair(A)
    n = state.size
    qq = np.einsum("ijk,j,k->i", second, q, q)
    qb = np.einsum("ijk,j,k->i", second, q, q.conj())
    cubic = p.conj() @ np.einsum("ijkl,j,k,l->i", third, q, q, q.conj())
    try:
        mean, double = np.linalg.solve(A, qb), np.linalg.solve(2j * omega * np.eye(n) - A, qq)
    except np.linalg.LinAlgError:
        raise ConvergenceError("the Jacobian is singular at the Hopf point") from None
    shifted = -2.0 * p.conj() @ np.einsum("ijk,j,k->i", second, q, mean)
    doubled = p.conj() @ np.einsum("ijk,j,k->i", second, q.conj(), double)
    cubic_coefficient = 0.5 * float((cubic + shifted + doubled).real)
    # The terms cancel in part; their own rounding grows with the condition of the solves and of the
    # eigenvectors.
    condition = float(np.linalg.norm(p) * np.linalg.norm(q)) * _balanced_condition(A)
    error = EPSILON * n * (8.0 + condition) * 0.5 * float(abs(cubic) + abs(shifted) + abs(doubled)) / omega
    lyapunov = cubic_coefficient / omega
    return HopfNormalForm(omega, lyapunov, cubic_coefficient, error, criticality(lyapunov, error))


def criticality(lyapunov: float, error: float) -> Criticality:
    """What the sign of l₁ says, unless it is within the error."""
    if abs(lyapunov) <= error:
        return "degenerate"
    return "subcritical" if lyapunov > 0.0 else "supercritical"


def saddle_node_coefficient(neuron: Neuron, state: Floats) -> float:
    """The coefficient a = ½⟨p, B(q, q)⟩ of y′ = a y² at a saddle-node, with ⟨q, q⟩ = ⟨p, q⟩ = 1.

    Parameters
    ----------
    state
        The equilibrium, shape (n,). The eigenvalue nearest zero counts; q points towards higher voltages.
    """
    second, _ = derivative_tensors(neuron, state)
    values, right = np.linalg.eig(jacobian_matrix(neuron, state))
    nearest = int(np.argmin(np.abs(values)))
    q = right[:, nearest].real
    q = q / np.linalg.norm(q) * (1.0 if q[0] >= 0.0 else -1.0)
    p = np.linalg.inv(right)[nearest].real
    p = p / (p @ q)
    return 0.5 * float(p @ np.einsum("ijk,j,k->i", second, q, q))


def fold_curvature(field: VectorField, z: Floats) -> float | None:
    """d²p/dV² along the branch through a saddle-node, −⟨ψ, B(q, q)⟩/(⟨ψ, ∂F/∂p⟩ q_V²) with A q = Aᵀψ = 0.

    Parameters
    ----------
    field
        The equations, with the parameter free.
    z
        States and parameter, shape (n + 1,).

    Returns
    -------
    float
        The parameter's unit per mV²; None where V does not change along the branch.
    """
    n = len(field.states)
    neuron, _ = field.split(z)
    second, _ = derivative_tensors(neuron, z[:n])
    jacobian = field.jacobian(z)
    scale = np.maximum(np.abs(jacobian[:, :n]).max(axis=1), np.finfo(float).tiny)
    left, _, right = np.linalg.svd(jacobian[:, :n] / scale[:, None])
    psi, q = left[:, -1] / scale, right[-1]
    slope = float(psi @ jacobian[:, n]) * float(q[0]) ** 2
    return -float(psi @ np.einsum("ijk,j,k->i", second, q, q)) / slope if slope else None


def _critical_pair(A: Floats) -> tuple[float, Complexes, Complexes]:
    """ω, q and p with A q = iω q, Aᵀ p = −iω p for the complex pair nearest the imaginary axis."""
    values, right = np.linalg.eig(A)
    pairs = np.flatnonzero(values.imag > 0.0)
    if pairs.size == 0:
        raise ConvergenceError("no complex pair of eigenvalues: not a Hopf point")
    index = int(pairs[np.argmin(np.abs(values[pairs].real))])
    q = right[:, index] / np.linalg.norm(right[:, index])
    # Rows of the inverse are the left eigenvectors: conj(p)·q = 1.
    p = np.linalg.inv(right)[index].conj()
    return float(values[index].imag), q, p / np.vdot(q, p)


def _balanced_condition(A: Floats) -> float:
    """Condition of A after its diagonal scaling, which takes the units out."""
    size = np.sqrt(np.abs(A).max(axis=1) / np.maximum(np.abs(A).max(axis=0), np.finfo(float).tiny))
    return float(np.linalg.cond(A / size[:, None] * size[None, :]))
