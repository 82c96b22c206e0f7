"""The flow of a vector field in the plane, forwards or backwards, until something happens (compiled).

An explicit Runge-Kutta pair of order 5(4) on code of the register machine, so that no table stands between
the declared equations and the solution. With the Jacobian's code the integral of the divergence and a tangent
vector w, dw/dt = J w, go along. Events end the run at their exact place: the last step is taken again, with
lengths found by Newton's method.
"""

from typing import NamedTuple

import numpy as np

from core.dynamics.plane.flow_steps import (
    ANGLE,
    EVALUATIONS,
    HALF_LINE,
    NEWTON_STEPS,
    ROWS,
    SPREAD,
    STAGES,
    STATE,
    STEP,
    STEPS,
    TIME,
    TOP_X,
    TOP_Y,
    TRIAL,
    WHICH,
    accept,
    evaluate,
    shorten,
    try_step,
)
from core.dynamics.plane.planar_field import PlanarCode
from core.numerics.compilation import inlined, kernel
from core.result import Floats

(DONE, TURNED, CAUGHT, CROSSED, LEFT, CIRCLING, LIMIT, STALLED) = range(8)
"""How a run ends: its time is over; it has turned once about the centre; it is within the ellipse, or has
crossed the section, whose number is in `w[WHICH]`; it left the bounds; it repeats itself; it has no steps
left; its steps are too small."""

SAFETY, SHRINK, GROWTH = 0.9, 0.2, 5.0
TOP_STEPS = 4
WIDE = 1e-3
"""How far, as a fraction of the scale, a run that repeats itself has gone between two maxima at least."""


class Task(NamedTuple):
    """What a run is to do; lengths are fractions of the scale.

    `components` 2: the state alone, 3: with the divergence, 5: and with w. `chord`: longest step.
    `interval`: time between recorded points, 0: every step is recorded; `bounds`: lowest and highest states,
    shape (2, 2); `centre`: what is turned about, shape (2,), looked at where `turning`; `ellipses`, shape
    (k, 5): centre and a, b, c of a dx² + 2 b dx dy + c dy² ≤ 1; `sections`, shape (m, 6): begin of a
    horizontal half-line, its side (±1), the direction of crossing (±1), smallest and largest distance from
    its begin; `near`: distance of two maxima of x within which a run repeats itself, and ends; 0: it goes on.
    """

    direction: float
    tolerance: float
    duration: float
    steps: int
    components: int
    chord: float
    interval: float
    turning: bool
    near: float
    centre: Floats
    bounds: Floats
    ellipses: Floats
    sections: Floats


@inlined
def _turn(field: PlanarCode, centre: Floats, w: Floats) -> float:
    """Angle about the centre from the state to the trial state, in units of the scale."""
    ax, ay = (w[STATE] - centre[0]) / field.scale[0], (w[STATE + 1] - centre[1]) / field.scale[1]
    bx, by = (w[TRIAL] - centre[0]) / field.scale[0], (w[TRIAL + 1] - centre[1]) / field.scale[1]
    return float(np.arctan2(ax * by - ay * bx, ax * bx + ay * by))


@kernel
def _caught(ellipses: Floats, x: float, y: float) -> int:
    """Number of the ellipse that a point lies in, −1: in none."""
    for k in range(ellipses.shape[0]):
        dx, dy = x - ellipses[k, 0], y - ellipses[k, 1]
        if ellipses[k, 2] * dx * dx + 2.0 * ellipses[k, 3] * dx * dy + ellipses[k, 4] * dy * dy <= 1.0:
            return k
    return -1


@inlined
def _between(a: float, slope_a: float, b: float, slope_b: float, h: float, u: float) -> float:
    """Cubic through two values and slopes, a fraction u after the first."""
    v = 1.0 - u
    return v * v * ((1.0 + 2.0 * u) * a + u * h * slope_a) + u * u * ((1.0 + 2.0 * v) * b - v * h * slope_b)


@kernel
def _crossed(sections: Floats, w: Floats, h: float) -> int:
    """Number of the section that the step to the trial state crosses within its limits, −1: none."""
    for k in range(sections.shape[0]):
        before, after = w[STATE + 1] - sections[k, 1], w[TRIAL + 1] - sections[k, 1]
        if before * sections[k, 3] >= 0.0 or after * sections[k, 3] < 0.0:
            continue
        low, high, u = 0.0, 1.0, before / (before - after)
        for _ in range(NEWTON_STEPS):
            value = _between(before, w[STAGES + 1], after, w[STAGES + 31], h, u)
            if value * sections[k, 3] < 0.0:
                low = u
            else:
                high = u
            u = 0.5 * (low + high)
        x = _between(w[STATE], w[STAGES], w[TRIAL], w[STAGES + 30], h, u)
        distance = (x - sections[k, 0]) * sections[k, 2]
        if sections[k, 4] <= distance <= sections[k, 5]:
            return k
    return -1


