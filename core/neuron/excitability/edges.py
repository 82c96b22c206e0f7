"""The currents at which steady firing begins and ends, refined."""

from dataclasses import dataclass

import numpy as np

from core.neuron.excitability.long_steps import LongSteps, long_steps
from core.neuron.excitability.probe import Probe
from core.neuron.excitability.rest_loss import RestLoss
from core.neuron.excitability.search import RUNGS, TIGHTER, between, narrowed
from core.neuron.excitability.standard import LONGEST
from core.result import Floats

ACCURACY = 3e-5
"""Width of the bracket at which the search ends, as a share of the current."""
SMALLEST = 1e-3
"""Currents nearer to 0 count as if they were this share of the range."""
SPIKES = 200.0
"""Spikes that a run close to the onset should have room for."""
PATIENCE = (3.0, 10.0)
"""Shortest and longest run close to the onset, in long steps: slow firing needs time to show."""
DISTANCES = np.geomspace(1e-4, 1e-1, 7)
"""Distances from the onset, as shares of it, at which the rate is measured."""
WANING = np.geomspace(1e-6, 1e-1, RUNGS // 2)
"""Distances from the edge, as shares of it, among which that of runs half as long is looked for."""
NEAREST = 1e-7
"""Least distance from a saddle-node, as a share of that to the next firing current of the curve."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A current at which steady firing begins or ends.

    Attributes
    ----------
    silent, firing
        Currents to either side [µA/cm²].
    uncertainty
        How far their middle may be off, with what runs of finite length cannot see.
    duration
        Length of these runs [ms].
    origin
        Current from which distances are measured [µA/cm²].
    distances, steps
        Of steps beyond it [µA/cm²], and what they do; empty at the end of firing.
    """

    silent: float
    firing: float
    uncertainty: float
    duration: float
    origin: float
    distances: Floats
    steps: LongSteps | None

    @property
    def current(self) -> float:
        """The middle of the bracket [µA/cm²]."""
        return 0.5 * (self.silent + self.firing)

    def rates(self) -> tuple[Floats, Floats]:
        """Distances [µA/cm²] at which firing is steady, and its rates there [Hz], shapes (k,)."""
        if self.steps is None:
            return np.zeros(0), np.zeros(0)
        seen = self.steps.steady
        return self.distances[seen], self.steps.rates[seen]


def onset(probe: Probe, silent: float, firing: float, rate: float, loss: RestLoss | None) -> Edge:
    """The onset of steady firing between two currents of the curve [µA/cm²].

    Parameters
    ----------
    probe
        The neuron.
    silent, firing
        Currents to either side of the onset [µA/cm²].
    rate
        Rate at the second one [Hz].
    loss
        Where rest is lost.
    """
    if loss is not None and loss.kind == "saddle-node" and silent <= loss.current < firing:
        found = _from_saddle_node(probe, loss.current, firing)
        if found is not None:
            return found
    duration = _patient(probe, SPIKES * 1e3 / max(rate, 1e-3))
    waits, lasts = long_steps(probe, np.array([silent, firing]), duration).steady
    if waits or not lasts:
        # Longer runs fire where these rest, or the other way round: there is no onset between them.
        duration = probe.request.step_duration
    low, high = _refined(probe, silent, firing, duration)
    slack = high - silent if waits else 0.0
    scale = _scale(probe, high)
    distances = scale * DISTANCES
    steps = long_steps(probe, high + distances, duration)
    error = _uncertainty(probe, low, high, duration) + slack
    return Edge(low, high, error, duration, high, distances, steps)


def end(probe: Probe, silent: float, firing: float) -> Edge:
    """The current between a firing and a silent one of the curve [µA/cm²] at which steady firing stops."""
    duration = probe.request.step_duration
    low, high = _refined(probe, silent, firing, duration)
    nothing = np.zeros(0)
    return Edge(low, high, _uncertainty(probe, low, high, duration), duration, low, nothing, None)


def _patient(probe: Probe, wanted: float) -> float:
    """Length of the runs near the onset [ms]."""
    step = probe.request.step_duration
    return max(step, min(max(wanted, PATIENCE[0] * step), PATIENCE[1] * step, LONGEST))


def _scale(probe: Probe, current: float) -> float:
    """Size of a current that others are small beside [µA/cm²]."""
    low, high = probe.request.current_range
    return max(abs(current), SMALLEST * (high - low))


def _from_saddle_node(probe: Probe, origin: float, firing: float) -> Edge | None:
    """The onset where firing begins as rest vanishes; None where it begins elsewhere.

    Below the saddle-node the cell rests for good. Above it the rate grows from 0 as the root of the distance,
    so that a run of finite length sees it only from some distance on.
    """
    duration = _patient(probe, np.inf)
    distances = (firing - origin) * np.geomspace(NEAREST, 1.0, RUNGS - 2)
    below = origin - _scale(probe, origin) * np.array([1e-2, 1e-4])
    steps = long_steps(probe, np.concatenate([below, origin + distances]), duration)
    fires = steps.steady[below.size :]
    if steps.steady[: below.size].any() or not fires.any():
        return None
    index = int(fires.argmax())
    nearest = float(origin + distances[index])
    shown = steps.rates[below.size + index] * duration / 1e3
    if index > 0 and shown > 20.0:
        # Not slow for want of time: firing begins past the saddle-node, with a rate of its own.
        return None
    kept = LongSteps(
        steps.outcomes, steps.steady[below.size :], steps.rates[below.size :], steps.uneven[below.size :]
    )
    width = 0.5 * (nearest - origin)
    return Edge(origin, nearest, width, duration, origin, distances, kept)


def _refined(probe: Probe, silent: float, firing: float, duration: float) -> tuple[float, float]:
    """A silent and a firing current as close as the search resolves [µA/cm²]."""
    while abs(firing - silent) > ACCURACY * _scale(probe, firing):
        currents = between(np.array([silent]), np.array([firing]))[0]
        steady = long_steps(probe, currents, duration, share=TIGHTER).steady
        silent, firing = narrowed(silent, firing, currents, steady)
    return silent, firing


def _uncertainty(probe: Probe, silent: float, firing: float, duration: float) -> float:
    """The bracket, and how far the edge is from that of runs half as long to a looser tolerance.

    A passage near a vanished cycle or equilibrium takes a time that grows as the reciprocal root of the
    distance: what doubling the runs again would move is a third of what it moved last.
    """
    away = (firing - silent) / abs(firing - silent) * _scale(probe, firing) * WANING
    currents = np.sort(np.concatenate([firing + away, silent - away]))
    if firing < silent:
        currents = currents[::-1]
    steady = long_steps(probe, currents, 0.5 * duration).steady
    width = abs(firing - silent)
    if not steady.any():
        return width + float(np.abs(away[-1]))
    shorter = float(currents[int(steady.argmax())])
    return width + abs(shorter - firing)
