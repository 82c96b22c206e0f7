"""Trajectories in the phase plane, forwards and backwards in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.dynamics.plane.nullclines import Window
from core.neuron.declaration import Neuron
from core.result import Floats
from core.waveform import Waveform

if TYPE_CHECKING:
    # Numba is imported only when a trajectory is asked for.
    from core.neuron.integrator.integration import Ending, Trajectory

FINE_SAMPLES = 65
"""Points at which the last interval before the window's edge is looked at again."""


End = Literal["duration", "left the window", "steps", "diverged", "too small steps"]
_ENDS: Mapping["Ending", End] = {
    "end": "duration",
    "window": "left the window",
    "steps": "steps",
    "diverged": "diverged",
    "small steps": "too small steps",
}


@dataclass(frozen=True, slots=True)
class Start:
    """Where and how a trajectory begins: name, state (V [mV] and the second), direction of time (±1)."""

    name: str
    state: tuple[float, float]
    direction: int


@dataclass(frozen=True, slots=True)
class Orbit:
    """A trajectory: times [ms], shape (k,), states, shape (2, k), how it ended, the work done.

    `error` is the largest difference of V [mV] from a run with a tenth of the tolerance, as far as both go.
    """

    start: Start
    times: Floats
    states: Floats
    ended: End
    steps: int
    evaluations: int
    error: float


@dataclass(frozen=True, slots=True)
class Course:
    """What all trajectories of a request share: how long [ms], in how many points, to which error [mV].

    `steps` is how many they may take together.
    """

    duration: float
    points: int
    tolerance: float
    steps: int


def follow(
    neuron: Neuron, current: float, window: Window, starts: Sequence[Start], course: Course
) -> list[Orbit]:
    """Trajectories from some starts; those backwards in time end where they leave the window.

    Backwards, what attracts repels, so that almost every trajectory goes off to infinity in a finite time.
    """
    drive = Waveform(np.zeros(1), np.array([current]), np.zeros(1), np.zeros((0, 6)))
    orbits: list[Orbit] = []
    left = course.steps
    for waiting, start in zip(range(len(starts), 0, -1), starts, strict=True):
        # What one leaves of its share falls to those after it.
        orbits.append(_follow(neuron, drive, window, start, replace(course, steps=left // waiting)))
        left -= orbits[-1].steps
    return orbits


def _follow(neuron: Neuron, drive: Waveform, window: Window, start: Start, course: Course) -> Orbit:
    from core.neuron.integrator import integration

    state = np.array(start.state)
    # The run with a tenth of the tolerance takes up to twice as many.
    integrate = partial(integration.integrate, most_steps=course.steps // 3, partial=True)
    integrate_tight = partial(integration.integrate, most_steps=2 * course.steps // 3, partial=True)
    times = np.linspace(0.0, start.direction * course.duration, course.points)
    if start.direction > 0:
        run = integrate(neuron, drive, state, times, tolerance=course.tolerance)
        tight = integrate_tight(neuron, drive, state, times, tolerance=0.1 * course.tolerance)
        return _orbit(start, run, tight, run.times, run.states)
    # A trajectory may begin outside of the window: that part of the plane then belongs to it.
    low = np.minimum([window.voltage_low, window.gate_low], state)
    high = np.maximum([window.voltage_high, window.gate_high], state)
    bounds = np.array([low, high])
    run = integrate(neuron, drive, state, times, tolerance=course.tolerance, window=bounds)
    tight = integrate_tight(neuron, drive, state, times, tolerance=0.1 * course.tolerance, window=bounds)
    kept = _inside(run.states, bounds)
    reached, states = run.times[:kept], run.states[:kept]
    if run.ended == "window":
        # The edge lies between the last sample inside and the next, or the end of the last step.
        end = run.times[kept] if kept < run.times.size else run.final_time
        fine = np.linspace(reached[-1], end, FINE_SAMPLES)
        again = integrate(neuron, drive, states[-1], fine, tolerance=course.tolerance, start=reached[-1])
        last = _inside(again.states, bounds)
        reached = np.append(reached, again.times[max(last - 1, 1) : last])
        states = np.append(states, again.states[max(last - 1, 1) : last], axis=0)
    return _orbit(start, run, tight, reached, states, kept)


def _orbit(
    start: Start,
    run: "Trajectory",
    tight: "Trajectory",
    times: Floats,
    states: Floats,
    kept: int | None = None,
) -> Orbit:
    """The kept points of a run, with the error and the work that two runs show."""
    if not times.size:
        # Not even the first step succeeded.
        times, states = np.zeros(1), np.array([start.state])
    steps, evaluations = run.steps + tight.steps, run.evaluations + tight.evaluations
    return Orbit(start, times, states.T, _ENDS[run.ended], steps, evaluations, _difference(run, tight, kept))


def _difference(run: "Trajectory", tight: "Trajectory", kept: int | None = None) -> float:
    """Largest difference of V [mV] at the sample times that both runs reached."""
    count = min(len(run.times), len(tight.times), len(run.times) if kept is None else kept)
    return float(np.abs(run.states[:count, 0] - tight.states[:count, 0]).max(initial=0.0))


def _inside(states: Floats, bounds: Floats) -> int:
    """How many states, shape (k, 2), from the first on lie within the bounds."""
    within = ((states >= bounds[0]) & (states <= bounds[1])).all(axis=1)
    return int(within.size if within.all() else np.argmin(within))
