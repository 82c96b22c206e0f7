"""What is kept of a family: its records at some currents, and of its folds and period doublings."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tests.validation.generators.shooting.cells import Cell
from tests.validation.generators.shooting.family import Member, at, events, small
from tests.validation.generators.shooting.fixed import equilibrium, fixed_record, hopf
from tests.validation.generators.shooting.measures import cycle
from tests.validation.generators.shooting.multiple import Orbit
from tests.validation.generators.shooting.singular import singular_record

Record = dict[str, Any]


def fixed(cell: Cell, guess: list[float], current: float, kind: str) -> Record:
    """The record of a special fixed point near the equilibrium at a current."""
    return fixed_record(cell, equilibrium(cell, np.array(guess), current), current, kind)


def from_hopf(
    cell: Cell, guess: list[float], current: float, *, nodes: int, size: float
) -> tuple[Record, Orbit]:
    """The record of a Hopf point, and a small orbit beside it."""
    point, at_hopf = hopf(cell, equilibrium(cell, np.array(guess), current), current)
    return fixed_record(cell, point, at_hopf, "hopf"), small(cell, point, at_hopf, size, nodes)


def special_orbits(family: list[Member]) -> list[Record]:
    """Records of a family's folds, doublings and tori in its order; a torus only by where it is near."""
    found = []
    for name, member in events(family):
        if name == "torus":
            found.append({"kind": name, "near_current": float(member.orbit.current)})
        else:
            found.append(singular_record(name, member.orbit))
    return found


def cycles(family: list[Member], currents: Iterable[float]) -> list[Record]:
    """Records of all orbits of a family at some currents, in the order of the family at each."""
    return [cycle(orbit, current) for current in currents for orbit in at(family, current)]


def until(
    *,
    currents: tuple[float, float] = (-np.inf, np.inf),
    period: float = np.inf,
    swing: float = 0.0,
) -> Callable[[Member], bool]:
    """Tell when a family leaves a range of currents, grows too slow, or shrinks to a point."""

    def stop(member: Member) -> bool:
        orbit = member.orbit
        inside = currents[0] < orbit.current < currents[1]
        return not inside or bool(orbit.period > period) or bool(np.ptp(orbit.nodes[:, 0]) < swing)

    return stop
