"""A register machine: straight-line code over an array of numbers, run by one compiled kernel (compiled).

An instruction is a row (operation, target, left, right, third) of integers: register[target] =
operation(register[left], register[right], register[third]), of which an operation reads as many as it has
operands. Operations are the positions in `OPERATIONS`.
"""

import numpy as np
from numpy.typing import NDArray

from core.numerics.compilation import inlined, kernel
from core.numerics.elementary import (
    exponential,
    hyperbolic_cosine,
    hyperbolic_secant,
    hyperbolic_sine,
    hyperbolic_tangent,
    linear_exponential,
    logistic,
    natural_logarithm,
    relative_exponential,
)
from core.numerics.machine_code import (
    ADD,
    COSH,
    CUBE,
    DIVIDE,
    EXP,
    EXPREL,
    EXPREL_1,
    FOURTH,
    LINOID,
    LINOID_1,
    LOG,
    MULTIPLY,
    MULTIPLY_ADD,
    MULTIPLY_SUBTRACT,
    NEGATIVE,
    POWER,
    SECH,
    SIGMOID,
    SINH,
    SQRT,
    SQUARE,
    SUBTRACT,
    SUBTRACT_PRODUCT,
    TANH,
)
from core.numerics.removable import exprel_derivative, linoid_derivative
from core.result import Floats

Code = NDArray[np.int64]


@inlined
def arithmetic(operation: int, a: float, b: float, c: float) -> float:  # noqa: C901, PLR0912 - a table
    """Value of an operation up to SUBTRACT_PRODUCT."""
    value = c
    if operation == ADD:
        value = a + b
    elif operation == SUBTRACT:
        value = a - b
    elif operation == MULTIPLY:
        value = a * b
    elif operation == DIVIDE:
        value = a / b
    elif operation == NEGATIVE:
        value = -a
    elif operation == SQUARE:
        value = a * a
    elif operation == CUBE:
        value = a * a * a
    elif operation == FOURTH:
        value = (a * a) * (a * a)
    elif operation == MULTIPLY_ADD:
        value = a * b + c
    elif operation == MULTIPLY_SUBTRACT:
        value = a * b - c
    elif operation == SUBTRACT_PRODUCT:
        value = c - a * b
    return value


@inlined
def function(operation: int, a: float, b: float) -> float:  # noqa: C901, PLR0912 - a table
    """Value of an operation past SUBTRACT_PRODUCT."""
    value = np.nan
    if operation == EXP:
        value = exponential(a)
    elif operation == LINOID:
        value = linear_exponential(a)
    elif operation == SIGMOID:
        value = logistic(a)
    elif operation == TANH:
        value = hyperbolic_tangent(a)
    elif operation == COSH:
        value = hyperbolic_cosine(a)
    elif operation == SECH:
        value = hyperbolic_secant(a)
    elif operation == SINH:
        value = hyperbolic_sine(a)
    elif operation == EXPREL:
        value = relative_exponential(a)
    elif operation == LOG:
        value = natural_logarithm(a)
    elif operation == SQRT:
        value = np.sqrt(a)
    elif operation == POWER:
        value = a**b
    elif operation >= LINOID_1:
        value = linoid_derivative(a, operation - LINOID_1 + 1)
    elif operation >= EXPREL_1:
        value = exprel_derivative(a, operation - EXPREL_1 + 1)
    return value


@kernel
def run_code(code: Code, registers: Floats) -> None:
    """Run code, shape (n, 5), over registers of any number, shape (m,)."""
    for k in range(code.shape[0]):
        operation = code[k, 0]
        a, b = registers[np.uint64(code[k, 2])], registers[np.uint64(code[k, 3])]
        if operation <= SUBTRACT_PRODUCT:
            value = arithmetic(operation, a, b, registers[np.uint64(code[k, 4])])
        else:
            value = function(operation, a, b)
        registers[np.uint64(code[k, 1])] = value
