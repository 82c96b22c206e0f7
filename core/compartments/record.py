"""What is to be kept of a run, before and after it."""

import numpy as np

from core.compartments.assembly import Assembly
from core.compartments.experiment import Course, Experiment
from core.compartments.injection import Injections, injections
from core.compartments.watch import ARRIVAL, MAX_SPIKES, PASSAGES, PEAK, PEAK_TIME, Watch
from core.compartments.workspace import CAPACITANCE, SLOPE, VOLTAGE
from core.errors import DivergenceError
from core.numerics.tree.partition import LANES


def injected(assembly: Assembly, experiment: Experiment) -> Injections:
    """The currents of an experiment at the places of its compartments."""
    places = assembly.partition.places
    sites = [(int(places[site]), wave, share) for site, wave, share in experiment.sites]
    return injections(sites, experiment.waveforms, experiment.duration)


def watch(assembly: Assembly, asked: Experiment) -> Watch:
    """What is to be kept of a run that begins with the state that is loaded."""
    probes, rows, n = asked.probes, assembly.partition.rows, assembly.tree.rows
    marks = np.full((4 * n, LANES), np.nan)
    marks[PEAK * n : (PEAK + 1) * n] = assembly.section(VOLTAGE).reshape(n, LANES)
    marks[PEAK_TIME * n : (PASSAGES + 1) * n] = 0.0
    cells = [c for probe in probes for c in probe.compartments]
    return Watch(
        np.cumsum([0, *(len(probe.compartments) for probe in probes)]),
        assembly.partition.places[cells],
        np.array([share for probe in probes for share in probe.shares], dtype=np.float64),
        np.array([probe.offset for probe in probes], dtype=np.float64),
        np.ascontiguousarray(asked.times, dtype=np.float64),
        np.zeros((len(probes), asked.times.size)),
        np.ascontiguousarray(asked.profile_times, dtype=np.float64),
        np.zeros((asked.profile_times.size, rows, LANES)),
        asked.threshold,
        marks,
        np.zeros((len(probes), MAX_SPIKES)),
        np.zeros(len(probes), dtype=np.int64),
        np.zeros(2, dtype=np.int64),
        np.zeros((len(probes), 4)),
    )


def course(assembly: Assembly, kept: Watch, steps: int, rejected: int) -> Course:
    """What a finished run gave."""
    places = assembly.partition.places
    marks = kept.marks.reshape(4, -1)[:, places]
    capacitance = assembly.section(CAPACITANCE)[places]
    charged = capacitance > 0.0
    slope = np.abs(assembly.section(SLOPE)[places][charged] / capacitance[charged])
    return Course(
        kept.samples,
        kept.profiles.reshape(kept.profiles.shape[0], assembly.partition.rows * LANES)[:, places],
        marks[ARRIVAL],
        marks[PEAK],
        marks[PEAK_TIME],
        marks[PASSAGES].astype(np.int64),
        tuple(kept.spikes[i, : min(int(n), MAX_SPIKES)] for i, n in enumerate(kept.spike_counts)),
        tuple(int(n) for n in kept.spike_counts),
        steps,
        rejected,
        assembly.unload(),
        float(slope.max(initial=0.0)),
    )


def diverged(assembly: Assembly, time: float) -> DivergenceError:
    """What to raise where a voltage has left the widest table at a time [ms]."""
    voltage = assembly.unload().voltage
    worst = int(np.argmax(np.where(np.isfinite(voltage), np.abs(voltage), np.inf)))
    return DivergenceError(
        "the voltage left the range in which the membrane has a meaning",
        time=time,
        where=f"compartment {worst}: {voltage[worst]:.6g} mV",
        hint="reduce the injected current, or look for a conductance that amplifies itself",
    )
