"""Steps of the planar flow: an explicit Runge-Kutta pair of order 5(4) on machine code (compiled)."""

from core.dynamics.plane.planar_field import PlanarCode
from core.numerics.compilation import inlined, kernel
from core.numerics.machine import run_code
from core.numerics.tsitouras import ERRORS, MATRIX
from core.result import Floats

(TIME, STEP, ANGLE, WHICH, STEPS, EVALUATIONS, ROWS, TOP_X, TOP_Y, SPREAD, HALF_LINE, STATE) = range(12)
"""Places in the workspace (HALF_LINE: angle of the half-line that a turn ends at); the state (x, y,
∫ div F dt, w) has five numbers, then come the stages."""
TRIAL = STATE + 5
STAGES = TRIAL + 5
WORKSPACE = STAGES + 7 * 5
ROW = 3
"""Numbers of a recorded point: time and state."""
NEWTON_STEPS = 12


@inlined
def evaluate(field: PlanarCode, direction: float, components: int, w: Floats, at: int, stage: int) -> None:
    """Rates at the numbers from `at` on into a row of the stages."""
    registers, outputs = field.registers, field.outputs
    registers[0], registers[1] = w[at], w[at + 1]
    run_code(field.code, registers)
    row = STAGES + 5 * stage
    w[row] = direction * registers[outputs[0]]
    w[row + 1] = direction * registers[outputs[1]]
    if components > 2:
        a, b = registers[outputs[2]], registers[outputs[3]]
        c, d = registers[outputs[4]], registers[outputs[5]]
        w[row + 2] = direction * (a + d)
        w[row + 3] = direction * (a * w[at + 3] + b * w[at + 4])
        w[row + 4] = direction * (c * w[at + 3] + d * w[at + 4])


@kernel
def try_step(field: PlanarCode, direction: float, components: int, w: Floats, h: float) -> float:
    """The state after a step of length h, into TRIAL; the error in it, as a fraction of the scale."""
    for stage in range(1, 7):
        for i in range(components):
            total = 0.0
            for j in range(stage):
                total += MATRIX[stage, j] * w[STAGES + 5 * j + i]
            w[TRIAL + i] = w[STATE + i] + h * total
        evaluate(field, direction, components, w, TRIAL, stage)
    worst = 0.0
    size = max(abs(w[TRIAL + 3]) / field.scale[0], abs(w[TRIAL + 4]) / field.scale[1]) + 1e-300
    for i in range(components):
        error = 0.0
        for j in range(7):
            error += ERRORS[j] * w[STAGES + 5 * j + i]
        if i < 2:
            error /= field.scale[i]
        elif i > 2:
            error /= field.scale[i - 3] * size
        error = abs(h * error)
        if not error <= worst:  # NaN is worst of all
            worst = error
    return worst


@kernel
def accept(w: Floats, components: int, h: float) -> None:
    """Go to the trial state, whose rates are the last stage's."""
    w[TIME] += h
    for i in range(components):
        w[STATE + i] = w[TRIAL + i]
        w[STAGES + i] = w[STAGES + 30 + i]


@kernel
def shorten(
    field: PlanarCode,
    direction: float,
    components: int,
    w: Floats,
    h: float,
    nx: float,
    ny: float,
    level: float,
) -> float:
    """Length of the step, at most about h, to the line nx x + ny y = level; the trial state lies on it."""
    length = h
    low, high = 0.0, h
    start = nx * w[STATE] + ny * w[STATE + 1] - level
    for _ in range(NEWTON_STEPS):
        excess = nx * w[TRIAL] + ny * w[TRIAL + 1] - level
        if excess == 0.0:
            break
        if (excess > 0.0) == (start > 0.0):
            low = length
        else:
            high = length
        slope = nx * w[STAGES + 30] + ny * w[STAGES + 31]
        following = length - excess / slope
        if not low <= following <= high:
            following = 0.5 * (low + high)
        if abs(following - length) <= 4e-16 * length:
            break
        length = following
        try_step(field, direction, components, w, length)
    return length
