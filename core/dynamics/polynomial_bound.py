"""Voltages with all equilibria of a model whose steady-state current is a polynomial in V."""

import math
from functools import lru_cache

from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.equations import Equations, equations
from core.neuron.expression import Call, Differentiation, Program, names, number, postorder, program

MAX_DEGREE = 12
MAX_VISITED = 20_000


def polynomial_bound(neuron: Neuron, largest_current: float) -> float | None:
    """A voltage [mV] such that no root of I_ss(V) = I is larger in magnitude, for currents up to a size.

    Cauchy's bound: 1 + max |c_k/c_d| over the coefficients below the leading one.

    Returns
    -------
    float
        None where I_ss is no polynomial in V, or a constant.
    """
    code = _derivatives_at(equations(neuron.model))
    if code is None:
        return None
    named = {key: float(value) for key, value in neuron.values.items()} | {VOLTAGE: 0.0}
    found = [float(value) / math.factorial(k) for k, value in enumerate(code(named))]
    while found and found[-1] == 0.0:
        found.pop()
    if len(found) < 2 or not all(math.isfinite(value) for value in found):
        return None
    found[0] = abs(found[0]) + largest_current
    bound = 1.0 + max(abs(value / found[-1]) for value in found[:-1])
    return bound if math.isfinite(bound) else None


@lru_cache(maxsize=64)
def _derivatives_at(made: Equations) -> Program | None:
    """Code of I_ss and its derivatives up to the last that is not zero; None where they do not end."""
    if made.unsolved:
        return None
    total = sum(made.steady_currents, number(0.0))
    if any(isinstance(tree, Call) and VOLTAGE in names(tree) for tree in postorder([total])):
        return None
    rows, work = [total], Differentiation()
    while VOLTAGE in names(rows[-1]):
        if len(rows) > MAX_DEGREE or work.visited > MAX_VISITED:
            return None
        rows.append(work.of(rows[-1], VOLTAGE))
    return program(rows)
