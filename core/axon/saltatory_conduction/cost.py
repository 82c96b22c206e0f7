"""How long the impulse of a myelinated axon will take, before it is computed."""

from core.axon.myelinated.node import node_of
from core.axon.saltatory_conduction.request import SaltatoryConductionRequest, variants
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state

# Measured seconds.
PER_REQUEST = 0.05
BARE = 0.15
PER_STEP, PER_STATE = 1.2e-8, 1.2e-8
"""Of one step of one compartment, and for each state at a node."""
OVERHEAD = 6e-6
"""Of one step."""
STEPS = 2000.0
"""Of a run over a fibre, at a tolerance of 1e-4."""
LONGER = 1.3
"""Share by which the fibre is longer in the end, and runs along shorter ones count."""
SEARCH = 10
"""Values at which the fastest one is looked for."""


def cost(neuron: Neuron, request: SaltatoryConductionRequest) -> float:
    """Predicted computing time [s] on one core of today, within a factor of about three."""
    count = len(variants(request, neuron))
    charged = request.sheath.capacitance > 0.0
    nodes = LONGER * _nodes(neuron, request)
    steps = STEPS * float((1e-4 / request.tolerance) ** 0.28)
    states = PER_STEP + PER_STATE * len(neuron.model.states)

    def runs(*pieces: int) -> float:
        cells = sum(each + 1 if charged else 1 for each in pieces)
        return steps * nodes * states * cells + OVERHEAD * steps * len(pieces)

    impulses = 1 + count + (SEARCH if request.optimum and count else 0)
    seconds = PER_REQUEST + impulses * runs(4, 4, 4, 4, 8, 16)
    return seconds + (BARE if request.beside is not None else 0.0)


def _nodes(neuron: Neuron, request: SaltatoryConductionRequest) -> int:
    """Nodes of the fibre that is tried first."""
    # Imported late: it brings the kernels, and Numba with them.
    from core.axon.saltatory_conduction.impulse import nodes_of

    return nodes_of(request.axon, node_of(neuron, resting_state(neuron)[0]))


def numbers(neuron: Neuron, request: SaltatoryConductionRequest) -> int:
    """How many numbers the answer will hold."""
    return 4 * int(request.points) + 3 * len(variants(request, neuron)) + 5 * 25 * 17
