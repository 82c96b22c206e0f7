"""The vector field of a model with two states, as the compiled flow reads it and as arrays."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.dynamics.plane.nullclines import Window
from core.dynamics.vector_field import VectorField
from core.neuron.declaration import Neuron
from core.neuron.equations import APPLIED_CURRENT, Equations, equations
from core.neuron.expression import number, program
from core.neuron.machine_code import MachineCode, encode
from core.result import Floats

Integers = NDArray[np.int64]


class PlanarCode(NamedTuple):
    """Code of F₀, F₁ and, where it is wanted, the Jacobian; not shared between threads.

    `registers` hold the two states first; `outputs`: registers of F₀, F₁, ∂F₀/∂x₀, ∂F₀/∂x₁, ∂F₁/∂x₀,
    ∂F₁/∂x₁ (the rates alone: the last four are those of 0); `scale`: what counts as 1 of either state.
    """

    code: Integers
    registers: Floats
    outputs: Integers
    scale: Floats


@dataclass(frozen=True, eq=False)
class PlanarField:
    """dx/dt = F(x) of a neuron with two states at a current [µA/cm²], and the window that is looked at."""

    neuron: Neuron
    current: float
    window: Window

    @cached_property
    def scale(self) -> Floats:
        """Width and height of the window: distances are measured in them, shape (2,)."""
        window = self.window
        return np.array(
            [window.voltage_high - window.voltage_low, window.gate_high - window.gate_low], dtype=np.float64
        )

    @cached_property
    def low(self) -> Floats:
        """Lower left corner of the window, shape (2,)."""
        return np.array([self.window.voltage_low, self.window.gate_low])

    @cached_property
    def high(self) -> Floats:
        """Upper right corner of the window, shape (2,)."""
        return np.array([self.window.voltage_high, self.window.gate_high])

    @cached_property
    def _vectors(self) -> VectorField:
        return VectorField(self.neuron, (), self.current)

    def rates(self, states: Floats) -> Floats:
        """F at states of shape (2,) or (2, k), in the same shape."""
        return self._vectors.rates(states)

    def jacobian(self, states: Floats) -> Floats:
        """∂F/∂x at states of shape (2,) or (2, k): (2, 2) or (k, 2, 2)."""
        return self._vectors.jacobian(states)

    def second(self, state: Floats) -> Floats:
        """∂²F/∂x² at one state, shape (2, 2, 2)."""
        return self._vectors.second(state)

    @cached_property
    def lean(self) -> PlanarCode:
        """Code of the rates."""
        return self._code(0)

    @cached_property
    def full(self) -> PlanarCode:
        """Code of the rates and the Jacobian."""
        return self._code(1)

    def _code(self, which: int) -> PlanarCode:
        code = _codes(equations(self.neuron.model))[which]
        values = {key: float(value) for key, value in self.neuron.values.items()}
        registers = code.prepared({**values, APPLIED_CURRENT: self.current})
        return PlanarCode(code.body, registers, code.outputs, self.scale)


@lru_cache(maxsize=64)
def _codes(made: Equations) -> tuple[MachineCode, MachineCode]:
    """Code of the rates alone, and with the Jacobian."""
    zero = number(0.0)
    partials = [made.jacobian.get((i, j), zero) for i in (0, 1) for j in (0, 1)]
    lean, full = (program([*made.right_hand_side, *rest]) for rest in ([zero] * 4, partials))
    return encode(lean, made.states), encode(full, made.states)
