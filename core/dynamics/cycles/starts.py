"""States from which runs are likely to reach every attractor of a neuron."""

from collections.abc import Iterator

import numpy as np

from core.dynamics.vector_field import VectorField
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.equations import equations, steady_state
from core.neuron.initial import equilibrium_voltages, initial_state, is_stable, state_at
from core.result import Floats

KICK = 0.5
"""What a brief pulse adds to V, as a share of a spike."""
NUDGE = 0.02
"""Distance from an unstable equilibrium, as a share of a spike."""
DEPOLARISED, HYPERPOLARISED = 0.6, -0.4
"""Voltages above rest, as shares of a spike, at which a neuron is held before it is let go."""


def starting_states(field: VectorField, value: float) -> list[tuple[str, Floats]]:
    """Names and states at which runs begin, each of shape (n,).

    Rest before the current is on; the same after a brief pulse; next to every equilibrium, in either
    direction where it is unstable and after a pulse where it is stable; released from a depolarised and from
    a hyperpolarised voltage.
    """
    neuron, current = field.split(np.append(np.zeros(len(field.states)), value))
    found: list[tuple[str, Floats]] = []
    try:
        rest = initial_state(neuron)
    except ParameterError:
        # Without a resting potential there are the equilibria at the current.
        rest = None
    if rest is not None:
        found += [("rest", rest), ("rest after a pulse", _moved(neuron, rest, KICK))]
    if not equations(neuron.model).unsolved:
        found += _around_equilibria(neuron, current)
    if rest is not None:
        for name, share in (("depolarised", DEPOLARISED), ("hyperpolarised", HYPERPOLARISED)):
            try:
                found.append((name, state_at(neuron, float(rest[0]) + share * neuron.model.swing)))
            except ParameterError:
                continue
    return [(name, state) for name, state in found if np.isfinite(state).all()]


def _around_equilibria(neuron: Neuron, current: float) -> Iterator[tuple[str, Floats]]:
    for voltage in equilibrium_voltages(neuron, current).tolist():
        state = steady_state(neuron, voltage)
        if is_stable(neuron, state):
            yield f"after a pulse at {voltage:.6g}", _moved(neuron, state, KICK)
        else:
            yield f"above {voltage:.6g}", _moved(neuron, state, NUDGE)
            yield f"below {voltage:.6g}", _moved(neuron, state, -NUDGE)


def _moved(neuron: Neuron, state: Floats, share: float) -> Floats:
    """A state whose V is higher by a share of a spike."""
    moved = state.copy()
    moved[0] += share * neuron.model.swing
    return moved
