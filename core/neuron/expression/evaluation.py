"""Values of expressions: a flat program over floats or arrays, each common subexpression computed once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.neuron.expression.functions import OPERATIONS, quiet
from core.neuron.expression.nodes import Binary, Call, Expression, Name, Negative, Number
from core.neuron.expression.traversal import postorder

Value = float | NDArray[np.float64]

MANY_VALUES = 2**20
"""Intermediate results past which those that are read no more are given up at once."""


class Step(NamedTuple):
    """slot[next] = operation(slot[left], slot[right]); `right` is −1 for an operation of one operand."""

    operation: str
    left: int
    right: int


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Expressions as straight-line code.

    Slots hold the constants, then the values of the names, then the result of each step in order; `outputs`
    are the slots of the expressions. Operations are the keys of `functions.OPERATIONS`.
    """

    constants: tuple[float, ...]
    names: tuple[str, ...]
    steps: tuple[Step, ...]
    outputs: tuple[int, ...]

    def __call__(self, values: Mapping[str, Value]) -> tuple[Value, ...]:
        """The value of each expression, as by `evaluate_many`."""
        slots: list[Any] = [*self.constants]
        only_floats = True
        for name in self.names:
            value = _value(values, name)
            slots.append(value)
            only_floats = only_floats and type(value) is float
        if only_floats:
            self._run_floats(slots)
        else:
            with np.errstate(all="ignore"):
                self._run_arrays(slots)
        return tuple([slots[i] for i in self.outputs])

    def _run_floats(self, slots: list[float]) -> None:
        append = slots.append
        for operation, left, right in self.steps:
            routine = OPERATIONS[operation]
            try:
                append(routine[0](slots[left]) if right < 0 else routine[0](slots[left], slots[right]))
            except (ArithmeticError, ValueError):
                append(quiet(routine, *(slots[i] for i in (left, right) if i >= 0)))

    def _run_arrays(self, slots: list[Any]) -> None:
        append = slots.append
        ends = self._ends(max(np.size(value) for value in slots))
        for number, (operation, left, right) in enumerate(self.steps):
            if ends and number in ends:
                for slot in ends[number]:
                    slots[slot] = None
            routine = OPERATIONS[operation]
            # What reads no array stays a float, so that it costs and rounds as it does among floats.
            first = slots[left]
            if right < 0:
                append(quiet(routine, first) if type(first) is float else routine.vector(first))
                continue
            second = slots[right]
            among_floats = type(first) is float and type(second) is float
            append(quiet(routine, first, second) if among_floats else routine.vector(first, second))

    def _ends(self, size: int) -> dict[int, list[int]]:
        """Slots that are read no more from a step on, where arrays of a size fill so much that it matters."""
        if len(self.steps) * size < MANY_VALUES:
            return {}
        last = {slot: len(self.steps) for slot in self.outputs}
        ends: dict[int, list[int]] = {}
        for number in range(len(self.steps) - 1, -1, -1):
            for slot in self.steps[number][1:]:
                if slot >= 0 and slot not in last:
                    last[slot] = number
                    ends.setdefault(number + 1, []).append(slot)
        return ends


def _value(values: Mapping[str, Value], name: str) -> Value:
    """The value of a name: a float, or an array of at least one dimension."""
    try:
        value = values[name]
        if type(value) is float:
            return value
    except KeyError:
        raise KeyError(f"no value for {name!r}; there are {', '.join(sorted(values)) or 'none'}") from None
    array = np.asarray(value, dtype=np.float64)
    return array if array.ndim else float(array)


def program(expressions: Iterable[Expression]) -> Program:
    """The code that evaluates some expressions together; it does not depend on values and is safe to share.

    A caller that evaluates the same expressions thousands of times keeps it.
    """
    roots = list(expressions)
    order = postorder(roots)
    numbers = [tree for tree in order if isinstance(tree, Number)]
    variables = [tree for tree in order if isinstance(tree, Name)]
    slot: dict[Expression, int] = {tree: i for i, tree in enumerate([*numbers, *variables])}
    steps = []
    for tree in order:
        if tree not in slot:
            steps.append(_step(tree, slot))
            slot[tree] = len(slot)
    return Program(
        tuple(tree.value for tree in numbers),
        tuple(tree.identifier for tree in variables),
        tuple(steps),
        tuple(slot[root] for root in roots),
    )


def _step(tree: Expression, slot: Mapping[Expression, int]) -> Step:
    match tree:
        case Binary("^", base, Number(2.0 | 3.0 | 4.0 as exponent)):
            return Step(f"^{exponent:.0f}", slot[base], -1)
        case Binary(operator, left, right):
            return Step(operator, slot[left], slot[right])
        case Negative(operand):
            return Step("negative", slot[operand], -1)
        case Call(function, argument):
            return Step(function, slot[argument], -1)
    raise AssertionError(tree)


# Small, because it keeps trees alive: a caller in a loop holds its own program.
_recent_program = lru_cache(maxsize=32)(program)


def evaluate_many(expressions: Iterable[Expression], values: Mapping[str, Value]) -> tuple[Value, ...]:
    """Values of several expressions, which share their common subexpressions.

    Parameters
    ----------
    expressions
        The trees.
    values
        A float or an array for every name that they read (more are allowed); arrays broadcast as in NumPy.

    Returns
    -------
    tuple
        For each expression a float if it reads no array, else an array. ∞ and NaN are values as IEEE 754 has
        them: nothing is raised and no warning given.

    Raises
    ------
    KeyError
        If a name has no value.
    """
    return _recent_program(tuple(expressions))(values)


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Value:
    """Value of one expression, as by `evaluate_many`."""
    return _recent_program((expression,))(values)[0]
