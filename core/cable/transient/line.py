"""The cable equation in the Laplace domain, in length and time constants.

U_T = U_XX − U + δ(X − Y) becomes U'' = q² U − δ with q = √(1 + p). An end has the admittance b + c p, of a
soma with b = R_∞/R_s and c = b τ_s/τ, over that of a semi-infinite cable, q; its reflection coefficient is Γ
= (q − b − cp)/(q + b + cp). Then, with P(s) = 1 + Γe^{−2qs}, s the distance to an end,

    K(X, Y; p) = e^{−q|X−Y|} P_left P_right/(2q D),   D = 1 − Γ_left Γ_right e^{−2qL}.

No factor cancels or overflows for Re q > 0, of which every use here keeps: on the contours of an inverse
transform, on the imaginary axis (a sinusoid of angular frequency ω: p = iωτ), at p = 0 (the steady state).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.numerics.inverse_laplace import Complexes
from core.result import Floats

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Load:
    """What an end is joined to.

    Attributes
    ----------
    conductance
        b, over that of a semi-infinite cable; infinite where a voltage is held.
    capacitance
        c, over that of a length constant of cable.
    """

    conductance: float = 0.0
    capacitance: float = 0.0

    @property
    def held(self) -> bool:
        """Whether its voltage is held."""
        return math.isinf(self.conductance)

    @property
    def sealed(self) -> bool:
        """Whether no current enters it."""
        return self.conductance == 0.0 and self.capacitance == 0.0

    def reflection(self, p: Complexes, q: Complexes) -> tuple[Complexes, Complexes, Complexes]:
        """Γ, 1 + Γ and 1 − Γ, each without cancellation, shaped as p."""
        if self.held or self.sealed:
            one = np.ones_like(q)
            return (-one, 0.0 * one, 2.0 * one) if self.held else (one, 2.0 * one, 0.0 * one)
        admittance = self.conductance + self.capacitance * p
        total = q + admittance
        return (q - admittance) / total, 2.0 * q / total, 2.0 * admittance / total


SEALED = Load()
HELD = Load(math.inf)


@dataclass(frozen=True, slots=True)
class Line:
    """A uniform cable.

    Attributes
    ----------
    begin, end
        Positions of its ends [length constants], infinite where there is none.
    left, right
        What they are joined to; None where there is none.
    """

    begin: float
    end: float
    left: Load | None
    right: Load | None

    @property
    def length(self) -> float:
        """Length [length constants], infinite where an end is missing."""
        return self.end - self.begin

    def load(self, side: Side) -> Load | None:
        """The load of an end."""
        return self.left if side == "left" else self.right

    def between(self, low: float, high: float) -> "Line":
        """The part of it between two positions, sealed where it is cut."""
        return Line(
            max(self.begin, low),
            min(self.end, high),
            self.left if low <= self.begin else SEALED,
            self.right if high >= self.end else SEALED,
        )

    def transfer(self, p: Complexes, x: Floats, source: float) -> Complexes:
        """K: voltage at x, shape (n,), per R_∞ times a current into a source, shape (m, n) for p of (m,)."""
        whole: Complexes = np.exp(-_root(p) * np.abs(x - source)) * self.share(p, x, source)
        return whole

    def share(self, p: Complexes, x: Floats, source: float) -> Complexes:
        """K e^{q|x−y|}, which does not underflow, shape (m, n)."""
        q = _root(p)
        total: Complexes = 0.5 / q * np.ones(x.size)
        if self.left is not None:
            total = total * _even(self.left, p, q, np.minimum(x, source) - self.begin)
        if self.right is not None:
            total = total * _even(self.right, p, q, self.end - np.maximum(x, source))
        total /= self._closure(p, q)
        return total

    def slope(self, p: Complexes, x: Floats, source: float) -> Complexes:
        """∂K/∂X away from the source, shape (m, n); at the source itself, that on its right."""
        q = _root(p)
        before = x < source
        towards_left = self._factor("left", "odd", p, q, x) * self._factor("right", "even", p, q, source)
        towards_right = self._factor("left", "even", p, q, source) * self._factor("right", "odd", p, q, x)
        either = np.where(before, towards_left, -towards_right)
        slope: Complexes = 0.5 * np.exp(-q * np.abs(x - source)) * either / self._closure(p, q)
        return slope

    def held_transfer(self, p: Complexes, x: Floats, side: Side) -> Complexes:
        """Voltage at x, shape (n,), per voltage at which an end is held, shape (m, n)."""
        q = _root(p)
        held, other = (self.begin, self.right) if side == "left" else (self.end, self.left)
        wave: Complexes = np.exp(-q * np.abs(x - held))
        if other is None:
            return wave
        far = self.end - x if side == "left" else x - self.begin
        wave *= _even(other, p, q, far) / _even(other, p, q, np.array([self.length]))
        return wave

    def _factor(
        self, side: Side, kind: Literal["even", "odd"], p: Complexes, q: Complexes, x: Floats | float
    ) -> Complexes:
        """P = 1 + Γe^{−2qs} or 1 − Γe^{−2qs} at positions x; 1 where there is no such end."""
        load = self.load(side)
        if load is None:
            return np.ones_like(q)
        distance = np.atleast_1d(x - self.begin if side == "left" else self.end - x)
        if kind == "even":
            return _even(load, p, q, distance)
        reflection, _, minus = load.reflection(p[:, np.newaxis], q)
        odd: Complexes = minus - reflection * np.expm1(-2.0 * q * distance)
        return odd

    def _closure(self, p: Complexes, q: Complexes) -> Complexes:
        """D, shape (m, 1)."""
        if self.left is None or self.right is None:
            return np.ones_like(q)
        first, first_plus, first_minus = self.left.reflection(p[:, np.newaxis], q)
        last, last_plus, last_minus = self.right.reflection(p[:, np.newaxis], q)
        both = 0.5 * (first_plus * last_minus + first_minus * last_plus)
        closure: Complexes = both - first * last * np.expm1(-2.0 * q * self.length)
        return closure


def _even(load: Load, p: Complexes, q: Complexes, distance: Floats) -> Complexes:
    """P = 1 + Γe^{−2qs} at distances s from an end, shape (m, n)."""
    reflection, plus, _ = load.reflection(p[:, np.newaxis], q)
    even: Complexes = plus + reflection * np.expm1(-2.0 * q * distance)
    return even


def _root(p: Complexes) -> Complexes:
    """Q = √(1 + p), as a column."""
    root: Complexes = np.sqrt(1.0 + p)[:, np.newaxis]
    return root
