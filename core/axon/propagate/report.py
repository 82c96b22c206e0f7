"""What is found of spikes along an axon."""

from dataclasses import dataclass
from typing import Literal

from core.parameters import parameter
from core.quantity import Count, Duration, Fraction, MicrometreFound, Potential, Velocity

Outcome = Literal["conducted", "blocked", "under-way", "not-excited"]


@dataclass(frozen=True, kw_only=True)
class Collision:
    """Two spikes that met and put each other out."""

    position: MicrometreFound = parameter(meaning="where")
    time: Duration = parameter(meaning="when")


@dataclass(frozen=True, kw_only=True)
class AxonPoint:
    """A recorded point of the axon."""

    position: MicrometreFound = parameter(meaning="where")
    arrival: Duration | None = parameter(meaning="when the first spike arrives; null: none does")
    spike_count: Count = parameter(meaning="how many spikes pass")
    peak_voltage: Potential = parameter(meaning="highest voltage")
    peak_time: Duration = parameter(meaning="when")


@dataclass(frozen=True, kw_only=True)
class PropagateReport:
    """What travelled along an axon."""

    outcome: Outcome = parameter(
        meaning="conducted: spikes ran through all of the axon; blocked: one came to a stop; under-way: the "
        "run ended before that; not-excited: nothing went farther than the stimulus itself is felt"
    )
    detail: str = parameter(meaning="the same in words")
    resting_potential: Potential = parameter(
        meaning="voltage in the middle before the stimulus: at rest, or the initial one"
    )
    spike_threshold: Potential = parameter(meaning="voltage at which a spike arrives")
    velocity: Velocity | None = parameter(
        meaning="conduction velocity between the two positions, extrapolated to compartments of no length; "
        "negative: towards smaller positions; null: no spike travels from one to the other",
        symbol=r"\theta",
    )
    velocity_error: Velocity | None = parameter(
        meaning="its estimated error: of the compartments (Richardson) and of the steps in time"
    )
    computed_velocity: Velocity | None = parameter(meaning="the velocity with the compartments as they are")
    velocity_from: MicrometreFound = parameter(meaning="the one position")
    velocity_to: MicrometreFound = parameter(meaning="the other one")
    reached_from: MicrometreFound | None = parameter(
        meaning="smallest position that saw a spike; null: none did"
    )
    reached_to: MicrometreFound | None = parameter(meaning="largest position that saw one; null: none did")
    peak_voltage: Potential = parameter(meaning="highest voltage in the middle of the axon")
    collisions: tuple[Collision, ...] = parameter(meaning="where spikes met")
    points: tuple[AxonPoint, ...] = parameter(meaning="the recorded points, in their order")
    compartments: Count = parameter(meaning="how many compartments")
    compartment_length: MicrometreFound = parameter(meaning="length of each")
    excited_share: Fraction = parameter(meaning="share of the axon that saw a spike")
