"""States from which runs are likely to reach every attractor of a neuron."""

from collections.abc import Iterator

import numpy as np

from core.dynamics.vector_field import VectorField
from core.errors import ParameterError
from core.neuron.declaration import Gate, Neuron, Pool
from core.neuron.equations import equations, steady_state
from core.neuron.initial import equilibrium_voltages, initial_state, is_stable, state_at
from core.neuron.settling import START
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
    a hyperpolarised voltage. Where the other states have no steady ones in closed form, also all of them half
    way up, and half way down.
    """
    neuron, current = field.split(np.append(np.zeros(len(field.states)), value))
    found: list[tuple[str, Floats]] = []
    rest = _rest(neuron)
    if rest is not None:
        found += [("rest", rest), ("rest after a pulse", _moved(neuron, rest, KICK))]
    if equations(neuron.model).unsolved:
        found += _beside(neuron, _equilibria(field, value))
        found += [("half way up", _half_way(neuron, 1.0)), ("half way down", _half_way(neuron, -1.0))]
    else:
        voltages = equilibrium_voltages(neuron, current).tolist()
        found += _beside(neuron, [steady_state(neuron, voltage) for voltage in voltages])
    if rest is not None:
        for name, share in (("depolarised", DEPOLARISED), ("hyperpolarised", HYPERPOLARISED)):
            try:
                found.append((name, state_at(neuron, float(rest[0]) + share * neuron.model.swing)))
            except ParameterError:
                continue
    return [(name, state) for name, state in found if np.isfinite(state).all()]


def _rest(neuron: Neuron) -> Floats | None:
    """The resting state without a current, if there is one."""
    try:
        return initial_state(neuron)
    except ParameterError:
        return None


def _equilibria(field: VectorField, value: float) -> list[Floats]:
    from core.dynamics.equilibrium_branches.at_values import equilibria_at
    from core.dynamics.equilibrium_branches.system import System

    found = equilibria_at(System(field, max(abs(value), 1.0)), np.array([value]))
    return list(found.z[:-1].T)


def _beside(neuron: Neuron, equilibria: list[Floats]) -> Iterator[tuple[str, Floats]]:
    for number, state in enumerate(equilibria, start=1):
        name = f"equilibrium {number} at {float(state[0]):.6g}"
        if is_stable(neuron, state):
            yield f"{name} after a pulse", _moved(neuron, state, KICK)
        else:
            yield f"above {name}", _moved(neuron, state, NUDGE)
            yield f"below {name}", _moved(neuron, state, -NUDGE)


def _half_way(neuron: Neuron, sign: float) -> Floats:
    """Half a spike above or below 0, or -65 mV, gates half open, other states half a typical value off 0."""
    model = neuron.model
    base = 0.0 if model.dimensionless else START
    others = [0.5 if isinstance(item, Gate) else 0.5 * sign * item.typical for item in model.dynamic]
    # A concentration is not negative.
    pools = [isinstance(item, Pool) for item in model.dynamic]
    others = [abs(other) if pool else other for other, pool in zip(others, pools, strict=True)]
    return np.array([base + 0.5 * sign * model.swing, *others])


def _moved(neuron: Neuron, state: Floats, share: float) -> Floats:
    """A state whose V is higher by a share of a spike."""
    moved = state.copy()
    moved[0] += share * neuron.model.swing
    return moved
