"""Whether runs that hardly move any more are at rest for good."""

from collections.abc import Mapping

import numpy as np

from core.neuron.declaration import Model
from core.neuron.equations import APPLIED_CURRENT, Equations, equations
from core.neuron.expression import Value
from core.result import Floats

NEWTON_STEPS = 12
REACH = 3.0
"""The linear part must rule as far as this many times the present distance from the equilibrium."""
DOMINANCE = 0.25
"""Share of the slowest decay that the change of the Jacobian within reach may amount to."""


def equilibria_ahead(
    model: Model, values: Mapping[str, Value], states: Floats, currents: Floats, weights: Floats
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], Floats]:
    """Which states decay to a stable equilibrium for good, and these equilibria.

    Newton's method leads from each state x to an equilibrium x*. In the eigenvectors of its Jacobian J* the
    distance |z| shrinks at every point ξ of a ball about x* where ‖Z⁻¹ (J(ξ) − J*) Z‖ < −max Re λ: a slow
    passage by a vanished equilibrium, or a state outside of the linear region, fails this.

    Parameters
    ----------
    model
        The model.
    values
        Its parameters: numbers, or arrays of shape (k,).
    states
        Shape (n, k).
    currents
        Injected currents [µA/cm²], shape (k,).
    weights
        Size that one unit of each state counts, shape (n,).

    Returns
    -------
    tuple
        Shape (k,), and shape (n, k).
    """
    system = WeightedSystem(equations(model), {**values, APPLIED_CURRENT: currents}, weights)
    points = states.copy()
    with np.errstate(all="ignore"):
        try:
            for _ in range(NEWTON_STEPS):
                change = np.linalg.solve(system.jacobian(points), -system.rates(points)[..., np.newaxis])
                points = points + change[..., 0].T / weights[:, np.newaxis]
                if not np.abs(change).max(initial=0.0) > 1e-10:
                    break
            eigenvalues, vectors = np.linalg.eig(system.jacobian(points))
            inverse = np.linalg.inv(vectors)
        except np.linalg.LinAlgError:
            if states.shape[1] > 1:
                # One of them has a singular Jacobian: each for itself.
                return _one_by_one(model, values, states, currents, weights)
            return np.zeros(1, dtype=np.bool_), states
        decay = -eigenvalues.real.max(axis=1)
        worst = np.zeros(decay.shape)
        base = system.jacobian(points)
        for sign in (REACH, -REACH):
            shifted = system.jacobian(points + sign * (states - points))
            bent = inverse @ (shifted - base) @ vectors
            worst = np.maximum(worst, np.sqrt((np.abs(bent) ** 2).sum(axis=(1, 2))))
        still = np.abs(system.rates(points)).max(axis=1) < 1e-8
        settled = still & (decay > 0.0) & (worst < DOMINANCE * decay)
    return settled, points


class WeightedSystem:
    """Right-hand sides and Jacobians of many points, in weighted states."""

    def __init__(self, made: Equations, named: Mapping[str, Value], weights: Floats) -> None:
        self._made, self._named, self._weights = made, named, weights

    def _values(self, states: Floats) -> dict[str, Value]:
        return {**self._named, **{name: states[i] for i, name in enumerate(self._made.states)}}

    def rates(self, states: Floats) -> Floats:
        """Shape (k, n)."""
        found = self._made.rates(self._values(states))
        columns = [np.broadcast_to(value, states.shape[1:]) for value in found]
        return np.stack(columns, axis=1) * self._weights

    def jacobian(self, states: Floats) -> Floats:
        """Shape (k, n, n)."""
        n = len(self._made.states)
        matrix = np.zeros((states.shape[1], n, n))
        elements = self._made.jacobian_program(self._values(states))
        for (i, j), value in zip(self._made.jacobian, elements, strict=True):
            matrix[:, i, j] = value * (self._weights[i] / self._weights[j])
        return matrix


def _one_by_one(
    model: Model, values: Mapping[str, Value], states: Floats, currents: Floats, weights: Floats
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], Floats]:
    settled, points = np.zeros(currents.size, dtype=np.bool_), states.copy()
    for k in range(currents.size):
        own = {name: float(np.broadcast_to(value, currents.shape)[k]) for name, value in values.items()}
        one = slice(k, k + 1)
        settled[one], points[:, one] = equilibria_ahead(model, own, states[:, one], currents[one], weights)
    return settled, points
