"""All branches of equilibria over a range of one parameter."""

import numpy as np

from core.dynamics.equilibria import resolve_steady_curve, voltage_range
from core.dynamics.equilibrium_branches.at_values import has_graph, unexplained, unproven
from core.dynamics.equilibrium_branches.branch import EquilibriumBranches
from core.dynamics.equilibrium_branches.following import follow
from core.dynamics.equilibrium_branches.over_parameter import PAIRS, over_parameter
from core.dynamics.equilibrium_branches.path import steady_graphs
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.vector_field import CURRENT, VectorField
from core.neuron.declaration import Neuron

OF_GRAPH = "Equilibria appear and vanish in saddle-nodes only, since they solve I_ss(V) = I."


def equilibrium_branches(
    neuron: Neuron, parameter: str, low: float, high: float, *, current: float = 0.0, rows: int = 400
) -> EquilibriumBranches:
    """Branches of equilibria over a range of a parameter, with their special points.

    Parameters
    ----------
    parameter
        `CURRENT` or the name of a parameter of the model.
    low, high
        Range of its values.
    current
        The applied current [µA/cm²] while another parameter varies.
    rows
        Points in all on the branches, special points not counted.

    Raises
    ------
    ConvergenceError
        The rates of the model are not finite.
    """
    field = VectorField(neuron, (parameter,), current)
    if parameter == CURRENT and has_graph(System(field, high - low), np.array([low])):
        return _over_current(field, low, high, rows)
    return over_parameter(field, low, high, rows)


def _over_current(field: VectorField, low: float, high: float, rows: int) -> EquilibriumBranches:
    """The graph I = I_ss(V) where it is within the range [µA/cm²]."""
    span = voltage_range(field.neuron, low, high)
    curve = resolve_steady_curve(field.neuron, span.low, span.high)
    graphs = steady_graphs(field, curve, low, high)
    length = sum(graph.high - graph.low for graph in graphs)
    branches = tuple(follow(graph, int(rows * (graph.high - graph.low) / length)) for graph in graphs)
    return EquilibriumBranches(
        field=field,
        low=low,
        high=high,
        branches=branches,
        searched=(span.low, span.high),
        bounded=span.proven,
        complete=span.proven,
        method="graph I = I_ss(V); sign scans of test functions, bracketed roots, exact derivatives",
        coverage=f"{OF_GRAPH} {PAIRS}",
        doubts=(*(() if span.proven else (unproven(span, field.neuron.model),)), *unexplained(branches)),
        evaluations=curve.voltage.size + sum(branch.position.size for branch in branches),
    )
