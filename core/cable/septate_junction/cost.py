"""How long two joined cables will take, and how many numbers they are, before they are computed."""

from core.cable.septate_junction.request import SeptateJunctionRequest

# Measured seconds.
PER_REQUEST = 2e-3
PER_POINT = 6e-7
PER_PIECE = 6e-4
PER_TIME = 4e-7
PER_TRANSFORM = 6e-6


def cost(request: SeptateJunctionRequest) -> float:
    """Predicted computing time [s] on one core of today.

    Every source is felt at every point and between every two of them; of the rise, at every site in some ten
    windows of time.
    """
    sources = len(request.injections) + 4
    total = PER_REQUEST + sources * (2 * PER_POINT * (request.points + 50 * sources) + PER_PIECE * sources)
    if request.duration is not None:
        sites = len(request.recorded)
        total += sites * request.time_points * PER_TIME * 40 + 10 * 36 * sites * sources * PER_TRANSFORM
    return total


def numbers(request: SeptateJunctionRequest) -> int:
    """Numbers in the answer."""
    rise = 0 if request.duration is None else 2 * len(request.recorded) * request.time_points
    return 8 * (request.points + 50 * (len(request.injections) + 2)) + rise
