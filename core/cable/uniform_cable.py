"""A uniform passive cable: what every operation on one asks for."""

import math
from dataclasses import dataclass

from core.cable.geometry import (
    Cylinder,
    End,
    FiniteCable,
    Geometry,
    InfiniteCable,
    LumpedSomaEnd,
    Soma,
    SphericalSomaEnd,
)
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Millivolt, Position


@dataclass(frozen=True, kw_only=True)
class PointPair(Parameters):
    """Two points, from one of which a signal comes to the other."""

    source: Position = parameter(meaning="where a current is injected")
    target: Position = parameter(meaning="where its voltage arrives")


@dataclass(frozen=True, kw_only=True)
class UniformCable(Cylinder):
    """A uniform passive cable of any reach."""

    geometry: Geometry = parameter(FiniteCable(), "how far the cable reaches, and its ends")
    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")

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

    def soma(self, end: End | None) -> Soma | None:
        """The soma at an end; None where there is none."""
        if isinstance(end, LumpedSomaEnd | SphericalSomaEnd):
            return end.soma(self.membrane_resistance, self.membrane_capacitance)
        return None

    def refuse_outside(self, pointer: str, position: float) -> None:
        """Refuse a position [µm] that is not on the cable.

        Raises
        ------
        ParameterError
            It is not, at this JSON pointer.
        """
        low, high = self.reach
        if not low <= position <= high:
            raise ParameterError(
                pointer,
                "the position is not on the cable",
                received=position,
                allowed=f"{low:g} to {high:g} µm",
                hint="move the point, or lengthen the cable",
            )
