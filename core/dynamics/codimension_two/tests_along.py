"""Functions along a curve that vanish at its points of codimension two."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.dynamics.codimension_two.correction import CurvePoint
from core.dynamics.codimension_two.curves import TracedCurve
from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.lyapunov import first_lyapunov
from core.dynamics.equilibrium_branches.test_functions import pairs
from core.dynamics.linearisation import Complexes
from core.result import Floats

Test = Callable[[Sequence[CurvePoint]], Floats]
"""Values at some points of a curve, shape (m,); NaN where there is none."""


def tests_of(curve: TracedCurve) -> Mapping[str, Test]:
    """The test function of each kind of point that a curve may have, by kind."""
    field, n = curve.system.field, curve.system.field.states
    if curve.kind == "fold":
        tests: dict[str, Test] = {"cusp": _quadratic, "bogdanov-takens": _product}
        if n > 2:
            tests["zero-hopf"] = lambda points: _zero_sum(others(points, 1))
        return tests
    tests = {"bautin": lambda points: _lyapunov(field, points), "bogdanov-takens": _square}
    if n > 2:
        tests["zero-hopf"] = lambda points: others(points, 2).prod(axis=1).real
    if n > 3:
        tests["hopf-hopf"] = lambda points: _zero_sum(others(points, 2))
    return tests


def _square(points: Sequence[CurvePoint]) -> Floats:
    """κ = ω² along Hopf points: they end where it vanishes."""
    return np.array([point.y[-1] for point in points])


def _quadratic(points: Sequence[CurvePoint]) -> Floats:
    """⟨w, B(v, v)⟩ at a fold: zero at a cusp."""
    return np.array([point.measures.quadratic for point in points])


def _product(points: Sequence[CurvePoint]) -> Floats:
    """⟨w, v⟩ at a fold: zero where the zero eigenvalue is double and has one eigenvector."""
    return np.array([point.measures.product for point in points])


def others(points: Sequence[CurvePoint], critical: int) -> Complexes:
    """The eigenvalues but the critical ones, which are zero (one) or ±iω (two), shape (m, n − critical)."""
    values = np.linalg.eigvals(np.array([point.measures.matrix for point in points])).astype(np.complex128)
    if critical == 1:
        distance = np.abs(values)
    else:
        kappa = np.array([point.y[-1] for point in points])
        # Both of a pair ±iω, or ±√−κ of a neutral saddle, solve λ² = −κ.
        distance = np.abs(values**2 + kappa[:, None])
    order = np.argsort(distance, axis=1, kind="stable")
    found: Complexes = np.take_along_axis(values, order[:, critical:], axis=1)
    return found


def _zero_sum(values: Complexes) -> Floats:
    """Π(λᵢ + λⱼ), each factor relative to its pair."""
    i, j = pairs(values.shape[1])
    a, b = values[:, i], values[:, j]
    size = np.hypot(np.abs(a), np.abs(b))
    return np.asarray(((a + b) / np.where(size > 0.0, size, 1.0)).prod(axis=1).real)


def _lyapunov(field: ScaledField, points: Sequence[CurvePoint]) -> Floats:
    """l₁ with the sign of Πλ over the others, so that its poles at zero-Hopf points are no zeros."""
    kappa = np.array([point.y[-1] for point in points])
    values = np.full(len(points), np.nan)
    turning = np.flatnonzero(kappa > 0.0).tolist()
    if turning:
        kept = [points[k] for k in turning]
        values[turning] = lyapunov_at(field, kept)[0]
        if field.states > 2:
            rest = others(kept, 2).prod(axis=1).real
            values[turning] *= np.sign(rest)
    return values


def lyapunov_at(field: ScaledField, points: Sequence[CurvePoint]) -> tuple[Floats, Floats]:
    """l₁ and its rounding error at Hopf points."""
    u = np.array([point.y[:-1] for point in points])
    omega = np.sqrt(np.array([point.y[-1] for point in points]))
    try:
        return first_lyapunov(field.field, field.point(u).T, omega)
    except np.linalg.LinAlgError:
        return np.full(len(points), np.nan), np.full(len(points), np.nan)
