"""The membranes of a tree at a steady voltage: states, current and its slope, admittance."""

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.equations import (
    equations,
    jacobian_matrix,
    steady_curve,
    steady_states,
    time_derivative,
)
from core.neuron.initial import resting_state
from core.neuron.layout import layout
from core.result import Floats

Complexes = NDArray[np.complex128]

SETTLING_STEPS = 50
"""Newton's steps for states whose steady values have no closed form."""
SETTLED = 1e-12
UNSEEN = 1e-3
"""Voltages [mV] that differ by less have the same admittance."""


class SteadyKind:
    """The members of one kind at steady voltages.

    Parameters
    ----------
    neuron
        The kind.
    count
        How many there are.
    """

    def __init__(self, neuron: Neuron, count: int) -> None:
        self.neuron = neuron
        self._solved = not equations(neuron.model).unsolved
        rest = resting_state(neuron)[0]
        self.rest = float(rest[0])
        self._states = np.repeat(rest[:, np.newaxis], count, axis=1)
        capacitance, *_ = layout(neuron.model).constants(neuron.values)
        self.capacitance = float(capacitance)

    def states(self, voltages: Floats) -> Floats:
        """V and the other states, shape (n, k).

        Raises
        ------
        ParameterError
            They were not found.
        """
        if self._solved:
            return steady_states(self.neuron, voltages)
        point = self._states.copy()
        point[0] = voltages
        scale = np.array(self.neuron.model.typical)[:, np.newaxis]
        for _ in range(SETTLING_STEPS):
            residual = time_derivative(self.neuron, point, 0.0)[1:]
            matrix = jacobian_matrix(self.neuron, point)[:, 1:, 1:]
            step = np.linalg.solve(matrix, residual.T[..., np.newaxis])[..., 0].T
            point[1:] -= step
            size = float(np.abs(step / scale).max())
            if size < SETTLED:
                self._states = point
                return point
            if not np.isfinite(size):
                break
        raise ParameterError(
            "/initial",
            f"no steady state of {self.neuron.model.name} was found at {voltages.min():g} mV",
            hint="give the initial state",
        )

    def current(self, voltages: Floats) -> tuple[Floats, Floats]:
        """Steady current [µA/cm²] and its slope [mS/cm²], of shape (k,)."""
        if self._solved:
            current, slope = steady_curve(self.neuron, voltages, 1)
            return current, slope
        states = self.states(voltages)
        matrix = jacobian_matrix(self.neuron, states)
        gain = np.linalg.solve(matrix[:, 1:, 1:], matrix[:, 1:, :1])[..., 0]
        slope = matrix[:, 0, 0] - np.sum(matrix[:, 0, 1:] * gain, axis=1)
        rate = time_derivative(self.neuron, states, 0.0)[0]
        return -self.capacitance * rate, -self.capacitance * slope

    def admittance(self, voltages: Floats, frequencies: Floats) -> tuple[Complexes, int]:
        """Of small changes at angular frequencies [rad/ms]: shape (k, f) [mS/cm²]; how many states run away.

        The states that run away are those with the voltage fixed: growing eigenvalues of their block.
        """
        _, first, back = np.unique(np.round(voltages / UNSEEN), return_index=True, return_inverse=True)
        matrix = jacobian_matrix(self.neuron, self.states(voltages)[:, first])
        own, inner = matrix[:, 0, 0], matrix[:, 1:, 1:]
        shift = (1j * frequencies).astype(np.complex128)
        growing = np.sum(np.linalg.eigvals(inner).real > 0.0, axis=1)
        total: Complexes = shift - own[:, np.newaxis] - _through_states(matrix, shift)
        return self.capacitance * total[back], int(growing[back].sum())


def _through_states(matrix: Floats, shift: Complexes) -> Complexes:
    """J_Vx (λ − J_xx)⁻¹ J_xV for every matrix and every λ: shape (k, f)."""
    down, up, inner = matrix[:, 0, 1:], matrix[:, 1:, 0], matrix[:, 1:, 1:]
    n = inner.shape[1]
    diagonal = np.einsum("kii->ki", inner)
    if np.count_nonzero(inner) == np.count_nonzero(diagonal):
        gains = (down * up)[:, :, np.newaxis] / (shift - diagonal[:, :, np.newaxis])
        total: Complexes = gains.sum(axis=1)
        return total
    system = shift[:, np.newaxis, np.newaxis] * np.eye(n) - inner[:, np.newaxis]
    solved = np.linalg.solve(
        system, np.broadcast_to(up[:, np.newaxis, :, np.newaxis], (*system.shape[:3], 1))
    )
    through: Complexes = np.einsum("ki,kfi->kf", down, solved[..., 0])
    return through
