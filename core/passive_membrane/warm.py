"""The kernels of the passive membrane, compiled before anybody waits for them."""

from core.passive_membrane.request import AreaMembrane, PassiveMembraneRequest
from core.passive_membrane.simulate import simulate
from core.sampling import OutputSampling
from core.stimulus import Ramp


def warm() -> None:
    """Run through every kernel once; the extremes are also those of other simulations."""
    sampling = OutputSampling(method="min-max", points=16)
    membrane = AreaMembrane(stimulus=(Ramp(amplitude=1.0, duration=10.0),))
    simulate(PassiveMembraneRequest(membrane=membrane, sampling=sampling))
