"""What the search for branches of equilibria will take."""

import numpy as np

from core.dynamics.equilibrium_branches.at_values import has_graph
from core.dynamics.equilibrium_branches.implicit import NODES, start_count
from core.dynamics.equilibrium_branches.over_parameter import GRID
from core.dynamics.equilibrium_branches.reduction import reduction
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.vector_field import CURRENT, VectorField
from core.neuron.declaration import Neuron
from core.neuron.equations import equations

GRAPH, CONTINUATION = (3e-3, 5e-4), (8e-3, 1e-3)
"""Seconds of any model, and for each operation in the code of its rates."""
FIRST = 2e-5
"""Seconds for each operation and state to derive a model's equations when it is first asked about."""
ROW, ROW_STATES = 4e-8, 1.5e-7
"""Seconds of a row for each operation, and for the square of the number of states: its eigenvalues."""
START = 1.2e-8
"""Seconds of a start for an implicit state, for each operation."""


def branches_cost(neuron: Neuron, parameter: str, rows: int) -> float:
    """Predicted time of `equilibrium_branches` [s].

    It grows with the size of the code of the rates; the number of special points is not known beforehand.
    """
    model = neuron.model
    states, operations = len(model.states), len(equations(model).rates.steps)
    system = System(VectorField(neuron, (parameter,)), 1.0)
    value = np.array([neuron.values.get(parameter, 0.0)])
    graph = has_graph(system, value)
    base, each = GRAPH if graph and parameter == CURRENT else CONTINUATION
    seconds = base + operations * (each + FIRST * states)
    if not graph:
        starts = start_count(len(reduction(model).implicit))
        seconds += START * (GRID + 2) * NODES * starts * operations
    return seconds + rows * (ROW * operations + ROW_STATES * states**2)
