"""The global picture of a plane: manifolds of its saddles, cycles, basins and isochrons, as asked for."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.plane.attractors import UNDECIDED, Attraction
from core.dynamics.plane.basins import Basins, basins
from core.dynamics.plane.cycle_orbit import LimitCycle
from core.dynamics.plane.cycles import limit_cycles
from core.dynamics.plane.isochrons import Isochrons, isochrons
from core.dynamics.plane.manifolds import Manifold, manifolds
from core.dynamics.plane.neighbourhoods import ellipses_of
from core.dynamics.plane.planar_field import PlanarField
from core.dynamics.plane.plane_equilibria import PlaneEquilibria
from core.dynamics.plane.request import PhasePlaneRequest


@dataclass(frozen=True)
class Partition:
    """Basins, the attraction that told them apart, and the names of the curves that bound them."""

    found: Basins
    attraction: Attraction
    boundaries: tuple[str, ...]


@dataclass(frozen=True)
class Portrait:
    """What was found.

    Attributes
    ----------
    branches
        Branches of manifolds of saddles; `shown`: whether they were asked for.
    cycles
        None where they were not asked for.
    isochrons
        By number of the cycle.
    """

    branches: tuple[Manifold, ...]
    shown: bool
    cycles: tuple[LimitCycle, ...] | None
    basins: Partition | None
    isochrons: tuple[tuple[int, Isochrons], ...]
    isochrons_asked: bool

    @property
    def shown_branches(self) -> tuple[Manifold, ...]:
        """Branches that were asked for and lie in the window, but for their saddle."""
        return tuple(branch for branch in self.branches if self.shown and branch.visible)


def _separating(attraction: Attraction, branches: list[Manifold]) -> list[Manifold]:
    """Stable branches with two attractors at their sides: those to which the unstable branches go."""
    ends: dict[int, set[int]] = {}
    for branch in branches:
        if branch.direction > 0:
            ends.setdefault(branch.saddle, set()).add(attraction.of_state(branch.states[:, 0]))
    return [
        b for b in branches if b.direction < 0 and (len(ends[b.saddle]) > 1 or UNDECIDED in ends[b.saddle])
    ]


def portrait(field: PlanarField, equilibria: PlaneEquilibria, request: PhasePlaneRequest) -> Portrait:
    """Find what a request asks for."""
    saddles = any(equilibria.saddles) and (request.separatrices or request.basins)
    if not saddles and not request.wants_cycles:
        return Portrait((), request.separatrices, None, None, (), isochrons_asked=False)
    traps = {direction: ellipses_of(field, equilibria.states, direction) for direction in (1, -1)}
    branches = manifolds(field, equilibria, traps) if saddles else []
    if not request.wants_cycles:
        return Portrait(tuple(branches), request.separatrices, None, None, (), isochrons_asked=False)
    cycles = tuple(limit_cycles(field, equilibria.states, equilibria.saddles, (traps[1][0], traps[-1][0])))
    partition = None
    if request.basins:
        attraction = Attraction.of(field, traps[1], cycles)
        states = equilibria.states
        bounds = {
            # Both branches begin beside the saddle: through it they are one curve.
            branch.name: np.column_stack([states[branch.saddle], branch.beyond])
            for branch in _separating(attraction, branches)
        }
        bounds |= {f"cycle {k}": c.points[1:] for k, c in enumerate(cycles, start=1) if not c.stable}
        partition = Partition(basins(field, attraction, list(bounds.values())), attraction, tuple(bounds))
    made = tuple(
        (number, isochrons(field, cycle, request.isochrons, traps[-1][0]))
        for number, cycle in enumerate(cycles, start=1)
        if request.isochrons and cycle.stable and np.isfinite(cycle.exponent)
    )
    return Portrait(
        tuple(branches), request.separatrices, cycles, partition, made, isochrons_asked=request.isochrons > 0
    )
