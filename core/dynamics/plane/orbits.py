"""Trajectories in the phase plane, forwards and backwards in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.dynamics.plane.nullclines import Window
from core.neuron.declaration import Neuron
from core.result import Floats
from core.waveform import Waveform

if TYPE_CHECKING:
    # Numba is imported only when a trajectory is asked for.
    from core.neuron.integrator.integration import Trajectory

FINE_SAMPLES = 65
"""Points at which the last interval before the window's edge is looked at again."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where and how a trajectory begins: name, state (V [mV] and the second), direction of time (±1)."""

    name: str
    state: tuple[float, float]
    direction: int


@dataclass(frozen=True, slots=True)
class Orbit:
    """A trajectory: times [ms], shape (k,), states, shape (2, k), how it ended, the work done.

    `error` is the largest difference of V [mV] from a run with a tenth of the tolerance.
    """

    start: Start
    times: Floats
    states: Floats
    left_window: bool
    steps: int
    evaluations: int
    error: float


@dataclass(frozen=True, slots=True)
class Course:
    """What all trajectories of a request share: how long [ms], in how many points, to which error [mV]."""

    duration: float
    points: int
    tolerance: float


def follow(
    neuron: Neuron, current: float, window: Window, starts: Sequence[Start], course: Course
) -> list[Orbit]:
    """Trajectories from some starts; those backwards in time end where they leave the window.

    Backwards, what attracts repels, so that almost every trajectory goes off to infinity in a finite time.
    """
    drive = Waveform(np.zeros(1), np.array([current]), np.zeros(1), np.zeros((0, 6)))
    return [_follow(neuron, drive, window, start, course) for start in starts]


def _follow(neuron: Neuron, drive: Waveform, window: Window, start: Start, course: Course) -> Orbit:
    from core.neuron.integrator.integration import integrate

    state = np.array(start.state)
    times = np.linspace(0.0, start.direction * course.duration, course.points)
    if start.direction > 0:
        run = integrate(neuron, drive, state, times, tolerance=course.tolerance)
        error = _difference(run, integrate(neuron, drive, state, times, tolerance=0.1 * course.tolerance))
        return Orbit(start, run.times, run.states.T, False, run.steps, run.evaluations, error)
    # A trajectory may begin outside of the window: that part of the plane then belongs to it.
    low = np.minimum([window.voltage_low, window.gate_low], state)
    high = np.maximum([window.voltage_high, window.gate_high], state)
    bounds = np.array([low, high])
    run = integrate(neuron, drive, state, times, tolerance=course.tolerance, window=bounds)
    tight = integrate(neuron, drive, state, times, tolerance=0.1 * course.tolerance, window=bounds)
    kept = _inside(run.states, bounds)
    reached, states = run.times[:kept], run.states[:kept]
    if run.left_window:
        # The edge lies between the last sample inside and the next, or the end of the last step.
        end = run.times[kept] if kept < run.times.size else run.final_time
        fine = np.linspace(reached[-1], end, FINE_SAMPLES)
        again = integrate(neuron, drive, states[-1], fine, tolerance=course.tolerance, start=reached[-1])
        last = _inside(again.states, bounds)
        reached = np.append(reached, again.times[max(last - 1, 1) : last])
        states = np.append(states, again.states[max(last - 1, 1) : last], axis=0)
    error = _difference(run, tight, kept)
    return Orbit(start, reached, states.T, run.left_window, run.steps, run.evaluations, error)


def _difference(run: "Trajectory", tight: "Trajectory", kept: int | None = None) -> float:
    """Largest difference of V [mV] at the sample times that both runs reached."""
    count = min(len(run.times), len(tight.times), len(run.times) if kept is None else kept)
    return float(np.abs(run.states[:count, 0] - tight.states[:count, 0]).max(initial=0.0))


def _inside(states: Floats, bounds: Floats) -> int:
    """How many states, shape (k, 2), from the first on lie within the bounds."""
    within = ((states >= bounds[0]) & (states <= bounds[1])).all(axis=1)
    return int(within.size if within.all() else np.argmin(within))
