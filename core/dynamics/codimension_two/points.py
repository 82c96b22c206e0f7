"""Points of codimension two: confirmed by their own equations, with normal forms and errors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.dynamics.codimension_two import normal_forms
from core.dynamics.codimension_two.derivatives import ScaledField
from core.dynamics.codimension_two.location import Located
from core.dynamics.codimension_two.normal_forms import Coefficients
from core.dynamics.codimension_two.report import PointKind
from core.dynamics.linearisation import balanced_norm, eigenvalues
from core.result import Floats

CONFIRMED = 1e-6
"""Largest residual of the defining equations, over their terms, of a point that is reported."""
SAME_POINT = 1e-5
"""Distance in scaled coordinates below which two points of a kind, found on two curves, are one."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A confirmed point.

    Attributes
    ----------
    z, error
        States and parameters, and their estimated errors, shape (n + 2,).
    omegas
        Angular frequencies [rad/ms] of the critical pairs.
    curves
        Names of the curves.
    """

    kind: PointKind
    z: Floats
    error: Floats
    omegas: tuple[float, ...]
    residual: float
    coefficients: Coefficients
    curves: tuple[str, ...]


def confirmed(scaled: ScaledField, item: Located, curve: str) -> Found | None:
    """The point with its normal form; None where it is none of its kind.

    Where the eigenvalues that add to zero are real, it is no zero-Hopf or Hopf-Hopf point.
    """
    z = scaled.point(item.point.y[: scaled.states + 2])
    omegas = _frequencies(scaled, item.kind, z)
    if omegas is None:
        return None
    coefficients, nonlinear = _coefficients(scaled, item.kind, z, omegas)
    residual = max(_residual(scaled, item.kind, z, len(omegas)), nonlinear)
    if not residual < CONFIRMED:
        return None
    error = item.error * scaled.size
    return Found(item.kind, z, error, omegas, residual, coefficients, (curve,))  # type: ignore[arg-type]


def _scaled_matrix(scaled: ScaledField, z: Floats) -> Floats:
    """A in scaled states, by the vector field's own Jacobian."""
    n = scaled.states
    size = scaled.size[:n]
    matrix: Floats = scaled.field.jacobian(z)[:, :n] * size / size[:, None]
    return matrix


def _frequencies(scaled: ScaledField, kind: str, z: Floats) -> tuple[float, ...] | None:
    """ω of as many pairs as the kind has, those nearest the imaginary axis; None where there are fewer."""
    count = {"cusp": 0, "bogdanov-takens": 0, "bautin": 1, "zero-hopf": 1, "hopf-hopf": 2}[kind]
    values = eigenvalues(_scaled_matrix(scaled, z)[None])[0]
    turning = values[values.imag > 0.0]
    if turning.size < count:
        return None
    nearest = turning[np.argsort(np.abs(turning.real) / np.abs(turning))][:count]
    return tuple(sorted(nearest.imag.tolist()))


def _residual(scaled: ScaledField, kind: str, z: Floats, count: int) -> float:
    """Largest relative error of F = 0 and of the conditions on the eigenvalues."""
    n = scaled.states
    A = _scaled_matrix(scaled, z)
    norm = float(balanced_norm(A[None])[0])
    parts = [float(np.abs(scaled.field.rates(z) / scaled.size[:n]).max()) / norm]
    left, singular, right = np.linalg.svd(A)
    if kind not in {"bautin", "hopf-hopf"}:
        parts.append(float(singular[-1]) / norm)
    if kind == "bogdanov-takens":
        parts.append(abs(float(left[:, -1] @ right[-1])))
    if count:
        values = eigenvalues(A[None])[0]
        turning = values[values.imag > 0.0]
        parts += np.sort(np.abs(turning.real) / np.abs(turning))[:count].tolist()
    return max(parts)


def _coefficients(
    scaled: ScaledField, kind: str, z: Floats, omegas: tuple[float, ...]
) -> tuple[Coefficients, float]:
    """The normal form, and what is left of the coefficient that vanishes, for amplitudes of a spike."""
    field, swing = scaled.field, float(scaled.size[0])
    norm = float(balanced_norm(_scaled_matrix(scaled, z)[None])[0])
    match kind:
        case "cusp":
            made = normal_forms.cusp(field, z)
            return {"c": made["c"]}, abs(made["quadratic"]) * swing / norm
        case "bogdanov-takens":
            return normal_forms.bogdanov_takens(field, z), 0.0
        case "bautin":
            made = normal_forms.bautin(field, z, *omegas)
            return made, abs(made["first_lyapunov"]) * swing**2
        case "zero-hopf":
            return normal_forms.zero_hopf(field, z, *omegas), 0.0
    return normal_forms.hopf_hopf(field, z, (omegas[0], omegas[1])), 0.0


def merged(scaled: ScaledField, found: Sequence[Found]) -> tuple[Found, ...]:
    """Each point once: two curves may meet there. Their distance counts as an error."""
    kept: list[Found] = []
    for item in found:
        for k, other in enumerate(kept):
            apart = np.abs(item.z - other.z)
            if item.kind == other.kind and float((apart / scaled.size).max()) < SAME_POINT:
                better = min(item, other, key=lambda point: float((point.error / scaled.size).max()))
                names = tuple(dict.fromkeys((*other.curves, *item.curves)))
                kept[k] = replace(better, error=np.maximum(better.error, apart), curves=names)
                break
        else:
            kept.append(item)
    return tuple(sorted(kept, key=lambda point: (float(point.z[-1]), float(point.z[-2]))))
