"""Families of FitzHugh and Nagumo's and of Hindmarsh and Rose's cell."""

from tests.validation.generators.shooting.cells import CELLS
from tests.validation.generators.shooting.collected import (
    Record,
    cycles,
    fixed,
    from_hopf,
    special_orbits,
    until,
)
from tests.validation.generators.shooting.family import follow, settled
from tests.validation.generators.shooting.measures import cycle
from tests.validation.generators.shooting.multiple import Orbit

CANARD_CURRENTS = {
    "fitzhugh-nagumo 1969": (0.3241786, 0.32418, 0.3242, 0.325),
    "fitzhugh-nagumo 1961": (0.3368522, 0.336853, 0.3369, 0.338),
}
"""Just above the lower fold, where a change of 1e-7 takes the small cycle to the large one."""


def fitzhugh_nagumo(name: str) -> list[Record]:
    """From one Hopf point to the other; a canard's fold at both ends. 1.75 − I mirrors the cell."""
    cell = CELLS[name]
    first, start = from_hopf(cell, [-0.97, -0.33], 0.34, nodes=40, size=0.02)
    family = follow(start, until(swing=0.02), longest=0.1)
    last = fixed(cell, [0.97, 2.09], 1.41, "hopf")
    low, high = float(first["current"]), float(last["current"])
    steep = CANARD_CURRENTS[name]
    currents = [
        *steep,
        low - 0.001,
        low - 0.004,
        low + 0.001,
        0.4,
        0.5,
        0.7,
        0.875,
        1.0,
        1.25,
        1.4,
        high + 0.004,
    ]
    return [first, last, *special_orbits(family), *cycles(family, currents)]


START = [-1.0, -4.0, 2.0]


def bursts(name: str, current: float, nodes: int) -> Orbit:
    """The attracting orbit at a current."""
    return settled(CELLS[name], START, current, 20_000.0, 2500.0, nodes)


def hindmarsh_rose_bursting() -> list[Record]:
    """Hopf points; bursts at two currents; single spikes down to their period doubling and below."""
    name = "hindmarsh-rose bursting"
    cell = CELLS[name]
    hopfs = [fixed(cell, [-1.33, -7.8, 1.08], 1.27, "hopf"), fixed(cell, [0.18, 0.83, 7.13], 6.2, "hopf")]
    found = [cycle(bursts(name, current, 60), current) for current in (1.5, 2.0)]
    spikes = bursts(name, 4.5, 20)
    down = max((follow(spikes, until(currents=(3.2, 4.6)), growing=way) for way in (True, False)), key=len)
    return [*hopfs, *special_orbits(down), *found, *cycles(down, (3.3, 3.5, 4.0, 4.4))]


def hindmarsh_rose_chaotic() -> list[Record]:
    """Bursts with their period doubling, and single spikes with theirs."""
    name = "hindmarsh-rose chaotic"
    cell = CELLS[name]
    hopfs = [fixed(cell, [-1.31, -7.58, 1.16], 1.345, "hopf"), fixed(cell, [0.18, 0.84, 7.11], 6.18, "hopf")]
    spikes, burst = bursts(name, 4.5, 20), bursts(name, 2.5, 60)
    down = max((follow(spikes, until(currents=(3.0, 4.6)), growing=way) for way in (True, False)), key=len)
    up = max((follow(burst, until(currents=(2.4, 3.1)), growing=way) for way in (True, False)), key=len)
    return [
        *hopfs,
        *special_orbits(down),
        *special_orbits(up),
        *cycles(down, (3.2, 3.5, 4.0)),
        *cycles(up, (2.5, 3.0, 3.05)),
    ]
