"""Points, error and dense output of the steps of the explicit method on all cells together (compiled)."""

from core.cable.coupled_compartments.joint.arrays import (
    CURVATURE,
    POLYNOMIAL,
    SLOPE,
    STATE,
    TRIAL,
    TRIAL_SLOPE,
    WEIGHT,
    U,
)
from core.numerics.compilation import kernel
from core.numerics.two_derivative import (
    A21,
    A31,
    A32,
    A41,
    A43,
    B1,
    B2,
    B3,
    B4,
    C2,
    C3,
    C4,
    Q1,
    Q2,
    Q3,
    Q4,
    Q5,
)
from core.result import Floats

LARGE = 200.0
"""What no membrane exceeds [mV]."""


@kernel
def stage_point(w: Floats, stage: int, h: float) -> None:
    """Put the point of a stage (0 to 4) into TRIAL."""
    hh, g = h * h, CURVATURE
    for s in range(w.shape[1]):
        x, f = w[STATE, s], h * w[SLOPE, s]
        if stage == 1:
            x += C2 * f + A21 * hh * w[g, s]
        elif stage == 2:
            x += C3 * f + hh * (A31 * w[g, s] + A32 * w[g + 1, s])
        elif stage == 3:
            x += C4 * f + hh * (A41 * w[g, s] + A43 * w[g + 2, s])
        elif stage == 4:
            x += f + hh * (B1 * w[g, s] + B2 * w[g + 1, s] + B3 * w[g + 2, s] + B4 * w[g + 3, s])
        w[TRIAL, s] = x


@kernel
def step_error(w: Floats, h: float, stiff: bool) -> float:
    """Largest weighted error of a step [mV]; of states beyond LARGE, in proportion to them."""
    worst, g = 0.0, CURVATURE
    for s in range(w.shape[1]):
        if stiff:
            found = w[U + 5, s]
        else:
            quadrature = Q1 * w[g, s] + Q2 * w[g + 1, s] + Q3 * w[g + 2, s] + Q4 * w[g + 3, s]
            quadrature += Q5 * w[g + 4, s]
            found = h * (w[TRIAL_SLOPE, s] - w[SLOPE, s] - h * quadrature)
        found = w[WEIGHT, s] * abs(found) / max(1.0, w[WEIGHT, s] * abs(w[STATE, s]) / LARGE)
        # Also where it is NaN.
        if not found <= worst:
            worst = found
            if not worst < 1e300:
                return 1e300
    return worst


@kernel
def polynomial(w: Floats, s: int, h: float) -> None:
    """Coefficients of a state over a step: the quintic through values and two derivatives at its ends."""
    slope, bend = h * w[SLOPE, s], 0.5 * h * h * w[CURVATURE, s]
    rise = w[TRIAL, s] - w[STATE, s] - slope - bend
    turn = h * w[TRIAL_SLOPE, s] - slope - 2.0 * bend
    change = 0.5 * h * h * w[CURVATURE + 4, s] - bend
    w[POLYNOMIAL, s], w[POLYNOMIAL + 1, s], w[POLYNOMIAL + 2, s] = w[STATE, s], slope, bend
    w[POLYNOMIAL + 3, s] = 10.0 * rise - 4.0 * turn + change
    w[POLYNOMIAL + 4, s] = -15.0 * rise + 7.0 * turn - 2.0 * change
    w[POLYNOMIAL + 5, s] = 6.0 * rise - 3.0 * turn + change


@kernel
def take_step(w: Floats, stiff: bool) -> None:
    """Make the new point the last one."""
    for s in range(w.shape[1]):
        w[STATE, s] = w[TRIAL, s]
        w[SLOPE, s] = w[TRIAL_SLOPE, s]
        if not stiff:
            w[CURVATURE, s] = w[CURVATURE + 4, s]
