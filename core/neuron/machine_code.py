"""Expressions as code of the register machine (`core.numerics.machine`).

Registers hold the inputs, the other names, the constants, what follows from names and constants alone, and
then intermediate results. What depends on no input is computed by the prologue, once for a set of values; the
body computes the rest, once for every set of inputs. A product that is read by one sum only becomes part of
it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.neuron.expression import Program
from core.numerics.machine_code import MULTIPLY_ADD, MULTIPLY_SUBTRACT, NUMBER, SUBTRACT_PRODUCT
from core.result import Floats

Instructions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class MachineCode:
    """Code that evaluates some expressions.

    Attributes
    ----------
    prologue, body
        Instructions, shape (n, 5).
    inputs
        Names in the first registers.
    names
        The other names that are read, in the registers after these.
    constants
        Values of the registers after these.
    outputs
        Register of each expression's value, shape (k,): that of an input, a name or a constant where the
        expression is no more.
    registers
        How many there are.
    """

    prologue: Instructions
    body: Instructions
    inputs: tuple[str, ...]
    names: tuple[str, ...]
    constants: Floats
    outputs: NDArray[np.int64]
    registers: int

    def prepared(self, values: Mapping[str, float]) -> Floats:
        """Registers, shape (registers,), with names and constants in place and the prologue run."""
        from core.numerics.machine import run_code

        file = np.zeros(self.registers)
        first = len(self.inputs)
        file[first : first + len(self.names)] = [values[name] for name in self.names]
        file[first + len(self.names) :][: self.constants.size] = self.constants
        run_code(self.prologue, file)
        return file


def encode(program: Program, inputs: Sequence[str]) -> MachineCode:
    """Code of a program for the register machine.

    Parameters
    ----------
    program
        What is to be computed.
    inputs
        Names that vary from one evaluation to the next, in the order of their registers; the program need not
        read them all.
    """
    return _Encoder(program, tuple(inputs)).code()


class _Encoder:
    """One encoding: which value each slot of the program has become."""

    def __init__(self, program: Program, inputs: tuple[str, ...]) -> None:
        self._program, self._inputs = program, inputs
        self._names = tuple(name for name in program.names if name not in inputs)
        first = len(inputs)
        register = {name: i for i, name in enumerate((*inputs, *self._names))}
        self._leading = first + len(self._names) + len(program.constants)
        constants = range(first + len(self._names), self._leading)
        # Register of every slot, and whether its value varies with the inputs.
        self._register = [*constants, *(register[name] for name in program.names)]
        self._varies = [False] * len(constants) + [name in inputs for name in program.names]
        self._offset = len(self._register)
        for step in program.steps:
            operands = [step.left] if step.right < 0 else [step.left, step.right]
            self._varies.append(any(self._varies[i] for i in operands))
        self._joined = self._joinable()

    def code(self) -> MachineCode:
        prologue, body = self._rows(varying=False), self._rows(varying=True)
        slots = dict(enumerate(self._register))
        size = self._assign(prologue, slots, self._leading, keep=True)
        size = self._assign(body, slots, size, keep=False)
        return MachineCode(
            _array(prologue),
            _array(body),
            self._inputs,
            self._names,
            np.array(self._program.constants, dtype=np.float64),
            np.array([slots[slot] for slot in self._program.outputs], dtype=np.int64),
            size,
        )

    def _joinable(self) -> dict[int, tuple[int, int]]:
        """Slots of products that only one sum reads, with their factors."""
        steps, offset = self._program.steps, self._offset
        reads = Counter(slot for step in steps for slot in (step.left, step.right) if slot >= 0)
        reads.update(self._program.outputs)
        joined: dict[int, tuple[int, int]] = {}
        for step, (operation, left, right) in enumerate(steps):
            if operation not in {"+", "-"}:
                continue
            for slot in (right, left):
                product = steps[slot - offset] if slot >= offset else None
                alike = self._varies[slot] == self._varies[offset + step]
                if product and product.operation == "*" and reads[slot] == 1 and alike:
                    joined[slot] = (product.left, product.right)
                    break
        return joined

    def _rows(self, *, varying: bool) -> list[list[int]]:
        """Instructions of one part, on slots instead of registers."""
        rows = []
        for step, (operation, left, right) in enumerate(self._program.steps):
            slot = self._offset + step
            if self._varies[slot] != varying or slot in self._joined:
                continue
            if operation in {"+", "-"} and (left in self._joined or right in self._joined):
                rows.append(self._joined_row(operation, slot, left, right))
            else:
                rows.append([NUMBER[operation], slot, left, max(right, 0), 0])
                if right < 0:
                    rows[-1][3] = left
                rows[-1][4] = left
        return rows

    def _joined_row(self, operation: str, slot: int, left: int, right: int) -> list[int]:
        if right in self._joined:
            number = MULTIPLY_ADD if operation == "+" else SUBTRACT_PRODUCT
            return [number, slot, *self._joined[right], left]
        number = MULTIPLY_ADD if operation == "+" else MULTIPLY_SUBTRACT
        return [number, slot, *self._joined[left], right]

    def _assign(self, rows: list[list[int]], slots: dict[int, int], size: int, *, keep: bool) -> int:
        """Put registers for slots; those of values that are read no more serve again, unless kept."""
        last = {slot: k for k, row in enumerate(rows) for slot in row[2:]}
        own = {row[1] for row in rows}
        kept = set(self._program.outputs)
        free: list[int] = []
        for k, row in enumerate(rows):
            operands = row[2:]
            row[2:] = [slots[slot] for slot in operands]
            if not keep:
                ended = {slot for slot in operands if last[slot] == k and slot in own and slot not in kept}
                free.extend(sorted(slots[slot] for slot in ended))
            if free:
                slots[row[1]] = free.pop()
            else:
                slots[row[1]] = size
                size += 1
            row[1] = slots[row[1]]
        return size


def _array(rows: list[list[int]]) -> Instructions:
    return np.array(rows, dtype=np.int64).reshape(len(rows), 5)
