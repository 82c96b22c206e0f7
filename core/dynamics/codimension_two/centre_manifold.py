"""The flow on the centre manifold of an equilibrium, as a polynomial normal form of any order.

With x = H(w) and w′ = G(w) the homological equation H′(w) G(w) = F(H(w)) holds. Order by order it is linear
in the coefficients: (⟨λ, α⟩ − A) h_α = r_α − Σ qᵢ g_{i,α}, where r_α follows from the lower orders by power
series. Where ⟨λ, α⟩ is a critical eigenvalue λᵢ, the equation is bordered by qᵢ and pᵢ, and g_{i,α} is what
makes it solvable; elsewhere g = 0.

Kuznetsov (1999), "Numerical normalization techniques for all codim 2 bifurcations of equilibria in ODE's",
SIAM J. Numer. Anal. 36, doi:10.1137/S0036142998335005.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.dynamics.codimension_two.jets import Monomial, Series, series
from core.dynamics.linearisation import Complexes
from core.dynamics.vector_field import VectorField
from core.result import Floats

Resonance = Callable[[Monomial], int | None]
"""Of which critical variable a monomial is resonant."""


@dataclass(frozen=True, slots=True, eq=False)
class Critical:
    """Critical eigenvalues with their vectors.

    Attributes
    ----------
    values
        Shape (c,) [1/ms].
    right, left
        A q = λ q and Aᵀ p = λ̄ p with ⟨q, q⟩ = 1 and ⟨p, q⟩ = 1, shape (n, c).
    others
        The eigenvalues that are left, shape (n − c,).
    """

    values: Complexes
    right: Complexes
    left: Complexes
    others: Complexes


def critical(A: Floats, wanted: Complexes | Floats) -> Critical:
    """The eigenvalues nearest some values, each taken once."""
    values, vectors = np.linalg.eig(A)
    values, vectors = values.astype(np.complex128), vectors.astype(np.complex128)
    free = list(range(values.size))
    chosen = []
    for value in wanted:
        nearest = min(free, key=lambda i: abs(values[i] - value))
        free.remove(nearest)
        chosen.append(nearest)
    # Rows of the inverse are the left eigenvectors: conj(p)·q = 1.
    left = np.linalg.inv(vectors)[chosen].conj().T
    return Critical(values[chosen], vectors[:, chosen], left, values[free])


def normal_form(
    field: VectorField, z: Floats, basis: Critical, resonance: Resonance, order: int
) -> list[dict[Monomial, complex]]:
    """Coefficients g_{i,α} of w′ = G(w), by monomial, for each critical variable.

    Parameters
    ----------
    z
        The equilibrium and its parameters, shape (n + 2,).
    basis
        Its critical eigenvalues; their real parts, rounding or not, are taken as zero.
    """
    n, algebra = len(field.states), series(basis.values.size, order)
    frequencies = 1j * basis.values.imag
    A = field.jacobian(z)[:, :n]
    H, G = _linear(algebra, z[:n], basis)
    code = field.derivatives.rates
    named: dict[str, object] = {**field.constants, **dict(zip(field.names[n:], z[n:].tolist(), strict=True))}
    found: list[dict[Monomial, complex]] = [{} for _ in frequencies]
    for degree in range(2, order + 1):
        rows = np.array(algebra.run(code, {**named, **dict(zip(field.names[:n], H, strict=True))}))
        rows -= _transported(algebra, H, G)
        for monomial in algebra.monomials:
            if sum(monomial) != degree:
                continue
            k, which = algebra.index[monomial], resonance(monomial)
            shifted = (frequencies @ np.array(monomial)) * np.eye(n) - A
            if which is None:
                H[:, k] = np.linalg.solve(shifted, rows[:, k])
                continue
            bordered = np.zeros((n + 1, n + 1), dtype=np.complex128)
            bordered[:n, :n] = shifted
            bordered[:n, n] = basis.right[:, which]
            bordered[n, :n] = basis.left[:, which].conj()
            *h, g = np.linalg.solve(bordered, np.append(rows[:, k], 0.0))
            H[:, k] = h
            G[which, k] = g
            found[which][monomial] = complex(g)
    return found


def _linear(algebra: Series, x: Floats, basis: Critical) -> tuple[Complexes, Complexes]:
    """H to first order; G without its linear part, which is diagonal and treated apart."""
    c = basis.values.size
    H = np.zeros((x.size, len(algebra.monomials)), dtype=np.complex128)
    H[:, 0] = x
    for i in range(c):
        H[:, algebra.index[tuple(int(i == k) for k in range(c))]] = basis.right[:, i]
    return H, np.zeros((c, len(algebra.monomials)), dtype=np.complex128)


def _transported(algebra: Series, H: Complexes, G: Complexes) -> Complexes:
    """H′(w) G(w) of what is known of G beyond its linear part."""
    total = np.zeros_like(H)
    for i, flow in enumerate(G):
        if flow.any():
            for row, state in enumerate(H):
                total[row] += algebra.times(algebra.slope(state, i), flow)
    return total
