"""A cycle on meshes of more and more intervals, until finer ones change nothing that matters."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.cycle import Cycle
from core.numerics.collocation.mesh import equidistributed, interpolated, node_points
from core.result import Floats

GROWTH = 1.6
"""Intervals of a mesh, in units of those of the mesh before."""
UNIT = np.ones(1)
COMPARED, ALIKE = 64, 1e-6
"""Phases at which a solution is compared with itself, and the scaled difference of one that repeats."""
RELATIVE, ABSOLUTE = 10.0, 1e-4
"""Errors of multipliers by rounding, and of those that are nearly 0, in units of the trivial one's."""


class Refined(NamedTuple):
    """A cycle and by how much the mesh before differs from it.

    Attributes
    ----------
    cycle
        On the finest mesh.
    coarser
        On the one before, of 1/1.6 as many intervals.
    accurate
        Whether the accuracy asked for is reached.
    """

    cycle: Cycle
    coarser: Cycle
    accurate: bool

    @property
    def period_error(self) -> float:
        """By how much the period differs [ms]."""
        return abs(self.cycle.period - self.coarser.period)

    @property
    def extreme_error(self) -> float:
        """By how much the extremes of V differ, as a share of a spike."""
        low, high = self.cycle.extremes()
        lower, higher = self.coarser.extremes()
        return max(abs(low - lower), abs(high - higher)) / float(self.cycle.field.scale[0])

    @property
    def multiplier_errors(self) -> Floats:
        """By how much each multiplier differs, and what the trivial one's own error says: shape (n,).

        Rounding, which differences of meshes do not show, leaves an error in all that goes with that of the
        trivial one. Its size was taken from cycles by shooting: relative, more so in huge multipliers, and an
        absolute share of it in those that are nearly 0.
        """
        found, others = self.cycle.multipliers, self.coarser.multipliers
        change = np.abs(found[:, None] - others).min(axis=1)
        trivial = abs(found[0] - 1.0) + np.finfo(float).eps
        sizes = np.abs(found)
        rounding = trivial * np.maximum(sizes * np.maximum(RELATIVE, np.sqrt(sizes)), ABSOLUTE)
        return np.asarray(change + rounding)


def on_mesh(cycle: Cycle, intervals: int) -> Cycle | None:
    """A cycle solved anew on an adapted mesh of so many intervals; None where Newton does not converge."""
    solver = CycleSolver(cycle.field, intervals, UNIT)
    mesh = equidistributed(cycle.mesh, cycle.nodes, cycle.basis, intervals)
    nodes = interpolated(cycle.mesh, cycle.nodes, cycle.basis, node_points(mesh, solver.basis))
    # The ends are the same state, to the last digit.
    nodes[-1] = nodes[0]
    moved = Cycle(cycle.field, solver.basis, mesh, nodes, cycle.log_period, cycle.values, cycle.multipliers)
    found = solver.at_values(moved)
    return None if found is None else found.cycle


def refined(cycle: Cycle, accuracy: float, most: int) -> Refined | None:
    """A solved cycle on meshes that grow, until period and extremes of V are accurate.

    Parameters
    ----------
    cycle
        With one free parameter, whose value is kept.
    accuracy
        Relative change of the period, and of the extremes of V in units of a spike, from mesh to mesh.
    most
        Intervals at most.
    """
    intervals = min(cycle.mesh.size - 1, int(most / GROWTH))
    coarser = on_mesh(cycle, intervals)
    while coarser is not None:
        # The last mesh, too, is finer than the one before by as much.
        intervals = int(np.ceil(GROWTH * intervals))
        finer = on_mesh(coarser, intervals)
        if finer is None:
            return None
        made = Refined(finer, coarser, False)
        small = max(made.period_error / finer.period, made.extreme_error) <= accuracy
        if small or GROWTH * intervals > most:
            return made._replace(accurate=small)
        coarser = finer
    return None


def repetitions(cycle: Cycle, most: int) -> int:
    """How often a solution goes round its cycle, at most so often."""
    phases = np.arange(COMPARED) / COMPARED
    states = cycle.states(phases) / cycle.field.scale
    for count in range(most, 1, -1):
        again = cycle.states((phases + 1.0 / count) % 1.0) / cycle.field.scale
        if float(np.abs(again - states).max()) < ALIKE:
            return count
    return 1


def part(cycle: Cycle, count: int) -> Cycle:
    """A guess of the cycle that a solution goes round so often: the first of its rounds."""
    inside = cycle.mesh[cycle.mesh < 1.0 / count] * count
    mesh = np.append(inside, 1.0) if 1.0 - inside[-1] > 0.5 * (inside[-1] - inside[-2]) else inside
    mesh[-1] = 1.0
    nodes = cycle.states(node_points(mesh, cycle.basis) / count) / cycle.field.scale
    nodes[-1] = nodes[0]
    return replace(cycle, mesh=mesh, nodes=nodes, log_period=cycle.log_period - float(np.log(count)))
