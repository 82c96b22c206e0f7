"""Fixed points where an eigenvalue is 0 or a pair of them imaginary, by Newton's method.

The conditions are those of Routh and Hurwitz on the characteristic polynomial λⁿ + c₁ λⁿ⁻¹ + … + cₙ.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import root

from tests.validation.generators.shooting.cells import Cell
from tests.validation.generators.shooting.flow import FINE, QUICK, Extended, flow
from tests.validation.generators.shooting.measures import record
from tests.validation.generators.shooting.multiple import solve


def equilibrium(cell: Cell, guess: Extended, current: float) -> Extended:
    """The fixed point near a guess."""
    along = flow(cell, QUICK)

    def field(x: Extended) -> Extended:
        return along.field(x, current)

    def slopes(x: Extended) -> Extended:
        return along.slopes(x, current)[:, :-1]

    return root(field, guess, jac=slopes, tol=1e-14).x


def polynomial(matrix: Extended) -> Extended:
    """Coefficients c₁ … cₙ of the characteristic polynomial (Faddeev and LeVerrier)."""
    size = len(matrix)
    unit, product = np.eye(size, dtype=matrix.dtype), np.zeros_like(matrix)
    coefficients = [np.asarray(1.0, matrix.dtype)]
    for order in range(1, size + 1):
        product = matrix.dot(product + coefficients[-1] * unit)
        coefficients.append(-np.trace(product) / order)
    return np.array(coefficients[1:])


def determinant(c: Extended) -> Extended:
    """Zero at a fold of fixed points."""
    return c[-1]


def imaginary_pair(c: Extended) -> Extended:
    """Zero where two eigenvalues add to 0 (2 to 4 states)."""
    if len(c) == 2:
        return c[0]
    if len(c) == 3:
        return c[0] * c[1] - c[2]
    return c[0] * c[1] * c[2] - c[2] ** 2 - c[0] ** 2 * c[3]


def squared_frequency(c: Extended) -> Extended:
    """ω² [1/ms²] of the imaginary pair."""
    return c[2] / c[0] if len(c) == 4 else c[1]


def special(
    cell: Cell, guess: Extended, current: float, test: Callable[[Extended], Extended], width: float = 1e-6
) -> Extended:
    """States and current where a function of the characteristic polynomial is zero."""
    along, kind = flow(cell, FINE), FINE.kind
    unknowns = np.append(guess, current).astype(kind)

    def residual(u: Extended) -> Extended:
        value = test(polynomial(along.slopes(u[:-1], u[-1])[:, :-1]))
        return np.append(along.field(u[:-1], u[-1]), value)

    for _ in range(30):
        sizes = kind(width) * np.maximum(np.abs(unknowns), 0.1)
        columns = [
            (residual(unknowns + size * unit) - residual(unknowns - size * unit)) / (2.0 * size)
            for size, unit in zip(sizes, np.eye(len(unknowns)), strict=True)
        ]
        unknowns = unknowns - solve(np.array(columns).T, residual(unknowns))
    return unknowns


def hopf(cell: Cell, guess: Extended, current: float) -> tuple[Extended, float]:
    """Fixed point and current of a Hopf bifurcation, in double precision."""
    found = special(cell, guess, current, imaginary_pair).astype(float)
    return found[:-1], float(found[-1])


def fixed_record(cell: Cell, guess: Extended, current: float, kind: str) -> dict[str, Any]:
    """The record of a Hopf point or of a fold of fixed points; error from two widths of differences."""
    test = imaginary_pair if kind == "hopf" else determinant
    values = []
    for width in (1e-6, 1e-5):
        found = special(cell, guess, current, test, width)
        kept = {"current": found[-1], "state": list(found[:-1])}
        if kind == "hopf":
            slopes = flow(cell, FINE).slopes(found[:-1], found[-1])[:, :-1]
            kept["period"] = 2.0 * np.pi / np.sqrt(squared_frequency(polynomial(slopes)))
        values.append(kept)
    return {"kind": kind} | record(*values)
