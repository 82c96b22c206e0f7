"""How long a tree will take, before it is computed."""

from core.cable.tree.request import CableTreeRequest

# Measured seconds.
PER_REQUEST = 3e-3
PER_BRANCH = 3e-6
PER_STRETCH = 2e-6
PER_TAPER = 6e-6
PER_FREQUENCY = 2e-4
COMPLEX = 3.0
"""A network at a frequency, in units of one in the steady state."""
PER_ROW = 2e-7
PER_DRAWN = 3e-5


def stretch_count(request: CableTreeRequest) -> int:
    """Stretches at most into which the tree is cut."""
    places = len(request.injections) + len(request.sites) + 2 * len(request.attenuation_between)
    return 2 * request.branches.count + places + len(request.drawn) * request.points


def cost(request: CableTreeRequest) -> float:
    """Predicted computing time [s] on one core of today."""
    stretches = stretch_count(request)
    tapering = request.branches.end_diameter is not None
    each = PER_STRETCH + (PER_TAPER if tapering else 0.0)
    places = 2 + len(request.injections) + len(request.sites) + 2 * len(request.attenuation_between)
    # In the steady state, once more for the error, and at a low frequency for the delays.
    steady = (2.0 + COMPLEX) * stretches * each + request.branches.count * PER_BRANCH
    frequencies = len(request.frequencies) * (PER_FREQUENCY + COMPLEX * stretches * each)
    walks = PER_ROW * places * len(request.attenuation_between)
    return PER_REQUEST + steady + frequencies + walks + PER_DRAWN * len(request.drawn)


def numbers(request: CableTreeRequest) -> int:
    """Numbers in the answer."""
    rows = min(request.rows, request.branches.count)
    places = len(request.injections) + len(request.sites) + 2 * len(request.attenuation_between)
    drawn = 3 * len(request.drawn) * request.points
    return 18 * rows + drawn + 5 * places * (1 + len(request.frequencies)) + 1000
