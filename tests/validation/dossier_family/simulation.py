"""What runs of a neuron settle on: Dormand and Prince's method and the maxima of the voltage."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from core.result import Floats
from tests.validation.dossier_family.cells import NAMES, rates, steady
from tests.validation.dossier_family.equilibria import at, equilibria
from tests.validation.dossier_family.members import Member

TOLERANCE = 1e-10
SAME = 1e-7
NOISE = 3e-9
ALIKE = 1e-5
"""Of the voltage [mV/100] and the gates: two maxima are one."""
STAGES = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1 / 5, 0.0, 0.0, 0.0, 0.0, 0.0],
        [3 / 40, 9 / 40, 0.0, 0.0, 0.0, 0.0],
        [44 / 45, -56 / 15, 32 / 9, 0.0, 0.0, 0.0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0.0, 0.0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0.0],
        [35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
)
ERROR = np.array([71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])
STILL = 1e-8
"""Change [1/ms] of the voltage/100 mV and the gates at which a run rests."""
UNSETTLED, RESTS, CYCLES, ESCAPES = 0, 1, 2, 3


class Cycle(NamedTuple):
    """Period [ms], highest and lowest voltage [mV], and the state at the highest."""

    period: float
    highest: float
    lowest: float
    state: Floats


class Attractors(NamedTuple):
    """Voltages of equilibria and the cycles that runs came to, and how many came to nothing."""

    equilibria: list[float]
    cycles: list[Cycle]
    unsettled: int


def attractors(
    member: Member,
    value: float,
    voltages: tuple[float, float],
    extra: list[Floats],
    longest: float,
    *,
    backward: bool = False,
) -> Attractors:
    """Run from many states and collect what they settle on, which repels where time runs backward."""
    p, current = at(member, value)
    numbers = np.array([p[name] for name in NAMES[member.cell]])
    rest: list[float] = []
    cycles: list[Cycle] = []
    unsettled = 0
    for start in [*starts(member, value, voltages), *extra]:
        answer, last = np.zeros(4), np.array(start, dtype=float)
        outcome = settle(len(start) == 2, numbers, current, -1.0 if backward else 1.0, last, longest, answer)
        if outcome == RESTS and not any(abs(v - last[0]) < 1e-3 for v in rest):
            rest.append(float(last[0]))
        found = Cycle(float(answer[0]), float(answer[1]), float(answer[2]), last)
        if outcome == CYCLES and not any(same(found, other) for other in cycles):
            cycles.append(found)
        unsettled += outcome == UNSETTLED
    return Attractors(sorted(rest), sorted(cycles, key=lambda cycle: cycle.period), unsettled)


def same(a: Cycle, b: Cycle) -> bool:
    """Whether two runs came to one cycle."""
    return abs(a.period / b.period - 1.0) < 1e-3 and abs(a.highest - b.highest) < 1e-2


def starts(member: Member, value: float, voltages: tuple[float, float]) -> list[Floats]:
    """States all over the plane, or about as many where there are four; and next to every equilibrium."""
    made = []
    if member.cell == "morris-lecar":
        made += [np.array([v, n]) for v in (-70.0, -35.0, -10.0, 10.0, 40.0) for n in (0.02, 0.3, 0.65)]
    else:
        p, _ = at(member, value)
        for clamp in (-75.0, -62.0, -50.0):
            _, *gates = steady(member.cell, p, clamp)
            made += [np.array([v, *gates]) for v in (-90.0, -55.0, -30.0, 20.0)]
    for v, _ in equilibria(member, value, voltages):
        p, _ = at(member, value)
        there = np.array(steady(member.cell, p, v), dtype=float)
        made += [there + np.eye(there.size)[0] * shift for shift in (-5.0, -0.2, 0.2, 5.0)]
    return made


@njit(cache=True, error_model="numpy")
def step(two: bool, p: Any, current: float, sign: float, y: Any, h: float, k: Any, new: Any) -> float:
    """One step of Dormand and Prince's fifth-order method; k[0] is given; the error over the tolerance."""
    n = y.size
    for stage in range(1, 7):
        for i in range(n):
            new[i] = y[i]
            for j in range(stage):
                new[i] += h * STAGES[stage, j] * k[j, i]
        rates(two, p, current, new, k[stage])
        for i in range(n):
            k[stage, i] *= sign
    worst = 0.0
    for i in range(n):
        error = 0.0
        for j in range(7):
            error += h * ERROR[j] * k[j, i]
        worst = max(worst, abs(error) / (TOLERANCE * (100.0 if i == 0 else 1.0)))
    return worst


