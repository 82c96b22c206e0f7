"""What is found of the impulse of a myelinated axon."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.axon.conduction_velocity.report import LimitValue
from core.axon.myelinated.comparison import BareAxonComparison
from core.axon.myelinated.constants import FibreConstants
from core.parameters import parameter as field
from core.quantity import Count, Dimensionless, Duration, Fraction, Potential, Quantity, Velocity

VelocityPerDiameter = Annotated[float, Quantity("velocity per diameter", "m/(s·µm)")]
Finding = Literal["conducts", "blocked", "unstable rest"]


@dataclass(frozen=True, kw_only=True)
class FastestValue:
    """Where the axon conducts fastest."""

    parameter: str = field(meaning="name of the parameter")
    unit: str = field(meaning="its unit, that of value")
    value: LimitValue = field(meaning="where the axon conducts fastest")
    velocity: Velocity = field(meaning="velocity there")
    within: bool = field(
        meaning="whether it is a maximum within the values that were varied; else the fastest is the first "
        "or the last of them, or of those at which there is conduction"
    )


@dataclass(frozen=True, kw_only=True)
class SaltatoryConductionReport:
    """The impulse of a myelinated axon: how fast, from node to node, and beside a bare axon."""

    velocity: Velocity | None = field(
        meaning="conduction velocity, for internodes of infinitely many compartments and a fibre without "
        "ends; null: nothing travels",
        symbol=r"\theta",
    )
    velocity_error: Velocity | None = field(
        meaning="its estimated error: of the compartments (Richardson), of the steps in time, of the ends"
    )
    finding: Finding = field(
        meaning="conducts; blocked: an impulse that is set off at one end dies out; unstable rest: the nodes "
        "do not rest"
    )
    explanation: str = field(meaning="the same in a sentence")
    velocity_per_diameter: VelocityPerDiameter | None = field(
        meaning="velocity over the fibre's diameter: the same at all diameters, if all else is in proportion"
    )
    internodal_time: Duration | None = field(meaning="time from node to node", symbol="L/\\theta")
    resting_potential: Potential = field(meaning="voltage at rest")
    node_peak: Potential | None = field(meaning="highest voltage at a node")
    internode_peak: Potential | None = field(meaning="highest voltage in the middle of an internode")
    half_width: Duration | None = field(
        meaning="time for which a node is above half the spike; null: it did not come down"
    )
    nodes_in_the_spike: Dimensionless | None = field(
        meaning="nodes that are above half the spike at the same time: the impulse does not jump from one "
        "alone to the next"
    )
    node_share_of_charge: Fraction = field(
        meaning="share of the nodes in the capacitance of the axon: what myelin leaves to charge"
    )
    constants: FibreConstants = field(meaning="electrical constants of the axon")
    fastest: FastestValue | None = field(
        meaning="where the axon conducts fastest; null: nothing is varied, or it is not looked for"
    )
    rushton_g_ratio: Fraction = field(
        meaning="g-ratio at which Rushton's argument has the largest velocity, exp(-1/2), for comparison"
    )
    comparison: BareAxonComparison | None = field(
        meaning="a bare axon that conducts as fast; null: not wanted, or one of the two does not conduct"
    )
    nodes: Count | None = field(meaning="nodes of the fibre that was computed")
    summary: tuple[str, ...] = field(meaning="the findings, a sentence each")
