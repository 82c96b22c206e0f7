"""A vector field together with its linearisation, as one vector field for collocation.

    u′ = F(u, p),   v′ = F_u(u, p) v + β F(u, p)

On a cycle u that is critical for a fold, (v, β) is the null vector of the periodic problem: v the change of
the states, β that of log T. At a period doubling β = 0 and v changes its sign over a period. At a torus
bifurcation the complex vector v + iw of the multiplier e^{iκT}, freed of its rotation, solves

    v′ = F_u v + κ w,   w′ = F_u w − κ v

and is periodic. The fields are made of the model's trees, so that their derivatives are exact.
"""

from functools import lru_cache
from typing import Literal

import numpy as np

from core.dynamics.vector_field import Derivatives, VectorField
from core.neuron.expression import Expression, name, number, program
from core.neuron.machine_code import MachineCode, encode
from core.neuron.right_hand_side import Entries, differentiated
from core.numerics.collocation.system import FieldCode

Kind = Literal["fold-of-cycles", "period-doubling", "torus"]
EXTRA: dict[Kind, str | None] = {
    "fold-of-cycles": "period_part__",
    "period-doubling": None,
    "torus": "rotation__",
}
"""What the vectors add to the free parameters: β [1], none, κ [rad/ms]."""
COPIES: dict[Kind, int] = {"fold-of-cycles": 2, "period-doubling": 2, "torus": 3}
"""How many vectors of n states there are: u, v and w."""


def variational_code(field: VectorField, kind: Kind) -> FieldCode:
    """Code of the extended field and of its derivatives in all its states and free parameters.

    Its states are u, then v (then w); its free parameters those of the field, then β or κ.
    """
    code, entries = _code(field.derivatives, kind)
    extra = EXTRA[kind]
    free = [*field.names[len(field.states) :], *([] if extra is None else [extra])]
    values = {key: float(value) for key, value in field.constants.items()} | dict.fromkeys(free, 0.0)
    # A free parameter that no equation reads has no register: one more is made for it.
    places = [
        code.first_name + code.names.index(name) if name in code.names else code.registers for name in free
    ]
    return FieldCode(
        code.prologue,
        code.body,
        np.append(code.loaded(values), 0.0),
        np.array(places, dtype=np.int64),
        code.outputs,
        np.array(list(entries), dtype=np.int64).reshape(-1, 2),
        np.tile(field.scale, COPIES[kind]),
    )


@lru_cache(maxsize=32)
def _code(made: Derivatives, kind: Kind) -> tuple[MachineCode, Entries]:
    states = made.equations.states
    trees, vectors = _trees(made, kind)
    extra = EXTRA[kind]
    inputs = (*states, *vectors)
    variables = (*inputs, *made.variables[len(states) :], *([] if extra is None else [extra]))
    entries = differentiated({(i,): tree for i, tree in enumerate(trees)}, variables)
    return encode(program([*trees, *entries.values()]), inputs), entries


def _trees(made: Derivatives, kind: Kind) -> tuple[list[Expression], list[str]]:
    """Right-hand sides, and the names of the components of v and w."""
    states, rates = made.equations.states, made.equations.right_hand_side
    n = len(states)
    names = [[f"{state}__{mark}" for state in states] for mark in ("first_variation", "second_variation")]
    if kind != "torus":
        names = names[:1]
    products = [_applied(made, vector) for vector in names]
    if kind == "fold-of-cycles":
        period_part = name("period_part__")
        products[0] = [products[0][i] + period_part * rates[i] for i in range(n)]
    if kind == "torus":
        rotation = name("rotation__")
        products = [
            [products[0][i] + rotation * name(names[1][i]) for i in range(n)],
            [products[1][i] - rotation * name(names[0][i]) for i in range(n)],
        ]
    return [*rates, *(tree for rows in products for tree in rows)], [entry for row in names for entry in row]


def _applied(made: Derivatives, vector: list[str]) -> list[Expression]:
    """The Jacobian times a vector."""
    n = len(vector)
    rows: list[Expression] = [number(0.0)] * n
    for (i, j), slope in made.first.items():
        if j < n:
            rows[i] = rows[i] + slope * name(vector[j])
    return rows
