"""The course of a wave as shooting finds it: to where orbits part, on by parting them again, and to rest."""

from dataclasses import dataclass

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
FELT = 0.02
"""V″/K, over the largest V′, below which neighbours are not felt."""
AGAIN = 0.3
"""Height of a further spike, over that of the first."""
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
    either side of it, and so on. Where V″/K is small beside V′ and no further spike comes, the rest is how a
    patch of membrane comes to rest, as if it no longer felt its neighbours.

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
    height = float(made.states[:, 0].max() - made.states[0, 0])
    for left in reversed(range(MOST_PIECES)):
        felt = abs(float(made.rates[-1, 1])) * float(np.exp(-log_k))
        begin = _parted(tracks, scale, NEAR)
        last = not left or begin >= tracks[0].shape[1]
        if last or felt < FELT * float(np.abs(made.states[:, 1]).max()):
            whole = made.then(_tail(rest, made.states[-1] * scale), _onwards(made, log_k))
            if last or not _fires(whole.states[made.times.size :, 0] - made.states[0, 0], AGAIN * height):
                return whole
        following = _following(rest, log_k, tracks, begin, scale[0] * height)
        if following is None:
            break
        origin, tracks = origin + float(tracks[0][0, begin]), following
        made = made.then(_course(tracks[0], scale).until(_parted(tracks, scale, APART)), origin)
    return made.then(_tail(rest, made.states[-1] * scale), _onwards(made, log_k))


def _onwards(made: Course, log_k: float) -> float:
    """When a patch takes over [ms]: after as long as its neighbours matter."""
    return float(made.times[-1] + np.exp(-log_k))


def _fires(heights: Floats, least: float) -> bool:
    """Whether a patch rises to a height once more, after it has been below half of it."""
    low = np.flatnonzero(heights < 0.5 * least)
    return bool(low.size and heights[low[0] :].max() > least)


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


def _following(
    rest: Rest, log_k: float, tracks: tuple[Floats, Floats], begin: int, height: float
) -> tuple[Floats, Floats] | None:
    """Two orbits from one state on, less its slope, that escape to opposite sides; None: there are none.

    Between them one does not rise to a further spike, unless none of them can do without.
    """
    n, first, second = rest.state.size, *tracks
    state = first[1 : 1 + n, begin]
    gap = abs(float(np.interp(first[0, begin], second[0], second[2])) - float(state[1]))
    gap = WIDER * max(gap, 1e-12 * float(rest.field.scale[1]))
    step = float(first[0, begin] - first[0, begin - 1])
    for level in (height, np.inf):
        low, high = float(state[1]) - gap, float(state[1]) + gap
        for _ in range(ROUNDS):
            slopes = np.linspace(low, high, TRIALS)
            outcomes = _with_slopes(rest, log_k, state, slopes, step, level).outcomes
            # Of several the lowest: the others are orbits that rise to a further wave.
            changed = np.flatnonzero((outcomes[:-1] < 0.0) & (outcomes[1:] > 0.0))
            if not changed.size or slopes[changed[0] + 1] - slopes[changed[0]] >= 0.9 * (high - low):
                break
            low, high = float(slopes[changed[0]]), float(slopes[changed[0] + 1])
        shots = _with_slopes(rest, log_k, state, np.array([low, high]), step, level, recorded=True)
        if shots.outcomes[0] < 0.0 < shots.outcomes[1]:
            return shots.tracks[0], shots.tracks[1]
    return None


def _with_slopes(
    rest: Rest,
    log_k: float,
    state: Floats,
    slopes: Floats,
    step: float,
    height: float,
    *,
    recorded: bool = False,
) -> Shots:
    """Follow orbits from one state on, but with some slopes of V."""
    states = np.repeat(state[:, None], slopes.size, axis=1)
    states[1] = slopes
    constants = np.full(slopes.size, log_k), states, np.full(slopes.size, step)
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
