"""Where the integrator of many runs side by side keeps its numbers.

Every lane carries one run, of one point; what concerns lanes has shape (rows, LANES), what concerns points
(rows, points).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.result import Floats

Integers = NDArray[np.int64]

# Rows of `Lanes.numbers`.
TIME, STEP, LIMIT, END, BASE, RAMP = range(6)
"""Time reached, next step, end of the piece of current, end of the run [ms]; current at TIME [µA/cm²], its
slope."""
SIZE, ERROR, FACTOR, STEPS, TRIALS = range(6, 11)
"""Step that is tried [ms]; its squared error in units of the tolerance; factor of the step; accepted and
tried steps."""
FIRST, LAST, INTERVAL, PEAK, PEAK_TIME, TROUGH, TROUGH_TIME = range(11, 18)
"""First and last crossing, last interval between two [ms]; highest voltage and lowest minimum after the first
crossing, with their times."""
SKIPPED, PERIOD, DRIFT, STILL, MINIMUM = range(18, 23)
"""Time that a settled cycle was repeated for, its period [ms]; how far the cycle may still drift [1]; squared
speed below which it is looked at whether the run is at rest [(mV/ms)²]; the last minimum [mV]."""
NUMBERS = 23

# Rows of `Lanes.counts`.
POINT, PIECE, SPIKES, STRIDE, HELD, SINCE, SETTLED_AT, PATTERN, REPEATS, QUIET = range(10)
"""Point that the lane carries; piece of its current; crossings so far; every how many of them one is kept and
how many are; states in the ring; at the jump of a settled cycle: crossings before it, in one period, periods
left out; maxima since the last crossing."""
COUNTS = 10

# Elements of `Lanes.flags`.
ACTIVE, STALE, FINAL = range(3)
"""Bits of the lanes: carry a run; need the derivative at their state; are past the last knot."""
FLAGS = 3

KEPT = 2048
"""Crossings that are kept; of more every second, fourth ... one."""
RING = 40
"""States that are kept to recognise a cycle: at crossings or, of a run that no more spikes, at maxima."""

# Rows of `Outcome.numbers`, then of `Outcome.counts`.
(
    OUT_FIRST,
    OUT_LAST,
    OUT_RATE,
    OUT_MEAN_INTERVAL,
    OUT_LAST_INTERVAL,
    OUT_PEAK,
    OUT_PEAK_TIME,
    OUT_TROUGH,
    OUT_TROUGH_TIME,
    OUT_TIME,
    OUT_DRIFT,
) = range(11)
OUT_NUMBERS = 11
OUT_STATUS, OUT_SPIKES, OUT_STEPS, OUT_TRIALS = range(4)
OUT_COUNTS = 4

# Statuses of a point.
DONE, SETTLED_CYCLE, SETTLED_REST, STIFF, FAILED, CRAWLING = range(6)
"""The run went to its end; it was cut short on a cycle that repeats, or at rest; it was finished by the stiff
method; it came to no end. While it is under way: its steps are too many or too small."""


class Method(NamedTuple):
    """An explicit Runge-Kutta pair whose last stage is the new point.

    Attributes
    ----------
    nodes
        Shape (s,).
    matrix
        Shape (s, s).
    errors
        Weights of the error, shape (s,).
    exponent
        −½/(order of the error estimate + 1): power of the squared error by which the step grows.
    """

    nodes: Floats
    matrix: Floats
    errors: Floats
    exponent: float


class Equation(NamedTuple):
    """The right-hand side.

    Attributes
    ----------
    prologue, body
        Code, run at the start of a point and at every evaluation; the first registers are the states and the
        injected current.
    outputs
        Registers of the derivatives.
    varied
        Registers of the parameters that differ from point to point, shape (m,).
    weights
        What an error of one unit of a state counts [mV].
    """

    prologue: Integers
    body: Integers
    outputs: Integers
    varied: Integers
    weights: Floats


class Points(NamedTuple):
    """What is to be run.

    Attributes
    ----------
    parameters
        Values of the parameters that differ, shape (m, points).
    states
        At the start, shape (n, points).
    knots, values, slopes
        Pieces of the injected current as in `core.waveform.Waveform`, shape (points or 1, k); knots are
        filled up with infinity.
    sinusoids
        Shape (points or 1, k, 6).
    ends
        End of each run [ms], shape (points,).
    queue
        Points in the order in which they are begun.
    claimed
        How many have been, shape (1,), shared by threads.
    """

    parameters: Floats
    states: Floats
    knots: Floats
    values: Floats
    slopes: Floats
    sinusoids: Floats
    ends: Floats
    queue: Integers
    claimed: Integers


class Task(NamedTuple):
    """What is asked of all points.

    Attributes
    ----------
    tolerance
        Error of one step [mV].
    threshold
        Spikes cross it upwards [mV].
    first_step
        [ms].
    still
        Speed [mV/ms] below which a run may be at rest; 0 for runs that are not cut short there.
    drift
        Drift of a cycle [share of a spike] up to which it counts as settled; 0 for runs to the end.
    interval_drift
        The same for its period.
    scales
        Reciprocal of the size of each state [1 over its unit].
    enough
        Crossings after which a run is over; 0 for runs to the end.
    budget
        Trial steps of a call.
    """

    tolerance: float
    threshold: float
    first_step: float
    still: float
    drift: float
    interval_drift: float
    scales: Floats
    enough: int
    budget: int


class Lanes(NamedTuple):
    """The lanes of one thread: registers, states and slopes of the stages, and what the rows above say."""

    registers: Floats
    states: Floats
    slopes: Floats
    numbers: Floats
    counts: Integers
    flags: NDArray[np.uint64]
    crossings: Floats
    ring: Floats


class Outcome(NamedTuple):
    """Results by point: the rows above, and the states at the end, shape (n, points)."""

    numbers: Floats
    counts: Integers
    states: Floats
