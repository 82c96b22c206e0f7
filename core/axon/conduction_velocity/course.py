"""The course of a wave as shooting finds it: to where orbits part, on by parting them again, and to rest."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from core.axon.conduction_velocity.shots import Rest, Shots
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix, time_derivative
from core.result import Floats
from core.waveform import Waveform

APART, NEAR = 1e-3, 1e-7
"""Distance of two orbits, in scaled states, past which they are no longer one wave; at which they are parted
again."""
WIDER = 1e3
"""Range of slopes among which they are, in units of their distance there."""
TRIALS, ROUNDS = 32, 10
FELT, CALM = 0.01, 0.2
"""V″/K, over the largest V′, below which neighbours are not felt; a share of it, until which a patch is
followed."""
MOST_PIECES, STEPS = 5, 400
"""How often orbits are parted again, and their steps at most each time."""
LASTING = 14.0
"""How long a patch is given to come to rest, in units of its slowest time constant there."""
LONGEST = 1e6
"""The same at most [ms]."""
SAMPLES, FIRST_SAMPLE = 1500, 1e-3
"""How many states of a patch are looked at, and when the first [ms]."""
TOLERANCE = 1e-2
"""Error of the patch's voltage to aim at [mV]."""
MOST_STEPS = 200_000
RESTING, ARRIVED = 1e-3, 0.05
"""Distance from an equilibrium, in scaled states, from which the linear flow goes on; from which a patch is
said to come to it."""


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """States that follow each other, with their rates.

    Attributes
    ----------
    times
        Shape (k,) [ms].
    states, rates
        Shape (k, n), scaled.
    target
        The stable equilibrium that they come to, shape (n,); None where they come to none.
    """

    times: Floats
    states: Floats
    rates: Floats
    target: Floats | None = None

    def then(self, other: "Course", begin: float) -> "Course":
        """Another course from a time [ms] on, and before it what comes before that."""
        before = self.until(int(np.searchsorted(self.times, begin)))
        return Course(
            np.append(before.times, begin + other.times),
            np.concatenate([before.states, other.states]),
            np.concatenate([before.rates, other.rates]),
            other.target,
        )

    def until(self, count: int) -> "Course":
        """Its first states."""
        return Course(self.times[:count], self.states[:count], self.rates[:count])


def course(rest: Rest, log_k: float, tracks: tuple[Floats, Floats]) -> Course:
    """The wave between two orbits that escape to opposite sides.

    Up to where they part they are the wave; there two others that differ in their slopes alone are found to
    either side of it, and so on. Where V″/K is small beside V′ it goes on as a patch of membrane does that
    does not feel its neighbours, to rest or to where it would feel them again.

    Parameters
    ----------
    log_k
        Log of K of both.
    tracks
        Time, states and rates after each of their steps, shape (1 + 2 n, steps).
    """
    scale, origin = rest.field.scale, 0.0
    made = _course(tracks[0], scale).until(_parted(tracks, scale, APART))
    made = made.until(_nearest(made, rest))
    if np.abs(made.states[-1] - rest.state / scale).max() < RESTING:
        return replace(made, target=rest.state)
    height = scale[0] * float(made.states[:, 0].max() - made.states[0, 0])
    for _ in range(MOST_PIECES):
        felt = FELT * float(np.abs(made.states[:, 1]).max()) * float(np.exp(log_k))
        if abs(float(made.rates[-1, 1])) < felt:
            begin = float(made.times[-1])
            tail = _tail(rest, made.states[-1] * scale)
            stirred = np.abs(tail.rates[:, 1]) > felt
            if not stirred.any():
                return made.then(tail, _onwards(made, log_k))
            # On to shortly before, and from there by shooting.
            calm = np.flatnonzero(np.abs(tail.rates[: int(np.argmax(stirred)), 1]) < CALM * felt)
            last = int(calm[-1]) if calm.size else 0
            made = made.then(tail.until(last + 1), begin)
            origin, state = float(made.times[-1]), tail.states[last] * scale
            gap, step = float(np.exp(-log_k)) * felt * scale[1], FIRST_SAMPLE
        else:
            place = _parted(tracks, scale, NEAR)
            if place >= tracks[0].shape[1]:
                break
            state, gap = _between(tracks, place, scale)
            origin += float(tracks[0][0, place])
            step = float(tracks[0][0, place] - tracks[0][0, place - 1])
        following = _following(rest, log_k, _Aim(state, gap, step, height))
        if following is None:
            break
        tracks = following
        made = made.then(_course(tracks[0], scale).until(_parted(tracks, scale, APART)), origin)
    return made.then(_tail(rest, made.states[-1] * scale), _onwards(made, log_k))


def _onwards(made: Course, log_k: float) -> float:
    """When a patch takes over [ms]: after as long as its neighbours matter."""
    return float(made.times[-1] + np.exp(-log_k))


def _course(track: Floats, scale: Floats) -> Course:
    n = scale.size
    return Course(track[0], track[1 : 1 + n].T / scale, track[1 + n :].T / scale)


