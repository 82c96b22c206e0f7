"""Cables and trees of compartments under a current: what every simulator is given.

All divide a tree in the same way, so that only their integration in time is compared: a branch has so many
compartments of equal length; the current and the electrodes are in the middle of a compartment; where
branches meet, the halves of the compartments beside the fork meet at a point that has no membrane.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

RESTING = -65.0
"""Where every run starts [mV], the gates at their steady states for it."""
UNLIMITED = 1e9


@dataclass(frozen=True)
class Membrane:
    """Conductances of Hodgkin and Huxley's membrane [mS/cm²] and the leak's reversal potential [mV].

    E_Na = 50 and E_K = -77 mV; 1 µF/cm².
    """

    g_Na: float
    g_K: float
    g_L: float
    E_L: float

    @property
    def active(self) -> bool:
        """Whether it has gates."""
        return self.g_Na > 0.0 or self.g_K > 0.0


@dataclass(frozen=True)
class Branch:
    """A cylinder [µm] that begins at the far end of its parent (the root has none)."""

    parent: int | None
    length: float
    diameter: float
    compartments: int
    membrane: Membrane

    @property
    def membrane_area(self) -> float:
        """Of all its compartments [cm²]."""
        return 1e-8 * math.pi * self.diameter * self.length

    def half_conductance(self, resistivity: float) -> float:
        """From the middle of a compartment to its end [mS]."""
        piece = 1e-4 * self.length / self.compartments
        return 1e3 * math.pi / 4.0 * (1e-4 * self.diameter) ** 2 / (resistivity * piece / 2.0)


@dataclass(frozen=True)
class Site:
    """The middle of a compartment, counted from 0 at the near end of its branch."""

    branch: int
    compartment: int


@dataclass(frozen=True)
class CableProblem:
    """A tree under a current [nA] at one site from t = 0 until it stops [ms], its voltage kept at some sites.

    The resistivity is that of the cytoplasm [Ω·cm]; rates grow threefold in 10 °C from 6.3 °C.
    """

    name: str
    branches: tuple[Branch, ...]
    resistivity: float
    temperature: float
    stimulated: Site
    amplitude: float
    stop: float
    recorded: tuple[Site, ...]
    duration: float

    @property
    def compartments(self) -> int:
        """Number of compartments."""
        return sum(branch.compartments for branch in self.branches)

    def number(self, site: Site) -> int:
        """Place of a site among all compartments, in the order of the branches."""
        return sum(branch.compartments for branch in self.branches[: site.branch]) + site.compartment

    def position(self, site: Site) -> float:
        """Distance of a site from the near end of its branch [µm]."""
        branch = self.branches[site.branch]
        return branch.length * (site.compartment + 0.5) / branch.compartments


RALLPACK_PASSIVE = Membrane(0.0, 0.0, 1000.0 / 40_000.0, RESTING)
RALLPACK_ACTIVE = Membrane(120.0, 36.0, 1000.0 / 40_000.0, RESTING)
SQUID = Membrane(120.0, 36.0, 0.3, -54.387)
DENDRITE = Membrane(0.0, 0.0, 1000.0 / 20_000.0, RESTING)


def _rallpack_cable(name: str, membrane: Membrane) -> CableProblem:
    return CableProblem(
        name=name,
        branches=(Branch(None, 1000.0, 1.0, 1000, membrane),),
        resistivity=100.0,
        temperature=6.3,
        stimulated=Site(0, 0),
        amplitude=0.1,
        stop=UNLIMITED,
        recorded=(Site(0, 0), Site(0, 999)),
        duration=250.0,
    )


def _rallpack_tree(levels: int = 10) -> CableProblem:
    """Rall's 3/2 law: diameters fall by 2^(2/3), lengths by 2^(1/3): all branches are 0.008 λ long."""
    branches = [Branch(None, 32.0, 16.0, 1, RALLPACK_PASSIVE)]
    for number in range(1, 2**levels - 1):
        parent = (number - 1) // 2
        above = branches[parent]
        branches.append(
            replace(
                above,
                parent=parent,
                length=above.length / math.cbrt(2.0),
                diameter=above.diameter / math.cbrt(4.0),
            )
        )
    return replace(
        _rallpack_cable("Rallpack 2", RALLPACK_PASSIVE),
        branches=tuple(branches),
        recorded=(Site(0, 0), Site(len(branches) - 1, 0)),
    )


def _squid_axon() -> CableProblem:
    """1 cm of the squid's giant axon of Hodgkin and Huxley (1952), stimulated at one end."""
    return CableProblem(
        name="squid axon",
        branches=(Branch(None, 10_000.0, 476.0, 1000, SQUID),),
        resistivity=35.4,
        temperature=18.5,
        stimulated=Site(0, 0),
        amplitude=10_000.0,
        stop=0.2,
        recorded=(Site(0, 250), Site(0, 500), Site(0, 999)),
        duration=20.0,
    )


def _dendrites(parent: int, first: int, membrane: Membrane) -> Iterator[Branch]:
    """Three dendrites that fork three times, unequally: 15 branches of 12 compartments each."""
    for stem in range(3):
        root = first + 15 * stem
        thickest = 2.0 - 0.25 * stem
        yield Branch(parent, 80.0 + 20.0 * stem, thickest, 12, membrane)
        for number in range(1, 15):
            above = (number - 1) // 2
            thinner, longer = (0.7, 1.0) if number % 2 else (0.55, 0.8)
            level = (number + 1).bit_length() - 1
            yield Branch(
                root + above,
                longer * (90.0 + 10.0 * level),
                thinner * thickest * 0.65 ** (level - 1),
                12,
                membrane,
            )


def _neuron(name: str, dendrites: Membrane) -> CableProblem:
    """An axon, which the tree begins with at its terminal; a soma; dendrites on the soma's far end."""
    return CableProblem(
        name=name,
        branches=(
            Branch(None, 1000.0, 1.0, 200, SQUID),
            Branch(0, 30.0, 30.0, 1, SQUID),
            *_dendrites(1, 2, dendrites),
        ),
        resistivity=100.0,
        temperature=6.3,
        stimulated=Site(1, 0),
        amplitude=1.0,
        stop=UNLIMITED,
        recorded=(Site(1, 0), Site(0, 0), Site(9, 11)),
        duration=100.0,
    )


PROBLEMS: Mapping[str, CableProblem] = {
    problem.name: problem
    for problem in (
        _rallpack_cable("Rallpack 1", RALLPACK_PASSIVE),
        _rallpack_tree(),
        _rallpack_cable("Rallpack 3", RALLPACK_ACTIVE),
        _squid_axon(),
        _neuron("passive dendrites", DENDRITE),
        _neuron("active dendrites", SQUID),
    )
}
