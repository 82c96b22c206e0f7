"""The ordinary differential equations of a wave that travels along a uniform axon without change of form.

With V(x, t) = V(t − x/c) the cable equation (d/4R_i) ∂²V/∂x² = C ∂V/∂t + I_ion becomes, in ξ = t − x/c,

    V″/K = V′ + I_ion/C,   x′ = φ (a − b x),   K = 4 R_i C c²/d

where K [1/ms] is all that the diameter, the axial resistivity and the velocity have to do with: Hodgkin and
Huxley's constant (1952, eq. 31), doi:10.1113/jphysiol.1952.sp004764. Here they are equations of first order
in V, its slope W = V′, and the other states; log K is one of the two free parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.equations import APPLIED_CURRENT, Equations, equations
from core.neuron.expression import Expression, Program, Value, call, name, program, substitute
from core.neuron.machine_code import MachineCode, encode
from core.neuron.right_hand_side import Entries, differentiated
from core.result import Floats

if TYPE_CHECKING:
    from core.numerics.collocation.newton import FieldCode

SLOPE, LOG_K = "slope_of_the_voltage_of_the_wave", "logarithm_of_the_constant_k_of_the_wave"
"""Names of W and log K, longer than a name in a client's model can be."""
STEEPNESS = 5.0
"""A size of W that matters, in units of a spike per ms."""


@dataclass(frozen=True, eq=False)
class WaveEquations:
    """The equations of a model's waves and their derivatives.

    Attributes
    ----------
    right_hand_side
        V′, W′ and the rates of the other states.
    states
        V, W and the others.
    free
        Name of the second free parameter; "" for none.
    """

    right_hand_side: tuple[Expression, ...]
    states: tuple[str, ...]
    free: str

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The states, log K and the other free parameter."""
        return (*self.states, LOG_K, self.free)

    @cached_property
    def first(self) -> Entries:
        """∂Fᵢ/∂zⱼ by (i, j)."""
        trees: dict[tuple[int, ...], Expression] = {(i,): f for i, f in enumerate(self.right_hand_side)}
        return differentiated(trees, self.variables)

    @cached_property
    def rates(self) -> Program:
        """Code of F."""
        return program(self.right_hand_side)

    @cached_property
    def first_program(self) -> Program:
        """Code of the first derivatives, in their order."""
        return program(self.first.values())

    @cached_property
    def shooting_code(self) -> MachineCode:
        """Code of F for the register machine."""
        return encode(self.rates, self.states)

    @cached_property
    def collocation_code(self) -> MachineCode:
        """Code of F and of its first derivatives for the register machine."""
        return encode(program([*self.right_hand_side, *self.first.values()]), self.states)


@lru_cache(maxsize=64)
def _wave_equations(made: Equations, free: str) -> WaveEquations:
    voltage_rate, *others = (substitute(tree, {APPLIED_CURRENT: 0.0}) for tree in made.right_hand_side)
    slope = name(SLOPE)
    trees = (slope, call("exp", name(LOG_K)) * (slope - voltage_rate), *others)
    return WaveEquations(trees, (VOLTAGE, SLOPE, *made.states[1:]), free)


class WaveField:
    """The vector field of a neuron's waves over its states, log K and one parameter.

    Parameters
    ----------
    neuron
        The membrane.
    free
        Name of the parameter of the model that is free; "" for none.
    """

    def __init__(self, neuron: Neuron, free: str = "") -> None:
        self.neuron, self.free = neuron, free
        self.equations = _wave_equations(equations(neuron.model), free)
        model = neuron.model
        self._scale = np.array([model.swing, STEEPNESS * model.swing, *model.typical])
        self.constants: dict[str, Value] = {key: float(value) for key, value in neuron.values.items()}

    @property
    def scale(self) -> Floats:
        """A size of each state that matters, shape (n,)."""
        return self._scale

    @property
    def code(self) -> "FieldCode":
        """Code of F and its derivatives for collocation."""
        # Numba is imported only where the code is to be run.
        from core.numerics.collocation.newton import FieldCode

        made = self.equations.collocation_code
        # A free parameter that no equation reads has no register: one more is made for it.
        places = [
            made.first_name + made.names.index(free) if free in made.names else made.registers
            for free in (LOG_K, self.free)
        ]
        return FieldCode(
            made.prologue,
            made.body,
            np.append(made.loaded(self.named(0.0)), 0.0),
            np.array(places, dtype=np.int64),
            made.outputs,
            np.array(list(self.equations.first), dtype=np.int64).reshape(-1, 2),
            self.scale,
        )

    def named(self, log_k: float) -> dict[str, float]:
        """Values of all parameters, and of log K."""
        return {**{key: float(value) for key, value in self.neuron.values.items()}, LOG_K: log_k}

    def rates(self, z: Floats) -> Floats:
        """F at a point of shape (n + 2,), shape (n,)."""
        rows = self.equations.rates(self._values(z))
        return np.array(rows, dtype=np.float64)

    def jacobian(self, z: Floats) -> Floats:
        """∂F/∂z at a point of shape (n + 2,), shape (n, n + 2)."""
        made = self.equations
        matrix = np.zeros((z.size - 2, z.size))
        for (i, j), value in zip(made.first, made.first_program(self._values(z)), strict=True):
            matrix[i, j] = value
        return matrix

    def with_value(self, value: float) -> Neuron:
        """The membrane with another value of the free parameter, which may be beyond its bounds."""
        if not self.free:
            return self.neuron
        return Neuron(self.neuron.model, {**self.neuron.values, self.free: value})

    @property
    def value(self) -> float:
        """The free parameter's value of the neuron; 0 where there is none."""
        return float(self.neuron.values[self.free]) if self.free else 0.0

    def _values(self, z: Floats) -> Mapping[str, Value]:
        return {**self.constants, **dict(zip(self.equations.variables, z.tolist(), strict=True))}
