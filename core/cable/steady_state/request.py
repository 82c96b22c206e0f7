"""What is asked of a cable in the steady state."""

import math
from dataclasses import dataclass

from core.cable.geometry import (
    Cylinder,
    End,
    FiniteCable,
    Geometry,
    InfiniteCable,
    LumpedSomaEnd,
    SealedEnd,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.steady_state.green import OPEN, Boundary, Line
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Millivolt, Nanoamp, Position

MAX_INJECTIONS = 32
MAX_PAIRS = 64
MAX_POINTS = 20_000
CM2_PER_MICROMETRE2 = 1e-8
MEGAOHM_PER_OHM = 1e-6


@dataclass(frozen=True, kw_only=True)
class Injection(Parameters):
    """A steady current into one point of the cable."""

    position: Position = parameter(0.0, "where")
    current: Nanoamp = parameter(0.05, "how much, positive inward")


@dataclass(frozen=True, kw_only=True)
class PointPair(Parameters):
    """Two points between which the attenuation is asked for."""

    source: Position = parameter(meaning="where a current is injected")
    target: Position = parameter(meaning="where its voltage arrives")


@dataclass(frozen=True, kw_only=True)
class CableSteadyStateRequest(Cylinder):
    """A passive cable and its currents; as it stands, a sealed dendrite with a current into one end."""

    geometry: Geometry = parameter(FiniteCable(), "how far the cable reaches, and its ends")
    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")
    injections: tuple[Injection, ...] = parameter(
        (Injection(),), "the injected currents, superposed", max_items=MAX_INJECTIONS
    )
    attenuation_between: tuple[PointPair, ...] = parameter(
        (), "pairs of points between which the attenuation is reported", max_items=MAX_PAIRS
    )
    points: Count = parameter(
        201, "equally spaced positions returned, besides the places of interest", ge=2, le=MAX_POINTS
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for index, injection in enumerate(self.injections):
            self._refuse_outside(f"/injections/{index}/position", injection.position)
        for index, pair in enumerate(self.attenuation_between):
            self._refuse_outside(f"/attenuation_between/{index}/source", pair.source)
            self._refuse_outside(f"/attenuation_between/{index}/target", pair.target)

    @property
    def reach(self) -> tuple[float, float]:
        """Positions of the left and right end [µm], infinite where there is none."""
        if isinstance(self.geometry, InfiniteCable):
            return -math.inf, math.inf
        return 0.0, self.geometry.length if isinstance(self.geometry, FiniteCable) else math.inf

    @property
    def ends(self) -> tuple[End | None, End | None]:
        """The left and the right end; None where there is none."""
        if isinstance(self.geometry, InfiniteCable):
            return None, None
        return self.geometry.left, self.geometry.right if isinstance(self.geometry, FiniteCable) else None

    @property
    def line(self) -> Line:
        """The same cable in length constants."""
        begin, end = (position / self.length_constant for position in self.reach)
        left, right = map(self._boundary, self.ends)
        return Line(begin, end, left, right, self.semi_infinite_resistance)

    def soma_resistance(self, end: End | None) -> float | None:
        """Resistance of the soma at an end [MΩ]; None where there is none."""
        if isinstance(end, LumpedSomaEnd):
            return end.resistance
        if isinstance(end, SphericalSomaEnd):
            specific = end.membrane_resistance or self.membrane_resistance
            return specific / (math.pi * end.diameter**2 * CM2_PER_MICROMETRE2) * MEGAOHM_PER_OHM
        return None

    def _boundary(self, end: End | None) -> Boundary:
        if end is None:
            return OPEN
        if isinstance(end, VoltageClampedEnd):
            return Boundary(math.inf, end.voltage - self.resting_potential)
        soma = self.soma_resistance(end)
        if soma is not None:
            return Boundary(self.semi_infinite_resistance / soma)
        return Boundary(0.0 if isinstance(end, SealedEnd) else math.inf)

    def _refuse_outside(self, pointer: str, position: float) -> None:
        low, high = self.reach
        if not low <= position <= high:
            raise ParameterError(
                pointer,
                "the position is not on the cable",
                received=position,
                allowed=f"{low:g} to {high:g} µm",
                hint="move the point, or lengthen the cable",
            )
