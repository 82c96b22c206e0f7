"""Families of closed orbits along the current: from a Hopf point on, by pseudo-arclength."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tests.validation.generators.shooting.cells import Cell
from tests.validation.generators.shooting.flow import QUICK, Extended, flow
from tests.validation.generators.shooting.multiple import (
    Condition,
    Orbit,
    at_current,
    closure,
    correct,
    multipliers,
    on_plane,
    scales,
)


@dataclass(frozen=True)
class Member:
    """An orbit of a family, the scaled tangent of the family there, its multipliers."""

    orbit: Orbit
    tangent: Extended
    multipliers: Extended


def near_hopf(cell: Cell, point: Extended, current: float, size: float, count: int) -> Orbit:
    """The linear orbit of an amplitude in V about a fixed point with two nearly imaginary eigenvalues."""
    matrix = flow(cell, QUICK).slopes(point, current)[:, :-1]
    values, vectors = np.linalg.eig(matrix)
    chosen = int(np.argmin(np.where(values.imag > 0, np.abs(values.real), np.inf)))
    mode = vectors[:, chosen] / vectors[0, chosen] * size
    angles = 2.0 * np.pi * np.arange(count) / count
    nodes = point + np.real(np.exp(1j * angles)[:, None] * mode)
    return Orbit(cell, nodes, 2.0 * np.pi / values[chosen].imag, current)


def of_amplitude(size: float, row: Extended) -> Condition:
    """The first node's V is that far above its mean over the nodes."""

    def condition(orbit: Orbit) -> tuple[Extended, Extended]:
        return np.dot(row, orbit.unknowns) - size, row

    return condition


def small(cell: Cell, point: Extended, current: float, size: float, count: int) -> Orbit:
    """A corrected orbit of small amplitude."""
    guess = near_hopf(cell, point, current, size, count)
    row = np.zeros(guess.unknowns.size)
    row[: count * len(point) : len(point)] -= 1.0 / count
    row[0] += 1.0
    return correct(guess, of_amplitude(size, row))


def _member(orbit: Orbit, before: Extended | None) -> Member:
    """The tangent is the null vector of the scaled derivative, turned the way of the one before."""
    _, derivative = closure(orbit, flow(orbit.cell, QUICK))
    tangent = np.linalg.svd(derivative * scales(orbit))[2][-1]
    if before is not None and np.dot(tangent, before) < 0:
        tangent = -tangent
    return Member(orbit, tangent, multipliers(orbit))


def follow(
    orbit: Orbit,
    stop: Callable[[Member], bool],
    *,
    growing: bool = True,
    step: float = 0.02,
    longest: float = 0.5,
    members: int = 1000,
) -> list[Member]:
    """Orbits along a family, at first to larger or smaller amplitudes, until told to stop."""
    first = _member(orbit, None)
    row = np.zeros(orbit.unknowns.size)
    row[0], row[len(orbit.nodes) // 2 * orbit.nodes.shape[1]] = 1.0, -1.0
    if (np.dot(row * scales(orbit), first.tangent) > 0) != growing:
        first = Member(first.orbit, -first.tangent, first.multipliers)
    found = [first]
    while len(found) < members and step > 1e-7:
        last = found[-1]
        scale = scales(last.orbit)
        guess = last.orbit.moved(last.orbit.unknowns + step * scale * last.tangent)
        try:
            orbit = correct(guess, on_plane(guess.unknowns, last.tangent / scale))
            member = _member(orbit, last.tangent)
        except (ArithmeticError, np.linalg.LinAlgError):
            step /= 2.0
            continue
        turn = float(np.dot(member.tangent, last.tangent))
        if turn < 0.95 and step > 1e-5:
            step /= 2.0
            continue
        found.append(member)
        step = min(step * (1.5 if turn > 0.99 else 1.0), longest)
        if stop(member):
            break
    return found


def _fold(member: Member) -> float:
    return float(member.tangent[-1])


def _doubling(member: Member) -> float:
    """Changes sign where a real multiplier passes −1."""
    return float(np.prod(np.sign(np.real(member.multipliers[np.abs(member.multipliers.imag) < 1e-9] + 1.0))))


def _torus(member: Member) -> float:
    """Changes sign where a pair of multipliers crosses the unit circle."""
    pairs = np.abs(member.multipliers[member.multipliers.imag > 1e-9])
    return float(np.prod(np.sign(pairs - 1.0)))


TESTS = {"fold of cycles": _fold, "period doubling": _doubling, "torus": _torus}


def between(one: Member, two: Member, test: Callable[[Member], float], rounds: int = 24) -> Member:
    """The member nearest to a change of sign that bisection along the family finds."""
    start, sign = one, test(one)
    scale = scales(one.orbit)
    chord = (two.orbit.unknowns - one.orbit.unknowns) / scale
    low, high, nearest = 0.0, 1.0, two
    for _ in range(rounds):
        middle = 0.5 * (low + high)
        guess = start.orbit.moved(start.orbit.unknowns + middle * scale * chord)
        try:
            orbit = correct(guess, on_plane(guess.unknowns, chord / scale))
        except ArithmeticError:
            break
        nearest = _member(orbit, start.tangent)
        low, high = (middle, high) if test(nearest) * sign > 0 else (low, middle)
    return nearest


def events(family: list[Member]) -> list[tuple[str, Member]]:
    """Folds, period doublings and tori of a family in its order, each with a member close to it."""
    return [
        (name, between(one, two, test))
        for one, two in pairwise(family)
        for name, test in TESTS.items()
        if test(one) * test(two) < 0 and not (name == "torus" and _pairs(one) != _pairs(two))
    ]


def _pairs(member: Member) -> int:
    return int(np.sum(member.multipliers.imag > 1e-9))


def at(family: list[Member], current: float) -> list[Orbit]:
    """All orbits of a family at one current."""
    found = []
    for one, two in pairwise(family):
        if (one.orbit.current - current) * (two.orbit.current - current) < 0:
            near = between(one, two, lambda member: float(member.orbit.current) - current, 8)
            found.append(correct(near.orbit, at_current(current)))
    return found


def settled(cell: Cell, start: Extended, current: float, time: float, span: float, count: int) -> Orbit:
    """The attracting orbit reached after some time, which must close within a span after."""
    along = flow(cell, QUICK)
    state = along.at(np.asarray(start, dtype=float), current, time)
    times = np.linspace(0.0, span, 40_001)
    path = along.along(state, current, times)
    top = int(np.argmax(path[: len(path) // 2, 0]))
    peaks = [
        k
        for k in range(top + 1, len(path) - 1)
        if path[k - 1, 0] < path[k, 0] >= path[k + 1, 0] and k > top + 2
    ]
    # At peaks V errs to second order of the sampling, and the last state is the slow one.
    distance = np.linalg.norm(((path[peaks] - path[top]) / np.ptp(path, axis=0))[:, [0, -1]], axis=1)
    chosen = next(k for k, far in zip(peaks, distance, strict=True) if far < 2.0 * np.min(distance) + 1e-3)
    period = times[chosen] - times[top]
    for parts in range(40, 1, -1):  # as many equal turns, perhaps
        if (
            np.linalg.norm((along.at(path[top], current, period / parts) - path[top]) / np.ptp(path, axis=0))
            < 0.02
        ):
            period /= parts
            break
    nodes = along.along(path[top], current, np.arange(count) / count * period)
    return correct(Orbit(cell, nodes, period, current), at_current(current))
