"""The vector field of a neuron over its states and some of its parameters, with exact derivatives.

What is continued in a parameter, or in two, treats these as further unknowns: a point is z = (x, p), the
states and then the free parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.equations import APPLIED_CURRENT, Equations, equations
from core.neuron.expression import Expression, Program, Value, program
from core.neuron.right_hand_side import Entries, differentiated
from core.numerics.multilinear import symmetric
from core.quantity import MicroampPerCm2, Quantity, annotated_quantity
from core.result import Floats

if TYPE_CHECKING:
    from core.numerics.collocation.newton import FieldCode

CURRENT = "current"
"""The name by which a client calls the applied current among the parameters."""


@dataclass(frozen=True, eq=False)
class VectorField:
    """dx/dt = F(x, p) of a neuron.

    Attributes
    ----------
    neuron
        Gives every parameter its value that is not free.
    free
        Names of the free parameters: `CURRENT` or parameters of the model.
    current
        The applied current [µA/cm²] where it is not free.
    """

    neuron: Neuron
    free: tuple[str, ...]
    current: float = 0.0

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of the states, V first."""
        return self.neuron.model.states

    @cached_property
    def derivatives(self) -> "Derivatives":
        """The trees and their code, shared by all neurons of a model."""
        return _derivatives(equations(self.neuron.model), tuple(_internal(name) for name in self.free))

    @cached_property
    def scale(self) -> Floats:
        """A size of each state that matters, shape (n,): a spike of V, 1 of a gate."""
        return np.array([self.neuron.model.swing, *self.neuron.model.typical])

    @cached_property
    def code(self) -> "FieldCode":
        """Code of F and its derivatives for collocation."""
        # Numba is imported only where the code is to be run.
        from core.dynamics.cycles.code import field_code

        return field_code(self)

    def split(self, z: Floats) -> tuple[Neuron, float]:
        """The neuron with the free parameters of a point, and its applied current [µA/cm²].

        The values need not be within the declared bounds.
        """
        named = dict(zip(self.free, z[len(self.states) :].tolist(), strict=True))
        current = named.pop(CURRENT, self.current)
        return Neuron(self.neuron.model, {**self.neuron.values, **named}), current

    def rates(self, z: Floats) -> Floats:
        """F, shape (n,) for z of shape (n + k,), (n, m) for (n + k, m)."""
        rows = self.derivatives.rates(self._values(z))
        return np.array(np.broadcast_arrays(*rows, z[0])[:-1], dtype=np.float64)

    def jacobian(self, z: Floats) -> Floats:
        """∂F/∂z, shape (n, n + k), or (m, n, n + k) for z of shape (n + k, m)."""
        made = self.derivatives
        matrix = np.zeros((*z.shape[1:], len(self.states), z.shape[0]))
        for (i, j), value in zip(made.first, made.first_program(self._values(z)), strict=True):
            matrix[..., i, j] = value
        return matrix

    def second(self, z: Floats) -> Floats:
        """∂²F/∂z² at one point, shape (n, n + k, n + k)."""
        made = self.derivatives
        return symmetric(made.second, made.second_program(self._values(z)), (len(self.states), z.size, 2))

    def third(self, z: Floats) -> Floats:
        """∂³F/∂z³ at one point, shape (n, n + k, n + k, n + k)."""
        made = self.derivatives
        return symmetric(made.third, made.third_program(self._values(z)), (len(self.states), z.size, 3))

    @cached_property
    def _named(self) -> dict[str, Value]:
        named: dict[str, Value] = {key: float(value) for key, value in self.neuron.values.items()}
        named[APPLIED_CURRENT] = float(self.current)
        return named

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of z in the equations: the states, then the free parameters."""
        return (*self.states, *(_internal(name) for name in self.free))

    @property
    def constants(self) -> Mapping[str, Value]:
        """Values of all parameters in the equations; those of the free ones are to be replaced."""
        return self._named

    def _values(self, z: Floats) -> Mapping[str, Value]:
        entries = z.tolist() if z.ndim == 1 else z
        return {**self._named, **dict(zip(self.names, entries, strict=True))}


@dataclass(frozen=True, eq=False)
class Derivatives:
    """The right-hand side of a model and its derivatives in the states and some parameters.

    Attributes
    ----------
    variables
        The states and then the parameters, by their names in the equations.
    """

    equations: Equations
    variables: tuple[str, ...]

    @cached_property
    def rates(self) -> Program:
        """Code of F."""
        return program(self.equations.right_hand_side)

    @cached_property
    def first(self) -> Entries:
        """∂Fᵢ/∂zⱼ by (i, j)."""
        trees: dict[tuple[int, ...], Expression] = {
            (i,): tree for i, tree in enumerate(self.equations.right_hand_side)
        }
        return differentiated(trees, self.variables)

    @cached_property
    def second(self) -> Entries:
        """∂²Fᵢ/∂zⱼ∂zₖ by (i, j, k), j ≤ k."""
        return differentiated(self.first, self.variables)

    @cached_property
    def third(self) -> Entries:
        """∂³Fᵢ/∂zⱼ∂zₖ∂zₗ by (i, j, k, l), j ≤ k ≤ l."""
        return differentiated(self.second, self.variables)

    @cached_property
    def first_program(self) -> Program:
        """Code of the first derivatives, in their order."""
        return program(self.first.values())

    @cached_property
    def second_program(self) -> Program:
        """Code of the second derivatives, in their order."""
        return program(self.second.values())

    @cached_property
    def third_program(self) -> Program:
        """Code of the third derivatives, in their order."""
        return program(self.third.values())


@lru_cache(maxsize=64)
def _derivatives(made: Equations, parameters: tuple[str, ...]) -> Derivatives:
    return Derivatives(made, (*made.states, *parameters))


def _internal(name: str) -> str:
    return APPLIED_CURRENT if name == CURRENT else name


def quantity_of(neuron: Neuron, name: str, pointer: str) -> Quantity:
    """What a free parameter is: the applied current, or a parameter of the model with its bounds.

    Raises
    ------
    ParameterError
        The model has no parameter of that name.
    """
    if name == CURRENT:
        return annotated_quantity(MicroampPerCm2)
    known = {parameter.name: parameter.quantity for parameter in neuron.model.parameters}
    if name not in known:
        near = get_close_matches(name, [CURRENT, *known], n=1)
        raise ParameterError(
            pointer,
            f"{neuron.model.name} has no parameter {name!r}",
            received=name,
            allowed=", ".join([CURRENT, *known]),
            hint=f"did you mean {near[0]}?" if near else "",
        )
    return known[name]
