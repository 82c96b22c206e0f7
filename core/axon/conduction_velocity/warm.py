"""What the first velocity of an axon would wait for."""

from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron


def warm() -> None:
    """Compile the kernels of shooting, or load them from the cache."""
    from core.axon.conduction_velocity.conduction_velocity import conduction_velocity
    from core.axon.conduction_velocity.request import ConductionVelocityRequest

    request = ConductionVelocityRequest(slow=False, limit=None)
    conduction_velocity(Neuron.of(HODGKIN_HUXLEY, temperature=18.5), request)
