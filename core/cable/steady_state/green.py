"""Steady solutions of V'' = V on a line with two ends, in a form that neither overflows nor cancels.

Positions are in length constants, voltages relative to rest. An end is a reflection coefficient
Γ = (1 − B)/(1 + B), where B is its conductance over that of a semi-infinite cable: 1 sealed, 0 open, −1 held.
With P(s) = 1 + Γe^{−2s} and Q(s) = 1 − Γe^{−2s}, s the distance to an end,

    K(x, y) = ½ R_∞ e^{−|x−y|} P_left(min) P_right(max) / D,   D = 1 − Γ_left Γ_right e^{−2L},

is the voltage at x for a unit current into y. Every exponent is negative, and each factor is computed from
1 ± Γ, which are known without subtraction: a cable of 10⁶ length constants keeps its digits, and so does one
of 10⁻⁶ (Rall 1959, doi:10.1016/0014-4886(59)90046-9, has the same in hyperbolic functions).
"""

import math
from dataclasses import dataclass

import numpy as np

from core.result import Floats


@dataclass(frozen=True, slots=True)
class Boundary:
    """An end of the line.

    Attributes
    ----------
    load
        Its conductance over that of a semi-infinite cable; infinite where a voltage is held.
    held
        Voltage at which it is held, relative to rest [mV]; 0 otherwise.
    """

    load: float
    held: float = 0.0

    @property
    def plus(self) -> float:
        """1 + Γ."""
        return 2.0 / (1.0 + self.load)

    @property
    def minus(self) -> float:
        """1 − Γ."""
        return 2.0 if math.isinf(self.load) else 2.0 * self.load / (1.0 + self.load)

    @property
    def reflection(self) -> float:
        """Γ, from the smaller of 1 ± Γ."""
        return self.plus - 1.0 if self.load > 1.0 else 1.0 - self.minus

    def even(self, distance: Floats) -> Floats:
        """P = 1 + Γe^{−2s} at a distance s from the end."""
        return self.plus + self.reflection * np.expm1(-2.0 * distance)

    def odd(self, distance: Floats) -> Floats:
        """Q = 1 − Γe^{−2s} at a distance s from the end."""
        return self.minus - self.reflection * np.expm1(-2.0 * distance)


OPEN = Boundary(1.0)
"""No end at all: the cable goes on for ever."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two boundaries, at −∞, 0 or `length` (in length constants).

    Attributes
    ----------
    begin, end
        Positions of its ends; infinite where there is none.
    resistance
        R_∞ [MΩ].
    """

    begin: float
    end: float
    left: Boundary
    right: Boundary
    resistance: float

    @property
    def _closure(self) -> float:
        """D = 1 − Γ_left Γ_right e^{−2L}."""
        both = 0.5 * (self.left.plus * self.right.minus + self.left.minus * self.right.plus)
        product = self.left.reflection * self.right.reflection
        return both - product * math.expm1(-2.0 * (self.end - self.begin))

    def transfer(self, x: Floats, source: float) -> Floats:
        """Voltage at positions x per current into a source [MΩ], with held ends at rest."""
        near = self.left.even(np.minimum(x, source) - self.begin)
        far = self.right.even(self.end - np.maximum(x, source))
        return 0.5 * self.resistance * np.exp(-np.abs(x - source)) * near * far / self._closure

    def flow(self, x: Floats, source: float) -> Floats:
        """Axial current towards the right at positions x per current into a source.

        At the source itself, the current on its right; at the right end, that on its left.
        """
        before = (x < source) | ((x == source) & (x == self.end))
        towards_left = self.left.odd(x - self.begin) * self.right.even(np.full(x.size, self.end - source))
        towards_right = self.left.even(np.full(x.size, source - self.begin)) * self.right.odd(self.end - x)
        share = np.where(before, -towards_left, towards_right)
        return 0.5 * np.exp(-np.abs(x - source)) * share / self._closure

    def held_voltage(self, x: Floats) -> Floats:
        """Voltage at positions x from the held ends [mV]."""
        total = np.zeros(x.size)
        length = np.array([self.end - self.begin])
        if self.left.held:
            near, whole = self.right.even(self.end - x), self.right.even(length)
            total += self.left.held * np.exp(self.begin - x) * near / whole
        if self.right.held:
            near, whole = self.left.even(x - self.begin), self.left.even(length)
            total += self.right.held * np.exp(x - self.end) * near / whole
        return total

    def held_flow(self, x: Floats) -> Floats:
        """Axial current towards the right at positions x from the held ends [nA]."""
        total = np.zeros(x.size)
        length = np.array([self.end - self.begin])
        if self.left.held:
            near, whole = self.right.odd(self.end - x), self.right.even(length)
            total += self.left.held / self.resistance * np.exp(self.begin - x) * near / whole
        if self.right.held:
            near, whole = self.left.odd(x - self.begin), self.left.even(length)
            total -= self.right.held / self.resistance * np.exp(x - self.end) * near / whole
        return total

    def log_attenuation(self, source: float, target: float) -> float:
        """Logarithm of the voltage at a source over that at a target, for a current into the source.

        Infinite where the target is held.
        """
        if source <= target:
            own, other = (self.right.even(np.array([self.end - x])) for x in (source, target))
        else:
            own, other = (self.left.even(np.array([x - self.begin])) for x in (source, target))
        if other[0] == 0.0:
            return math.inf
        return abs(source - target) + math.log(own[0] / other[0])

    def input_conductances(self) -> tuple[float, float]:
        """Conductance [µS] of the cable seen from its left and its right end, held ends at rest."""
        length = np.array([self.end - self.begin])
        seen = ((far.odd(length) / far.even(length))[0] for far in (self.right, self.left))
        left, right = (float(ratio) / self.resistance for ratio in seen)
        return left, right
