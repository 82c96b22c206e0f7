"""Isochrons of a stable cycle: the states that end up on it with the same phase.

Near the cycle an isochron is its tangent, at a distance s up to terms in s². The flow back by a time τ takes
the isochron of phase θ to that of θ − τ: so a solution backwards from a point beside the cycle meets one
isochron after the other, and solutions from beside all of the cycle trace all of them out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.dynamics.plane.cycle_orbit import LimitCycle
from core.dynamics.plane.floquet import FREE, Frame
from core.dynamics.plane.flow import Events, Flow
from core.dynamics.plane.planar_field import PlanarField
from core.numerics.roots import Indices
from core.result import Floats

OFFSET = 1e-4
"""Distance from the cycle at which solutions begin, as a fraction of the window."""
GAP = 0.02
"""Widest gap between neighbouring points of an isochron, as a fraction of the window..."""
SPACING = 0.004
FINEST = 1e-7
"""... unless their solutions begin within this fraction of the period of each other."""
STARTS, MOST_STARTS = 40, 1_000
"""Solutions to begin with, and at most, on either side."""
TOLERANCE, STEPS = 1e-8, 6_000
MARGIN = 0.5
SPARE_PERIODS = 3.0
CHECKED = 0.7
"""Which point of each isochron and side is followed forwards: this fraction of its points lie before it."""
CHECKED_PERIODS = 400.0
"""Periods for which they are followed, at most, all together."""
SETTLED, CHECK_TOLERANCE = 1e-8, 1e-9
MOST_PERIODS = 400.0
SENSITIVE = 100.0
"""Gradient of the phase [periods for the width of the window] past which a point's phase says little."""
WORK = 150_000
"""Steps of the solutions on either side, past which no more are begun: a tenth of a second."""


@dataclass(frozen=True)
class Isochron:
    """An isochron: its phase, as a fraction of the period from the maximum of V on, and its pieces.

    Attributes
    ----------
    pieces
        Connected pieces in the window, shape (2, k) each; the first crosses the cycle.
    """

    phase: float
    pieces: list[Floats]


@dataclass(frozen=True)
class Isochrons:
    """The isochrons of a cycle.

    Attributes
    ----------
    phase_error
        Largest difference of phase, as a fraction of the period, with which points of them come to the cycle,
        but for the sensitive ones.
    position_error
        Largest distance of a point from its isochron, as a fraction of the window.
    sensitive
        How many of the points are where the phase changes by more than a period within a hundredth of the
        window.
    checked
        How many points were followed.
    complete
        Whether all gaps could be closed within the budget of steps.
    """

    isochrons: list[Isochron]
    phase_error: float
    position_error: float
    sensitive: int
    checked: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Start:
    """A solution backwards from beside the cycle.

    Attributes
    ----------
    time
        When it begins [ms] from the maximum of V on; the phases asked for are at multiples of an interval.
    level
        Multiple at the first of the points; it falls by 1 from each to the next.
    points
        Shape (2, n).
    left
        Whether the solution goes out of bounds after them.
    steps
        That it took.
    """

    time: float
    level: int
    points: Floats
    left: bool
    steps: int


