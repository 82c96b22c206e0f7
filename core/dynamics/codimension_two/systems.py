"""The defining systems of folds and Hopf points, minimally augmented.

    Fold: F = 0, g = 0 with [[A, b], [cᵀ, 0]] (v, g) = (0, 1): g vanishes where A is singular.
    Hopf: F = 0 and two elements of G = 0 with [[A² + κ, B], [Cᵀ, 0]] (V, G) = (0, 1): G vanishes where
    A² + κ has two null vectors, κ = ω².

A = ∂F/∂x. Derivatives of g come from the left null vectors: g′ = −wᵀA′v, G′ = −Wᵀ(A′A + AA′)V. Borders b, c
(B, C) are the null vectors of the last point, so that the bordered matrices are far from singular. The system
of Hopf points is regular at a Bogdanov-Takens point (κ = 0) and goes on along neutral saddles (κ < 0).

Kuznetsov (2004), section 10.2; Govaerts (2000), Numerical Methods for Bifurcations of Dynamical Equilibria,
doi:10.1137/1.9780898719543.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, Protocol

import numpy as np

from core.dynamics.codimension_two.derivatives import Expansion, ScaledField
from core.result import Floats

SOLVED = 1e-6
"""Distance in scaled coordinates within which all conditions must be met."""


class Borders(NamedTuple):
    """Columns b and rows c that make a matrix regular, shape (n, r) both, and the equations to take of G."""

    left: Floats
    right: Floats
    chosen: tuple[int, ...]


class Linearised(NamedTuple):
    """A defining system at a point y.

    Attributes
    ----------
    residual, jacobian
        Shapes (k,) and (k, k + 1).
    expansion
        The vector field there.
    left, right
        Left and right null vectors of the bordered matrix, shape (n, r), not normalised.
    corner, gradients
        All elements of G, of which the residual has some, and their gradients, shapes (r²,) and (r², k + 1).
    """

    residual: Floats
    jacobian: Floats
    expansion: Expansion
    left: Floats
    right: Floats
    corner: Floats
    gradients: Floats


class Measures(NamedTuple):
    """What is kept of a system at a point of a curve.

    Attributes
    ----------
    matrix
        A in scaled states, shape (n, n).
    quadratic
        ⟨w, B(v, v)⟩ of the null vectors, of length 1, at a fold; 0 elsewhere. Its sign is that of v.
    product
        ⟨w, v⟩, likewise. Its sign is no one's choice.
    """

    matrix: Floats
    quadratic: float = 0.0
    product: float = 0.0


class DefiningSystem(Protocol):
    """What a curve solves: k equations for k + 1 unknowns y, of which the first n + 2 are u = (x, p)."""

    @property
    def field(self) -> ScaledField:
        """The vector field."""

    def borders(self, y: Floats) -> Borders:
        """Borders at a point near the curve, from scratch."""

    def updated(self, borders: Borders, at: Linearised) -> Borders:
        """Borders from the null vectors of a point of the curve."""

    def linearised(self, y: Floats, borders: Borders) -> Linearised:
        """The system and its derivatives."""

    def holds(self, y: Floats, at: Linearised) -> bool:
        """Whether a solution of the equations is a bifurcation."""

    def measures(self, at: Linearised) -> Measures:
        """What the test functions need."""

    def resolves(self, before: Borders, after: Borders) -> bool:
        """Whether a step is so short that v keeps its sign."""


@dataclass(frozen=True, eq=False)
class FoldSystem:
    """Folds of equilibria: y = u."""

    field: ScaledField

    def borders(self, y: Floats) -> Borders:
        """Singular vectors of A."""
        return _singular(self.field.expand(y).first[:, : self.field.states], 1)

    def updated(self, borders: Borders, at: Linearised) -> Borders:
        """The null vectors."""
        left, right = (part / np.linalg.norm(part) for part in (at.left, at.right))
        return Borders(left, right, borders.chosen)

    def linearised(self, y: Floats, borders: Borders) -> Linearised:
        """The system and its derivatives."""
        n = self.field.states
        expansion = self.field.expand(y)
        left, right, corner = _bordered(expansion.first[:, :n], borders)
        slope = -(left[:, 0] @ expansion.second.reshape(n, -1)).reshape(n, -1).T @ right[:, 0]
        jacobian = np.vstack([expansion.first, slope])
        residual = np.append(expansion.rates, corner[0])
        return Linearised(residual, jacobian, expansion, left, right, corner[0], slope[None])

    def holds(self, y: Floats, at: Linearised) -> bool:  # noqa: ARG002 - there is one equation, and it is solved
        """Whether a solution is what it should be: always."""
        return True

    def resolves(self, before: Borders, after: Borders) -> bool:
        """Whether v has turned by less than 45°: its sign is that of the last one."""
        return float(before.right[:, 0] @ after.right[:, 0]) > 0.7

    def measures(self, at: Linearised) -> Measures:
        """What the test functions need."""
        n = self.field.states
        A = at.expansion.first[:, :n].copy()
        w, v = (part[:, 0] / np.linalg.norm(part) for part in (at.left, at.right))
        # The adjugate of A is a multiple of v wᵀ and smooth along the curve: it gives w a sign, however fast
        # it turns. The factor has the sign of −det [[A, w], [vᵀ, 0]].
        bordered = np.zeros((n + 1, n + 1))
        bordered[:n, :n], bordered[:n, n], bordered[n, :n] = A, w, v
        w = -w * np.linalg.slogdet(bordered)[0]
        bent = w @ (at.expansion.second[:, :, :n] @ v @ v)
        return Measures(A, float(bent), float(w @ v))


@dataclass(frozen=True, eq=False)
class HopfSystem:
    """Hopf points and neutral saddles: y = (u, κ), κ = ω² [1/ms²]."""

    field: ScaledField

    def borders(self, y: Floats) -> Borders:
        """Singular vectors of A² + κ, and the two elements of G that part the curve best."""
        n = self.field.states
        A = self.field.expand(y[:-1]).first[:, :n]
        made = _singular(A @ A + y[-1] * np.eye(n), 2)
        return self._choose(made, self.linearised(y, made))

    def updated(self, borders: Borders, at: Linearised) -> Borders:
        """Bases of the null spaces, and the two elements of G that part the curve best."""
        left, right = np.linalg.qr(np.array([at.left, at.right]))[0]
        # The bases are turned back to the old ones, so that nothing jumps along the curve.
        turned = (_aligned(left, borders.left), _aligned(right, borders.right))
        return self._choose(Borders(*turned, borders.chosen), at)

    def _choose(self, borders: Borders, at: Linearised) -> Borders:
        n = self.field.states
        pairs = list(combinations(range(4), 2))
        candidates = np.array([np.vstack([at.jacobian[:n], at.gradients[list(pair)]]) for pair in pairs])
        volume = np.linalg.det(candidates @ np.swapaxes(candidates, 1, 2))
        return borders._replace(chosen=pairs[int(np.argmax(volume))])

    def linearised(self, y: Floats, borders: Borders) -> Linearised:
        """The system and its derivatives."""
        n = self.field.states
        expansion = self.field.expand(y[:-1])
        A = expansion.first[:, :n]
        square = A @ A
        square.flat[:: n + 1] += y[-1]
        left, right, corner = _bordered(square, borders)
        second = expansion.second.reshape(n, -1)
        # ∂(A²) = A′A + AA′ between the left and the right vectors; shape (2, n + 2, 2).
        inner = (left.T @ second).reshape(2, n, n + 2).swapaxes(1, 2) @ (A @ right)
        outer = (left.T @ A @ second).reshape(2, n, n + 2).swapaxes(1, 2) @ right
        gradients = np.empty((4, n + 3))
        gradients[:, :-1] = -(inner + outer).swapaxes(1, 2).reshape(4, n + 2)
        gradients[:, -1] = -(left.T @ right).ravel()
        chosen = list(borders.chosen)
        jacobian = np.zeros((n + 2, n + 3))
        jacobian[:n, :-1] = expansion.first
        jacobian[n:] = gradients[chosen]
        residual = np.concatenate([expansion.rates, corner.ravel()[chosen]])
        return Linearised(residual, jacobian, expansion, left, right, corner.ravel(), gradients)

    def holds(self, y: Floats, at: Linearised) -> bool:
        """Whether the elements of G that were not solved for vanish, too: two of them may do so elsewhere.

        They are compared with what small changes of u, or of κ by its own size, make of them.
        """
        slopes = np.abs(at.gradients[:, :-1]).sum(axis=1) + np.abs(at.gradients[:, -1] * y[-1])
        return bool((np.abs(at.corner) <= SOLVED * slopes).all())

    def resolves(self, before: Borders, after: Borders) -> bool:  # noqa: ARG002 - of a plane
        """Whether a step is so short that v keeps its sign: always, there is none."""
        return True

    def measures(self, at: Linearised) -> Measures:
        """What the test functions need."""
        return Measures(at.expansion.first[:, : self.field.states].copy())


def _bordered(matrix: Floats, borders: Borders) -> tuple[Floats, Floats, Floats]:
    """Left and right null vectors, shape (n, r), and the corner G, shape (r, r)."""
    n, rank = borders.left.shape
    full = np.zeros((2, n + rank, n + rank))
    full[0, :n, :n] = matrix
    full[0, :n, n:] = borders.left
    full[0, n:, :n] = borders.right.T
    full[1] = full[0].T
    unit = np.zeros((n + rank, rank))
    unit[n:] = np.eye(rank)
    right, left = np.linalg.solve(full, unit)
    return left[:n], right[:n], right[n:]


def _singular(matrix: Floats, rank: int) -> Borders:
    """Left and right singular vectors of the smallest singular values."""
    left, _, right = np.linalg.svd(matrix)
    return Borders(left[:, -rank:], right[-rank:].T, (0, 3) if rank == 2 else (0,))


def _aligned(basis: Floats, like: Floats) -> Floats:
    """The orthonormal basis of the same space that is nearest to another (the Procrustes problem)."""
    left, _, right = np.linalg.svd(basis.T @ like)
    aligned: Floats = basis @ (left @ right)
    return aligned
