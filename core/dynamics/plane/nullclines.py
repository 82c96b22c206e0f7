"""Nullclines of models with two states, V and x, in closed form.

The V-nullcline solves c₀(V) + Σ c_p(V) xᵖ = I for x: its roots are explicit where one power of x
occurs. It has a pole where the driving force of the gated current vanishes, and is cut into the pieces
that lie in the window.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import factorial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.equations import Equations, equations
from core.neuron.expression import (
    Differentiation,
    Expression,
    Program,
    Value,
    names,
    number,
    program,
    substitute,
)
from core.numerics.roots import EPSILON, sign_changes
from core.result import Floats

MAX_GAP = 0.02
"""Widest step in the gate between neighbouring points of a nullcline, as a fraction of the window."""
MAX_HALVINGS = 12
MAX_DEGREE = 12
ROUNDING = 1e-14
"""Rounding of the part of the current that does not depend on x, as a fraction of its largest value."""
WINDOW_SLACK = 1e-9
TINY = float(np.finfo(np.float64).tiny)

Piece = tuple[Floats, Floats]
"""Voltages [mV] and gate values of a connected piece."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the phase plane that is drawn: voltages [mV] and gate values."""

    voltage_low: float
    voltage_high: float
    gate_low: float
    gate_high: float

    def contains(self, state: Floats) -> bool:
        """Whether a state, V [mV] and gate, lies in the window."""
        voltage, gate = state.tolist()
        within = self.voltage_low <= voltage <= self.voltage_high
        return bool(within and self.gate_low <= gate <= self.gate_high)


def voltage_nullcline(neuron: Neuron, current: float, window: Window, voltage: Floats) -> list[Piece] | None:
    """Pieces of dV/dt = 0 within a window, on increasing voltages [mV] and more where it is steep.

    Where the ionic current does not depend on the second state, they are vertical lines. None where it is no
    polynomial in it.
    """
    polynomial = _polynomial(equations(neuron.model))
    if polynomial is None:
        return None
    powers, code = polynomial
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}

    largest = 0.0

    def coefficients(v: Floats) -> Floats:
        """c_p(V) of the powers in order, the current taken from c₀; shape (powers, k)."""
        rows = code({**named, VOLTAGE: v})
        made = np.array([np.broadcast_to(np.asarray(row, dtype=np.float64), v.shape) for row in rows])
        made[0] -= current
        # Within its rounding it is 0: where roots meet there, they would be lost to its sign.
        made[0][np.abs(made[0]) <= ROUNDING * largest] = 0.0
        return made

    largest = float(np.nan_to_num(np.abs(coefficients(voltage)[0]), nan=0.0, posinf=0.0).max(initial=0.0))

    def level(gate: float) -> Callable[[Floats], Floats]:
        weights = np.array([gate**power for power in powers])
        return lambda v: weights @ coefficients(v)

    if not np.any(coefficients(voltage)[1:]):
        lines = _crossings(level(0.0), voltage) if np.any(level(0.0)(voltage)) else np.zeros(0)
        return [(np.full(2, v), np.array([window.gate_low, window.gate_high])) for v in lines]

    def gates(v: Floats) -> Floats:
        return _roots(powers, coefficients(v))

    edges = [_crossings(level(gate), voltage) for gate in (window.gate_low, window.gate_high)]
    return _pieces(gates, np.union1d(voltage, np.concatenate(edges)), window)


def gate_nullcline(neuron: Neuron, window: Window, voltage: Floats) -> list[Piece] | None:
    """Pieces of dx/dt = 0, which is x = x∞(V), within a window; None where that has no closed form."""
    if equations(neuron.model).unsolved:
        return None
    steady = equations(neuron.model).gate_program
    named: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}

    def gate(v: Floats) -> Floats:
        return np.broadcast_to(np.asarray(steady({**named, VOLTAGE: v})[0], dtype=np.float64), v.shape)

    def level(bound: float) -> Callable[[Floats], Floats]:
        return lambda v: gate(v) - bound

    edges = [_crossings(level(bound), voltage) for bound in (window.gate_low, window.gate_high)]
    return _pieces(lambda v: gate(v)[None], np.union1d(voltage, np.concatenate(edges)), window)


@lru_cache(maxsize=64)
def _polynomial(made: Equations) -> tuple[tuple[int, ...], Program] | None:
    """Powers of the second state in the ionic current, 0 first, and code of their coefficients c_p(V).

    c_p is the p-th derivative at 0 over p!; None where the current is no polynomial, or of too high a degree.
    """
    second = made.states[1]
    tree, work = sum(made.currents, number(0.0)), Differentiation()
    sums: dict[int, Expression] = {}
    for power in range(MAX_DEGREE + 1):
        at_zero = substitute(tree, {second: 0.0})
        if power == 0 or at_zero is not number(0.0):
            sums[power] = at_zero / number(float(factorial(power)))
        if second not in names(tree):
            return tuple(sums), program(sums.values())
        tree = work.of(tree, second)
    return None


