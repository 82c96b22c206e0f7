"""An impulse far from the ends of a myelinated axon: runs on compartments, finer and finer."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.axon.myelinated.constants import fibre_constants
from core.axon.myelinated.geometry import MyelinatedAxon, MyelinatedFibre
from core.axon.myelinated.ladder import kick, ladder, reach
from core.axon.myelinated.node import Node
from core.axon.myelinated.plan import FibrePlan
from core.compartments.experiment import Course, Experiment, Probe
from core.compartments.run import integrate
from core.interruption import checkpoint
from core.result import Floats
from core.stimulus import Pulse
from core.waveform import waveform

PULSE, KICK = 0.1, 1.0
"""The current into the first node: its length [ms], and what it would do to a passive fibre [spikes]."""
NODES = (41, 81, 161, 321)
"""Lengths of the fibre that are tried, until the velocity is the same over a quarter of it and the next."""
LEVELS = (4, 8, 16)
"""Compartments of an internode, extrapolated to none."""
REACHES = 24.0
COARSE = 4
"""Compartments of an internode in the runs that only look."""
LOOSE = 10.0
"""Tolerance of a run that measures the error in time, in units of the other's."""
SMALLEST_STEP, LARGEST_STEP = 1e-7, 1e-3
"""Limits of the error of a step [spikes]."""
LOW = 0.1
"""Depolarisation, in spikes, that a first look counts as an arrival."""
QUIET = 1e-3
"""Rate of change [spikes/ms] below which nothing moves any more."""
LONGEST = 1e4
"""[ms]."""
GROWTH = 2.5
SAMPLES = 2000
BEFORE, AFTER = 2.0, 6.0
"""What is shown of an impulse, in units of its half-width."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """What one run saw: its compartments, its course, and the times of its samples [ms]."""

    cut: FibrePlan
    course: Course
    times: Floats

    @property
    def arrivals(self) -> Floats:
        """At the nodes [ms], NaN where none came."""
        found: Floats = self.course.arrivals[self.cut.nodes]
        return found

    def between(self, first: float, last: float) -> float:
        """Velocity [m/s] between the nodes at two fractions of the fibre."""
        n = self.cut.nodes.size - 1
        a, b = round(first * n), round(last * n)
        length = self.cut.position[self.cut.nodes[b]] - self.cut.position[self.cut.nodes[a]]
        # 1 µm/ms is 1 mm/s.
        return float(1e-3 * length / (self.arrivals[b] - self.arrivals[a]))


@dataclass(frozen=True, slots=True, eq=False)
class Impulse:
    """An impulse that travels on and on.

    Attributes
    ----------
    velocity
        For internodes of no pieces [m/s].
    error
        Its estimated error [m/s]: of the pieces, of the steps in time, and of a fibre that has ends.
    threshold
        Half way from rest to the peak at a node [mV]; arrivals are counted there.
    node_peak, internode_peak
        Highest voltages at a node and in the middle of an internode [mV].
    half_width
        Time that a node is above the threshold [ms]; None: it did not come down.
    passage
        The finest run; its probes are a node in the middle, the middle of the internode behind it, and the
        next node.
    """

    velocity: float
    error: float
    threshold: float
    node_peak: float
    internode_peak: float
    half_width: float | None
    passage: Passage
    steps: int


def nodes_of(axon: MyelinatedAxon, node: Node) -> int:
    """Nodes of a fibre that is long beside the reach of a voltage of 1 kHz."""
    wanted = REACHES * reach(axon, node.capacitance, node.conductance, 1.0) / axon.spacing
    return next((nodes for nodes in NODES if nodes >= wanted), NODES[-1])


class Conduction:
    """Impulses of one axon.

    Parameters
    ----------
    axon
        The axon.
    node
        The membrane of its nodes.
    tolerance
        Relative error of the velocity to aim at.
    """

    def __init__(self, axon: MyelinatedAxon, node: Node, tolerance: float) -> None:
        self._axon, self._node, self._tolerance = axon, node, tolerance
        # Steps that err by 1e-5 of a spike move the velocity by less than that of itself.
        self._step = min(max(0.1 * tolerance, SMALLEST_STEP), LARGEST_STEP) * node.swing
        size = kick(axon, node.capacitance, node.conductance, KICK * node.swing, PULSE)
        self._pulse = Pulse(amplitude=size, duration=PULSE)
        self.nodes = nodes_of(axon, node)
        self.steps = 0

    def impulse(self, levels: tuple[int, ...]) -> Impulse | None:
        """The impulse, with internodes of so many compartments, each level twice the last; None: none."""
        for nodes in NODES[NODES.index(self.nodes) :]:
            found = self._of_length(nodes, levels)
            if found is None:
                return None
            impulse, drift = found
            if drift <= self._tolerance or nodes == NODES[-1]:
                return impulse
        raise AssertionError

    def _of_length(self, nodes: int, levels: tuple[int, ...]) -> tuple[Impulse, float] | None:
        """The impulse of a fibre of so many nodes, and how much its velocity still changes, relatively."""
        first = self._first(nodes)
        if first is None:
            return None
        threshold = self._halfway(first)
        width = _width(first, threshold)
        middle, last = first.arrivals[[nodes // 2, nodes - 1]]
        begin, shown = middle - BEFORE * (width or 0.0), middle + AFTER * (width or 0.0)
        end = max(1.02 * last, shown)
        times = np.linspace(max(begin, 0.0), shown if width is not None else end, SAMPLES)
        insulated = self._axon.sheath.capacitance == 0.0
        runs = [
            self._run(nodes, pieces, self._step, threshold, end, times, profile=middle)
            for pieces in (levels[-1:] if insulated else levels)
        ]
        velocities = [run.between(0.5, 0.75) for run in runs]
        better = [fine + (fine - coarse) / 3.0 for coarse, fine in pairwise(velocities)]
        # Of two extrapolations the better one tells the other's error, of one only its own size is known.
        apart = abs(velocities[-1] - better[-1]) if len(better) == 1 else 0.0
        apart = abs(better[-1] - better[-2]) if len(better) > 1 else apart
        velocity = better[-1] if better else velocities[-1]
        drift = abs(1.0 - runs[-1].between(0.25, 0.5) / velocities[-1])
        late = self._late(nodes, threshold, end)
        finest = runs[-1]
        made = Impulse(
            velocity=velocity,
            error=apart + late + drift * velocity,
            threshold=threshold,
            node_peak=float(finest.course.peaks[finest.cut.nodes[nodes // 2]]),
            internode_peak=float(finest.course.samples[1].max()),
            half_width=_width(finest, threshold),
            passage=finest,
            steps=self.steps,
        )
        return made, drift

    def _halfway(self, passage: Passage) -> float:
        """Half way from rest to the peaks of the nodes in the middle [mV]."""
        peaks = passage.course.peaks[passage.cut.nodes]
        third = peaks.size // 3
        return 0.5 * (float(self._node.rest[0]) + float(np.median(peaks[third : peaks.size - third])))

    def _late(self, nodes: int, threshold: float, end: float) -> float:
        """Error of the velocity [m/s] by the steps in time, from what ten times their tolerance changes.

        An error of a step in h⁴ makes one of the run in h³, so in the tolerance to the power ¾.
        """
        loose, tight = (
            self._run(nodes, COARSE, size * self._step, threshold, end, np.zeros(0)).between(0.5, 0.75)
            for size in (LOOSE, 1.0)
        )
        return float(abs(loose - tight) / (LOOSE**0.75 - 1.0))

    def _first(self, nodes: int) -> Passage | None:
        """A loose run that is long enough for all nodes; None where the impulse dies out on the way."""
        swing, rest = self._node.swing, float(self._node.rest[0])
        charging = fibre_constants(self._axon, self._node.capacitance).charging_time
        duration = 10.0 * PULSE + nodes * 1.5 * charging
        while duration < LONGEST:
            times = np.linspace(0.0, duration, SAMPLES)
            found = self._run(nodes, COARSE, LOOSE * self._step, rest + LOW * swing, duration, times)
            if np.isfinite(found.arrivals).all():
                middle, last = found.arrivals[[nodes // 2, nodes - 1]]
                enough = 3.0 * last - 2.0 * middle
                if duration >= enough or _width(found, rest + 0.5 * swing) is not None:
                    return found
                duration = max(enough, duration)
                times = np.linspace(0.0, duration, SAMPLES)
                return self._run(nodes, COARSE, LOOSE * self._step, rest + LOW * swing, duration, times)
            if found.course.speed < QUIET * swing:
                return None
            duration *= GROWTH
        return None

    def _run(
        self,
        nodes: int,
        pieces: int,
        step: float,
        threshold: float,
        duration: float,
        times: Floats,
        profile: float | None = None,
    ) -> Passage:
        checkpoint()
        given = {name: getattr(self._axon, name) for name in MyelinatedAxon.__dataclass_fields__}
        fibre = MyelinatedFibre(**given, nodes=nodes)
        cut, compartments, state = ladder(fibre, self._node.neuron, self._node.rest, pieces)
        experiment = Experiment(
            duration=duration,
            sites=((0, 0, 1.0),),
            waveforms=(waveform((self._pulse,), duration),),
            probes=_probes(cut),
            times=times,
            profile_times=np.zeros(0) if profile is None else np.array([profile]),
            threshold=threshold,
        )
        course = integrate(compartments, state, experiment, step)
        self.steps += course.steps
        return Passage(cut, course, times)


def _probes(cut: FibrePlan) -> tuple[Probe, ...]:
    """A node in the middle, the middle of the internode behind it, and the next node."""
    here, there = (int(node) for node in cut.nodes[[cut.nodes.size // 2, cut.nodes.size // 2 + 1]])
    centre = 0.5 * (cut.position[here] + cut.position[there])
    behind = int(np.searchsorted(cut.position, centre))
    low, high = cut.position[[behind - 1, behind]]
    share = float((centre - low) / (high - low))
    return (
        Probe((here,), (1.0,)),
        Probe((behind - 1, behind), (1.0 - share, share)),
        Probe((there,), (1.0,)),
    )


def _width(passage: Passage, level: float) -> float | None:
    """Time for which the first probe is above a level [ms]; None where it does not come down."""
    times, voltage = passage.times, passage.course.samples[0]
    above = voltage >= level
    if not above.any() or above[-1]:
        return None
    first = int(np.argmax(above))
    behind = first + int(np.argmin(above[first:]))
    if first == 0:
        return None
    up = np.interp(level, voltage[first - 1 : first + 1], times[first - 1 : first + 1])
    down = np.interp(-level, -voltage[behind - 1 : behind + 1], times[behind - 1 : behind + 1])
    return float(down - up)
