"""What is asked of a passive cable in time."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from core.cable.geometry import End, SealedEnd, VoltageClampedEnd
from core.cable.transient.line import HELD, SEALED, Line, Load
from core.cable.uniform_cable import PointPair, UniformCable
from core.parameters import Parameters, parameter
from core.quantity import Count, Driven, Hertz, Millisecond, Nanoamp, Position, TimeSpan, annotated_quantity
from core.sampling import OutputSampling, refuse_profiles_outside
from core.stimulus import MAX_STIMULI, Step, Stimulus

MAX_INJECTIONS = 32
MAX_RECORDS = 32
MAX_PROFILES = 64
MAX_PATHS = 64
MAX_FREQUENCIES = 1000
MAX_MODES = 64
MAX_POINTS = 20_000


@dataclass(frozen=True, kw_only=True)
class CableInjection(Parameters):
    """A current into one point of a cable."""

    position: Position = parameter(0.0, "where")
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(Nanoamp))] = parameter(
        (Step(amplitude=0.05),), "the current, a sum", max_items=MAX_STIMULI
    )


@dataclass(frozen=True, kw_only=True)
class CableTransientRequest(UniformCable):
    """A passive cable under currents; as it stands, a step into one end of a sealed dendrite."""

    injections: tuple[CableInjection, ...] = parameter(
        (CableInjection(),), "the injected currents, superposed", max_items=MAX_INJECTIONS
    )
    duration: TimeSpan = parameter(100.0, "length of the run; before it, the cable rests")
    record_at: tuple[Position, ...] | None = parameter(
        None,
        "where the voltage is recorded; null: at every injection and at the ends",
        min_items=1,
        max_items=MAX_RECORDS,
    )
    profiles_at: tuple[Millisecond, ...] = parameter(
        (), "times at which the voltage along the cable is returned", max_items=MAX_PROFILES
    )
    points: Count = parameter(
        201, "equally spaced positions of a profile, besides the places of interest", ge=2, le=MAX_POINTS
    )
    modes: Count = parameter(
        5, "how many of the slowest modes of a finite cable are reported", ge=1, le=MAX_MODES
    )
    paths: tuple[PointPair, ...] | None = parameter(
        None,
        "pairs of points between which delay, velocity and attenuation are reported, and whose Green's "
        "functions are the series green_1, green_2 ...; null: from the first injection to every recorded "
        "point",
        max_items=MAX_PATHS,
    )
    frequencies: tuple[Hertz, ...] = parameter(
        (), "frequencies at which impedances and attenuations are returned", max_items=MAX_FREQUENCIES
    )
    sampling: OutputSampling = parameter(OutputSampling(), "which points and series are returned")

    def __post_init__(self) -> None:
        super().__post_init__()
        for index, injection in enumerate(self.injections):
            self.refuse_outside(f"/injections/{index}/position", injection.position)
        for index, position in enumerate(self.record_at or ()):
            self.refuse_outside(f"/record_at/{index}", position)
        for index, pair in enumerate(self.paths or ()):
            self.refuse_outside(f"/paths/{index}/source", pair.source)
            self.refuse_outside(f"/paths/{index}/target", pair.target)
        refuse_profiles_outside(self.profiles_at, self.duration)

    @cached_property
    def recorded(self) -> tuple[float, ...]:
        """Positions of the record [µm], in the order of the answer."""
        if self.record_at is not None:
            return self.record_at
        ends = [end for end in self.reach if math.isfinite(end)]
        places = sorted({*ends, *(injection.position for injection in self.injections)})
        return tuple(places) or (0.0,)

    @property
    def asked_paths(self) -> tuple[PointPair, ...]:
        """The paths of the answer."""
        if self.paths is not None or not self.injections:
            return self.paths or ()
        source = self.injections[0].position
        return tuple(PointPair(source=source, target=target) for target in self.recorded)

    @cached_property
    def line(self) -> Line:
        """The same cable in length constants."""
        begin, end = (position / self.length_constant for position in self.reach)
        left, right = map(self._load, self.ends)
        return Line(begin, end, left, right)

    def clamp(self, end: End | None) -> float:
        """Voltage above rest at which an end is held [mV]; 0 where it is not, or at rest."""
        return end.voltage - self.resting_potential if isinstance(end, VoltageClampedEnd) else 0.0

    def _load(self, end: End | None) -> Load | None:
        if end is None:
            return None
        soma = self.soma(end)
        if soma is None:
            return SEALED if isinstance(end, SealedEnd) else HELD
        conductance = self.semi_infinite_resistance / soma.resistance
        return Load(conductance, conductance * (soma.time_constant / self.time_constant))
