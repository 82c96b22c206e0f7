"""What is asked of two cables that a junction joins."""

from dataclasses import dataclass
from typing import Any

from core.cable.geometry import Cylinder, End, FiniteCable, SealedEnd
from core.cable.steady_state.request import CableSteadyStateRequest
from core.cable.transient.request import CableTransientRequest
from core.errors import ParameterError
from core.parameters import Parameters, declared, parameter
from core.quantity import Count, Megaohm, Micrometre, Millivolt, Nanoamp, Position, TimeSpan

MAX_INJECTIONS = 32
MAX_RECORDS = 32
MAX_POINTS = 20_000
_SEGMENT = "number of the segment: 1, from position 0 to the junction, or 2, from the junction on"
_WHERE = "distance from the segment's left end: of segment 2, from the junction"


@dataclass(frozen=True, kw_only=True)
class CableSegment(Cylinder):
    """A cable from its outer end to the junction."""

    length: Micrometre = parameter(500.0, "length", symbol="l", ge=1e-6)
    end: End = parameter(SealedEnd(), "what its outer end is joined to")


@dataclass(frozen=True, kw_only=True)
class SeptalJunction(Parameters):
    """A junction between two cables, with a way out between its two membranes."""

    resistance: Megaohm | None = parameter(
        100.0,
        "resistance from one cable to the other; 0: the cables are one; null: they are two",
        symbol=r"R_\mathrm{j}",
        ge=0.0,
    )
    leak_resistance: Megaohm | None = parameter(
        None,
        "resistance from the middle of the junction to the outside, along the cleft between its two "
        "membranes; null: nothing gets out",
        symbol=r"R_\mathrm{s}",
        ge=1e-6,
    )


@dataclass(frozen=True, kw_only=True)
class SegmentInjection(Parameters):
    """A steady current into one point."""

    segment: Count = parameter(1, _SEGMENT, ge=1, le=2)
    position: Position = parameter(0.0, _WHERE, ge=0.0)
    current: Nanoamp = parameter(0.05, "how much, positive inward")


@dataclass(frozen=True, kw_only=True)
class SegmentSite(Parameters):
    """A point of one of the two cables."""

    segment: Count = parameter(meaning=_SEGMENT, ge=1, le=2)
    position: Position = parameter(meaning=_WHERE, ge=0.0)


@dataclass(frozen=True, kw_only=True)
class SeptateJunctionRequest(Parameters):
    """Two cables joined by a junction; as it stands, two equal dendrites with a current into one far end."""

    first: CableSegment = parameter(CableSegment(), "segment 1, on the left")
    second: CableSegment = parameter(CableSegment(), "segment 2, on the right")
    junction: SeptalJunction = parameter(SeptalJunction(), "what joins them")
    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")
    injections: tuple[SegmentInjection, ...] = parameter(
        (SegmentInjection(),), "the injected currents, superposed", max_items=MAX_INJECTIONS
    )
    points: Count = parameter(
        101, "equally spaced positions of each segment, besides the places of interest", ge=2, le=MAX_POINTS
    )
    duration: TimeSpan | None = parameter(
        None,
        "how long the rise of the voltage is followed, from when currents and clamps are switched on; null: "
        "only the steady state",
    )
    record_at: tuple[SegmentSite, ...] | None = parameter(
        None,
        "where that rise is recorded; null: at every injection and on both sides of the junction",
        min_items=1,
        max_items=MAX_RECORDS,
    )
    time_points: Count = parameter(201, "equally spaced times of that rise", ge=2, le=MAX_POINTS)

    def __post_init__(self) -> None:
        super().__post_init__()
        for index, injection in enumerate(self.injections):
            self._refuse_outside(f"/injections/{index}/position", injection)
        for index, site in enumerate(self.record_at or ()):
            self._refuse_outside(f"/record_at/{index}/position", site)

    @property
    def segments(self) -> tuple[CableSegment, CableSegment]:
        """Both segments."""
        return self.first, self.second

    @property
    def recorded(self) -> tuple[SegmentSite, ...]:
        """Where the rise is recorded, in the order of the answer."""
        if self.record_at is not None:
            return self.record_at
        places = {(injection.segment, injection.position) for injection in self.injections}
        places |= {(1, self.first.length), (2, 0.0)}
        return tuple(SegmentSite(segment=segment, position=position) for segment, position in sorted(places))

    def steady_cable(self, number: int) -> CableSteadyStateRequest:
        """A segment alone, sealed at the junction, as the steady state reads it."""
        return CableSteadyStateRequest(**self._cable(number), injections=())

    def transient_cable(self, number: int) -> CableTransientRequest:
        """A segment alone, sealed at the junction, as the transient reads it."""
        return CableTransientRequest(**self._cable(number), injections=())

    def _cable(self, number: int) -> dict[str, Any]:
        segment = self.segments[number - 1]
        ends = (segment.end, SealedEnd()) if number == 1 else (SealedEnd(), segment.end)
        cylinder = {name: getattr(segment, name) for name in declared(Cylinder)}
        geometry = FiniteCable(length=segment.length, left=ends[0], right=ends[1])
        return {**cylinder, "geometry": geometry, "resting_potential": self.resting_potential}

    def _refuse_outside(self, pointer: str, site: SegmentInjection | SegmentSite) -> None:
        length = self.segments[site.segment - 1].length
        if site.position > length:
            raise ParameterError(
                pointer,
                f"the position is not on segment {site.segment}",
                received=site.position,
                allowed=f"0 to {length:g} µm",
                hint="positions count from the left end of their own segment",
            )
