"""Modes of a finite cable that decay more slowly than its membrane: bound to somata that are slow themselves.

With μ < 1 a mode is φ = A e^{−ks} + B e^{−k(L−s)}, s the distance from the left end, k² = 1 − μ; an end asks
for ρA = σ e^{−kL}B (or the same with A and B exchanged), where ρ = k + b − cμ and σ = k − b + cμ, so that
ρ_left ρ_right = σ_left σ_right e^{−2kL}. A soma alone, on a cable without end, binds a mode where b < c: with
ν = 1 − k, ρ = 0 at ν = 2(1 + b)/(2c + 1 + √(1 + 4c(c − b))).

How many there are follows from the changes of sign of the solution at μ = 1, φ = 1 + (b − c)s: at most one
for each soma.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from scipy.optimize import brentq

from core.cable.transient.line import Line, Load
from core.result import Floats

LEAST = 1e-300
EPSILON = float(np.finfo(np.float64).eps)
NEARLY_FLAT = 1e-8
FLAT = 1.0
"""kL below which two exponentials are too much alike to be told apart: hyperbolic functions serve."""


@dataclass(frozen=True, slots=True)
class SlowMode:
    """A mode with μ ≤ 1 of a line of length L, orthonormal with the weights 1 along it and c at its ends.

    Attributes
    ----------
    rate
        μ: it decays as e^{−μT}.
    near, far
        A and B; where kL < 1, of cosh ks and sinh(ks)/k instead.
    """

    rate: float
    length: float
    near: float
    far: float

    @property
    def k(self) -> float:
        """√(1 − μ)."""
        return math.sqrt(1.0 - self.rate)

    def at(self, s: Floats) -> Floats:
        """φ at distances s from the left end, shape (n,)."""
        k = self.k
        if k == 0.0:
            return self.near + self.far * s
        if k * self.length < FLAT:
            sine = np.sinh(k * s) / k if k > LEAST else s
            return self.near * np.cosh(k * s) + self.far * sine
        return self.near * np.exp(-k * s) + self.far * np.exp(k * (s - self.length))

    def slopes(self) -> tuple[float, float]:
        """φ' at the left and −φ' at the right end."""
        k, length = self.k, self.length
        if k * length < FLAT:
            sine = math.sinh(k * length)
            return self.far, -(self.near * k * sine + self.far * math.cosh(k * length))
        small = math.exp(-k * length)
        return k * (self.far * small - self.near), k * (self.near * small - self.far)


@lru_cache(maxsize=32)
def slow_modes(line: Line) -> tuple[SlowMode, ...]:
    """All modes with μ ≤ 1 of a finite line, the slowest first."""
    left, right = _load(line.left), _load(line.right)
    length = line.length
    edge = _excess(left, 1.0), _excess(right, 1.0)
    # At μ = 1, from the left: φ(L), and what φ'(L) is short of the right end's condition.
    at_end, short = 1.0 + edge[0] * length, edge[0] + edge[1] * (1.0 + edge[0] * length)
    if left.held:
        at_end, short = length, 1.0 + edge[1] * length
    if right.held:
        at_end, short = (1.0, 1.0) if left.held else (1.0, at_end)
    shapes: list[SlowMode] = []
    if at_end < 0.0 <= short:
        # Both somata are slow; of their modes, the second may be no slower than the membrane.
        shapes = _two(left, right, length, count=1 + (short > 0.0))
    elif short < 0.0:
        shapes = [_one(left, right, length)]
    if short == 0.0:
        shapes.append(SlowMode(1.0, length, *((0.0, 1.0) if left.held else (1.0, edge[0]))))
    return tuple(_normalized(shape, line) for shape in shapes)


def bound_mode(load: Load) -> float | None:
    """ν = 1 − k of the mode that a soma binds on a cable without other end; None where it binds none."""
    b, c = load.conductance, load.capacitance
    if not b < c:
        return None
    return 2.0 * (1.0 + b) / (2.0 * c + 1.0 + math.sqrt(1.0 + 4.0 * c * (c - b)))


def _load(load: Load | None) -> Load:
    if load is None:
        raise TypeError("a line without end has no modes")
    return load


def _excess(load: Load, rate: float) -> float:
    """β = b − cμ; 0 stands for a held end, where it is not used."""
    return 0.0 if load.held else load.conductance - load.capacitance * rate


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """The root in a bracket, to the last digits however small it is."""
    return float(brentq(function, low, high, xtol=LEAST, rtol=4.0 * EPSILON, maxiter=2000))


def _one(left: Load, right: Load, length: float) -> SlowMode:
    """The only slow mode: the change of sign of an end's condition between μ = 0 and 1."""

    def condition(rate: float) -> float:
        k = math.sqrt(1.0 - rate)
        tangent = math.tanh(k * length)
        ratio = tangent / k if k > LEAST else length
        first, last = _excess(left, rate), _excess(right, rate)
        if left.held:
            return 1.0 + last * ratio
        if right.held:
            return 1.0 + first * ratio
        return k * tangent + first + last * (1.0 + first * ratio)

    rate = _root(condition, 0.0, 1.0)
    k = math.sqrt(1.0 - rate)
    first, last = _excess(left, rate), _excess(right, rate)
    if k * length < FLAT:
        return SlowMode(rate, length, *_flat(left, right, rate, length))
    small = math.exp(-k * length)
    # From the end whose own condition is the nearer to be met.
    if right.held or (not left.held and abs(k + last) >= abs(k + first)):
        return SlowMode(rate, length, 1.0, -small if right.held else small * (k - last) / (k + last))
    return SlowMode(rate, length, -small if left.held else small * (k - first) / (k + first), 1.0)


