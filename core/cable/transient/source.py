"""What drives a cable, and where: a current into a point, or an end whose voltage is held."""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.transient.drive import Drive, shortest_period
from core.cable.transient.line import Line, Side
from core.cable.transient.modes import Modes
from core.cable.transient.plan import Work
from core.cable.transient.recent import Transform
from core.result import Floats

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Source:
    """A current into a point, or an end whose voltage is held.

    Attributes
    ----------
    line
        The cable.
    place
        Position [length constants], or the end that is held.
    scale
        Voltage per unit of the drive [mV]: R_∞ of a current in nA, 1 of a voltage.
    drive
        Current or voltage, with times in time constants.
    """

    line: Line
    place: float | Side
    scale: float
    drive: Drive

    @property
    def position(self) -> float:
        """Position [length constants]."""
        if isinstance(self.place, str):
            return self.line.begin if self.place == "left" else self.line.end
        return self.place

    @property
    def holds(self) -> bool:
        """Whether it holds a voltage."""
        return isinstance(self.place, str)

    def transform(self, line: Line, x: Floats) -> Transform:
        """K at positions x of a part of the cable, as a function of p."""
        place = self.place
        if isinstance(place, str):
            return lambda p: line.held_transfer(p, x, place)
        return lambda p: line.transfer(p, x, place)

    def strength(self, of: Modes) -> Floats:
        """How strongly each mode is driven, shape (modes,)."""
        if isinstance(self.place, str):
            return of.pull(self.place)
        strength: Floats = of.at(np.array([self.place]))[0]
        return strength

    def work(self, length: float, duration: float, positions: int, times: int, *, even: bool) -> Work:
        """What the response asks for, on a part of the cable of this length."""
        form = self.drive.waveform
        rise = form.sinusoids[:, 5]
        return Work(
            length=length,
            duration=duration,
            times=times,
            positions=positions,
            knots=form.knots.size,
            even=even,
            sines=int(np.count_nonzero(rise == 0.0)),
            chirps=int(np.count_nonzero(rise)),
            fastest=2.0 * math.pi / shortest_period(form, duration),
            steepest=self.drive.steepest,
            sweep=float(np.abs(rise).max(initial=0.0)),
        )

    def blur(self, steepness: Floats) -> Floats:
        """Error from the rounding of times soon after a jump, shape (positions,) [mV].

        Parameters
        ----------
        steepness
            Steepest rise of the response to a unit step that is seen, shape (positions,). A time and a knot
            are known to ε of themselves, a knot at time 0 exactly.
        """
        return self.scale * self.drive.largest_jump * EPSILON * self.drive.duration * steepness
