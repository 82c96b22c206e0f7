"""The register machine (`core.numerics.machine`) on many sets of registers side by side (compiled).

An instruction works on a whole vector, so that its decoding costs little, and no lane waits for another's
branch. A register that a function writes must not be the one that it reads: the encoder sees to that.
"""

import numpy as np

from core.numerics.compilation import kernel
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
from core.numerics.lane_vector import LANES, load, store
from core.numerics.machine import Code
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


@kernel
def run_lanes(code: Code, registers: Floats) -> None:  # noqa: C901, PLR0912, PLR0915 - a table
    """Run code, shape (n, 5), over registers of shape (m, LANES)."""
    for k in range(code.shape[0]):
        operation = code[k, 0]
        t, a = np.uint64(code[k, 1]), np.uint64(code[k, 2])
        b, c = np.uint64(code[k, 3]), np.uint64(code[k, 4])
        if operation == ADD:
            store(registers, t, load(registers, a) + load(registers, b))
        elif operation == SUBTRACT:
            store(registers, t, load(registers, a) - load(registers, b))
        elif operation == MULTIPLY:
            store(registers, t, load(registers, a) * load(registers, b))
        elif operation == DIVIDE:
            store(registers, t, load(registers, a) / load(registers, b))
        elif operation == NEGATIVE:
            store(registers, t, -load(registers, a))
        elif operation == SQUARE:
            x = load(registers, a)
            store(registers, t, x * x)
        elif operation == CUBE:
            x = load(registers, a)
            store(registers, t, x * x * x)
        elif operation == FOURTH:
            square = load(registers, a) * load(registers, a)
            store(registers, t, square * square)
        elif operation == MULTIPLY_ADD:
            store(registers, t, load(registers, a) * load(registers, b) + load(registers, c))
        elif operation == MULTIPLY_SUBTRACT:
            store(registers, t, load(registers, a) * load(registers, b) - load(registers, c))
        elif operation == SUBTRACT_PRODUCT:
            store(registers, t, load(registers, c) - load(registers, a) * load(registers, b))
        elif operation == EXP:
            for i in range(LANES):
                registers[t, i] = exponential(registers[a, i])
        elif operation == LINOID:
            for i in range(LANES):
                registers[t, i] = linear_exponential(registers[a, i])
        elif operation == SIGMOID:
            for i in range(LANES):
                registers[t, i] = logistic(registers[a, i])
        elif operation == TANH:
            for i in range(LANES):
                registers[t, i] = hyperbolic_tangent(registers[a, i])
        elif operation == COSH:
            for i in range(LANES):
                registers[t, i] = hyperbolic_cosine(registers[a, i])
        elif operation == SECH:
            for i in range(LANES):
                registers[t, i] = hyperbolic_secant(registers[a, i])
        elif operation == SINH:
            for i in range(LANES):
                registers[t, i] = hyperbolic_sine(registers[a, i])
        elif operation == EXPREL:
            for i in range(LANES):
                registers[t, i] = relative_exponential(registers[a, i])
        elif operation == LOG:
            for i in range(LANES):
                registers[t, i] = natural_logarithm(registers[a, i])
        elif operation == SQRT:
            for i in range(LANES):
                registers[t, i] = np.sqrt(registers[a, i])
        elif operation == POWER:
            for i in range(LANES):
                registers[t, i] = registers[a, i] ** registers[b, i]
        elif operation >= LINOID_1:
            for i in range(LANES):
                registers[t, i] = linoid_derivative(registers[a, i], operation - LINOID_1 + 1)
        elif operation >= EXPREL_1:
            for i in range(LANES):
                registers[t, i] = exprel_derivative(registers[a, i], operation - EXPREL_1 + 1)
