"""Which states a reduction keeps and what becomes of the others, from the full model's orbit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.dynamics.plane.full_orbit import FullOrbit, full_orbit
from core.dynamics.plane.reduction import (
    FastReduction,
    FastSlowReduction,
    Part,
    Reduction,
    can_leave,
    reduced,
)
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state, state_at
from core.result import Floats

FASTER, SLOWER = 1.0 / 3.0, 10.0
"""Time constants, in those of the recovery, below which a state is steady and above which it is frozen."""
REPOLARISES = 0.1
"""Influence on V, in the strongest's, from which a state that repolarises is taken for the recovery."""
RINZEL_OFFSET, RINZEL_SLOPE = 0.8, 1.0


@dataclass(frozen=True)
class Plane:
    """A reduction that was made: the full orbit, the reduced neuron, and what became of each state."""

    kind: Literal["fast-slow", "fast"]
    orbit: FullOrbit
    neuron: Neuron
    second: str
    parts: Mapping[str, Part]


def reduction_of(neuron: Neuron, current: float, request: Reduction) -> Plane:
    """Reduce a neuron to two states.

    Raises
    ------
    ParameterError
        It has two states already, or only one; no such state; a relation that does not apply.
    """
    states = neuron.model.states
    if len(states) <= 2:
        raise ParameterError(
            "/reduction",
            f"{neuron.model.name} has no more than two states ({', '.join(states)}): none can be left out",
            received=request.kind,
            allowed="null",
        )
    orbit = full_orbit(neuron, current)
    if isinstance(request, FastReduction):
        second = _chosen(neuron, request.activation, "/reduction/activation") or _depolarising(orbit)
        values = _frozen_values(orbit, request)
        parts = {
            name: Part("frozen", float(value))
            for name, value in zip(states[1:], values[1:], strict=True)
            if name != second
        }
    else:
        second = _chosen(neuron, request.recovery, "/reduction/recovery") or _recovery(orbit)
        parts = _slow_parts(orbit, second, request)
    return Plane(request.kind, orbit, reduced(neuron, second, parts, request.kind), second, parts)


def _chosen(neuron: Neuron, name: str | None, pointer: str) -> str | None:
    others = neuron.model.states[1:]
    if name is not None and name not in others:
        raise ParameterError(
            pointer,
            f"{neuron.model.name} has no state {name!r} besides V",
            received=name,
            allowed=", ".join(others),
        )
    return name


def _influences(orbit: FullOrbit) -> tuple[Floats, Floats, Floats]:
    """Of every state after V: how much it moves V [mV/ms], the sign of that, and that of its feedback."""
    jacobian, states = orbit.jacobian(), orbit.settled
    deviations = states[1:] - states[1:].mean(axis=1, keepdims=True)
    onto = jacobian[:, 0, 1:].T
    influence = np.sqrt(((onto * deviations) ** 2).mean(axis=1))
    return influence, np.sign(onto.mean(axis=1)), np.sign((onto * jacobian[:, 1:, 0].T).mean(axis=1))


def _recovery(orbit: FullOrbit) -> str:
    """The state of negative feedback that moves V most; one that repolarises is preferred."""
    influence, onto, feedback = _influences(orbit)
    candidates = np.where(feedback < 0.0, influence, 0.0)
    if not candidates.any():
        raise ParameterError(
            "/reduction/recovery",
            "no state of this model opposes the voltage at this current",
            hint="name the state to keep, or ask for the fast plane",
        )
    repolarising = np.where((onto < 0.0) & (candidates > REPOLARISES * candidates.max()), candidates, 0.0)
    best = repolarising if repolarising.any() else candidates
    return orbit.neuron.model.states[1 + int(np.argmax(best))]


def _depolarising(orbit: FullOrbit) -> str:
    """The state of positive feedback that moves V most, or else the fastest."""
    influence, _, feedback = _influences(orbit)
    candidates = np.where(feedback > 0.0, influence, 0.0)
    if candidates.any():
        return orbit.neuron.model.states[1 + int(np.argmax(candidates))]
    return orbit.neuron.model.states[1 + int(np.argmin(_time_constants(orbit)))]


def _time_constants(orbit: FullOrbit) -> Floats:
    """Mean over the orbit of −1/(∂ẋ/∂x) of every state after V [ms]."""
    diagonal = -np.diagonal(orbit.jacobian(), axis1=1, axis2=2)[:, 1:]
    return np.asarray((1.0 / np.maximum(diagonal, 1e-12)).mean(axis=0))


def _frozen_values(orbit: FullOrbit, request: FastReduction) -> Floats:
    neuron = orbit.neuron
    if request.voltage is not None:
        return state_at(neuron, float(request.voltage))
    return resting_state(neuron)[0]


def _slow_parts(orbit: FullOrbit, second: str, request: FastSlowReduction) -> dict[str, Part]:
    """Roles by the states' time constants, and their constants."""
    model, states = orbit.neuron.model, orbit.settled
    constants = dict(zip(model.states[1:], _time_constants(orbit).tolist(), strict=True))
    values = dict(zip(model.states, states, strict=True))
    recovery = values[second]
    parts: dict[str, Part] = {}
    for name in (name for name in model.states[1:] if name != second):
        ratio = constants[name] / constants[second]
        if ratio < FASTER and can_leave(model, name, "steady"):
            parts[name] = Part("steady")
        elif ratio <= SLOWER and can_leave(model, name, "linear"):
            parts[name] = _related(values[name], recovery, request)
        else:
            parts[name] = Part("frozen", float(values[name].mean()))
    linear = [name for name, part in parts.items() if part.role == "linear"]
    if request.relation == "rinzel" and not _rinzels(orbit.neuron, second, linear):
        raise ParameterError(
            "/reduction/relation",
            f"Rinzel's relation is one between two gates; beside {second} there are "
            + (", ".join(linear) or "none as slow"),
            received="rinzel",
            allowed="least-squares",
        )
    return parts


def _rinzels(neuron: Neuron, second: str, linear: list[str]) -> bool:
    gates = {gate.name for gate in neuron.model.dynamic_gates}
    return len(linear) == 1 and {second, *linear} <= gates


def _related(values: Floats, recovery: Floats, request: FastSlowReduction) -> Part:
    """The relation x = offset − slope n: as fits best along the orbit, or Rinzel's."""
    if request.relation == "rinzel":
        return Part("linear", RINZEL_OFFSET, RINZEL_SLOPE)
    spread = recovery - recovery.mean()
    variance = float(spread @ spread)
    slope = -float(spread @ values) / variance if variance > 0.0 else 0.0
    return Part("linear", float(values.mean() + slope * recovery.mean()), slope)
