"""What a reduction costs: the reduced neuron beside the full one at one current."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.plane.choose_reduction import Plane
from core.dynamics.plane.full_orbit import FullOrbit, constant_drive, full_orbit, resting_state
from core.dynamics.plane.reduction import steady_text
from core.errors import CoreError
from core.interruption import checkpoint
from core.neuron.declaration import VOLTAGE, Neuron
from core.neuron.expression import Value, evaluate, parse
from core.result import Floats

STRONGEST = 1.0
"""Largest displacement from rest that is tried for a spike, in spikes' heights."""
HALVINGS = 16
MOST_STEPS = 100_000
"""Steps of one run past which no threshold is looked for."""
PATIENCE = 200.0
"""How long a spike is waited for at most [ms]; a standard experiment of the model if that is shorter."""


@dataclass(frozen=True)
class Behaviour:
    """What a neuron does at a current; None where it has no such thing.

    Attributes
    ----------
    rate
        Of sustained firing [Hz].
    peak
        Largest V of it [mV].
    rest
        Lowest stable equilibrium [mV].
    threshold
        Smallest sudden depolarisation from rest that makes a spike [mV].
    """

    rate: float | None
    peak: float | None
    rest: float | None
    threshold: float | None


def behaviour(orbit: FullOrbit) -> Behaviour:
    """Rate and height of the spikes of an orbit, and the neuron's rest and threshold."""
    neuron, current = orbit.neuron, orbit.current
    rate, peak = _firing(orbit)
    rest = resting_state(neuron, current)
    if rest is None:
        return Behaviour(rate, peak, None, None)
    return Behaviour(rate, peak, float(rest[0]), _threshold(neuron, current, rest))


def reduced_orbit(plane: Plane) -> FullOrbit | None:
    """The reduced neuron's own orbit; None where it cannot be followed."""
    try:
        return full_orbit(plane.neuron, plane.orbit.current)
    except CoreError:
        return None


def distances(plane: Plane) -> tuple[dict[str, float], float]:
    """Root-mean-square distance of the full orbit from the plane, by state, and over all of them.

    Each is in units of a value of the state that matters (1 of a gate).
    """
    orbit, model = plane.orbit, plane.orbit.neuron.model
    values = dict(zip(model.states, orbit.settled, strict=True))
    steady = _steady_values(plane)
    found = {}
    for name, typical in zip(model.states[1:], model.typical, strict=True):
        if name == plane.second:
            continue
        part = plane.parts[name]
        if part.role == "steady":
            expected = steady[name]
        elif part.role == "linear":
            expected = part.offset - part.slope * values[plane.second]
        else:
            expected = np.full(orbit.settled.shape[1], part.offset)
        found[name] = float(np.sqrt((((values[name] - expected) / typical) ** 2).mean()))
    return found, float(np.sqrt(sum(value**2 for value in found.values())))


def _steady_values(plane: Plane) -> dict[str, Floats]:
    """x∞ along the full orbit of the states that follow V at once: gates of the reduced model."""
    orbit, reduced = plane.orbit, plane.neuron
    named: dict[str, Value] = {key: float(value) for key, value in reduced.values.items()}
    named[VOLTAGE] = orbit.settled[0]
    named[plane.second] = orbit.settled[orbit.neuron.model.states.index(plane.second)]
    states = {state.name: state for state in orbit.neuron.model.dynamic}
    return {
        name: np.broadcast_to(
            np.asarray(evaluate(parse(steady_text(states[name])), named)), orbit.settled[0].shape
        )
        for name, part in plane.parts.items()
        if part.role == "steady"
    }


def _firing(orbit: FullOrbit) -> tuple[float | None, float | None]:
    """Rate [Hz] and peak [mV] of sustained firing."""
    if orbit.first == 0:
        return None, None
    times, volts = orbit.times[orbit.first :], orbit.settled[0]
    level = orbit.neuron.model.standard.spike_threshold
    k = np.flatnonzero((volts[:-1] < level) & (volts[1:] >= level))
    if k.size < 2:
        return None, None
    share = (level - volts[k]) / (volts[k + 1] - volts[k])
    crossings = times[k] + share * (times[k + 1] - times[k])
    return float(1e3 * (k.size - 1) / (crossings[-1] - crossings[0])), float(volts.max())


def _threshold(neuron: Neuron, current: float, rest: Floats) -> float | None:
    """Smallest depolarisation from rest [mV] after which V passes a spike's threshold from below."""
    low, high = 0.0, STRONGEST * neuron.model.swing
    level = neuron.model.standard.spike_threshold
    high = min(high, max(level - float(rest[0]), 0.0))
    if high <= 0.0 or not _spikes(neuron, current, rest, 0.999 * high, MOST_STEPS):
        return None
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if _spikes(neuron, current, rest, middle, np.inf) else (middle, high)
    return 0.5 * (low + high)


def _spikes(neuron: Neuron, current: float, rest: Floats, displacement: float, most_steps: float) -> bool:
    """Whether a displacement from rest makes a spike, within so many steps."""
    from core.neuron.integrator.integration import integrate

    checkpoint()
    state = rest.copy()
    state[0] += displacement
    times = np.linspace(0.0, min(PATIENCE, neuron.model.standard.duration), 400)
    try:
        run = integrate(neuron, constant_drive(current), state, times, tolerance=1e-4 * neuron.model.swing)
    except CoreError:
        return False
    return bool(run.states[:, 0].max() > neuron.model.standard.spike_threshold) and run.steps <= most_steps
