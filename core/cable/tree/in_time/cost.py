"""How long a run of a tree will take, before it is computed."""

from core.cable.tree.in_time.division import predicted
from core.cable.tree.in_time.times import CLOSE, EVEN, MOST_CORNERS, PER_PERIOD
from core.cable.tree.request import CableTreeRequest
from core.neuron.simulate import periods
from core.sampling import MAX_POINTS
from core.waveform import knot_count

# Measured seconds.
PER_RUN = 5e-3
PER_SITE = 1.5e-3
PER_BRANCH_DRAWN = 4e-4
PER_SAMPLE = 6e-8
PER_ATTEMPT = 2e-6
PER_COMPARTMENT = 1.5e-8
"""Of an attempted step."""
PER_COMPARTMENT_ONCE = 1e-6
ATTEMPTS = 120.0
"""Attempted steps of one run in which nothing changes after its begin."""
KNOT_ATTEMPTS, BETWEEN_KNOTS, BETWEEN_POWER, LONG = 5.0, 30.0, 0.4, 6.0
"""Besides, at every knot of the currents, and after it for each ms to the next to some power, up to LONG."""
PERIOD_ATTEMPTS, PERIOD_POWER = 130.0, 0.26
"""In a period of a millisecond, and its power."""
RUNS = 2.7
"""The coarse and the loose ones too, in units of the one that is told."""


def cost(request: CableTreeRequest, duration: float) -> float:
    """Predicted computing time [s] of a run on one core of today.

    Parameters
    ----------
    duration
        Its length [ms].
    """
    knots, cycles = changes(request, duration)
    between = float(min(duration / max(knots, 1.0), LONG) ** BETWEEN_POWER)
    turning = sum(float(each * max(duration / each, 1.0) ** PERIOD_POWER) for each in cycles)
    attempts = ATTEMPTS + (KNOT_ATTEMPTS + BETWEEN_KNOTS * between) * knots + PERIOD_ATTEMPTS * turning
    sites = len(request.recorded) + 1
    size = predicted(request.arbor, request.compartment_length, sites + len(request.injections))
    return (
        PER_RUN
        + PER_SITE * sites
        + PER_SAMPLE * sites * computed_times(request, duration)
        + PER_COMPARTMENT_ONCE * size
        + RUNS * attempts * (PER_ATTEMPT + PER_COMPARTMENT * size)
        + (PER_BRANCH_DRAWN * len(request.drawn) if request.profiles_at else 0.0)
    )


def changes(request: CableTreeRequest, duration: float) -> tuple[float, list[float]]:
    """Knots of all currents within a run [ms], and the periods of each that oscillates."""
    stimuli = [each for injection in request.injections for each in injection.stimulus or ()]
    knots = sum(knot_count(each, duration) for each in stimuli)
    cycles = [periods(each, duration) for each in stimuli]
    return float(knots), [each for each in cycles if each > 0.0]


def computed_times(request: CableTreeRequest, duration: float) -> float:
    """Times of the record at most."""
    sampling = request.sampling
    knots, turning = changes(request, duration)
    cycles = sum(turning)
    asked = 4.0 * sampling.points + 32.0 * cycles
    if sampling.interval is not None:
        asked = max(asked, duration / sampling.interval)
    own = max(float(EVEN), PER_PERIOD * cycles) + CLOSE * min(knots + 1.0, MOST_CORNERS)
    return min(asked, float(MAX_POINTS)) + min(own, float(MAX_POINTS)) + 3.0 * knots


def numbers(request: CableTreeRequest) -> int:
    """Numbers of a run besides its main table."""
    return 2 * len(request.drawn) * request.points * len(request.profiles_at) + 8 * len(request.recorded)


def columns(request: CableTreeRequest) -> int:
    """Series of a run besides the time."""
    return len(request.recorded if request.sampling.series is None else request.sampling.series)