@kernel
def _repeats(field: PlanarCode, task: Task, w: Floats, h: float) -> bool:
    """Whether the step passes a maximum of x that lies where the last one lay, and went far between."""
    w[SPREAD] = max(w[SPREAD], abs(w[TRIAL] - w[TOP_X]) / field.scale[0])
    rising, falling = w[STAGES], w[STAGES + 30]
    if not (rising > 0.0 >= falling):
        return False
    low, high = 0.0, h
    for _ in range(TOP_STEPS):
        length = low + (high - low) * rising / (rising - falling)
        try_step(field, task.direction, task.components, w, length)
        if w[STAGES + 30] > 0.0:
            low, rising = length, w[STAGES + 30]
        else:
            high, falling = length, w[STAGES + 30]
    moved = max(abs(w[TRIAL] - w[TOP_X]) / field.scale[0], abs(w[TRIAL + 1] - w[TOP_Y]) / field.scale[1])
    same = moved < task.near and w[SPREAD] > WIDE
    w[TOP_X], w[TOP_Y], w[SPREAD] = w[TRIAL], w[TRIAL + 1], 0.0
    try_step(field, task.direction, task.components, w, h)
    return bool(same)


@inlined
def _edge(w: Floats, bounds: Floats) -> int:
    """Which bound the trial state is beyond: 0 to 3, −1 none."""
    for i in range(2):
        if w[TRIAL + i] < bounds[0, i]:
            return 2 * i
        if w[TRIAL + i] > bounds[1, i]:
            return 2 * i + 1
    return -1


@inlined
def _record(w: Floats, record: Floats) -> None:
    row = int(w[ROWS])
    if row < record.shape[0]:
        record[row, 0], record[row, 1], record[row, 2] = w[TIME], w[STATE], w[STATE + 1]
        w[ROWS] += 1.0


@kernel
def flow(  # noqa: C901, PLR0911, PLR0912, PLR0915 - one loop
    field: PlanarCode, task: Task, w: Floats, record: Floats
) -> int:
    """Go on from the state in the workspace until something happens; return what.

    Times are counted from 0 and positive in either direction. Recorded points, rows of time, x and y, begin
    with the start and end with the last state.
    """
    direction, components = task.direction, task.components
    evaluate(field, direction, components, w, STATE, 0)
    w[EVALUATIONS] += 1.0
    steps, recording = 0, record.shape[0] > 0
    next_record = task.interval
    if recording:
        _record(w, record)
    while True:
        if w[TIME] >= task.duration:
            return DONE
        if steps >= task.steps:
            return LIMIT
        h = w[STEP]
        speed = max(abs(w[STAGES]) / field.scale[0], abs(w[STAGES + 1]) / field.scale[1])
        if h * speed > task.chord:
            h = task.chord / speed
        free = h
        end = task.duration
        if task.interval > 0.0:
            end = min(end, next_record)
        due = w[TIME] + h * 1.000001 >= end
        if due:
            h = end - w[TIME]
        error = try_step(field, direction, components, w, h)
        w[EVALUATIONS] += 6.0
        steps += 1
        if not error <= task.tolerance:
            factor = SHRINK
            if error > 0.0:  # not of a NaN
                factor = max(SHRINK, SAFETY * (task.tolerance / error) ** 0.2)
            w[STEP] = h * factor
            if not w[STEP] > 1e-14 * (w[TIME] + 1e-12):
                return STALLED
            continue
        w[STEPS] += 1.0
        factor = GROWTH
        if error > 0.0:
            factor = min(GROWTH, SAFETY * (task.tolerance / error) ** 0.2)
        w[STEP] = max(h * factor, free) if due else h * factor
        edge = _edge(w, task.bounds)
        if edge >= 0:
            i, side = edge // 2, edge % 2
            h = shorten(
                field,
                direction,
                components,
                w,
                h,
                1.0 if i == 0 else 0.0,
                1.0 if i == 1 else 0.0,
                task.bounds[side, i],
            )
            accept(w, components, h)
            if recording:
                _record(w, record)
            return LEFT
        if task.turning:
            before = w[ANGLE]
            w[ANGLE] += _turn(field, task.centre, w)
            if abs(w[ANGLE]) >= 2.0 * np.pi > abs(before):
                nx = -np.sin(w[HALF_LINE]) / field.scale[0]
                ny = np.cos(w[HALF_LINE]) / field.scale[1]
                level = nx * task.centre[0] + ny * task.centre[1]
                h = shorten(field, direction, components, w, h, nx, ny, level)
                accept(w, components, h)
                if recording:
                    _record(w, record)
                return TURNED
        crossed = _crossed(task.sections, w, h)
        circling = task.near > 0.0 and _repeats(field, task, w, h)
        accept(w, components, h)
        if recording and (task.interval <= 0.0 or (due and w[TIME] >= next_record * (1.0 - 1e-15))):
            w[TIME] = max(w[TIME], next_record)
            next_record += task.interval
            _record(w, record)
        elif due and task.interval > 0.0 and w[TIME] >= next_record * (1.0 - 1e-15):
            next_record += task.interval
        if crossed >= 0:
            w[WHICH] = crossed
            return CROSSED
        if circling:
            return CIRCLING
        caught = _caught(task.ellipses, w[STATE], w[STATE + 1])
        if caught >= 0:
            w[WHICH] = caught
            return CAUGHT
        if recording and w[ROWS] >= record.shape[0]:
            return LIMIT
