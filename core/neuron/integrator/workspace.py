"""What the compiled integrator and its callers agree on: the arrays of a run, and their places."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.result import Floats

Counts = NDArray[np.int64]

DONE, PAUSED, OUT_OF_TABLE, LEFT_WINDOW, STEP_TOO_SMALL, REPEATS = range(6)
"""What a call of the integrator ended with."""

ROW = 64
"""Places in a row of the workspace: one for each gate."""
SCALE, STATE, SLOPE, TRIAL, TRIAL_SLOPE, GAIN, DECAY, TILT = (k * ROW for k in range(8))
"""Rows: φ; x and x' at the last point; x and x' at a trial point; ∂x'/∂V, −∂x'/∂x and dx∞/dV there."""
CURVATURE = 8 * ROW
"""Five rows: x'' at the four stages and at the new point."""
POLYNOMIAL = 13 * ROW
"""Six rows: coefficients of x over a step."""
V, DV, DDV, NEW_V, NEW_DV, V_POLYNOMIAL = (19 * ROW + k for k in (0, 1, 2, 7, 8, 16))
"""The voltage's own: V, V', V'' (five), the new V and V', the coefficients of V (six)."""
ARROW_V, STIFFNESS, U_V = (19 * ROW + k for k in (32, 33, 34))
"""For stiff steps: ∂V'/∂V at the last point, −C ∂V'/∂V at the trial point, u of the stages (six)."""
ARROW_GAIN, ARROW_DECAY, COUPLING = (k * ROW for k in (20, 21, 22))
"""Rows for stiff steps: ∂x'/∂V, −∂x'/∂x and ∂V'/∂x at the last point."""
U = 23 * ROW
"""Six rows: u of the stages."""
WEIGHT = 29 * ROW
"""Row: an error of 1 in a state counts as one of so many mV."""
WORKSPACE = 30 * ROW

TIME, STEP, CROSSING, PEAK_TIME, PEAK, HIGHEST_TIME, HIGHEST, TROUGH_TIME, TROUGH = range(9)
MAXIMUM_TIME, MAXIMUM, EARLIER_MAXIMUM_TIME, EARLIER_MAXIMUM, MINIMUM = range(9, 14)
CLOCK = 14
"""Floats that survive from call to call: times [ms], the step to try next, extrema of V [mV]."""
STEPS, REJECTED, EVALUATIONS, PIECE, SAMPLE, READY, ABOVE, SPIKES, ALL_SPIKES, MAXIMA, LOGGED, MOVED = range(
    12
)
RETURNS, STRIDE = 12, 13
COUNTS = 14
"""Counts that survive. READY: the derivatives at the last point are there; MOVED: its Jacobian is not yet;
RETURNS: upward crossings of the spike threshold since the drive is constant; STRIDE: how many of them make
one period, 0 while that is looked for."""
LOG_ROWS = 9
"""Rows of a log of steps: times of end [ms], voltages there [mV], times of start, six coefficients of V."""
SPIKING, BEGAN_ABOVE = 1, 2
"""Values of ABOVE after an upward crossing, and where the run began above the threshold."""


class Drive(NamedTuple):
    """What is applied from outside: a current, or the command of a voltage clamp, and added conductances.

    `knots`, `values`, `slopes`, `sinusoids`: the arrays of a `core.waveform.Waveform`. Conductance k after a
    knot is g₀ + g₁ s + (a + b s) e^(−s/τ₁) + c e^(−s/τ₂) at the time s since the knot, the numbers g₀, g₁, a,
    b, 1/τ₁, c, 1/τ₂ being `conductances` [knot, k] and its reversal potential `reversals` [k].
    """

    knots: Floats
    values: Floats
    slopes: Floats
    sinusoids: Floats
    conductances: Floats
    reversals: Floats


class Inputs(NamedTuple):
    """What is applied at one time: current with the added conductances' and its slope, their conductance.

    In voltage clamp V follows a command instead, whose slope and curvature are given.
    """

    current: float
    slope: float
    conductance: float
    clamped: bool
    command_slope: float
    command_curvature: float


class Task(NamedTuple):
    """What a run is asked for.

    `end` [ms], in the `direction` (±1) of time; `tolerance` [mV] of one step; spikes cross `threshold` [mV]
    upwards; `budget` steps a call; `stiff`: by the stiff method; `follow`: stop after the last sample instead
    of at the end; `window`: the lowest and highest allowed states, shape (2, n), n = 0 for none; `clamped`:
    the drive is a command that V follows.
    """

    end: float
    direction: float
    tolerance: float
    threshold: float
    budget: int
    stiff: bool
    follow: bool
    window: Floats
    clamped: bool
