"""What is found of an axon's impulse."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.parameters import parameter as field
from core.quantity import (
    Count,
    Dimensionless,
    Duration,
    MicrometreFound,
    PerMillisecond,
    Potential,
    Quantity,
    SpecificConductance,
    Velocity,
    VoltageRate,
)

Finding = Literal[
    "pulse",
    "front",
    "repetitive activity",
    "blocked",
    "no wave found",
    "unstable rest",
    "no resting potential",
]
LimitValue = Annotated[float, Quantity("value of the parameter", "the parameter's own")]
ChargeDensity = Annotated[float, Quantity("charge density", "nC/cm²")]
MolarDensity = Annotated[float, Quantity("amount of univalent ions", "pmol/cm²")]
CapacitanceFound = Annotated[float, Quantity("specific capacitance", "µF/cm²")]


@dataclass(frozen=True, kw_only=True)
class CarriedCharge:
    """The charge that a current carries during one wave."""

    current: str = field(meaning="name of the current")
    charge: ChargeDensity = field(meaning="its integral over the whole wave, positive outward")
    univalent_ions: MolarDensity = field(meaning="the same as an amount of univalent ions")


@dataclass(frozen=True, kw_only=True)
class TravellingWave:
    """A wave that travels without change of form."""

    velocity: Velocity = field(meaning="velocity", symbol=r"\theta")
    velocity_error: Velocity = field(
        meaning="estimated error: the difference between two meshes, or, of a wave that is known by shooting "
        "alone, between two tolerances"
    )
    conversion_constant: PerMillisecond = field(
        meaning="4 R_i C c²/d, all that the form of the wave has to do with the axon", symbol="K"
    )
    behind: Literal["pulse", "front", "train"] = field(
        meaning="pulse: the axon comes back to rest behind it; front: it stays in another state of rest; "
        "train: neither was seen, activity goes on"
    )
    stability: Literal["stable", "unstable"] = field(
        meaning="the slow wave is unstable by the direction in which orbits beside it escape (Evans's "
        "parity); of the fast one the same parity allows stability, and from the fold on it has it"
    )
    method: Literal["collocation", "shooting"] = field(
        meaning="collocation: a boundary value problem over the whole wave; shooting: its front alone"
    )
    spikes: Count = field(meaning="how many spikes it is made of")
    peak_voltage: Potential = field(meaning="highest voltage")
    amplitude: Potential = field(meaning="highest voltage above rest")
    trough_voltage: Potential = field(meaning="lowest voltage")
    half_width: Duration | None = field(
        meaning="time from the first upward to the last downward crossing of half the amplitude; null: it "
        "does not come down, or this is not known"
    )
    half_width_length: MicrometreFound | None = field(meaning="the same along the axon at one time")
    largest_slope: VoltageRate = field(meaning="largest rate of rise")
    lowest_slope: VoltageRate = field(meaning="largest rate of fall, negative")
    foot_rate: PerMillisecond = field(
        meaning="rate of the exponential with which the voltage leaves rest", symbol=r"\mu"
    )
    foot_length: MicrometreFound = field(meaning="length over which the foot falls to 1/e ahead of it")
    charges: tuple[CarriedCharge, ...] = field(
        meaning="what each current carries; empty where the whole wave is not known"
    )
    charge_imbalance: ChargeDensity | None = field(
        meaning="sum of all charges, 0 in theory, as the membrane is charged as before in the end: a check"
    )


@dataclass(frozen=True, kw_only=True)
class ConductionLimit:
    """Where the fast and the slow wave meet: conduction ends."""

    parameter: str = field(meaning="name of the parameter")
    unit: str = field(meaning="its unit, that of value, value_error and margin")
    value: LimitValue = field(meaning="where they meet")
    value_error: LimitValue | None = field(
        meaning="estimated error: what a mesh of twice as many intervals changes; null: not known"
    )
    blocked: Literal["above", "below"] = field(meaning="on which side no wave is left")
    velocity: Velocity = field(meaning="velocity there")
    margin: LimitValue = field(
        meaning="how far the axon's own value is from it, negative on the blocked side"
    )


@dataclass(frozen=True, kw_only=True)
class RestingAxon:
    """The axon at rest."""

    resting_potential: Potential = field(meaning="voltage at rest")
    conductance: SpecificConductance = field(
        meaning="slope of the ionic current with all gates held as they are", symbol="g"
    )
    capacitance: CapacitanceFound = field(meaning="specific capacitance", symbol="C")
    time_constant: Duration | None = field(meaning="C/g; null where g is not positive", symbol=r"\tau")
    length_constant: MicrometreFound | None = field(
        meaning="space constant at rest, √(d/4R_i g); null where g is not positive", symbol=r"\lambda"
    )


@dataclass(frozen=True, kw_only=True)
class ConductionVelocityReport:
    """The impulse of an axon: how fast, in what form, and up to where."""

    velocity: Velocity | None = field(
        meaning="velocity of the fast wave; null where there is none", symbol=r"\theta"
    )
    finding: Finding = field(
        meaning="what the wave leaves behind; or why there is no velocity: no wave is left beyond where the "
        "fast and the slow one meet (blocked), none was found, rest is unstable, or there is no rest"
    )
    explanation: str = field(meaning="the same in a sentence or two, with what was looked at")
    rest: RestingAxon | None = field(meaning="the axon at rest; null where it has none that is stable")
    fast: TravellingWave | None = field(meaning="the fast wave, which an axon shows")
    slow: TravellingWave | None = field(
        meaning="the slow wave, unstable, between dying out and the fast one; null: not found or not wanted"
    )
    velocity_ratio: Dimensionless | None = field(
        meaning="velocity of the slow over that of the fast wave: 1 where conduction ends"
    )
    amplitude_ratio: Dimensionless | None = field(
        meaning="amplitude of the slow over that of the fast wave: what of the impulse is enough to start it"
    )
    limits: tuple[ConductionLimit, ...] = field(
        meaning="where conduction ends, of the parameter asked for and of the one that is varied"
    )
    searched_from: Velocity | None = field(meaning="lowest velocity at which waves were looked for")
    searched_to: Velocity | None = field(meaning="highest velocity at which waves were looked for")
    summary: tuple[str, ...] = field(meaning="the findings, a sentence each")
