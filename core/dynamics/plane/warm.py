"""What the first phase plane would wait for."""

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron


def warm() -> None:
    """Compile the kernels of the planar flow, or load them from the cache."""
    from core.dynamics.plane.phase_plane import phase_plane
    from core.dynamics.plane.request import PhasePlaneRequest

    request = PhasePlaneRequest(current=90.0, voltage_range=(-80.0, 60.0), cycles=True)
    phase_plane(Neuron.of(CATALOGUE["morris-lecar"]), request)
