"""The operations of the language as numbers: each as a pair of functions, for floats and for arrays."""

import math
import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from core.neuron.expression.removable import (
    MAX_ORDER,
    Array,
    exprel,
    exprel_array,
    exprel_derivative,
    linoid,
    linoid_array,
    linoid_derivative,
)


class Operation(NamedTuple):
    """One operation: on floats (may raise ArithmeticError or ValueError) and on arrays (never raises)."""

    scalar: Callable[..., float]
    vector: Callable[..., Any]


def sigmoid(x: float) -> float:
    """1/(1 + e^{−x}) of a float, in the form that does not overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else math.exp(x)


def sech(x: float) -> float:
    """1/cosh x of a float, in the form that does not overflow."""
    decayed = math.exp(-abs(x))
    return 2.0 * decayed / (1.0 + decayed * decayed)


def sech_array(x: Array) -> Array:
    """1/cosh x of an array, in the form that does not overflow."""
    decayed = np.exp(-np.abs(x))
    value: Array = 2.0 * decayed / (1.0 + decayed * decayed)
    return value


FUNCTIONS = {
    "exp": Operation(math.exp, np.exp),
    "log": Operation(math.log, np.log),
    "sqrt": Operation(math.sqrt, np.sqrt),
    "tanh": Operation(math.tanh, np.tanh),
    "sinh": Operation(math.sinh, np.sinh),
    "cosh": Operation(math.cosh, np.cosh),
    "sech": Operation(sech, sech_array),
    "sigmoid": Operation(sigmoid, lambda x: 1.0 / (1.0 + np.exp(-x))),
    "exprel": Operation(exprel, exprel_array),
    "linoid": Operation(linoid, linoid_array),
}
"""The functions of one argument, by name; their names are not free for parameters."""

ELEMENTARY = tuple(FUNCTIONS)
"""The functions that a message offers; the derivatives below are for trees that the core has made."""

FUNCTIONS |= {f"exprel_{k}": Operation(*exprel_derivative(k)) for k in range(1, MAX_ORDER + 1)}
FUNCTIONS |= {f"linoid_{k}": Operation(*linoid_derivative(k)) for k in range(1, MAX_ORDER + 1)}

ARITHMETIC = {
    "+": Operation(operator.add, np.add),
    "-": Operation(operator.sub, np.subtract),
    "*": Operation(operator.mul, np.multiply),
    "/": Operation(operator.truediv, np.divide),
    "^": Operation(math.pow, np.power),
    "negative": Operation(operator.neg, np.negative),
    # Gates are raised to small powers everywhere; pow is ten times the price of the products.
    "^2": Operation(lambda x: x * x, np.square),
    "^3": Operation(lambda x: x * x * x, lambda x: x * x * x),
    "^4": Operation(lambda x: (x * x) * (x * x), lambda x: np.square(np.square(x))),
}

OPERATIONS = FUNCTIONS | ARITHMETIC


def quiet(operation: Operation, *operands: float) -> float:
    """Value of an operation on floats: the IEEE result, ±∞ or NaN, where Python's mathematics raises."""
    try:
        return operation.scalar(*operands)
    except (ArithmeticError, ValueError):
        with np.errstate(all="ignore"):
            return float(operation.vector(*(np.float64(x) for x in operands)))
