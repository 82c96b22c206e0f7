"""All limit cycles of the plane: fixed points of return maps, scanned in both directions of time."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.dynamics.plane.cycle_orbit import LimitCycle, extremes, orbit_of
from core.dynamics.plane.flow import Events, Flow
from core.dynamics.plane.planar_field import PlanarField
from core.dynamics.plane.return_map import ReturnMap
from core.result import Floats

DISTANCES = np.concatenate([np.geomspace(1e-4, 0.02, 14)[:-1], np.linspace(0.02, 1.0, 43)])
"""Where the maps are looked at first, as fractions of the half-line: small cycles are born at equilibria."""
SCAN, POLISH, CHECK = 1e-7, 1e-12, 1e-10
"""Tolerances of a step: of the scan, of the cycles found, and of the runs that tell their error."""
STEPS = 6_000
"""Steps of a turn at most."""
NEAR = 1e-4
"""Distance of two maxima of V on a cycle about another equilibrium, on which a run settles in the end."""
HALVINGS = 44
EDGE_HALVINGS = 24
DIP_STEPS, GOLDEN = 30, 0.381966011250105
NEWTON_STEPS = 12
CLOSED = 1e-9
"""A turn that ends so near its begin, as a fraction of the window, is a cycle; else there is a jump."""
SAME = 1e-6
"""Relative difference of the periods and extremes of one cycle found twice."""
MARGIN = 0.5
"""How far beyond the window, as a fraction of it, solutions are followed."""


def limit_cycles(
    field: PlanarField, equilibria: list[Floats], saddles: list[bool], traps: tuple[Floats, Floats]
) -> list[LimitCycle]:
    """The limit cycles about equilibria that are no saddles, the innermost first.

    Parameters
    ----------
    equilibria, saddles
        States, and whether each is a saddle.
    traps
        Ellipses in which solutions end, forwards and backwards in time.
    """
    found: list[LimitCycle] = []
    for state, saddle in zip(equilibria, saddles, strict=True):
        if saddle or not (np.all(state >= field.low) and np.all(state <= field.high)):
            continue
        for direction in (1, -1):
            section = half_line(field, state, direction, traps[0 if direction > 0 else 1])
            for low, high in _brackets(section):
                cycle = _refined(section, low, high, traps)
                if cycle is not None and not any(_same(cycle, other) for other in found):
                    found.append(cycle)
    return sorted(found, key=lambda cycle: float(cycle.high[0] - cycle.low[0]))


def half_line(field: PlanarField, origin: Floats, direction: int, traps: Floats) -> ReturnMap:
    """The half-line from an equilibrium to the further side of the window."""
    right, left = field.high[0] - origin[0], origin[0] - field.low[0]
    side = 1 if right >= left else -1
    reach = MARGIN * field.scale
    bounds = np.array([field.low - reach, field.high + reach])
    flow = Flow(field, tolerance=SCAN, steps=STEPS)
    length = max(right, left) / field.scale[0]
    return ReturnMap(
        flow, origin, side, float(length), direction, Events(bounds=bounds, ellipses=traps, near=NEAR)
    )


def scan(section: ReturnMap) -> tuple[Floats, Floats]:
    """Distances and those after one turn, NaN where the half-line is not met again."""
    distances = DISTANCES * section.length
    return distances, np.array([section.after_turn(distance) for distance in distances.tolist()])


def _brackets(section: ReturnMap) -> Iterator[tuple[float, float]]:
    """Pairs of distances between which the map crosses the identity, one way or the other."""
    distances, images = scan(section)
    excess = images - distances
    for i in range(distances.size - 1):
        left, right = excess[i], excess[i + 1]
        if np.isnan(left) and np.isnan(right):
            continue
        if np.isnan(left) or np.isnan(right):
            # A cycle may hide between the last that returns and the first that does not.
            known, lost = (i + 1, i) if np.isnan(left) else (i, i + 1)
            at = _edge(section, distances[known], distances[lost], excess[known])
            if at is not None:
                yield min(distances[known], at), max(distances[known], at)
        elif left == 0.0 or left * right < 0.0:
            yield float(distances[i]), float(distances[i + 1])
        elif i > 0 and excess[i - 1] * left > 0.0 and abs(left) < min(abs(excess[i - 1]), abs(right)):
            # A pair of cycles may hide where the map comes near the identity.
            at = _dip(section, distances[i - 1], distances[i], distances[i + 1], left)
            if at is not None:
                yield float(distances[i - 1]), at
                yield at, float(distances[i + 1])


def _edge(section: ReturnMap, known: float, lost: float, excess: float) -> float | None:
    """A distance towards the edge of what returns at which the excess has the other sign."""
    for _ in range(EDGE_HALVINGS):
        middle = 0.5 * (known + lost)
        image = section.after_turn(middle)
        if np.isnan(image):
            lost = middle
        elif (image - middle) * excess < 0.0:
            return middle
        else:
            known = middle
    return None


def _dip(section: ReturnMap, low: float, middle: float, high: float, excess: float) -> float | None:
    """A distance near the smallest |excess| at which it has the other sign, by golden sections."""
    least = abs(excess)
    for _ in range(DIP_STEPS):
        left = high - middle < middle - low
        at = middle - GOLDEN * (middle - low) if left else middle + GOLDEN * (high - middle)
        value = section.after_turn(at) - at
        if value * excess < 0.0:
            return at
        if abs(value) < least:
            low, high = (low, middle) if left else (middle, high)
            middle, least = at, abs(value)
        elif left:
            low = at
        else:
            high = at
    return None


def _refined(section: ReturnMap, low: float, high: float, traps: tuple[Floats, Floats]) -> LimitCycle | None:
    """The cycle between two distances; None where the map jumps there."""
    excess = section.after_turn(low) - low
    middle, width = 0.5 * (low + high), high - low
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        returned = section.turn(middle)
        if returned is None:
            return None
        value = returned.distance - middle
        low, high = (middle, high) if (value > 0.0) == (excess > 0.0) else (low, middle)
        # Newton's method is safe where the map does not stretch, the other direction of time where it does.
        if abs(value) < 1e-3 * width or high - low < 1e-12:
            break
    returned = section.turn(middle)
    if returned is None:
        return None
    direction = section.direction if returned.slope <= 1.0 else -section.direction
    return _polished(section, direction, middle, traps)


def _polished(
    section: ReturnMap, direction: int, distance: float, traps: tuple[Floats, Floats]
) -> LimitCycle | None:
    """The cycle near a distance by Newton's method, in the direction of time in which it attracts."""
    events = replace(section.events, ellipses=traps[0 if direction > 0 else 1])
    fine = replace(section, direction=direction, flow=replace(section.flow, tolerance=POLISH), events=events)
    step, returned = np.inf, None
    for _ in range(NEWTON_STEPS):
        returned = fine.turn(distance)
        if returned is None:
            return None
        before, step = step, (returned.distance - distance) / (1.0 - min(returned.slope, 0.999999999))
        distance += step
        if not 0.0 < distance <= 2.0 * fine.length:
            return None
        if abs(step) <= 1e-14 or (abs(step) < 1e-10 and abs(step) >= 0.5 * abs(before)):
            break
    if abs(step) > CLOSED:
        return None
    return _described(fine, distance)


def _described(fine: ReturnMap, distance: float) -> LimitCycle | None:
    """The cycle through a point, with its extremes and errors."""
    returned = fine.turn(distance)
    check = replace(fine, flow=replace(fine.flow, tolerance=CHECK)).turn(distance)
    if returned is None or check is None or not returned.period > 0.0:
        return None
    points = orbit_of(fine, distance, returned)
    low, high = extremes(fine.flow.field, points)
    exponent = fine.direction * returned.path.divergence
    return LimitCycle(
        section=replace(fine, direction=1, flow=replace(fine.flow, tolerance=SCAN)),
        distance=distance,
        period=returned.period,
        period_error=abs(check.period - returned.period),
        exponent=exponent,
        low=low,
        high=high,
        points=points,
        closure=abs(returned.distance - distance),
    )


def _same(one: LimitCycle, other: LimitCycle) -> bool:
    scale = one.section.flow.field.scale
    apart = max(np.abs((one.low - other.low) / scale).max(), np.abs((one.high - other.high) / scale).max())
    return bool(apart < SAME and abs(one.period - other.period) < SAME * one.period)
