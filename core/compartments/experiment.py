"""What is done to a tree of compartments, how it begins, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.compartments.compartments import Compartments
from core.result import Floats
from core.waveform import Waveform


@dataclass(frozen=True, slots=True)
class Probe:
    """A place whose voltage is kept: a sum of shares of compartments' voltages, and an offset [mV]."""

    compartments: tuple[int, ...]
    shares: tuple[float, ...]
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is done to a tree of compartments, and what is kept of it.

    Attributes
    ----------
    duration
        [ms].
    sites, waveforms
        Compartment, number of the waveform [nA] and its share, of every injection.
    probes
        Where the voltage is kept.
    times, profile_times
        When it is kept there, and everywhere [ms]; increasing.
    threshold
        A spike crosses it upwards [mV].
    everywhere
        Whether spikes and peaks are wanted of every compartment. If not, those of passive parts that are
        reduced to a few modes stay unknown (`core.compartments.forest`).
    """

    duration: float
    sites: tuple[tuple[int, int, float], ...] = ()
    waveforms: tuple[Waveform, ...] = ()
    probes: tuple[Probe, ...] = ()
    times: Floats = field(default_factory=lambda: np.zeros(0))
    profile_times: Floats = field(default_factory=lambda: np.zeros(0))
    threshold: float = 0.0
    everywhere: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Voltages [mV] of compartments, shape (n,), and the states of each kind's members, shape (m, states)."""

    voltage: Floats
    gates: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What a run gave.

    Attributes
    ----------
    samples
        Voltages of the probes [mV], shape (probes, times).
    profiles
        Voltages of all compartments [mV], shape (profile times, n).
    arrivals, peaks, peak_times, passages
        Of every compartment: first upward crossing of the threshold [ms] (NaN: none), highest voltage [mV]
        and its time [ms], number of crossings. Unknown (NaN, 0) in parts that were reduced to modes.
    spikes
        Times of the crossings at each probe [ms]; the first 2,048.
    spike_counts
        How many there were at each probe.
    steps, rejected
        Steps of the integration.
    state
        At the end.
    speed
        Largest rate of change of the voltage at the end [mV/ms].
    """

    samples: Floats
    profiles: Floats
    arrivals: Floats
    peaks: Floats
    peak_times: Floats
    passages: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    spikes: tuple[Floats, ...]
    spike_counts: tuple[int, ...]
    steps: int
    rejected: int
    state: State
    speed: float


def resting(compartments: Compartments, voltages: Sequence[float], gates: Sequence[Floats]) -> State:
    """Every compartment at a voltage [mV] and states of its kind's."""
    kinds = compartments.kinds
    return State(
        np.array(voltages, dtype=np.float64)[kinds],
        tuple(np.tile(values, (int(np.sum(kinds == kind)), 1)) for kind, values in enumerate(gates)),
    )
