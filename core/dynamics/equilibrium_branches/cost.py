"""What the search for branches of equilibria will take."""

from core.neuron.declaration import Neuron


def branches_cost(neuron: Neuron, parameter: str, rows: int) -> float:  # noqa: ARG001 - TODO
    """Predicted time [s]: the scans of the branches, then the eigenvalues of their rows."""
    states = len(neuron.model.states)
    return 5e-3 * (states - 1) + 1e-6 * states**2 * rows
