"""The runs behind one answer: the one that is told, and two coarser ones that measure its errors.

A passive tree is linear: voltages are integrated above rest and in units of a hundredth of the largest one,
so that a microvolt is known as exactly as a volt is, in proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.cable.tree.in_time.compartments import Nodes
from core.compartments.run import Course, Experiment, Probe, State, integrate
from core.result import Floats, Rows
from core.waveform import Waveform

LOOSER = 10.0
"""Tolerance of the run that measures the error in time, in units of the other's."""
LARGEST = 100.0
"""The largest voltage, in the units of the integration."""
TOLERANCE = 0.002
"""Of one step, in these units."""
TOO_LARGE = 4.0
"""The largest voltage may have been taken for so many times as much."""
MOST_TRIALS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What is done to a tree, whatever its compartments.

    Attributes
    ----------
    injected, waveforms
        Nodes of the cut into which currents flow, and the currents [nA].
    recorded
        Nodes of the cut whose voltage is recorded.
    times, profile_times, look_times
        Of the record, of the profiles and of looking for the largest voltage anywhere [ms], increasing.
    duration
        [ms].
    """

    injected: Rows
    waveforms: tuple[Waveform, ...]
    recorded: Rows
    times: Floats
    profile_times: Floats
    look_times: Floats
    duration: float


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a run gave.

    Attributes
    ----------
    record
        Voltages above rest [mV] at the recorded places, shape (places, times).
    profiles
        The same of all compartments, shape (profile times, compartments).
    course
        As the integrator gave it.
    """

    record: Floats
    profiles: Floats
    course: Course


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Three runs of one setting.

    Attributes
    ----------
    fine
        As it is told.
    loose
        With ten times the tolerance of a step.
    coarse
        With half as many compartments.
    nodes, coarse_nodes
        The compartments of the first two, and of the third.
    tolerance
        Of a step of the first [mV].
    """

    fine: Told
    loose: Told
    coarse: Told
    nodes: Nodes
    coarse_nodes: Nodes
    tolerance: float


def run(setting: Setting, nodes: Nodes, coarse: Nodes, largest: float) -> Runs:
    """The three runs.

    Parameters
    ----------
    nodes, coarse
        The tree in compartments, and in half as many.
    largest
        No voltage will be farther from rest [mV].
    """
    looking = replace(setting, profile_times=setting.look_times)
    loose = _run(looking, nodes, largest, LOOSER * TOLERANCE)
    for _ in range(MOST_TRIALS):
        found = max(float(np.abs(each).max()) for each in (loose.record, loose.profiles, nodes.start))
        if not 0.0 < found < largest / TOO_LARGE:
            break
        largest = found
        loose = _run(looking, nodes, largest, LOOSER * TOLERANCE)
    return Runs(
        _run(setting, nodes, largest, TOLERANCE),
        loose,
        _run(setting, coarse, largest, TOLERANCE),
        nodes,
        coarse,
        TOLERANCE * largest / LARGEST,
    )


def _run(setting: Setting, nodes: Nodes, largest: float, tolerance: float) -> Told:
    scale = LARGEST / largest
    tree = replace(nodes.compartments, leak_currents=scale * nodes.compartments.leak_currents)
    experiment = Experiment(
        duration=setting.duration,
        sites=_sites(setting, nodes, scale),
        waveforms=setting.waveforms,
        probes=tuple(Probe((int(node),), (1.0,)) for node in nodes.of_cut[setting.recorded]),
        times=setting.times,
        profile_times=setting.profile_times,
        threshold=np.inf,
        # Brief currents into single nodes are faster than what reduced trees are made for.
        everywhere=True,
    )
    state = State(scale * nodes.start, (np.zeros((nodes.start.size, 0)),))
    course = integrate(tree, state, experiment, tolerance)
    return Told(course.samples / scale, course.profiles / scale, course)


def _sites(setting: Setting, nodes: Nodes, scale: float) -> tuple[tuple[int, int, float], ...]:
    """Where each current goes; into what is held it goes for nothing."""
    places: Sequence[int] = nodes.of_cut[setting.injected].tolist()
    return tuple((node, wave, scale) for wave, node in enumerate(places) if not nodes.held[node])
