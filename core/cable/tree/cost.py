"""How long a tree will take, before it is computed."""

from core.cable.tree.in_time.cost import cost as run_cost
from core.cable.tree.in_time.cost import numbers as run_numbers
from core.cable.tree.request import CableTreeRequest

# Measured seconds.
PER_REQUEST = 4e-3
PER_BRANCH = 1e-6
PER_STRETCH = 2e-7
PER_TAPER = 7e-7
PER_FREQUENCY = 3e-4
AT_FREQUENCY = 2.0
"""A stretch at a frequency, in units of its real part alone."""
PER_WALK = 5e-9
PER_DRAWN = 5e-5


def stretch_count(request: CableTreeRequest) -> int:
    """Stretches at most into which the tree is cut."""
    places = len(request.injections) + len(request.sites) + 2 * len(request.attenuation_between)
    return 2 * request.branches.count + places + len(request.drawn) * request.points


def cost(request: CableTreeRequest) -> float:
    """Predicted computing time [s] on one core of today."""
    stretches = stretch_count(request)
    tapering = request.branches.end_diameter is not None
    each = stretches * (PER_STRETCH + (PER_TAPER if tapering else 0.0))
    # The steady state, which is one at a low frequency, and in part once more for the error; the frequencies.
    solutions = 1.0 + AT_FREQUENCY * (1 + len(request.frequencies))
    ways = 2 * len(request.attenuation_between) * (2 + len(request.frequencies))
    run = 0.0 if request.duration is None else run_cost(request, request.duration)
    return (
        run
        + PER_REQUEST
        + PER_BRANCH * request.branches.count
        + PER_FREQUENCY * len(request.frequencies)
        + each * solutions
        + PER_WALK * ways * int(request.arbor.topology.depths.max() + 1)
        + PER_DRAWN * len(request.drawn)
    )


def numbers(request: CableTreeRequest) -> int:
    """Numbers in the answer, without the record of a run."""
    rows = min(request.rows, request.branches.count)
    places = len(request.injections) + len(request.sites) + 2 * len(request.attenuation_between)
    drawn = 3 * len(request.drawn) * request.points
    run = 0 if request.duration is None else run_numbers(request)
    return run + 18 * rows + drawn + 5 * places * (1 + len(request.frequencies)) + 1000
