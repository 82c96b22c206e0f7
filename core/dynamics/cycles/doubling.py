"""The branch of cycles of twice the period that is born at a period doubling."""

from dataclasses import replace

import numpy as np

from core.dynamics.cycles.branch import SpecialCycle
from core.dynamics.cycles.corrector import Corrected, CycleSolver
from core.dynamics.cycles.crossings import oriented
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.solvers import Solvers
from core.numerics.collocation.system import Border
from core.numerics.collocation.tangent import Tangent
from core.result import Floats

OFFSETS = (1e-3, 3e-4, 1e-4, 1e-5)
"""Distances, in scaled states, of the first cycle from the one that is doubled, tried in turn."""
INVERSE_ITERATIONS = 3


def doubled_start(solvers: Solvers, special: SpecialCycle, intervals: int) -> Corrected | None:
    """The first cycle of twice the period, with the direction of its branch; None where none is found.

    Parameters
    ----------
    special
        The period doubling.
    intervals
        Of the mesh for one of the two halves.
    """
    cycle, _ = solvers.of(intervals).remeshed(special.cycle, special.tangent)
    direction = antiperiodic_null_vector(solvers.of(intervals), cycle)
    if direction is None:
        return None
    solver = solvers.of(2 * intervals)
    mesh = np.append(0.5 * cycle.mesh, 0.5 + 0.5 * cycle.mesh[1:])
    twice = np.append(cycle.nodes, cycle.nodes[1:], axis=0)
    wave = np.append(direction, -direction[1:], axis=0)
    tangent = Tangent(wave, 0.0, np.zeros(solvers.units.size))
    length = np.sqrt(solver.product(mesh, tangent, tangent))
    tangent = Tangent(wave / length, 0.0, tangent.values)
    log_period = cycle.log_period + float(np.log(2.0))
    for offset in OFFSETS:
        nodes = twice + offset * tangent.nodes
        guess = replace(cycle, mesh=mesh, nodes=nodes, log_period=log_period)
        found = solver.correct(guess, guess, tangent)
        if found is not None:
            return oriented(solver, found, tangent)
    return None


def antiperiodic_null_vector(solver: CycleSolver, cycle: Cycle) -> Floats | None:
    """V with v′ = T F_x v and v(1) = −v(0), at the nodes, shape (N m + 1, n), of largest element 1."""
    system = solver.system
    system.evaluate(cycle.nodes, cycle.values)
    system.assemble(cycle.nodes, np.diff(cycle.mesh), cycle.period)
    system.columns[:, :, 1 + solver.units.size :] = 0.0
    # The column of the parameter borders the singular system; the change of the period is kept at zero.
    still = Border(
        np.zeros((solver.intervals, solver.basis.degree + 1, cycle.nodes.shape[1])),
        np.array([1.0, 0.0]),
        np.zeros(2),
    )
    direction = np.cos(np.pi * np.linspace(0.0, 1.0, cycle.nodes.shape[0]))[:, None] * np.ones(
        cycle.nodes.shape[1]
    )
    for _ in range(INVERSE_ITERATIONS):
        row = system.node_row(direction, np.diff(cycle.mesh))
        solution = system.solve((still, Border(row, np.zeros(2), np.array([0.0, 1.0]))), closing=1.0)
        if solution is None:
            return None
        direction = solution.nodes[1].copy()
        direction /= np.abs(direction).max()
    return direction
