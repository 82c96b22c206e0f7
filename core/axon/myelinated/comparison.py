"""A bare axon beside a myelinated fibre: why both conduct fast, and what each costs.

The velocity of a bare axon grows as √d and that of a myelinated fibre as D, both exactly if all else scales:
d of a bare one enters only by R_i/d, and the time from node to node is R_a (C_n + C_my), in which with L and
with the nodes' diameter in proportion to D nothing depends on D.
"""

import math
from dataclasses import dataclass

from core.parameters import parameter
from core.quantity import CapacitancePerLength, Dimensionless, MicrometreFound, Velocity

RUSHTON_G_RATIO = math.exp(-0.5)
"""Where g √(ln 1/g), the velocity by Rushton's argument, is largest."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One axon: its outer diameter [µm], velocity [m/s] and capacitance per length [pF/µm]."""

    diameter: float
    velocity: float
    capacitance: float


@dataclass(frozen=True, kw_only=True)
class BareAxonComparison:
    """A bare axon that conducts as fast as a myelinated fibre."""

    velocity: Velocity = parameter(meaning="velocity of both", symbol=r"\theta")
    fibre_diameter: MicrometreFound = parameter(meaning="outer diameter of the myelinated fibre", symbol="D")
    bare_diameter: MicrometreFound = parameter(
        meaning="diameter of the bare axon, by the law of the square root", symbol="d"
    )
    fibres_in_the_same_space: Dimensionless = parameter(
        meaning="cross-section of the bare axon over that of the fibre", symbol="(d/D)^2"
    )
    capacitance_ratio: Dimensionless = parameter(
        meaning="capacitance per length of the bare axon over that of the fibre: the charge, and so the ions "
        "to be pumped back, of an impulse"
    )
    bare_capacitance_per_length: CapacitancePerLength = parameter(
        meaning="capacitance per length of the bare axon"
    )
    fibre_capacitance_per_length: CapacitancePerLength = parameter(
        meaning="capacitance per length of the fibre, nodes and myelin"
    )
    crossing_diameter: MicrometreFound = parameter(
        meaning="outer diameter below which a bare axon is faster", symbol="d_\\times"
    )
    crossing_velocity: Velocity = parameter(meaning="velocity of both there")


def rushton_factor(g_ratio: float) -> float:
    """Rushton's g √(ln 1/g), to which the velocity is proportional at a given D.

    The length constant of an internode is √(r_my/r_i) ∝ D g √(ln 1/g), its time constant does not depend on
    g, and nodes are taken to be as many length constants apart at every g.

    References
    ----------
    Rushton (1951), doi:10.1113/jphysiol.1951.sp004655.
    """
    return g_ratio * math.sqrt(-math.log(g_ratio))


def compare(bare: Measured, fibre: Measured) -> BareAxonComparison:
    """Bring a bare axon to the velocity of a myelinated fibre.

    Parameters
    ----------
    bare
        A bare axon of any diameter; others by v ∝ √d.
    fibre
        A myelinated fibre; others by v ∝ D.

    Returns
    -------
    BareAxonComparison
        With the diameter at which √d and D give the same velocity: (v_bare D/v_fibre)²/d.

    References
    ----------
    Rushton (1951), doi:10.1113/jphysiol.1951.sp004655: about 1 µm. Waxman and Bennett (1972),
    doi:10.1038/newbio238217a0: 0.2 µm in the central nervous system.
    """
    diameter = bare.diameter * (fibre.velocity / bare.velocity) ** 2
    capacitance = bare.capacitance * diameter / bare.diameter
    crossing = (bare.velocity * fibre.diameter / fibre.velocity) ** 2 / bare.diameter
    return BareAxonComparison(
        velocity=fibre.velocity,
        fibre_diameter=fibre.diameter,
        bare_diameter=diameter,
        fibres_in_the_same_space=(diameter / fibre.diameter) ** 2,
        capacitance_ratio=capacitance / fibre.capacitance,
        bare_capacitance_per_length=capacitance,
        fibre_capacitance_per_length=fibre.capacitance,
        crossing_diameter=crossing,
        crossing_velocity=fibre.velocity * crossing / fibre.diameter,
    )
