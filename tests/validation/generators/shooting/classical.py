"""Families of Morris and Lecar's and of Hodgkin and Huxley's cell."""

from collections.abc import Callable

import numpy as np

from tests.validation.generators.shooting.cells import CELLS
from tests.validation.generators.shooting.collected import (
    Record,
    cycles,
    fixed,
    from_hopf,
    special_orbits,
    until,
)
from tests.validation.generators.shooting.connection import homoclinic, period_law
from tests.validation.generators.shooting.family import Member, events, follow
from tests.validation.generators.shooting.singular import Singular, branch, guess, refine


def morris_lecar_hopf() -> list[Record]:
    """From one Hopf point to the other, both subcritical: two folds of cycles."""
    cell = CELLS["morris-lecar hopf"]
    first, start = from_hopf(cell, [-25.3, 0.14], 93.8, nodes=16, size=0.5)
    family = follow(start, until(swing=0.5), longest=2.0)
    last = fixed(cell, [7.8, 0.6], 212.0, "hopf")
    currents = (88.3, 89.0, 90.0, 92.0, 95.0, 100.0, 120.0, 150.0, 180.0, 200.0, 210.0, 213.0, 215.0, 216.5)
    return [first, last, *special_orbits(family), *cycles(family, currents)]


def morris_lecar_snic(name: str) -> list[Record]:
    """From the Hopf point over a fold of cycles to the saddle-node on an invariant circle."""
    cell = CELLS[name]
    low = period_law(cell, [-29.4, 0.0085], 39.96)
    high = fixed(cell, [-10.0, 0.05], -9.9, "fold")
    first, start = from_hopf(cell, [8.3, 0.4], 97.7, nodes=16, size=0.5)
    family = follow(start, until(period=4000.0), longest=2.0)
    currents = (39.97, 40.1, 41.0, 45.0, 60.0, 80.0, 100.0, 105.0, 110.0, 115.0)
    return [high, low, first, *special_orbits(family), *cycles(family, currents)]


def morris_lecar_homoclinic() -> list[Record]:
    """From the Hopf point over a fold of cycles to the loop of the saddle."""
    cell = CELLS["morris-lecar homoclinic"]
    folds = [fixed(cell, [-29.4, 0.0085], 39.96, "fold"), fixed(cell, [-10.0, 0.05], -9.9, "fold")]
    first, start = from_hopf(cell, [4.4, 0.3], 36.3, nodes=16, size=0.5)
    family = follow(start, until(period=200.0), longest=2.0)
    loop = homoclinic(cell, np.array([-22.3, 0.019]), 5.0, (34.9, 35.1))
    currents = (35.00674, 35.0068, 35.01, 35.1, 35.5, 36.0, 36.5, 37.0, 38.0, 39.0, 39.9, 40.2, 40.5)
    return [*folds, first, loop, *special_orbits(family), *cycles(family, currents)]


def hodgkin_huxley() -> list[Record]:
    """From the lower, subcritical Hopf point over three folds of cycles to the upper, supercritical one."""
    cell = CELLS["hodgkin-huxley ermentrout"]
    first, start = from_hopf(cell, [-59.65, 0.1, 0.4, 0.4], 9.78, nodes=20, size=0.2)
    steep = follow(start, until(currents=(0.0, 9.9)), longest=0.05)
    smooth = follow(steep[-1].orbit, until(swing=0.5, currents=(9.8, 160.0)), longest=1.0)
    if smooth[-1].orbit.current < 100.0:
        smooth = follow(steep[-1].orbit, until(swing=0.5, currents=(9.8, 160.0)), longest=1.0, growing=False)
    last = fixed(cell, [-43.0, 0.3, 0.1, 0.7], 154.0, "hopf")
    low = (6.265, 6.3, 6.5, 7.0, 7.5, 7.847, 7.85, 7.86, 7.88, 7.9, 7.92, 7.9216, 8.0, 8.5, 9.0, 9.5, 9.7)
    high = (10.0, 20.0, 50.0, 100.0, 150.0, 154.0)
    return [
        first,
        last,
        *special_orbits(steep),
        *special_orbits(smooth),
        *cycles(steep, low),
        *cycles(smooth, high),
    ]


def hodgkin_huxley_doubled() -> list[Record]:
    """The branch of twice the period, from the lower period doubling to the upper one."""
    cell = CELLS["hodgkin-huxley ermentrout"]
    _, start = from_hopf(cell, [-59.65, 0.1, 0.4, 0.4], 9.78, nodes=20, size=0.2)
    steep = follow(start, until(currents=(0.0, 9.9)), longest=0.05)
    doublings = [member.orbit for name, member in events(steep) if name == "period doubling"]
    lower, upper = (refine(guess(orbit, -1.0)) for orbit in doublings)
    family = _away(lower, 0.1, lambda apart: apart > 5.0, lambda apart: apart < 3.0)
    end = _away(upper, 0.02, lambda apart: apart > 1.5, lambda _: True)
    currents = (7.8495, 7.852, 7.855, 7.86, 7.87, 7.88, 7.89, 7.9, 7.91, 7.92)
    return [*special_orbits(family), *reversed(special_orbits(end)), *cycles(family, currents)]


def _halves(member: Member) -> float:
    """How far the two turns of a doubled orbit are apart [mV]."""
    nodes = member.orbit.nodes
    half = len(nodes) // 2
    return float(np.max(np.abs(nodes[:half, 0] - nodes[half:, 0])))


def _away(
    doubling: Singular, size: float, far: Callable[[float], bool], near: Callable[[float], bool]
) -> list[Member]:
    """The branch of twice the period away from its doubling, until it was far apart and is near again."""
    orbit = branch(doubling, size / float(np.max(np.abs(doubling.tangents[:, 0]))))
    been: list[bool] = []

    def stop(member: Member) -> bool:
        been.append(far(_halves(member)))
        return any(been) and near(_halves(member))

    tries = [follow(orbit, lambda _: True, growing=way, step=0.001) for way in (True, False)]
    away = _halves(tries[0][-1]) > _halves(tries[1][-1])
    return follow(orbit, stop, longest=0.05, growing=away, step=0.001)
