"""What is asked of a cable in the steady state."""

import math
from dataclasses import dataclass

from core.cable.geometry import End, SealedEnd, VoltageClampedEnd
from core.cable.steady_state.green import OPEN, Boundary, Line
from core.cable.uniform_cable import PointPair, UniformCable
from core.parameters import Parameters, parameter
from core.quantity import Count, Nanoamp, Position

MAX_INJECTIONS = 32
MAX_PAIRS = 64
MAX_POINTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Injection(Parameters):
    """A steady current into one point of the cable."""

    position: Position = parameter(0.0, "where")
    current: Nanoamp = parameter(0.05, "how much, positive inward")


@dataclass(frozen=True, kw_only=True)
class CableSteadyStateRequest(UniformCable):
    """A passive cable and its currents; as it stands, a sealed dendrite with a current into one end."""

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
            self.refuse_outside(f"/injections/{index}/position", injection.position)
        for index, pair in enumerate(self.attenuation_between):
            self.refuse_outside(f"/attenuation_between/{index}/source", pair.source)
            self.refuse_outside(f"/attenuation_between/{index}/target", pair.target)

    @property
    def line(self) -> Line:
        """The same cable in length constants."""
        begin, end = (position / self.length_constant for position in self.reach)
        left, right = map(self._boundary, self.ends)
        return Line(begin, end, left, right, self.semi_infinite_resistance)

    def _boundary(self, end: End | None) -> Boundary:
        if end is None:
            return OPEN
        if isinstance(end, VoltageClampedEnd):
            return Boundary(math.inf, end.voltage - self.resting_potential)
        soma = self.soma(end)
        if soma is not None:
            return Boundary(self.semi_infinite_resistance / soma.resistance)
        return Boundary(0.0 if isinstance(end, SealedEnd) else math.inf)
