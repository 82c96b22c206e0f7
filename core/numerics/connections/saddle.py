"""The saddle that a connecting orbit leaves or comes to, in scaled states."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eig

from core.numerics.connections.field import Field
from core.numerics.roots import EPSILON
from core.result import Floats

Complexes = NDArray[np.complex128]

MAX_ITERATIONS = 25


@dataclass(frozen=True, eq=False, slots=True)
class Saddle:
    """A hyperbolic equilibrium with directions of both kinds.

    Attributes
    ----------
    state
        Over `field.scale`, shape (n,).
    jacobian
        Scaled, shape (n, n) [1/ms].
    drift
        ∂(state)/∂p, shape (n, k).
    eigenvalues
        Shape (n,), the largest real part first [1/ms].
    unstable
        Number of eigenvalues with positive real parts.
    leaving, arriving
        Orthonormal rows that vanish on the unstable and on the stable eigenspace, (n − u, n) and (u, n).
    growth, decay
        Projections along the other space onto the unstable and the stable one, shape (n, n).
    """

    state: Floats
    jacobian: Floats
    drift: Floats
    eigenvalues: Complexes
    unstable: int
    leaving: Floats
    arriving: Floats
    growth: Floats
    decay: Floats

    def flow(self, times: Floats, vector: Floats, *, growing: bool) -> Floats:
        """e^{Jt} of a vector's part in one of the eigenspaces, shape (k, n) for times [ms] of shape (k,)."""
        found, right = np.linalg.eig(self.jacobian)
        # In the other space the exponentials would grow and their coefficients vanish but for rounding.
        inside = (found.real > 0.0) == growing
        part = (self.growth if growing else self.decay) @ vector
        shares = np.where(inside, np.linalg.solve(right, part + 0j), 0.0)
        exponents = np.where(inside, found, 0.0)
        return np.asarray(np.real((np.exp(times[:, None] * exponents) * shares) @ right.T))

    @property
    def slowest_growth(self) -> float:
        """Real part of the unstable eigenvalue nearest the imaginary axis [1/ms]."""
        return float(self.eigenvalues[: self.unstable].real.min())

    @property
    def slowest_decay(self) -> float:
        """Real part of the stable eigenvalue nearest the imaginary axis [1/ms], negative."""
        return float(self.eigenvalues[self.unstable :].real.max())

    @property
    def saddle_quantity(self) -> float:
        """σ, the sum of both [1/ms]; for two states cycles near the orbit are stable if it is negative."""
        return self.slowest_growth + self.slowest_decay


def equilibrium(field: Field, guess: Floats, values: Floats) -> Floats | None:
    """A zero of F by Newton's method in scaled states; None where it finds none."""
    state, n = guess, guess.size
    for _ in range(MAX_ITERATIONS):
        z = np.append(state * field.scale, values)
        rates = field.rates(z) / field.scale
        jacobian = field.jacobian(z)[:, :n] * field.scale / field.scale[:, None]
        try:
            step = np.linalg.solve(jacobian, -rates)
        except np.linalg.LinAlgError:
            return None
        size = float(np.abs(step).max())
        if not size < 2.0:
            return None
        state = state + step
        if size < 64.0 * EPSILON * (1.0 + float(np.abs(state).max())):
            return state
    return None


def saddle_near(field: Field, guess: Floats, values: Floats) -> Saddle | None:
    """The saddle near a scaled state; None where there is no equilibrium, or it is no saddle."""
    state = equilibrium(field, guess, values)
    if state is None:
        return None
    n = state.size
    full = field.jacobian(np.append(state * field.scale, values)) / field.scale[:, None]
    if not np.isfinite(full).all():
        return None
    jacobian = full[:, :n] * field.scale
    found, right = eig(jacobian)
    order = np.argsort(-found.real, kind="stable")
    found, right = found[order], right[:, order]
    unstable = int(np.count_nonzero(found.real > 0.0))
    if not 0 < unstable < n:
        return None
    try:
        left = np.linalg.inv(right)
        drift = -np.linalg.solve(jacobian, full[:, n:])
    except np.linalg.LinAlgError:
        return None
    growth = np.real(right[:, :unstable] @ left[:unstable])
    return Saddle(
        state,
        jacobian,
        np.asarray(drift, dtype=np.float64),
        found,
        unstable,
        _row_space(left[unstable:], n - unstable),
        _row_space(left[:unstable], unstable),
        np.asarray(growth, dtype=np.float64),
        np.eye(n) - growth,
    )


def _row_space(rows: Complexes, rank: int) -> Floats:
    """An orthonormal basis of the real space that complex rows span with their conjugates."""
    return np.asarray(np.linalg.svd(np.vstack([rows.real, rows.imag]))[2][:rank])
