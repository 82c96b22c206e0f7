"""A neuron's vector field as code for collocation."""

from functools import lru_cache

import numpy as np

from core.dynamics.vector_field import Derivatives, VectorField
from core.neuron.expression import program
from core.neuron.machine_code import MachineCode, encode
from core.numerics.collocation.system import FieldCode


@lru_cache(maxsize=64)
def _machine_code(made: Derivatives) -> MachineCode:
    trees = [*made.equations.right_hand_side, *made.first.values()]
    return encode(program(trees), made.equations.states)


def field_code(field: VectorField) -> FieldCode:
    """Code of F and of its derivatives in the states and the free parameters."""
    made = field.derivatives
    code = _machine_code(made)
    free = field.names[len(field.states) :]
    values = {key: float(value) for key, value in field.constants.items()}
    # A free parameter that no equation reads has no register: one more is made for it.
    places = [
        code.first_name + code.names.index(name) if name in code.names else code.registers for name in free
    ]
    file = np.append(code.loaded(values), 0.0)
    return FieldCode(
        code.prologue,
        code.body,
        file,
        np.array(places, dtype=np.int64),
        code.outputs,
        np.array(list(made.first), dtype=np.int64).reshape(-1, 2),
        field.scale,
    )