def _parted(tracks: tuple[Floats, Floats], scale: Floats, distance: float) -> int:
    """Number of steps of the first of two orbits after which they are that far apart."""
    first, second = (_course(track, scale) for track in tracks)
    there = first.times <= second.times[-1]
    between = CubicHermiteSpline(second.times, second.states, second.rates)(first.times[there])
    apart = np.abs(between - first.states[there]).max(axis=1) > distance
    return max(int(np.argmax(apart)) if apart.any() else int(there.sum()), 2)


def _nearest(made: Course, rest: Rest) -> int:
    """Number of states up to where a course that has been far from rest is nearest to it again."""
    away = np.abs(made.states - rest.state / rest.field.scale).max(axis=1)
    farthest = int(np.argmax(away))
    return max(farthest + 1 + int(np.argmin(away[farthest:])), 2)


class _Aim(NamedTuple):
    """From where orbits are sought that part: a state, a range of slopes, a first step, a first height.

    Slopes in mV/ms, the step in ms, the height in mV.
    """

    state: Floats
    gap: float
    step: float
    height: float


def _between(tracks: tuple[Floats, Floats], place: int, scale: Floats) -> tuple[Floats, float]:
    """A state of the first of two orbits, and a range of slopes with that of the second."""
    first, second = tracks
    state = first[1 : 1 + scale.size, place]
    gap = abs(float(np.interp(first[0, place], second[0], second[2])) - float(state[1]))
    return state, WIDER * max(gap, 1e-12 * float(scale[1]))


def _following(rest: Rest, log_k: float, aim: _Aim) -> tuple[Floats, Floats] | None:
    """Two orbits from one state on, less its slope, that escape to opposite sides; None: there are none.

    Between them one does not rise to a further spike, unless none of them can do without.
    """
    for height in (aim.height, np.inf):
        low, high = float(aim.state[1]) - aim.gap, float(aim.state[1]) + aim.gap
        for _ in range(ROUNDS):
            slopes = np.linspace(low, high, TRIALS)
            outcomes = _with_slopes(rest, log_k, aim, slopes, height).outcomes
            # Of several the lowest: the others are orbits that rise to a further wave.
            changed = np.flatnonzero((outcomes[:-1] < 0.0) & (outcomes[1:] > 0.0))
            if not changed.size or slopes[changed[0] + 1] - slopes[changed[0]] >= 0.9 * (high - low):
                break
            low, high = float(slopes[changed[0]]), float(slopes[changed[0] + 1])
        shots = _with_slopes(rest, log_k, aim, np.array([low, high]), height, recorded=True)
        if shots.outcomes[0] < 0.0 < shots.outcomes[1]:
            return shots.tracks[0], shots.tracks[1]
    return None


def _with_slopes(
    rest: Rest, log_k: float, aim: _Aim, slopes: Floats, height: float, *, recorded: bool = False
) -> Shots:
    """Follow orbits from one state on, but with some slopes of V."""
    states = np.repeat(aim.state[:, None], slopes.size, axis=1)
    states[1] = slopes
    constants = np.full(slopes.size, log_k), states, np.full(slopes.size, aim.step)
    return rest.follow(*constants, recorded=recorded, height=height, trials=STEPS)


def _tail(rest: Rest, state: Floats) -> Course:
    """How a patch goes on from a state of a wave."""
    from core.neuron.integrator.integration import integrate

    neuron, scale = rest.field.neuron, rest.field.scale
    end = min(LASTING / rest.slowest + 100.0 * FIRST_SAMPLE, LONGEST)
    still = Waveform(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((0, 6)))
    trajectory = integrate(
        neuron,
        still,
        np.delete(state, 1),
        np.append(0.0, np.geomspace(FIRST_SAMPLE, end, SAMPLES)),
        tolerance=TOLERANCE,
        repeating=False,
        most_steps=MOST_STEPS,
        partial=True,
    )
    times, states = trajectory.times, trajectory.states
    rates = time_derivative(neuron, states.T, 0.0).T
    full = np.insert(states, 1, rates[:, 0], axis=1)
    changes = np.insert(rates, 1, np.gradient(rates[:, 0], times), axis=1)
    target = _arrived(neuron, rest, full[-1])
    last = times.size
    if target is not None:
        far = np.abs((full - target) / scale).max(axis=1) > RESTING
        last = min(int(np.flatnonzero(far)[-1]) + 2 if far.any() else 2, times.size)
    return Course(times[:last], full[:last] / scale, changes[:last] / scale, target)


def _arrived(neuron: Neuron, rest: Rest, state: Floats) -> Floats | None:
    """The stable equilibrium beside a state, rest itself where it is that."""
    scale = rest.field.scale
    if np.abs(np.delete((state - rest.state) / scale, 1)).max() < ARRIVED:
        return rest.state
    point, sizes = np.delete(state, 1), np.delete(scale, 1)
    for _ in range(20):
        matrix, rates = jacobian_matrix(neuron, point), time_derivative(neuron, point, 0.0)
        if not (np.isfinite(matrix).all() and np.isfinite(rates).all()):
            return None
        step = np.linalg.lstsq(matrix * sizes, rates, rcond=None)[0]
        point = point - step * sizes
        if np.abs((point - np.delete(state, 1)) / sizes).max() > ARRIVED:
            return None
        if np.abs(step).max() < 1e-12:
            stable = np.linalg.eigvals(jacobian_matrix(neuron, point)).real.max() < 0.0
            return np.insert(point, 1, 0.0) if stable else None
    return None
