"""The first-return map of a half-line that begins at an equilibrium.

A cycle in the plane goes about an equilibrium that is no saddle, and so crosses every half-line that begins
there; from the crossing at which it has turned furthest it comes back after one turn. The half-lines are
horizontal: where the second state rises or falls all along one, as of a gate whose steady state is monotone,
the flow crosses it in one direction only, and the map is continuous and increasing.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.dynamics.plane.flow import Events, Flow, Path
from core.result import Floats


@dataclass(frozen=True)
class Return:
    """Where a half-line is met again: distance, time [ms], derivative of the map, and the run itself."""

    distance: float
    period: float
    slope: float
    path: Path


@dataclass(frozen=True)
class ReturnMap:
    """Distances along the half-line, as fractions of the window's width, to those after one turn.

    Attributes
    ----------
    origin
        Where the half-line begins, an equilibrium, shape (2,).
    side
        1: towards higher voltages, −1: lower.
    length
        Largest distance.
    direction
        Of time.
    events
        What else ends a turn.
    """

    flow: Flow
    origin: Floats
    side: int
    length: float
    direction: int
    events: Events

    @cached_property
    def _events(self) -> Events:
        return replace(self.events, centre=self.origin)

    def point(self, distance: float) -> Floats:
        """The state at a distance, shape (2,)."""
        shift = np.array([self.side * distance * self.flow.field.scale[0], 0.0])
        return np.asarray(self.origin + shift)

    def after_turn(self, distance: float) -> float:
        """The distance after one turn, NaN where there is none."""
        path = self.flow.run(self.point(distance), self.direction, self._events)
        return self._distance(path.state) if path.ending == "turned" else np.nan

    def turn(self, distance: float) -> Return | None:
        """The same with the derivative of the map.

        An area element that is carried along grows by e^∫div F; across the half-line, which has no extent in
        the second state, it is the distance times the second state's rate.
        """
        start = self.point(distance)
        path = self.flow.run(start, self.direction, self._events, divergence=True)
        if path.ending != "turned":
            return None
        rates = self.flow.field.rates(np.array([start, path.state]).T)[1]
        slope = float(rates[0] / rates[1] * np.exp(path.divergence)) if rates[1] else np.inf
        return Return(self._distance(path.state), path.time, slope, path)

    def _distance(self, state: Floats) -> float:
        return float(self.side * (state[0] - self.origin[0]) / self.flow.field.scale[0])
