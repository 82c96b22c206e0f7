"""The kernels of cycles and their responses, compiled before a client asks."""


def warm() -> None:
    """Compile the kernels of collocation, or load them from the cache."""
    from core.dynamics.phase_response.phase_response import phase_response
    from core.dynamics.phase_response.request import PhaseResponseRequest
    from core.neuron.catalogue import MORRIS_LECAR
    from core.neuron.declaration import Neuron

    phase_response(Neuron.of(MORRIS_LECAR), PhaseResponseRequest(current=100.0, checks=1))
