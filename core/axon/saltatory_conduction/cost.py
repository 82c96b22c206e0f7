"""How long the impulse of a myelinated axon will take, before it is computed."""

from core.axon.saltatory_conduction.request import SaltatoryConductionRequest, variants
from core.neuron.declaration import Neuron

# Measured seconds.
PER_REQUEST = 0.05
BARE = 0.15
PER_STEP, PER_STATE = 1.2e-8, 1.2e-8
"""Of one step of one compartment, and for each state at a node."""
OVERHEAD = 6e-6
"""Of one step."""
STEPS = 2000.0
"""Of a run over a fibre, at a tolerance of 1e-4."""
NODES = 60.0
SEARCH = 14
"""Values at which the fastest one is looked for."""


def cost(neuron: Neuron, request: SaltatoryConductionRequest) -> float:
    """Predicted computing time [s] on one core of today, within a factor of about three."""
    count = len(variants(request, neuron))
    charged = request.sheath.capacitance > 0.0
    steps = STEPS * float((1e-4 / request.tolerance) ** 0.28)
    states = PER_STEP + PER_STATE * len(neuron.model.states)

    def runs(*pieces: int) -> float:
        cells = sum(each + 1 if charged else 1 for each in pieces)
        return steps * NODES * states * cells + OVERHEAD * steps * len(pieces)

    seconds = PER_REQUEST + runs(4, 4, 4, 4, 8, 16)
    seconds += (count + (SEARCH if request.optimum and count else 0)) * runs(4, 4, 8)
    return seconds + (BARE if request.beside is not None else 0.0)


def numbers(neuron: Neuron, request: SaltatoryConductionRequest) -> int:
    """How many numbers the answer will hold."""
    return 4 * int(request.points) + 3 * len(variants(request, neuron)) + 5 * 25 * 17
