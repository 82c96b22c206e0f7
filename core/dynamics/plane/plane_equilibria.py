"""Equilibria of a plane: those of the model at the current, and where followed nullclines cross."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.equilibria import Equilibria, VoltageRange
from core.dynamics.equilibrium_branches.at_current import equilibria_at_current
from core.dynamics.linearisation import Linearisation, eigenvalues, real_part_errors
from core.dynamics.plane.contours import contours
from core.dynamics.plane.planar_field import PlanarField
from core.neuron.expression import evaluate, parse
from core.numerics.roots import EPSILON
from core.result import Floats

CELLS = 96
"""Cells along either axis of the grid on which nullclines are followed to find where they cross."""
BEYOND = 1.0
"""How far beyond the window, as a fraction of it, equilibria are looked for."""
NEWTON_STEPS = 30
SAME = 1e-9
"""Distance, as a fraction of the window, within which two solutions are one."""


@dataclass(frozen=True, slots=True)
class PlaneEquilibria:
    """All equilibria by increasing voltage, and where they were looked for."""

    span: VoltageRange
    found: Equilibria
    linear: Linearisation

    @property
    def states(self) -> list[Floats]:
        """Each equilibrium, shape (2,)."""
        return list(self.linear.states.T)

    @property
    def saddles(self) -> list[bool]:
        """Whether each is a saddle."""
        return [kind == "saddle" for kind in self.linear.types]


def plane_equilibria(field: PlanarField) -> PlaneEquilibria:
    """The equilibria of a plane.

    Raises
    ------
    ConvergenceError
        The rates are not finite.
    """
    made = equilibria_at_current(field.neuron, field.current)
    found = PlaneEquilibria(made.span, made.equilibria, made.linear)
    if made.curve is not None:
        return found
    # Without a closed form starts may miss one that the nullclines show, and stop short of the last digits.
    together: list[Floats] = []
    for start in (*found.states, *_crossings(field)):
        state = _newton(field, start)
        if state is not None and not _among(field, state, together):
            together.append(state)
    together.sort(key=lambda state: float(state[0]))
    return _described(field, np.array(together).reshape(len(together), 2).T, made.span)


def _crossings(field: PlanarField) -> list[Floats]:
    """Zeros of F₁ along the zero set of F₀ in and about the window, each followed by Newton's method."""
    reach = BEYOND * field.scale
    low, high = field.low - reach, field.high + reach
    lines = contours(lambda states: np.asarray(field.rates(states)[0]), low, high, CELLS)
    starts = [np.zeros((2, 0))]
    for line in lines:
        points = np.array(line)
        other = field.rates(points)[1]
        cells = np.flatnonzero((other[:-1] > 0.0) != (other[1:] > 0.0))
        starts.append(0.5 * (points[:, cells] + points[:, cells + 1]))
    unique: list[Floats] = []
    for start in np.concatenate(starts, axis=1).T:
        state = _newton(field, start)
        if state is None or np.any(state < low) or np.any(state > high):
            continue
        if not _among(field, state, unique):
            unique.append(state)
    return unique


def _among(field: PlanarField, state: Floats, known: list[Floats]) -> bool:
    return any(float(np.abs((state - other) / field.scale).max()) <= SAME for other in known)


def _newton(field: PlanarField, state: Floats) -> Floats | None:
    """The equilibrium near a state, None where Newton's method finds none."""
    step = np.full(2, np.inf)
    for _ in range(NEWTON_STEPS):
        try:
            step = -np.linalg.solve(field.jacobian(state), field.rates(state))
        except np.linalg.LinAlgError:
            return None
        state = state + step
        if not np.isfinite(state).all():
            return None
        if np.abs(step / field.scale).max() <= 4.0 * EPSILON * (1.0 + np.abs(state / field.scale).max()):
            return state
    return state if np.abs(step / field.scale).max() < SAME else None


def _described(field: PlanarField, states: Floats, span: VoltageRange) -> PlaneEquilibria:
    """The equilibria with their errors: the residual through the inverse Jacobian, and the digits of V."""
    count = states.shape[1]
    jacobian = field.jacobian(states) if count else np.zeros((0, 2, 2))
    residual = field.rates(states) if count else np.zeros((2, 0))
    values = eigenvalues(jacobian)
    tolerance = real_part_errors(jacobian, values)
    error = np.zeros(count)
    for k in range(count):
        change = np.linalg.lstsq(jacobian[k], residual[:, k], rcond=None)[0]
        error[k] = min(abs(float(change[0])) + 8.0 * EPSILON * (1.0 + abs(float(states[0, k]))), 1.0)
    named = {key: float(value) for key, value in field.neuron.values.items()}
    capacitance = float(evaluate(parse(field.neuron.model.capacitance), named))
    found = Equilibria(states[0].copy(), np.abs(residual[0]) * capacitance, error, continuum=False)
    return PlaneEquilibria(span, found, Linearisation(states, jacobian, values, tolerance))
