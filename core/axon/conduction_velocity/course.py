"""The course of a wave as shooting finds it: to where orbits part, on by parting them again, and to rest."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from core.axon.conduction_velocity.patch import FIRST_SAMPLE, RESTING, Course, patch_course
from core.axon.conduction_velocity.shots import Rest, Shots
from core.result import Floats

APART, NEAR = 1e-3, 1e-7
"""Distance of two orbits, in scaled states, past which they are no longer one wave; at which they are parted
again."""
WIDER = 1e3
"""Range of slopes among which they are, in units of their distance there."""
TRIALS, ROUNDS = 32, 10
FELT, CALM = 0.01, 0.2
"""V″/K, over the largest V′, below which neighbours are not felt; a share of it, until which a patch is
followed."""
PUSH = 0.1
"""By how much orbits are pushed off a plateau, over a change of slope that is felt."""
MOST_PIECES, STEPS = 5, 400
"""How often orbits are parted again, and their steps at most each time."""


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
            tail = patch_course(rest, made.states[-1] * scale)
            bent = np.abs(tail.rates[:, 1])
            # A patch first comes to its own way, which is another than a wave's by as little as is not felt.
            stirred = (bent > felt) & (np.arange(bent.size) > int(np.argmax(bent < CALM * felt)))
            if not stirred.any():
                return made.then(tail, _onwards(made, log_k))
            # On to shortly before it is stirred, and from there by shooting.
            calm = np.flatnonzero(bent[: int(np.argmax(stirred))] < CALM * felt)
            last = int(calm[-1]) if calm.size else 0
            gap, step = float(np.exp(-log_k)) * felt * scale[1], FIRST_SAMPLE
            left = _leaving(rest, log_k, tail.until(last + 1), gap)
            if left is not None:
                tracks, moment = left
                made = made.then(tail.until(int(np.searchsorted(tail.times, moment))), begin)
                origin = begin + moment
                made = made.then(_course(tracks[0], scale).until(_parted(tracks, scale, APART)), origin)
                continue
            made = made.then(tail.until(last + 1), begin)
            origin, state = float(made.times[-1]), tail.states[last] * scale
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
    return made.then(patch_course(rest, made.states[-1] * scale), _onwards(made, log_k))


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
        found = False
        for _ in range(ROUNDS):
            slopes = np.linspace(low, high, TRIALS)
            outcomes = _with_slopes(rest, log_k, aim, slopes, height).outcomes
            # Of several the lowest: the others are orbits that rise to a further wave. What has not escaped
            # yet is as good as both.
            falls, rises = outcomes[:-1] < 0.0, outcomes[1:] >= 0.0
            changed = np.flatnonzero(falls & rises)
            if not changed.size:
                break
            found, place = True, int(changed[0])
            last = slopes[place + 1] - slopes[place] >= 0.9 * (high - low)
            low, high = float(slopes[place]), float(slopes[place + 1])
            if outcomes[place + 1] == 0.0:
                low = high
            if last or low == high:
                break
        if found:
            shots = _with_slopes(rest, log_k, aim, np.array([low, high]), height, recorded=True)
            return shots.tracks[0], shots.tracks[1]
    return None


def _leaving(
    rest: Rest, log_k: float, tail: Course, gap: float
) -> tuple[tuple[Floats, Floats], float] | None:
    """Where a wave leaves a plateau that a patch would stay on longer: two orbits from there on, and when.

    On a plateau a wave may turn down at any time, but at all but one it escapes. Orbits that are pushed down
    a little do so upwards before and downwards after it, or the other way round. None: they all do the same.
    """
    if tail.times.size < TRIALS:
        return None
    scale = rest.field.scale
    through = CubicHermiteSpline(tail.times, tail.states, tail.rates)

    def pushed(times: Floats, *, recorded: bool) -> Shots:
        states = np.asarray(through(times)).T * scale[:, None]
        states[1] -= PUSH * gap
        all_k, steps = np.full(times.size, log_k), np.full(times.size, FIRST_SAMPLE)
        return rest.follow(all_k, states, steps, recorded=recorded, height=np.inf, trials=STEPS)

    low, high = 0.0, float(tail.times[-1])
    for round_ in range(ROUNDS):
        times = np.linspace(low, high, TRIALS)
        outcomes = pushed(times, recorded=False).outcomes
        changed = np.flatnonzero(outcomes[:-1] * outcomes[1:] < 0.0)
        if not changed.size:
            if round_ == 0:
                return None
            break
        low, high = float(times[changed[-1]]), float(times[changed[-1] + 1])
    shots = pushed(np.array([low, high]), recorded=True)
    return (shots.tracks[0], shots.tracks[1]), low


def _with_slopes(
    rest: Rest, log_k: float, aim: _Aim, slopes: Floats, height: float, *, recorded: bool = False
) -> Shots:
    """Follow orbits from one state on, but with some slopes of V."""
    states = np.repeat(aim.state[:, None], slopes.size, axis=1)
    states[1] = slopes
    constants = np.full(slopes.size, log_k), states, np.full(slopes.size, aim.step)
    return rest.follow(*constants, recorded=recorded, height=height, trials=STEPS)
