"""Code of the register machine for membranes whose states are coupled."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.neuron.declaration import Model, Neuron
from core.neuron.equations import APPLIED_CURRENT, equations
from core.neuron.expression import program
from core.neuron.machine_code import MachineCode, encode
from core.numerics.tree.partition import Integers
from core.result import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The code of one kind.

    Attributes
    ----------
    parts
        Right-hand side; right-hand side and Jacobian.
    registers
        Their registers, ready for the body.
    elements
        Row and column of the elements of the Jacobian, shape (k, 2).
    """

    parts: tuple[MachineCode, MachineCode]
    registers: tuple[Floats, Floats]
    elements: Integers


@dataclass(frozen=True, slots=True, eq=False)
class JoinedCode:
    """The code of some kinds, its registers rows of one array.

    Attributes
    ----------
    code, programs, outputs, elements
        As in `core.compartments.workspace.Membranes`.
    columns
        Of each kind the columns of `Membranes.numbers` from `COUPLED` on.
    registers
        The registers, one after the other.
    """

    code: Integers
    programs: Integers
    outputs: Integers
    elements: Integers
    columns: tuple[tuple[int, int, int, int, int], ...]
    registers: Floats


@lru_cache(maxsize=64)
def _codes(model: Model) -> tuple[MachineCode, MachineCode]:
    made = equations(model)
    inputs = (*made.states, APPLIED_CURRENT)
    both = program([*made.right_hand_side, *made.jacobian.values()])
    return encode(made.rates, inputs), encode(both, inputs)


def code_of(neuron: Neuron) -> Code:
    """The code of a membrane."""
    parts = _codes(neuron.model)
    elements = np.array(list(equations(neuron.model).jacobian), dtype=np.int64).reshape(-1, 2)
    rates, linear = (part.prepared(neuron.values) for part in parts)
    return Code(parts, (rates, linear), elements)


def joined(codes: Sequence[Code | None], register: int) -> JoinedCode:
    """The code of some kinds, with registers from a row on."""
    bodies, outputs = [np.zeros((0, 5), dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    registers, elements = [np.zeros(0)], [np.zeros((0, 2), dtype=np.int64)]
    programs: list[list[int]] = []
    columns: list[tuple[int, int, int, int, int]] = []
    instruction, output, element, row = 0, 0, 0, register
    for code in codes:
        if code is None:
            columns.append((0, 0, 0, 0, 0))
            continue
        columns.append((1, len(programs), len(programs) + 1, element, code.elements.shape[0]))
        element += code.elements.shape[0]
        elements.append(code.elements)
        for part, file in zip(code.parts, code.registers, strict=True):
            # The first column is the operation, the others are registers.
            bodies.append(part.body + np.array([0, row, row, row, row]))
            outputs.append(part.outputs + row)
            programs.append([instruction, instruction + part.body.shape[0], output, row])
            registers.append(file)
            instruction, output = instruction + part.body.shape[0], output + part.outputs.size
            row += file.size
    return JoinedCode(
        np.concatenate(bodies),
        np.array(programs, dtype=np.int64).reshape(-1, 4),
        np.concatenate(outputs),
        np.concatenate(elements),
        tuple(columns),
        np.concatenate(registers),
    )
