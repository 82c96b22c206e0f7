"""What is found of a tree in time."""

from dataclasses import dataclass

from core.parameters import parameter
from core.quantity import Count, Duration, MicrometreFound, Millisecond, Position, Potential


@dataclass(frozen=True, kw_only=True)
class RecordedSite:
    """A recorded place of a tree during the run."""

    branch: Count = parameter(meaning="branch, counted from 0")
    position: Position = parameter(meaning="distance from its near end")
    highest_voltage: Potential = parameter(meaning="the highest voltage of the run")
    highest_time: Millisecond = parameter(meaning="when it is reached")
    lowest_voltage: Potential = parameter(meaning="the lowest voltage of the run")
    lowest_time: Millisecond = parameter(meaning="when it is reached")
    half_maximum_time: Millisecond | None = parameter(
        meaning="when the voltage first comes half of the way from rest to where it is farthest from it in "
        "this run; null where it stays at rest"
    )
    half_maximum_delay: Duration | None = parameter(
        meaning="the same less that where the first injection is; null without one"
    )


@dataclass(frozen=True, kw_only=True)
class TreeRunReport:
    """A tree in time."""

    sites: tuple[RecordedSite, ...] = parameter(meaning="the recorded places, in their order")
    compartments: Count = parameter(meaning="how many compartments")
    longest_compartment: MicrometreFound = parameter(meaning="length of the longest of them")