def _roots(powers: tuple[int, ...], coefficients: Floats) -> Floats:
    """Real x with Σ c_p xᵖ = 0 at each of k voltages: shape (roots, k), increasing, padded with NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if len(powers) == 2:
            power = powers[1]
            ratio = -coefficients[0] / coefficients[1]
            root = np.sign(ratio) * np.abs(ratio) ** (1.0 / power)
            if power % 2:
                return np.asarray(root)[None]
            root = np.where(ratio >= 0.0, np.abs(root), np.nan)
            return np.array([-root, root])
        degree = powers[-1]
        ratios = {
            power: row / coefficients[-1] for power, row in zip(powers[:-1], coefficients[:-1], strict=True)
        }
        # In units of the largest root, so that roots that crowd about 0 keep their digits.
        sizes = [np.abs(ratio) ** (1.0 / (degree - power)) for power, ratio in ratios.items()]
        unit = np.where(np.max(sizes, axis=0) > 0.0, np.max(sizes, axis=0), 1.0)
        companion = np.zeros((coefficients.shape[1], degree, degree))
        companion[:, range(1, degree), range(degree - 1)] = 1.0
        for power, ratio in ratios.items():
            companion[:, power, -1] = -ratio / unit ** (degree - power)
    usable = np.isfinite(companion).all(axis=(1, 2))
    found = np.full((coefficients.shape[1], degree), np.nan)
    values = np.linalg.eigvals(companion[usable]).astype(np.complex128)
    real = np.abs(values.imag) <= 1e-7 * (1e-3 + np.abs(values))
    found[usable] = np.sort(np.where(real, values.real, np.nan), axis=1)
    return np.asarray(unit * found.T)


def _crossings(function: Callable[[Floats], Floats], voltage: Floats) -> Floats:
    """Voltages [mV] at which a function changes its sign, one in a cell of the grid."""
    values = function(voltage)
    cells = sign_changes(values)

    def scalar(v: float) -> float:
        return float(function(np.array([v]))[0])

    roots = [
        # At 0 no relative tolerance ends it.
        brentq(scalar, voltage[i], voltage[i + 1], xtol=TINY, rtol=4.0 * EPSILON, maxiter=200, disp=False)
        for i in cells
    ]
    return np.sort(np.concatenate([roots, voltage[values == 0.0]]))


def _pieces(gates: Callable[[Floats], Floats], voltage: Floats, window: Window) -> list[Piece]:
    """Connected pieces within the window, with points between neighbours that are far apart."""
    height = window.gate_high - window.gate_low

    def inside(v: Floats) -> Floats:
        rows = gates(v)
        slack = WINDOW_SLACK * height
        with np.errstate(invalid="ignore"):
            kept = (rows >= window.gate_low - slack) & (rows <= window.gate_high + slack)
        # Increasing, those outside last: a root keeps its row while others come and go above it.
        clipped = np.sort(np.where(kept, np.clip(rows, window.gate_low, window.gate_high), np.nan), axis=0)
        # Where roots of both signs meet on the edge they are one.
        with np.errstate(invalid="ignore"):
            clipped[1:][np.diff(clipped, axis=0) <= slack] = np.nan
        return np.asarray(np.sort(clipped, axis=0))

    rows = inside(voltage)
    for _ in range(MAX_HALVINGS):
        with np.errstate(invalid="ignore"):
            wide = np.flatnonzero((np.abs(np.diff(rows, axis=1)) > MAX_GAP * height).any(axis=0))
        if wide.size == 0:
            break
        middle = 0.5 * (voltage[wide] + voltage[wide + 1])
        voltage = np.insert(voltage, wide + 1, middle)
        rows = np.insert(rows, wide + 1, inside(middle), axis=1)
    joined = np.diff(np.isfinite(rows).sum(axis=0)) == 0
    return [piece for row in rows for piece in _runs(voltage, row, joined)]


def _runs(voltage: Floats, row: Floats, joined: NDArray[np.bool]) -> list[Piece]:
    """Stretches of finite values whose neighbours belong together, of at least two points."""
    finite = np.isfinite(row)
    together = joined & finite[:-1] & finite[1:]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], together, [False]]).astype(np.int8)))
    return [(voltage[a : b + 1], row[a : b + 1]) for a, b in edges.reshape(-1, 2).tolist()]
