"""Truncated power series in a few variables, pushed through the code of a vector field.

A series is the vector of its coefficients of all monomials up to an order. Sums and products are those of
polynomials; a function of a series follows from its Taylor coefficients at the constant term, which symbolic
differentiation of the function alone gives, by Horner's rule: exact, to any order, for any model.

Griewank and Walther (2008), Evaluating Derivatives, chapter 13, doi:10.1137/1.9780898717761.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np

from core.dynamics.linearisation import Complexes
from core.neuron.expression import Program, call, derivative, name, program
from core.neuron.expression.functions import OPERATIONS, quiet
from core.numerics.roots import Indices

Monomial = tuple[int, ...]


@dataclass(frozen=True)
class Series:
    """The algebra of power series in some variables up to an order."""

    variables: int
    order: int

    @cached_property
    def monomials(self) -> tuple[Monomial, ...]:
        """Exponents, by increasing degree."""
        every = product(range(self.order + 1), repeat=self.variables)
        return tuple(sorted((m for m in every if sum(m) <= self.order), key=lambda m: (sum(m), m)))

    @cached_property
    def index(self) -> Mapping[Monomial, int]:
        """Place of each monomial."""
        return {monomial: i for i, monomial in enumerate(self.monomials)}

    @cached_property
    def _products(self) -> tuple[Indices, Indices, Indices]:
        """Pairs of monomials sorted by their product, and where each product begins."""
        pairs = [
            (self.index[tuple(map(sum, zip(a, b, strict=True)))], i, j)
            for i, a in enumerate(self.monomials)
            for j, b in enumerate(self.monomials)
            if sum(a) + sum(b) <= self.order
        ]
        target, left, right = np.array(sorted(pairs), dtype=np.intp).T
        return left, right, np.flatnonzero(np.diff(target, prepend=-1))

    @cached_property
    def _slopes(self) -> tuple[tuple[Indices, Indices, Indices], ...]:
        """Of each variable: monomials with it, those with one power less, and the power."""
        found = []
        for variable in range(self.variables):
            rows = [
                (i, self.index[tuple(e - (k == variable) for k, e in enumerate(m))], m[variable])
                for i, m in enumerate(self.monomials)
                if m[variable]
            ]
            found.append(tuple(np.array(rows, dtype=np.intp).T))
        return tuple(found)

    def times(self, a: Complexes, b: Complexes) -> Complexes:
        """The product of two series."""
        left, right, begins = self._products
        value: Complexes = np.add.reduceat(a[left] * b[right], begins)
        return value

    def slope(self, a: Complexes, variable: int) -> Complexes:
        """The derivative by a variable, exact below the order."""
        source, target, power = self._slopes[variable]
        value = np.zeros_like(a)
        value[target] = power * a[source]
        return value

    def composed(self, taylor: Sequence[float], a: Complexes) -> Complexes:
        """f(a) by the Taylor coefficients of f at the constant term of a."""
        small = a.copy()
        small[0] = 0.0
        value = np.zeros_like(a)
        value[0] = taylor[-1]
        for coefficient in reversed(taylor[:-1]):
            value = self.times(value, small)
            value[0] += coefficient
        return value

    def run(self, code: Program, values: Mapping[str, Any]) -> list[Complexes]:
        """The values of some expressions of names that are floats or series."""
        slots: list[Any] = [*code.constants, *(values[item] for item in code.names)]
        for operation, left, right in code.steps:
            first = slots[left]
            second = slots[right] if right >= 0 else None
            if type(first) is float and (second is None or type(second) is float):
                operands = (first,) if second is None else (first, second)
                slots.append(quiet(OPERATIONS[operation], *operands))
            elif second is None:
                slots.append(self._unary(operation, first))
            else:
                slots.append(self._binary(operation, first, second))
        return [self._constant(slots[i]) if type(slots[i]) is float else slots[i] for i in code.outputs]

    def _constant(self, value: float) -> Complexes:
        series = np.zeros(len(self.monomials), dtype=np.complex128)
        series[0] = value
        return series

    def _unary(self, operation: str, a: Complexes) -> Complexes:
        if operation == "negative":
            return -a
        if operation[0] == "^":
            value = a
            for _ in range(int(operation[1:]) - 1):
                value = self.times(value, a)
            return value
        return self.composed(_taylor(operation, float(a[0].real), self.order), a)

    def _binary(self, operation: str, a: Any, b: Any) -> Complexes:
        if operation == "^":
            return self._power(a, b)
        if operation == "/":
            if type(b) is float:
                return np.asarray(a / b)
            inverse = self.composed(_power_taylor(-1.0, float(b[0].real), self.order), b)
            return np.asarray(a * inverse) if type(a) is float else self.times(a, inverse)
        if operation == "*":
            return np.asarray(a * b) if type(a) is float or type(b) is float else self.times(a, b)
        left = self._constant(a) if type(a) is float else a
        right = self._constant(b) if type(b) is float else b
        return np.asarray(left + right if operation == "+" else left - right)

    def _power(self, base: Any, exponent: Any) -> Complexes:
        if type(exponent) is float:
            return self.composed(_power_taylor(exponent, float(base[0].real), self.order), base)
        logarithm = math.log(base) if type(base) is float else self._unary("log", base)
        return self._unary("exp", self._binary("*", exponent, logarithm))


def _power_taylor(exponent: float, at: float, order: int) -> list[float]:
    """Taylor coefficients of x^exponent."""
    found, binomial = [], 1.0
    for k in range(order + 1):
        found.append(binomial * quiet(OPERATIONS["^"], at, exponent - k) if binomial else 0.0)
        binomial *= (exponent - k) / (k + 1)
    return found


def _taylor(function: str, at: float, order: int) -> list[float]:
    """Taylor coefficients of a function of one argument."""
    values = _derivatives(function, order)({"u": at})
    return [float(value) / math.factorial(k) for k, value in enumerate(values)]


@lru_cache(maxsize=256)
def _derivatives(function: str, order: int) -> Program:
    trees = [call(function, name("u"))]
    for _ in range(order):
        trees.append(derivative(trees[-1], "u"))
    return program(trees)


@lru_cache(maxsize=16)
def series(variables: int, order: int) -> Series:
    """The algebra, made once."""
    return Series(variables, order)
