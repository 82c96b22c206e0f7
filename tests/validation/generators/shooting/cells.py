"""The cells written out by hand, as expressions whose Taylor series and variations heyoka takes exactly.

A cell maps its states, V first, and the current to d state/dt. Parameters are those of the catalogue, read by
eye. Times in ms, voltages in mV, currents in µA/cm²; the two polynomial cells are dimensionless.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import factorial
from typing import Any

import heyoka as hy  # type: ignore[import-not-found]

Expression = Any
Equations = Callable[[list[Expression], Expression], list[Expression]]


@dataclass(frozen=True)
class Cell:
    """Equations of some states under a current, and the states' names."""

    equations: Equations
    names: tuple[str, ...]
    capacitance: float = 1.0


def _morris_lecar(
    g_ca: float, v3: float, v4: float, phi: float, x: list[Expression], current: Expression
) -> list[Expression]:
    v, n = x
    m_inf = 0.5 * (1.0 + hy.tanh((v + 1.2) / 18.0))
    n_inf = 0.5 * (1.0 + hy.tanh((v - v3) / v4))
    ionic = 2.0 * (v + 60.0) + 8.0 * n * (v + 84.0) + g_ca * m_inf * (v - 120.0)
    return [(current - ionic) / 20.0, phi * (n_inf - n) * hy.cosh((v - v3) / (2.0 * v4))]


def _exp_linear(x: Expression) -> Expression:
    """x/(1 − e^{−x}) = e^{x/2}/sinhc(x/2), without the removable pole: a Taylor method would see it.

    sinhc(8z) = cosh(z) cosh(2z) cosh(4z) sinhc(z), and |z| < 0.7 here, where the series ends at 1e-28.
    """
    z = x / 16.0
    c1 = hy.cosh(z)
    c2 = 2.0 * c1 * c1 - 1.0
    c4 = 2.0 * c2 * c2 - 1.0
    series: Expression = hy.expression(0.0)
    for power in range(11, -1, -1):
        series = series * z * z + hy.expression(1.0) / hy.expression(float(factorial(2 * power + 1)))
    return hy.exp(x / 2.0) / (c1 * c2 * c4 * series)


def _hodgkin_huxley(e_l: float, x: list[Expression], current: Expression) -> list[Expression]:
    v, m, h, n = x
    ionic = 120.0 * m * m * m * h * (v - 50.0) + 36.0 * n * n * n * n * (v + 77.0) + 0.3 * (v - e_l)
    return [
        current - ionic,
        _exp_linear((v + 40.0) / 10.0) * (1.0 - m) - 4.0 * hy.exp(-(v + 65.0) / 18.0) * m,
        0.07 * hy.exp(-(v + 65.0) / 20.0) * (1.0 - h) - h / (1.0 + hy.exp(-(v + 35.0) / 10.0)),
        0.1 * _exp_linear((v + 55.0) / 10.0) * (1.0 - n) - 0.125 * hy.exp(-(v + 65.0) / 80.0) * n,
    ]


def _fitzhugh_nagumo(phi: float, x: list[Expression], current: Expression) -> list[Expression]:
    v, w = x
    return [v - v * v * v / 3.0 - w + current, phi * (v + 0.7 - 0.8 * w)]


def _hindmarsh_rose(r: float, x: list[Expression], current: Expression) -> list[Expression]:
    v, y, z = x
    return [
        current + y - z + 3.0 * v * v - v * v * v,
        1.0 - 5.0 * v * v - y,
        r * (4.0 * (v + 1.6) - z),
    ]


_PLANE = ("V", "n")
CELLS = {
    "morris-lecar hopf": Cell(partial(_morris_lecar, 4.4, 2.0, 30.0, 0.04), _PLANE, 20.0),
    "morris-lecar snic": Cell(partial(_morris_lecar, 4.0, 12.0, 17.4, 0.067), _PLANE, 20.0),
    "morris-lecar snic 1/15": Cell(partial(_morris_lecar, 4.0, 12.0, 17.4, 1.0 / 15.0), _PLANE, 20.0),
    "morris-lecar homoclinic": Cell(partial(_morris_lecar, 4.0, 12.0, 17.4, 0.23), _PLANE, 20.0),
    "hodgkin-huxley ermentrout": Cell(partial(_hodgkin_huxley, -54.4), ("V", "m", "h", "n")),
    "fitzhugh-nagumo 1969": Cell(partial(_fitzhugh_nagumo, 0.08), ("V", "w")),
    "fitzhugh-nagumo 1961": Cell(partial(_fitzhugh_nagumo, 1.0 / 9.0), ("V", "w")),
    "hindmarsh-rose bursting": Cell(partial(_hindmarsh_rose, 0.001), ("V", "y", "z")),
    "hindmarsh-rose chaotic": Cell(partial(_hindmarsh_rose, 0.005), ("V", "y", "z")),
}


def with_tangent(cell: Cell) -> Cell:
    """The cell beside its own variational equation v' = J(x) v: 2n states, x then v."""

    def equations(y: list[Expression], current: Expression) -> list[Expression]:
        half = len(y) // 2
        x, tangent = y[:half], y[half:]
        field = cell.equations(x, current)
        return field + [
            hy.sum([hy.diff(component, name) * t for name, t in zip(x, tangent, strict=True)])
            for component in field
        ]

    return Cell(equations, cell.names + tuple(f"d{name}" for name in cell.names), cell.capacitance)


def with_adjoint(cell: Cell) -> Cell:
    """The cell beside its adjoint equation z' = −J(x)ᵀ z: 2n states, x then z."""

    def equations(y: list[Expression], current: Expression) -> list[Expression]:
        half = len(y) // 2
        x, adjoint = y[:half], y[half:]
        field = cell.equations(x, current)
        return field + [
            -hy.sum([hy.diff(component, name) * z for component, z in zip(field, adjoint, strict=True)])
            for name in x
        ]

    return Cell(equations, cell.names + tuple(f"z{name}" for name in cell.names), cell.capacitance)


def coupled(cell: Cell, conductance: float) -> Cell:
    """Two equal cells joined by a gap junction, (conductance/capacitance)(V_other − V)."""
    per_time = conductance / cell.capacitance

    def equations(y: list[Expression], current: Expression) -> list[Expression]:
        half = len(y) // 2
        one, two = cell.equations(y[:half], current), cell.equations(y[half:], current)
        one[0] = one[0] + per_time * (y[half] - y[0])
        two[0] = two[0] + per_time * (y[0] - y[half])
        return one + two

    return Cell(equations, cell.names + tuple(f"{name}'" for name in cell.names), cell.capacitance)
