"""Modes of a finite cable: the patterns of voltage that decay without change of shape.

φ = cos(κs − δ), s the distance from the left end, decays as e^{−μT} with μ = 1 + κ². An end asks for κ tan δ
= β = b − c − cκ², so that κL = δ_left + δ_right + nπ with δ = atan(β/κ). At every root F = κL − δ_left −
δ_right rises, since F' = L + Σ (b − c + cκ²)/(κ² + β²) is twice the square of the norm ∫φ² + Σ cφ²: there is
exactly one for each n from the number of the slow modes on (Rall 1969, doi:10.1016/S0006-3495(69)86467-2;
Durand 1984, doi:10.1016/S0006-3495(84)84063-1).
"""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.transient.line import Line, Load, Side
from core.cable.transient.slow_modes import SlowMode, slow_modes
from core.numerics.roots import Indices, newton_roots
from core.result import Floats


@dataclass(frozen=True, slots=True)
class Modes:
    """The first modes of a line, the slowest first, orthonormal with weights 1 along it and c at its ends.

    Attributes
    ----------
    line
        The line.
    slow
        Those with μ ≤ 1.
    wave_numbers
        κ of the others, shape (k,).
    left, right
        cos δ and sin δ of the ends, by the square root of the norm, shape (2, k).
    signs
        (−1)ⁿ: φ from the right end over that from the left one, shape (k,).
    """

    line: Line
    slow: tuple[SlowMode, ...]
    wave_numbers: Floats
    left: Floats
    right: Floats
    signs: Floats

    @property
    def rates(self) -> Floats:
        """μ, shape (n,)."""
        return np.concatenate([[mode.rate for mode in self.slow], 1.0 + self.wave_numbers**2])

    def at(self, x: Floats) -> Floats:
        """φ at positions x, shape (m, n), from the nearer end: at a large soma it is small, not rounding."""
        s = x - self.line.begin
        far = s > 0.5 * self.line.length
        table = np.empty((x.size, len(self.slow) + self.wave_numbers.size))
        for number, mode in enumerate(self.slow):
            table[:, number] = mode.at(s)
        waves = table[:, len(self.slow) :]
        waves[~far] = _wave(self.wave_numbers, self.left, s[~far])
        waves[far] = self.signs * _wave(self.wave_numbers, self.right, self.line.length - s[far])
        return table

    def pull(self, side: Side) -> Floats:
        """What a voltage held at an end does to each: φ' at the left, −φ' at the right end, shape (n,)."""
        waves = self.wave_numbers * (self.left[1] if side == "left" else self.signs * self.right[1])
        return np.concatenate([[mode.slopes()[side == "right"] for mode in self.slow], waves])

    def next_wave_number(self) -> float:
        """Lower bound on κ of the first mode that is not here: κL > (n − 1)π."""
        count = self.wave_numbers.size + len(self.slow)
        return max(count - 1, 0) * math.pi / self.line.length


def modes(line: Line, count: int) -> Modes:
    """The first modes of a finite line.

    Parameters
    ----------
    count
        How many at least.

    Raises
    ------
    ConvergenceError
        A root was not found (numbers beyond every physical range).
    """
    if line.left is None or line.right is None:
        raise TypeError("a line without end has no modes")
    slow = slow_modes(line)
    orders = np.arange(float(len(slow)), float(max(count, len(slow) + 1)))
    if all(load.held or load.sealed for load in (line.left, line.right)):
        kappa = (orders + 0.5 * (line.left.held + line.right.held)) * (math.pi / line.length)
    else:
        kappa = _wave_numbers(line, orders)
    left, right = _turns(line, kappa, orders)
    twice = np.full(kappa.size, line.length)
    for load, (even, odd) in ((line.left, left), (line.right, right)):
        if not load.held and not load.sealed:
            twice += even * (odd / kappa + 2.0 * load.capacitance * even)
    size = np.sqrt(2.0 / twice)
    return Modes(line, slow, kappa, size * left, size * right, 1.0 - 2.0 * (orders % 2.0))


def _wave(kappa: Floats, end: Floats, distance: Floats) -> Floats:
    """cos(κs − δ) over the norm at distances s from an end, shape (m, k)."""
    angle = np.multiply.outer(distance, kappa)
    wave = np.zeros(angle.shape)
    for share, function in zip(end, (np.cos, np.sin), strict=True):
        if share.any():
            wave += share * function(angle)
    return wave


def _turns(line: Line, kappa: Floats, orders: Floats) -> tuple[Floats, Floats]:
    """The cosine and sine of δ of both ends, shape (2, k) each.

    δ follows from the end's own β, or from the other's by δ_left + δ_right = κL − nπ, which is the more
    accurate where β is the small difference of large numbers.
    """
    loads = (line.left, line.right)
    angles = [_phase(load, kappa) for load in loads]
    doubts = [_doubt(load, kappa) for load in loads]
    turns = []
    for own, other in ((0, 1), (1, 0)):
        load = loads[own]
        if load is None or load.held or load.sealed:
            plain = [[0.0], [1.0]] if load is not None and load.held else [[1.0], [0.0]]
            turns.append(np.repeat(plain, kappa.size, axis=1))
            continue
        turn = np.array([kappa, _excess(load, kappa)])
        turn /= np.hypot(turn[0], turn[1])
        better = doubts[own] > doubts[other] + kappa * line.length
        angle = kappa[better] * line.length - angles[other][better] - orders[better] * math.pi
        turn[:, better] = np.cos(angle), np.sin(angle)
        turns.append(turn)
    return turns[0], turns[1]


def _doubt(load: Load | None, kappa: Floats) -> Floats:
    """Error of δ from an end's own β, in units of rounding."""
    if load is None or load.held or load.sealed:
        return np.zeros(kappa.size)
    size = load.conductance + load.capacitance * (1.0 + kappa**2)
    return size * kappa / (kappa**2 + _excess(load, kappa) ** 2)


def _phase(load: Load | None, kappa: Floats) -> Floats:
    """δ of an end, between −π/2 and π/2."""
    if load is None or load.held:
        return np.full(kappa.size, 0.5 * math.pi)
    return np.arctan2(_excess(load, kappa), kappa)


def _excess(load: Load, kappa: Floats) -> Floats:
    """β = b − c − cκ²."""
    return load.conductance - load.capacitance - load.capacitance * kappa**2


def _slope(line: Line, kappa: Floats) -> Floats:
    """F'."""
    total = np.full(kappa.size, line.length)
    for load in (line.left, line.right):
        if load is not None and not load.held and not load.sealed:
            beta = _excess(load, kappa)
            total += (beta + 2.0 * load.capacitance * kappa**2) / (kappa**2 + beta**2)
    return total


def _wave_numbers(line: Line, orders: Floats) -> Floats:
    """The root κ of F = nπ for each n; κL is within π of nπ."""
    turns = orders * math.pi

    def function(kappa: Floats, which: Indices) -> tuple[Floats, Floats]:
        value = kappa * line.length - _phase(line.left, kappa) - _phase(line.right, kappa) - turns[which]
        return value, _slope(line, kappa)

    low = np.maximum(turns - math.pi, 0.0) / line.length
    return newton_roots(function, low, (turns + math.pi) / line.length)
