"""How long a steady cable will take, before it is computed."""

from core.cable.steady_state.request import CableSteadyStateRequest

# Measured seconds.
PER_REQUEST = 1e-3
PER_POINT = 3e-7
PER_PIECE = 6e-4


def cost(request: CableSteadyStateRequest) -> float:
    """Predicted computing time [s] on one core of today.

    Every source is felt at every point and in every piece between two of them.
    """
    sources = len(request.injections) + 1
    places = sources + 2 * len(request.attenuation_between)
    return PER_REQUEST + sources * (PER_POINT * (request.points + 50 * places) + PER_PIECE * sources)
