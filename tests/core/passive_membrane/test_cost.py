import time

import pytest

from core.passive_membrane.cost import cost
from core.passive_membrane.request import AreaMembrane, PassiveMembraneRequest
from core.passive_membrane.simulate import simulate
from core.stimulus import Chirp, Noise, Sine, Stimulus

DEAR: dict[str, tuple[Stimulus, ...]] = {
    "noise": tuple(Noise(standard_deviation=1.0, interval=0.02 + 1e-3 * k, seed=k) for k in range(8)),
    "chirps": tuple(Chirp(amplitude=1.0, frequency=5e4 + k, duration=1000.0) for k in range(4)),
    "sines": tuple(Sine(amplitude=1.0, frequency=5e4 + k) for k in range(4)),
}


@pytest.mark.parametrize("drive", DEAR)
def test_the_prediction_has_the_right_size(drive: str) -> None:
    request = PassiveMembraneRequest(membrane=AreaMembrane(stimulus=DEAR[drive]), duration=1000.0)
    simulate(PassiveMembraneRequest(membrane=AreaMembrane(stimulus=DEAR[drive]), duration=1.0))
    begin = time.thread_time()
    simulate(request)
    # Machines differ; an order of magnitude is what a budget needs.
    assert 0.1 < (time.thread_time() - begin) / cost(request) < 10.0


def test_a_simple_request_is_cheap() -> None:
    assert cost(PassiveMembraneRequest()) < 1e-3
