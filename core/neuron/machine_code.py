"""Expressions as code of the register machine (`core.numerics.machine`).

Registers hold the inputs, the other names, the constants, what follows from names and constants alone, and
then intermediate results. What depends on no input is computed by the prologue, once for a set of values; the
body computes the rest, once for every set of inputs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.neuron.code_rewriting import Node, rewritten
from core.neuron.expression import Program
from core.numerics.machine_code import NUMBER
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

    @property
    def first_name(self) -> int:
        """Register of the first of the names."""
        return len(self.inputs)

    def loaded(self, values: Mapping[str, float]) -> Floats:
        """Registers, shape (registers,), with names and constants in place; the prologue is still to run."""
        file = np.zeros(self.registers)
        first = self.first_name
        file[first : first + len(self.names)] = [values[name] for name in self.names]
        file[first + len(self.names) :][: self.constants.size] = self.constants
        return file

    def prepared(self, values: Mapping[str, float]) -> Floats:
        """Registers, shape (registers,), for which the body can be run."""
        from core.numerics.machine import run_code

        file = self.loaded(values)
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
    names = tuple(name for name in program.names if name not in inputs)
    code = rewritten(program, frozenset(inputs))
    # Register of every value: of constants and names their own, of the others found below.
    leading = {name: i for i, name in enumerate((*inputs, *names))}
    register = {i: len(leading) + i for i in range(len(code.constants))}
    register |= {slot: leading[name] for slot, name in code.names.items()}
    size = len(leading) + len(code.constants)
    prologue, size = _assigned(code.prologue, register, size, frozenset(code.prologue))
    body, size = _assigned(code.body, register, size, frozenset(code.outputs))
    return MachineCode(
        prologue,
        body,
        tuple(inputs),
        names,
        np.array(code.constants, dtype=np.float64),
        np.array([register[slot] for slot in code.outputs], dtype=np.int64),
        size,
    )


def _assigned(
    nodes: Mapping[int, Node], register: dict[int, int], size: int, kept: frozenset[int]
) -> tuple[Instructions, int]:
    """Instructions, for which registers are found; those of values that are read no more serve again.

    No result goes to the register of an operand: loops over lanes count on it.
    """
    last = {operand: slot for slot, node in nodes.items() for operand in node.operands}
    free: list[int] = []
    rows = []
    for slot, node in nodes.items():
        if free:
            register[slot] = free.pop()
        else:
            register[slot] = size
            size += 1
        operands = [register[operand] for operand in node.operands]
        # An operand that is none is read all the same, and must be a register.
        rows.append([NUMBER[node.operation], register[slot], *operands, *operands[:1] * (3 - len(operands))])
        ended = {operand for operand in node.operands if last[operand] == slot}
        free.extend(
            sorted(register[operand] for operand in ended if operand in nodes and operand not in kept)
        )
    return np.array(rows, dtype=np.int64).reshape(len(rows), 5), size
