"""Loops of a planar cell: the homoclinic orbit of a saddle, and the law of the period near a saddle-node.

The current where the unstable and the stable manifold of the saddle meet, on a section V = constant.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from tests.validation.generators.shooting.cells import Cell
from tests.validation.generators.shooting.fixed import determinant, special
from tests.validation.generators.shooting.flow import FINE, Accuracy, Extended, flow
from tests.validation.generators.shooting.measures import record


@dataclass(frozen=True)
class Saddle:
    """A fixed point with its eigenvalues, the unstable one first, eigenvectors with V component 1 (rows)."""

    point: Extended
    values: Extended
    vectors: Extended


def settle(cell: Cell, guess: Extended, current: Extended, accuracy: Accuracy = FINE) -> Extended:
    """The fixed point near a guess, by Newton's method."""
    along = flow(cell, accuracy)
    point = np.asarray(guess, dtype=accuracy.kind)
    for _ in range(12):
        (a, b), (c, d) = along.slopes(point, current)[:, :-1]
        f, g = along.field(point, current)
        point = point - np.array([d * f - b * g, a * g - c * f]) / (a * d - b * c)
    return point


def saddle(cell: Cell, guess: Extended, current: Extended, accuracy: Accuracy = FINE) -> Saddle:
    """The saddle near a guess."""
    point = settle(cell, guess, current, accuracy)
    (a, b), (c, d) = flow(cell, accuracy).slopes(point, current)[:, :-1]
    root = np.sqrt((a - d) ** 2 + 4.0 * b * c)
    values = np.array([a + d + root, a + d - root]) / 2.0
    return Saddle(point, values, np.array([[np.ones_like(a), (value - a) / b] for value in values]))


def bent(
    cell: Cell, found: Saddle, which: int, current: Extended, size: Extended, accuracy: Accuracy
) -> Extended:
    """A point of an invariant manifold, size [mV] from the saddle, right to second order.

    x = s v + s² k with (2λ − J) k = D²f(v, v)/2.
    """
    along, vector = flow(cell, accuracy), found.vectors[which]
    width = accuracy.kind(1e-3)
    ahead, behind = (
        along.slopes(found.point + sign * width * vector, current)[:, :-1].dot(vector) for sign in (1, -1)
    )
    (a, b), (c, d) = -along.slopes(found.point, current)[:, :-1]
    a, d = a + 2.0 * found.values[which], d + 2.0 * found.values[which]
    f, g = (ahead - behind) / (4.0 * width)
    return found.point + size * vector + size**2 * np.array([d * f - b * g, a * g - c * f]) / (a * d - b * c)


def crossing(
    cell: Cell, start: Extended, current: Extended, level: Extended, step: float, accuracy: Accuracy
) -> Extended:
    """The first point from a start where V falls, in time, through a level; a negative step looks back."""
    along, state = flow(cell, accuracy), start
    for _ in range(200_000):
        after = along.at(state, current, step)
        early, late = (state, after) if step > 0 else (after, state)
        state = after
        if early[0] >= level > late[0]:
            break
    else:
        raise ArithmeticError("the manifold does not cross the section")
    for _ in range(12):
        state = along.at(state, current, (level - state[0]) / along.field(state, current)[0])
    return state


def gap(
    cell: Cell, current: float, guess: Extended, section: float, size: float, accuracy: Accuracy = FINE
) -> float:
    """Second state of the unstable less that of the stable manifold, where V falls through the section."""
    kind = accuracy.kind
    found = saddle(cell, guess, kind(current), accuracy)
    out = bent(cell, found, 0, kind(current), kind(size), accuracy)
    # Of the stable manifold's branches, the one that comes from above V of the saddle.
    back = bent(cell, found, 1, kind(current), kind(size), accuracy)
    ahead = crossing(cell, out, kind(current), kind(section), 0.5, accuracy)
    behind = crossing(cell, back, kind(current), kind(section), -0.5, accuracy)
    return float(ahead[1] - behind[1])


def _loop(cell: Cell, guess: Extended, section: float, size: float, currents: tuple[float, float]) -> float:
    def split(current: float) -> float:
        return gap(cell, current, guess, section, size)

    return float(brentq(split, *currents, xtol=1e-15, rtol=1e-15))


def homoclinic(cell: Cell, guess: Extended, section: float, currents: tuple[float, float]) -> dict[str, Any]:
    """The current of the loop, with its error from two sizes of the start and two sections."""
    found = [_loop(cell, guess, *choice, currents) for choice in ((section, 1e-4), (section + 3.0, 1e-3))]
    at = saddle(cell, guess, FINE.kind(found[0]))
    return {
        "kind": "homoclinic",
        "current": found[0],
        "error": {"current": max(abs(found[0] - found[1]), float(np.spacing(found[0])))},
        "saddle": [float(value) for value in at.point],
        "eigenvalues": [float(value) for value in at.values],
    }


def saddle_node(cell: Cell, guess: Extended, current: float, width: float) -> tuple[Extended, Extended]:
    """(states, current) where a fixed point has the eigenvalue 0, and the limit of period × √ΔI.

    y' = p·f_I ΔI + (p·D²f(q, q)/2) y² takes π/√(their product ΔI) from −∞ to ∞ (p, q: null vectors, p·q = 1).
    """
    along, step = flow(cell, FINE), FINE.kind(width)
    found = special(cell, guess, current, determinant, width)
    slopes = along.slopes(found[:2], found[2])
    (a, b), (c, _) = slopes[:, :-1]
    q, p = np.array([1.0, -a / b]), np.array([1.0, -a / c])
    p = p / np.dot(p, q)
    ahead, behind = (along.slopes(found[:2] + s * step * q, found[2])[:, :-1].dot(q) for s in (1, -1))
    product = np.dot(p, (ahead - behind) / (4.0 * step)) * np.dot(p, slopes[:, -1])
    return found, np.pi / np.sqrt(product)


def period_law(cell: Cell, guess: Extended, current: float) -> dict[str, Any]:
    """A saddle-node on an invariant circle, its error from two widths of the differences."""
    (point, law), (other, coarse) = (saddle_node(cell, guess, current, width) for width in (1e-5, 1e-4))
    fine = {"current": point[2], "state": list(point[:2]), "period_times_root": law}
    return {"kind": "saddle-node on an invariant circle"} | record(
        fine, {"current": other[2], "state": list(other[:2]), "period_times_root": coarse}
    )
