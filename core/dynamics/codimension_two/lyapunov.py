"""The first Lyapunov coefficient at many Hopf points at once."""

from contextlib import suppress

import numpy as np

from core.dynamics.linearisation import Complexes
from core.dynamics.vector_field import VectorField
from core.neuron.equations import equations
from core.neuron.expression import Value
from core.numerics.multilinear import symmetric
from core.numerics.roots import EPSILON
from core.result import Floats


def first_lyapunov(field: VectorField, z: Floats, omega: Floats) -> tuple[Floats, Floats]:
    """l₁ at Hopf points and its estimated rounding error, as `core.dynamics.normal_forms.hopf_normal_form`.

    Parameters
    ----------
    z
        Points (x, p), shape (n + 2, m).
    omega
        Their angular frequencies [rad/ms], shape (m,), which tell the critical pairs.

    Returns
    -------
    l1, error
        Shape (m,); NaN where the normal form does not exist.
    """
    n, m = len(field.states), z.shape[1]
    A, second, third = _tensors(field, z)
    values, vectors = np.linalg.eig(A)
    pair = np.argmin(np.abs(values - 1j * omega[:, None]), axis=1)
    rows = np.arange(m)
    q: Complexes = vectors.astype(np.complex128)[rows, :, pair]
    frequency = values[rows, pair].imag
    p = np.linalg.inv(vectors)[rows, pair]  # conjugated: p q = 1
    qq = np.einsum("mijk,mj,mk->mi", second, q, q)
    qb = np.einsum("mijk,mj,mk->mi", second, q, q.conj())
    mean = _solved(A, qb)
    double = _solved(2j * frequency[:, None, None] * np.eye(n) - A, qq)
    terms = np.array(
        [
            np.einsum("mi,mijkl,mj,mk,ml->m", p, third, q, q, q.conj(), optimize=True),
            -2.0 * np.einsum("mi,mijk,mj,mk->m", p, second, q, mean),
            np.einsum("mi,mijk,mj,mk->m", p, second, q.conj(), double),
        ]
    )
    condition = 8.0 + np.linalg.norm(p, axis=1)
    error = EPSILON * n * condition * 0.5 * np.abs(terms).sum(axis=0) / frequency
    return 0.5 * terms.sum(axis=0).real / frequency, error


def _solved(matrices: Floats | Complexes, right: Complexes) -> Complexes:
    """A⁻¹ r at all points, NaN where A is singular."""
    try:
        found = np.asarray(np.linalg.solve(matrices, right[..., None])[..., 0], dtype=np.complex128)
    except np.linalg.LinAlgError:
        found = np.full(right.shape, np.nan + 0j)
        for k, (matrix, vector) in enumerate(zip(matrices, right, strict=True)):
            with suppress(np.linalg.LinAlgError):
                found[k] = np.linalg.solve(matrix, vector)
    return found


def _tensors(field: VectorField, z: Floats) -> tuple[Floats, Floats, Floats]:
    """A, B and C at points: shapes (m, n, n), (m, n, n, n) and (m, n, n, n, n)."""
    made = equations(field.neuron.model)
    n, m = len(made.states), z.shape[1]
    named: dict[str, Value] = {**field.constants, **dict(zip(field.names, z, strict=True))}
    elements = made.multilinear_program(named)
    values = np.array([np.broadcast_to(value, m) for value in elements]).reshape(-1, m)
    tensors = [np.moveaxis(field.jacobian(z)[:, :, :n], 0, 0)]
    count = len(made.second_derivatives)
    for order, entries, part in (
        (2, made.second_derivatives, values[:count]),
        (3, made.third_derivatives, values[count:]),
    ):
        # Which element stands where is the same at all points.
        place = symmetric(entries, range(1, len(entries) + 1), (n, n, order)).astype(np.intp)
        padded = np.vstack([np.zeros(m), part])
        tensors.append(np.moveaxis(padded[place], -1, 0))
    return tensors[0], tensors[1], tensors[2]
