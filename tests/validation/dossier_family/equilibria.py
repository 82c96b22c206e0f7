"""Equilibria and their bifurcations by sign changes on a fine grid of voltages."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from tests.validation.dossier_family.cells import jacobian, parameter_at, steady
from tests.validation.dossier_family.members import Member

GRID = 6_001


class Bifurcation(NamedTuple):
    """Kind, value of the parameter and voltage."""

    kind: str
    value: float
    voltage: float


def characteristic(jacobians: Any) -> list[Any]:
    """Coefficients c₁ … c_n of λⁿ + c₁ λⁿ⁻¹ + …, by Faddeev and Le Verrier."""
    n = jacobians.shape[-1]
    identity, power, made = np.eye(n), np.zeros_like(jacobians), []
    coefficient: Any = 1.0
    for k in range(1, n + 1):
        power = jacobians @ power + np.asarray(coefficient)[..., None, None] * identity
        coefficient = -np.trace(jacobians @ power, axis1=-2, axis2=-1) / k
        made.append(coefficient)
    return made


def along(member: Member, v: Any) -> tuple[Any, list[Any]]:
    """The parameter at an equilibrium of a voltage, and the characteristic polynomial there."""
    parameter = parameter_at(member.cell, member.values, member.parameter, member.current, v)
    p = dict(member.values)
    if member.parameter != "current":
        p[member.parameter] = parameter
    return parameter, characteristic(jacobian(member.cell, p, steady(member.cell, p, v)))


def hurwitz(c: list[Any]) -> Any:
    """Vanishes where two eigenvalues are opposite: the trace, or the third Hurwitz determinant."""
    if len(c) == 2:
        return c[0]
    return c[0] * c[1] * c[2] - c[2] ** 2 - c[0] ** 2 * c[3]


def bifurcations(member: Member, low: float, high: float, voltages: tuple[float, float]) -> list[Bifurcation]:
    """Hopf points, neutral saddles and saddle-nodes between two values of the parameter."""

    def inside(v: Any) -> Any:
        value, beyond = along(member, v)[0], high - low
        return (low - beyond < value) & (value < high + beyond)

    made = []
    for function, kind in ((_opposite_pair, ""), (_determinant, "saddle-node")):
        for v in roots(lambda v, f=function: f(member, v), voltages, inside):  # type: ignore[misc]
            value, c = along(member, np.float64(v))
            if low < value < high:
                squared = c[1] if len(c) == 2 else c[2] / c[0]
                named = kind or ("hopf" if squared > 0.0 else "neutral-saddle")
                made.append(Bifurcation(named, float(value), v))
    return sorted(made, key=lambda point: point.voltage)


def _opposite_pair(member: Member, v: Any) -> Any:
    return hurwitz(along(member, v)[1])


def _determinant(member: Member, v: Any) -> Any:
    return along(member, v)[1][-1]


def roots(
    function: Callable[[Any], Any],
    voltages: tuple[float, float],
    inside: Callable[[Any], Any] = lambda v: np.ones(v.shape, dtype=bool),
) -> list[float]:
    """All zeros on the grid, those between two neighbours of one sign too, where |f| has a minimum.

    `inside` says where they count: what grows without bound there, as a conductance does next to its reversal
    potential, has no zeros.
    """
    v = np.linspace(*voltages, GRID) + 1e-5
    f = np.where(inside(v), function(v), np.nan)
    found = [brentq(function, v[i], v[i + 1], xtol=1e-13) for i in np.flatnonzero(f[1:] * f[:-1] < 0.0)]
    size = np.abs(f)
    same = (f[2:] * f[1:-1] > 0.0) & (f[:-2] * f[1:-1] > 0.0)
    for i in np.flatnonzero(same & (size[1:-1] < size[2:]) & (size[1:-1] < size[:-2])) + 1:
        sign, left, right = np.sign(f[i]), v[i - 1], v[i + 1]
        least = minimize_scalar(lambda x, s=sign: s * function(x), bounds=(left, right), method="bounded")
        if least.fun < 0.0:
            found += [brentq(function, a, b, xtol=1e-13) for a, b in ((left, least.x), (least.x, right))]
    return found


def equilibria(member: Member, value: float, voltages: tuple[float, float]) -> list[tuple[float, bool]]:
    """Voltage and stability of every equilibrium at a value of the parameter."""

    def excess(v: Any) -> Any:
        p, current = at(member, value)
        return parameter_at(member.cell, p, "current", 0.0, v) - current

    made = []
    for v in roots(excess, voltages):
        p, _ = at(member, value)
        eigenvalues = np.linalg.eigvals(jacobian(member.cell, p, steady(member.cell, p, np.float64(v))))
        made.append((v, bool(eigenvalues.real.max() < 0.0)))
    return sorted(made)


def at(member: Member, value: float) -> tuple[dict[str, float], float]:
    """Parameters and current at a value of what varies."""
    if member.parameter == "current":
        return member.values, value
    return member.values | {member.parameter: value}, member.current
