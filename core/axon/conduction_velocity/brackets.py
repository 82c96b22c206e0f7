"""Trial velocities between which there is a wave."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.axon.conduction_velocity.shots import TOLERANCE, Rest, Shots, fastest_rate

SLOWEST, FASTEST = 1e-3, 10.0
"""Lowest and highest K that is tried, in units of the membrane's rate at rest and of its fastest."""
TRIALS = 64
FINER = 33
"""Trials within a bracket."""
ROUNDS = 14
CLOSE = 4e-16
"""Width of a bracket of log K at which it ends."""
HIDDEN_ROUNDS = 4
MOST_PEAKS = 2


@dataclass(frozen=True, eq=False, slots=True)
class Bracket:
    """Two values of log K at which orbits escape to opposite sides.

    Attributes
    ----------
    low, high
        The lower and the higher of them.
    rising
        Whether the orbits of the higher escape upwards, as on the fast wave.
    """

    low: float
    high: float
    rising: bool


@dataclass(frozen=True, eq=False, slots=True)
class Search:
    """What was tried and what was found.

    Attributes
    ----------
    brackets
        The fastest first.
    low, high
        Lowest and highest log K that was tried.
    trials
        How many orbits were followed.
    undecided
        Log K below which some orbits did not escape within so many steps; None: all have escaped.
    hyperbolic
        Whether rest has one way to leave it at every K, as it must for waves of all lengths to die out there.
    """

    brackets: tuple[Bracket, ...]
    low: float
    high: float
    trials: int
    undecided: float | None
    hyperbolic: bool = True


def search(rest: Rest) -> Search:
    """Look for waves over all values of K that a wave may have.

    K of a wave is below four times the largest growth rate that the membrane can have, because a faster one
    would outrun its own excitation (the linear spreading velocity), and far above it every orbit escapes
    upwards. Two waves that are so close that both lie between neighbouring trials show where orbits take
    longest to escape; there the trials are made finer.
    """
    low = float(np.log(SLOWEST * rest.leak_rate))
    high = float(np.log(FASTEST * max(fastest_rate(rest.field.neuron, rest.without_slope), rest.leak_rate)))
    places = np.linspace(low, high, TRIALS)
    if not np.isfinite(rest.departures(places)[0]).all():
        return Search((), low, high, 0, None, hyperbolic=False)
    shots = rest.fire(places)
    trials, lost = shots.log_k.size, np.flatnonzero(shots.outcomes == 0.0)
    undecided = float(places[lost[-1]]) if lost.size else None
    found = changes(shots)
    for peak in _peaks(shots):
        near = _finer(shots, peak)
        for _ in range(HIDDEN_ROUNDS):
            near = rest.fire(near.log_k)
            trials += near.log_k.size
            hidden = changes(near)
            if hidden:
                found += [bracket for bracket in hidden if not _known(bracket, found)]
                break
            best = int(np.argmax(near.lives))
            if not 0 < best < near.lives.size - 1:
                break
            near = _finer(near, best)
    return Search(tuple(sorted(found, key=lambda bracket: -bracket.low)), low, high, trials, undecided)


def changes(shots: Shots) -> list[Bracket]:
    """Neighbouring orbits that escape to opposite sides."""
    found = []
    for (a, x), (b, y) in pairwise(zip(shots.log_k.tolist(), shots.outcomes.tolist(), strict=True)):
        if x * y < 0.0:
            found.append(Bracket(a, b, rising=y > 0.0))
    return found


def narrowed(rest: Rest, bracket: Bracket, width: float = CLOSE, tolerance: float = TOLERANCE) -> Bracket:
    """A bracket narrowed down to a width relative to log K, at the least to rounding."""
    for _ in range(ROUNDS):
        if bracket.high - bracket.low <= width * max(1.0, abs(bracket.low)):
            break
        ends = np.linspace(bracket.low, bracket.high, FINER)
        outcomes = rest.fire(ends[1:-1], tolerance=tolerance).outcomes
        below = 1.0 - 2.0 * bracket.rising
        sides = np.concatenate([[below], outcomes, [-below]])
        inside = [each for each in changes(Shots(ends, sides, ends)) if each.rising is bracket.rising]
        if not inside or inside[-1].high - inside[-1].low >= 0.9 * (bracket.high - bracket.low):
            break
        # Of several the fastest: the others are waves that come after a first one.
        bracket = inside[-1]
    return bracket


def _peaks(shots: Shots) -> list[int]:
    """Trials that take longer to escape than their neighbours, which escape to the same side."""
    lives, outcomes = shots.lives, shots.outcomes
    inner = np.arange(1, lives.size - 1)
    alike = (outcomes[:-2] == outcomes[1:-1]) & (outcomes[2:] == outcomes[1:-1])
    top = (lives[1:-1] > lives[:-2]) & (lives[1:-1] > lives[2:])
    found = inner[alike & top]
    return [int(i) for i in found[np.argsort(-lives[found])][:MOST_PEAKS]]


def _finer(shots: Shots, place: int) -> Shots:
    """More trials beside one of them, still to be followed."""
    trials = np.linspace(shots.log_k[place - 1], shots.log_k[place + 1], FINER)[1:-1]
    return Shots(trials, np.zeros(0), np.zeros(0))


def _known(bracket: Bracket, others: list[Bracket]) -> bool:
    return any(bracket.low < other.high and other.low < bracket.high for other in others)