def _flat(left: Load, right: Load, rate: float, length: float) -> tuple[float, float]:
    """φ and φ' at the left end, from the end with the smaller load, whose β keeps its digits."""
    if left.held:
        return 0.0, 1.0
    if not right.held and _size(left, rate) <= _size(right, rate):
        return 1.0, _excess(left, rate)
    k = math.sqrt(1.0 - rate)
    even, odd = math.cosh(k * length), math.sinh(k * length) / k if k > LEAST else length
    if right.held:
        return odd, -even
    last = _excess(right, rate)
    return even + last * odd, -(k * k * odd + last * even)


def _size(load: Load, rate: float) -> float:
    """Of the summands of β."""
    return load.conductance + load.capacitance * rate


@dataclass(frozen=True, slots=True)
class _Bound:
    """A slow soma, and the ν of what it binds alone."""

    load: Load
    own: float

    def rho_per_distance(self, nu: float) -> float:
        """ρ/(own − ν)."""
        return self.load.capacitance * (2.0 - nu - self.own) + 1.0

    def sigma(self, nu: float) -> float:
        """σ."""
        return 1.0 - nu - self.load.conductance + self.load.capacitance * nu * (2.0 - nu)


def _two(left: Load, right: Load, length: float, count: int) -> list[SlowMode]:
    """The slow modes of two slow somata, however little their ends know of each other.

    ρ_left ρ_right = e^{−2kL} σ_left σ_right for k about the larger (first mode) and below the smaller
    (second) of what binds either soma alone; the distance η from there, not μ, is looked for: both ρ keep
    their digits.
    """
    bound = [_Bound(load, bound_mode(load) or 0.0) for load in (left, right)]
    first, last = sorted(bound, key=lambda each: each.own)
    apart = last.own - first.own

    def gap(nu: float, eta: float) -> float:
        k = 1.0 - nu
        if k < NEARLY_FLAT:
            edge = _excess(left, 1.0), _excess(right, 1.0)
            return edge[0] + edge[1] + length * edge[0] * edge[1]
        own = first.rho_per_distance(nu) * last.rho_per_distance(nu)
        across = first.sigma(nu) * last.sigma(nu)
        if eta >= 0.0 and across >= 0.0:
            # The roots of both sides: the square of e^{−kL} may underflow.
            left_side = math.sqrt(own) * math.sqrt(eta) * math.sqrt(eta + apart)
            return (left_side - math.exp(-k * length) * math.sqrt(across)) / k
        return (own * eta * (eta + apart) - math.exp(-2.0 * k * length) * across) / k

    def slower(eta: float) -> float:
        return gap(first.own - eta, eta)

    def faster(eta: float) -> float:
        return gap(last.own + eta, eta)

    low, high = (0.0, first.own) if slower(0.0) <= 0.0 else (-apart, 0.0)
    eta = _root(slower, low, high)
    distances = {id(first): eta, id(last): eta + apart}
    shapes = [_joined(bound, first.own - eta, [distances[id(each)] for each in bound], length, (1.0, 0.0))]
    if count > 1:
        eta = _root(faster, 0.0, 1.0 - last.own)
        distances = {id(first): -eta - apart, id(last): -eta}
        own = [distances[id(each)] for each in bound]
        shapes.append(_joined(bound, last.own + eta, own, length, (0.0, 1.0)))
    return shapes


def _joined(
    bound: list[_Bound], nu: float, distances: list[float], length: float, alone: tuple[float, float]
) -> SlowMode:
    """The mode of two somata from its ν and the distances own − ν.

    Where the ends know nothing of each other and are alike, A and B are those of `alone`.
    """
    k = 1.0 - nu
    small = math.exp(-k * length)
    rho = [each.rho_per_distance(nu) * distance for each, distance in zip(bound, distances, strict=True)]
    pairs = ((small * bound[0].sigma(nu), rho[0]), (rho[1], small * bound[1].sigma(nu)))
    near, far = max(pairs, key=lambda pair: max(abs(pair[0]), abs(pair[1])))
    largest = max(abs(near), abs(far))
    near, far = (near / largest, far / largest) if largest > 0.0 else alone
    if k * length < FLAT:
        near, far = near + far * small, k * (far * small - near)
    return SlowMode(nu * (2.0 - nu), length, near, far)


def _normalized(mode: SlowMode, line: Line) -> SlowMode:
    """The same mode with ∫φ² + Σ cφ² = 1."""
    left, right, length = _load(line.left), _load(line.right), line.length
    k = mode.k
    if k == 0.0:
        total = length * (mode.near**2 + length * mode.far * (mode.near + length * mode.far / 3.0))
    elif k * length < FLAT:
        nodes, weights = _gauss_nodes()
        total = 0.5 * length * float(weights @ mode.at(0.5 * length * (1.0 + nodes)) ** 2)
    else:
        crossed = 2.0 * mode.near * mode.far * length * math.exp(-k * length)
        own = (mode.near**2 + mode.far**2) * -math.expm1(-2.0 * k * length) / (2.0 * k)
        total = own + crossed
    if left.capacitance or right.capacitance:
        at_ends = mode.at(np.array([0.0, length])) ** 2
        total += left.capacitance * float(at_ends[0]) + right.capacitance * float(at_ends[1])
    root = math.sqrt(total)
    return SlowMode(mode.rate, length, mode.near / root, mode.far / root)


@cache
def _gauss_nodes() -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on (−1, 1)."""
    return np.polynomial.legendre.leggauss(16)
