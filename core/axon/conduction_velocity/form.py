"""The form of a wave: its states at any time, and where its voltage turns or crosses a level."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from core.axon.conduction_velocity.patch import Course
from core.numerics.collocation.mesh import interpolated, node_points
from core.numerics.connections.orbit import ConnectingOrbit
from core.numerics.roots import Indices, newton_roots, sign_changes
from core.result import Floats

FINER = 4
"""Samples between two nodes."""
SPIKE = 0.3
"""Height of a spike over that of the wave, and depth of the dip before it."""
ROUNDING = 1e-12
"""Of the time of a turn or a crossing, relative."""
States = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Form:
    """The course of a wave in time at one place.

    Attributes
    ----------
    times
        Close enough to see all that there is [ms], shape (k,).
    states
        V, its slope W = V′ and the other states at times: shape (m, n) for (m,).
    rates
        Their derivatives in time.
    nodes
        Times that suit the form, some hundreds [ms].
    quadrature
        Times and weights of integrals over the whole wave [ms]; None where that is not known.
    """

    times: Floats
    states: States
    rates: States
    nodes: Floats
    quadrature: tuple[Floats, Floats] | None = None

    @cached_property
    def turns(self) -> Floats:
        """Times at which V has a maximum or a minimum [ms]."""
        return self._roots(1, 0.0)

    def crossings(self, level: float) -> Floats:
        """Times at which V crosses a level [ms]."""
        return self._roots(0, level)

    def steepest(self) -> tuple[float, float]:
        """The largest and the lowest V′ [mV/ms]."""
        slopes = self.states(self.times)[:, 1]
        return self._extreme(int(np.argmax(slopes))), self._extreme(int(np.argmin(slopes)))

    def _extreme(self, place: int) -> float:
        """V′ where V″ vanishes beside a sample."""
        low, high = max(place - 1, 0), min(place + 1, self.times.size - 1)
        near = np.linspace(self.times[low], self.times[high], 41)
        values = self.states(near)[:, 1]
        best = int(np.argmax(np.abs(values)))
        if not 0 < best < near.size - 1:
            return float(values[best])
        a, b, c = values[best - 1 : best + 2]
        # The vertex of the parabola through three samples.
        bend = a - 2.0 * b + c
        return float(b - (c - a) ** 2 / (8.0 * bend)) if bend else float(b)

    def difference(self, other: "Form") -> float:
        """Largest difference of V from another form, their highest points put together [mV]."""
        shift = other.highest - self.highest
        times = self.nodes[(self.nodes + shift >= other.times[0]) & (self.nodes + shift <= other.times[-1])]
        return float(np.abs(self.states(times)[:, 0] - other.states(times + shift)[:, 0]).max())

    @cached_property
    def highest(self) -> float:
        """Time of the highest V [ms]."""
        ends = self.turns if self.turns.size else self.times[[-1]]
        return float(ends[int(np.argmax(self.states(ends)[:, 0]))])

    def highest_voltage(self) -> float:
        """The highest V [mV], to the spacing of fine samples."""
        voltages = self.states(self.times)[:, 0]
        top = int(np.argmax(voltages))
        low, high = max(top - 1, 0), min(top + 1, self.times.size - 1)
        return float(self.states(np.linspace(self.times[low], self.times[high], 41))[:, 0].max())

    def _roots(self, column: int, level: float) -> Floats:
        def excess(times: Floats, _: Indices) -> tuple[Floats, Floats]:
            return self.states(times)[:, column] - level, self.rates(times)[:, column]

        cells = sign_changes(self.states(self.times)[:, column] - level)
        return newton_roots(excess, self.times[cells], self.times[cells + 1], ROUNDING)


def orbit_form(orbit: ConnectingOrbit) -> Form:
    """The form of a collocated wave."""
    total, scale = float(np.exp(orbit.log_time)), orbit.field.scale
    nodes = node_points(orbit.mesh, orbit.basis) * total

    def states(times: Floats) -> Floats:
        return interpolated(orbit.mesh, orbit.nodes, orbit.basis, times / total) * scale

    def rates(times: Floats) -> Floats:
        return interpolated(orbit.mesh, orbit.nodes, orbit.basis, times / total, 1) * scale / total

    steps = np.diff(orbit.mesh) * total
    gauss = orbit.mesh[:-1, None] * total + steps[:, None] * orbit.basis.points
    weights = steps[:, None] * orbit.basis.weights
    return Form(_between(nodes, FINER), states, rates, nodes, (gauss.ravel(), weights.ravel()))


def course_form(course: Course, scale: Floats) -> Form:
    """The form of a wave as shooting has found it."""
    spline = CubicHermiteSpline(course.times, course.states * scale, course.rates * scale)
    slopes = spline.derivative()
    return Form(
        _between(course.times, FINER),
        lambda times: np.asarray(spline(times)),
        lambda times: np.asarray(slopes(times)),
        course.times,
    )


def spike_count(form: Form) -> int:
    """How many spikes a wave is made of: maxima that are parted by dips."""
    turns = form.turns
    voltages = form.states(turns)[:, 0]
    base = float(form.states(form.times[:1])[0, 0])
    height = float(voltages.max(initial=base)) - base
    count, lowest = 0, -np.inf
    for voltage in voltages.tolist():
        if voltage - base > SPIKE * height and voltage - max(lowest, base) > SPIKE * height:
            count, lowest = count + 1, voltage
        lowest = min(lowest, voltage)
    return count


def _between(nodes: Floats, finer: int) -> Floats:
    """Each stretch between two nodes in equal parts."""
    inside = nodes[:-1, None] + np.diff(nodes)[:, None] * np.arange(finer) / finer
    return np.append(inside.ravel(), nodes[-1])
