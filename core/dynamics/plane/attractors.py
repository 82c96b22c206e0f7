"""What attracts in a plane, and to which attractor a state goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.dynamics.plane.cycle_orbit import LimitCycle
from core.dynamics.plane.cycles import SCAN, half_line, scan
from core.dynamics.plane.flow import Events, Flow
from core.dynamics.plane.planar_field import PlanarField
from core.dynamics.plane.return_map import ReturnMap
from core.result import Floats

TOLERANCE, STEPS = 1e-6, 8_000
BEYOND = 5.0
"""How far beyond the window, as a fraction of it, a solution is taken to have gone for good."""
HALVINGS = 20
ESCAPED, UNDECIDED = -1, -2


@dataclass(frozen=True, slots=True)
class Attractor:
    """A stable equilibrium or cycle: its number, from 1 on, among the equilibria or cycles of the answer."""

    kind: Literal["equilibrium", "cycle"]
    number: int

    @property
    def name(self) -> str:
        """Its kind and number."""
        return f"{self.kind} {self.number}"


@dataclass(frozen=True)
class Attraction:
    """The attractors of a plane, and how a solution is seen to end in each.

    In an ellipse about a stable equilibrium all solutions go to it. The return map of a half-line increases,
    so that between a stable cycle, or a stable focus, and the next thing on it that does not move nearer
    every crossing leads to it.
    """

    flow: Flow
    attractors: tuple[Attractor, ...]
    events: Events
    in_ellipses: tuple[int, ...]
    in_sections: tuple[int, ...]

    @classmethod
    def of(
        cls,
        field: PlanarField,
        traps: tuple[Floats, list[int]],
        cycles: Sequence[LimitCycle],
    ) -> "Attraction":
        """The attraction of stable equilibria, with their ellipses, and of the stable cycles."""
        attractors = [Attractor("equilibrium", number + 1) for number in traps[1]]
        sections, owners = [], []
        for k, ellipse in enumerate(traps[0]):
            stretch = _about_focus(field, ellipse[:2], traps[0])
            if stretch is not None:
                owners.append(k)
                sections.append(stretch)
        for number, cycle in enumerate(cycles, start=1):
            if cycle.stable:
                owners.append(len(attractors))
                attractors.append(Attractor("cycle", number))
                sections.append(_stretch(field, cycle, traps[0]))
        reach = BEYOND * field.scale
        events = Events(
            bounds=np.array([field.low - reach, field.high + reach]),
            ellipses=traps[0],
            sections=np.array(sections).reshape(len(sections), 6),
        )
        flow = Flow(field, tolerance=TOLERANCE, steps=STEPS)
        return cls(flow, tuple(attractors), events, tuple(range(len(traps[1]))), tuple(owners))

    def of_state(self, state: Floats) -> int:
        """Number among the attractors of the one to which a state goes, ESCAPED or UNDECIDED."""
        path = self.flow.run(state, 1, self.events)
        if path.ending == "caught":
            return self.in_ellipses[path.which]
        if path.ending == "crossed":
            return self.in_sections[path.which]
        return ESCAPED if path.ending == "left" else UNDECIDED

    def name(self, number: int) -> str:
        """Name of an attractor, or of what is none."""
        if number == ESCAPED:
            return "escapes"
        return "undecided" if number < ESCAPED else self.attractors[number].name


def _about_focus(field: PlanarField, state: Floats, traps: Floats) -> Floats | None:
    """The stretch from a stable focus on which every crossing is nearer to it at the next; None: no focus."""
    if not np.iscomplexobj(np.linalg.eigvals(field.jacobian(state))):
        return None
    section = half_line(field, state, 1, traps)
    distances, images = scan(section)
    returned = np.flatnonzero(np.isfinite(images))
    # Those before have ended in the ellipse, at most.
    first = int(returned[0]) if returned.size else distances.size
    good = int(np.argmin(np.append(images[first:] < distances[first:], False)))
    if good == 0:
        return None
    end = float(distances[first + good - 1])
    rates = field.rates(np.array([section.point(d) for d in distances[first : first + good]]).T)[1]
    if np.any(rates * rates[0] <= 0.0):
        return None
    scale = float(field.scale[0])
    return np.array([*section.origin, section.side, np.sign(rates[0]), 0.0, end * scale])


def _stretch(field: PlanarField, cycle: LimitCycle, traps: Floats) -> Floats:
    """The stretch of the cycle's half-line on which every crossing is nearer to it at the next."""
    section = half_line(field, cycle.section.origin, 1, traps)
    distances, images = scan(section)
    own, upward = cycle.distance, float(np.sign(field.rates(cycle.start)[1]))
    rates = field.rates(np.array([section.point(distance) for distance in distances]).T)[1]
    nearer = (np.abs(images - own) < np.abs(distances - own)) & (rates * upward > 0.0)
    # An image beyond the cycle would be a fold of the map, or the error of the scan.
    nearer &= (images - own) * (distances - own) >= -SCAN
    ends = []
    for sign in (-1.0, 1.0):
        order = np.argsort(sign * distances)
        beyond = order[sign * (distances[order] - own) > 0.0]
        good = int(np.argmin(np.append(nearer[beyond], False)))
        first = float(distances[beyond[0]]) if beyond.size else own * (1.0 + sign * 0.1)
        ends.append(float(distances[beyond[good - 1]]) if good else _near(section, own, first))
    scale = float(field.scale[0])
    return np.array([*section.origin, section.side, upward, ends[0] * scale, ends[1] * scale])


def _near(section: ReturnMap, own: float, first: float) -> float:
    """A distance between the cycle and a point that does not move nearer to it, which does."""
    for _ in range(HALVINGS):
        first = 0.5 * (own + first)
        if abs(section.after_turn(first) - own) < abs(first - own):
            break
    return first