@njit(cache=True, error_model="numpy")
def settle(two: bool, p: Any, current: float, sign: float, y: Any, longest: float, answer: Any) -> int:
    """Run until the maxima of V repeat or nothing moves; backward in time where the sign is -1.

    `y` becomes the last state, or that at the highest voltage; `answer` period, highest and lowest voltage.
    """
    n, kept = y.size, 32
    k, new = np.empty((7, n)), np.empty(n)
    maxima, times, lows = np.zeros((kept, n)), np.zeros(kept), np.zeros(kept)
    count, time, h, low = 0, 0.0, 0.01, y[0]
    rates(two, p, current, y, k[0])
    k[0] *= sign
    while time < longest:
        error = step(two, p, current, sign, y, h, k, new)
        if not error <= 1.0:
            # Not a number either.
            h *= max(0.2, 0.9 * error**-0.2) if error > 1.0 else 0.2
            if h < 1e-12:
                return ESCAPES
            continue
        if abs(new[0]) > 400.0 or abs(new[1]) > 2.0:
            return ESCAPES
        if k[0, 0] > 0.0 and k[6, 0] <= 0.0 and time > 0.0:
            place = count % kept
            times[place] = time + _maximum(two, p, current, sign, y, h, k, maxima[place])
            lows[place] = low
            count, low = count + 1, new[0]
            rounds = _repeats(maxima, times, lows, count, answer)
            if rounds:
                y[:] = _highest(maxima, count, rounds)
                return CYCLES
        low, time = min(low, new[0]), time + h
        y[:], k[0] = new, k[6]
        if max(abs(k[0, 0]) / 100.0, np.abs(k[0, 1:]).max()) < STILL:
            return RESTS
        h = min(h * min(4.0, 0.9 * max(error, 1e-6) ** -0.2), 20.0)
    return UNSETTLED


@njit(cache=True, error_model="numpy")
def _maximum(two: bool, p: Any, current: float, sign: float, y: Any, h: float, k: Any, state: Any) -> float:
    """Time of the maximum of V within a step, and the state there: false position on shorter steps."""
    a, b, left, right, share = 0.0, 1.0, k[0, 0], k[6, 0], 1.0
    stages = np.empty_like(k)
    stages[0] = k[0]
    for _ in range(12):
        share = a + (b - a) * left / (left - right)
        step(two, p, current, sign, y, share * h, stages, state)
        slope = stages[6, 0]
        if abs(slope) < 1e-13:
            break
        if slope > 0.0:
            a, left, right = share, slope, 0.5 * right
        else:
            b, right, left = share, slope, 0.5 * left
    return share * h


@njit(cache=True, error_model="numpy")
def _highest(maxima: Any, count: int, rounds: int) -> Any:
    """The highest of the last maxima."""
    best = (count - 1) % maxima.shape[0]
    for i in range(1, rounds):
        other = (count - 1 - i) % maxima.shape[0]
        if maxima[other, 0] > maxima[best, 0]:
            best = other
    return maxima[best]


@njit(cache=True, error_model="numpy")
def _repeats(maxima: Any, times: Any, lows: Any, count: int, answer: Any) -> int:
    """After how many maxima the last one has come back twice; 0: it has not."""
    kept = times.size
    for q in range(1, min(count, kept) // 2):
        now, before = _apart(maxima, count, 0, q), _apart(maxima, count, q, 2 * q)
        # What is left of a decay in which each round takes off as large a share as the last one did.
        left = now * now / (before - now) if before > now else 1.0
        if max(now, before) > SAME or (now > NOISE and left > 10.0 * SAME):
            continue
        # Errors of the method may hide that it comes back sooner.
        for part in range(1, q):
            if q % part == 0 and _apart(maxima, count, 0, part) < ALIKE:
                return 0
        highest, lowest = -1e9, 1e9
        for i in range(q):
            highest = max(highest, maxima[(count - 1 - i) % kept, 0])
            lowest = min(lowest, lows[(count - 1 - i) % kept])
        if highest - lowest > 1e-2:
            answer[0] = times[(count - 1) % kept] - times[(count - 1 - q) % kept]
            answer[1], answer[2] = highest, lowest
            return q
    return 0


@njit(cache=True, error_model="numpy")
def _apart(maxima: Any, count: int, a: int, b: int) -> float:
    """Largest difference of two of the last maxima."""
    first, second, apart = (count - 1 - a) % maxima.shape[0], (count - 1 - b) % maxima.shape[0], 0.0
    for i in range(maxima.shape[1]):
        apart = max(apart, abs(maxima[first, i] - maxima[second, i]) / (100.0 if i == 0 else 1.0))
    return apart