def isochrons(field: PlanarField, cycle: LimitCycle, count: int, traps: Floats) -> Isochrons:
    """Isochrons of the phases k/count of a stable cycle.

    Parameters
    ----------
    traps
        Ellipses about equilibria that attract backwards in time, where isochrons of all phases meet.
    """
    frame = Frame.of(cycle, count * max(STARTS // count, 2))
    sides = [_Side(field, frame, cycle, sign, count, traps) for sign in (-1.0, 1.0)]
    filled = [side.fill() for side in sides]
    found, samples = [], []
    for k in range(count):
        inner, outer = (side.branch(k) for side in sides)
        on_cycle = frame.at(k * frame.period / count)[0]
        line = np.column_stack([inner[:, ::-1], on_cycle, outer])
        found.append(Isochron(k / count, _pieces(field, line, inner.shape[1])))
        for branch in (inner, outer):
            shown = branch[:, _inside(field, branch)]
            if shown.shape[1]:
                samples.append((shown[:, int(CHECKED * shown.shape[1])], on_cycle))
    chosen = samples[:: max(1, int(len(samples) * _settling(cycle) / CHECKED_PERIODS))]
    return Isochrons(found, *_measured(field, cycle, chosen), len(chosen), all(filled))


class _Side:
    """Solutions from one side of a cycle, close enough to each other for their points to make curves."""

    def __init__(
        self, field: PlanarField, frame: Frame, cycle: LimitCycle, sign: float, count: int, traps: Floats
    ) -> None:
        reach = MARGIN * field.scale
        self.field, self.frame, self.sign, self.count = field, frame, sign, count
        self.events = Events(bounds=np.array([field.low - reach, field.high + reach]), ellipses=traps)
        self.flow = Flow(field, tolerance=TOLERANCE, steps=STEPS)
        periods = np.log(1.0 / OFFSET) / max(-cycle.exponent, 1e-3) + SPARE_PERIODS
        self.duration = float(min(periods, MOST_PERIODS) * cycle.period)
        self.interval = cycle.period / count
        self.starts: list[_Start] = []

    def begin(self, time: float) -> _Start:
        """The solution that begins at a time."""
        point, vector = self.frame.at(time)
        level = int(np.floor(time / self.interval + 1e-9))
        rest = time - level * self.interval
        on_one = rest <= 1e-9 * self.interval
        path = self.flow.run(
            point + self.sign * OFFSET * vector,
            -1,
            self.events,
            duration=self.duration,
            recorded=int(self.duration / self.interval) + 4,
            interval=self.interval,
            clock=0.0 if on_one else self.interval - rest,
        )
        left = path.ending == "left"
        # The first point is no isochron's unless the solution begins on one, nor is the one where it leaves.
        points = path.points[1:, 0 if on_one else 1 :]
        return _Start(time, level, points[:, :-1] if left else points, left, path.steps)

    def fill(self) -> bool:
        """Begin as many solutions as it takes; whether that was enough."""
        number = self.frame.points.shape[1]
        first = [self.begin(k * self.frame.period / number) for k in range(number)]
        self.starts = list(first)
        waiting = list(pairwise([*first, self._next_period(first[0])]))
        work = sum(start.steps for start in first)
        while waiting and len(self.starts) < MOST_STARTS and work < WORK:
            one, other = waiting.pop()
            if other.time - one.time > FINEST * self.frame.period and self._apart(one, other):
                middle = self.begin(0.5 * (one.time + other.time))
                self.starts.append(middle)
                work += middle.steps
                waiting = [(one, middle), *waiting, (middle, other)]
        self.starts.sort(key=lambda start: start.time)
        return not waiting

    def _next_period(self, start: _Start) -> _Start:
        return replace(start, time=start.time + self.frame.period, level=start.level + self.count)

    def _apart(self, one: _Start, other: _Start) -> bool:
        """Whether points of one isochron from two neighbouring solutions are too far apart for a curve."""
        skipped = other.level - one.level
        a, b = one.points, other.points[:, skipped:]
        common = min(a.shape[1], b.shape[1])
        longer, shorter = (a, other) if a.shape[1] > common else (b, one)
        if longer.shape[1] > common and shorter.left and bool(_inside(self.field, longer[:, common:]).any()):
            return True
        a, b = a[:, :common], b[:, :common]
        wide = np.abs((a - b) / self.field.scale[:, np.newaxis]).max(axis=0) > GAP
        return bool((wide & (_inside(self.field, a) | _inside(self.field, b))).any())

    def branch(self, phase: int) -> Floats:
        """Points of one isochron by their distance from the cycle, shape (2, n)."""
        times, phases, points = self._all
        mine = np.flatnonzero(phases == phase)
        return self._thinned(points[:, mine[np.argsort(times[mine])]])

    @cached_property
    def _all(self) -> tuple[Floats, Indices, Floats]:
        """Of all points: how long before they were beside the cycle [ms], phase, and state, shape (2, n)."""
        levels = [start.level - np.arange(start.points.shape[1]) for start in self.starts]
        times = [start.time - level * self.interval for start, level in zip(self.starts, levels, strict=True)]
        points = np.concatenate([start.points for start in self.starts], axis=1)
        return np.concatenate(times), np.concatenate(levels) % self.count, points

    def _thinned(self, points: Floats) -> Floats:
        """Without points that are nearer to the one before than a curve needs."""
        kept, last_x, last_y = [], np.inf, np.inf
        for i, (x, y) in enumerate((points / self.field.scale[:, np.newaxis]).T.tolist()):
            if abs(x - last_x) > SPACING or abs(y - last_y) > SPACING:
                kept.append(i)
                last_x, last_y = x, y
        return points[:, kept]


def _inside(field: PlanarField, points: Floats) -> NDArray[np.bool_]:
    low, high = field.low[:, np.newaxis], field.high[:, np.newaxis]
    return np.asarray(((points >= low) & (points <= high)).all(axis=0))


def _pieces(field: PlanarField, line: Floats, crossing: int) -> list[Floats]:
    """Stretches of a line in the window without wide gaps; the one that crosses the cycle first."""
    inside = _inside(field, line)
    near = np.abs(np.diff(line, axis=1) / field.scale[:, np.newaxis]).max(axis=0) <= 2.0 * GAP
    joined = inside[:-1] & inside[1:] & near
    edges = np.flatnonzero(np.diff(np.concatenate([[False], joined, [False]]).astype(np.int8)))
    spans = sorted(edges.reshape(-1, 2).tolist(), key=lambda span: not span[0] <= crossing <= span[1])
    return [line[:, a : b + 1] for a, b in spans]


def _measured(
    field: PlanarField, cycle: LimitCycle, samples: list[tuple[Floats, Floats]]
) -> tuple[float, float, int]:
    """Errors of phase (of points that are not sensitive) and of position, and how many points are sensitive.

    A state goes on for as many periods as it takes to settle; what is left between it and the point of the
    cycle that has the isochron's phase is a difference of phase. What becomes of a displacement of the state
    on the way is the phase's gradient.
    """
    flow = Flow(field, tolerance=CHECK_TOLERANCE, steps=200_000)
    periods = _settling(cycle)
    phase_error = position_error = 0.0
    sensitive = 0
    for state, expected in samples:
        rates = field.rates(expected) / field.scale
        late, *gradient = (
            float(x / field.scale @ rates / (rates @ rates)) / cycle.period
            for x in _carried(flow, state, expected, float(periods * cycle.period))
        )
        slope = float(np.linalg.norm(gradient))
        if slope > SENSITIVE:
            sensitive += 1
        else:
            phase_error = max(phase_error, abs(late))
        if abs(late) < 0.1:
            position_error = max(position_error, abs(late) / slope)
    return phase_error, position_error, sensitive


def _settling(cycle: LimitCycle) -> float:
    """Periods after which a state has settled on the cycle."""
    return float(np.ceil(min(np.log(SETTLED) / min(cycle.exponent, -1e-3), MOST_PERIODS))) + 1.0


def _carried(flow: Flow, state: Floats, expected: Floats, duration: float) -> Iterator[Floats]:
    """Difference from an expected state, and what becomes of displacements by the window's sides."""
    for i, unit in enumerate(np.diag(flow.field.scale)):
        path = flow.run(state, 1, FREE, duration=duration, tangent=unit)
        if i == 0:
            yield path.state - expected
        yield path.tangent
