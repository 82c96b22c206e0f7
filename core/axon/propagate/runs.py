"""The runs behind one answer: the one that is told, and two coarser ones that measure its errors."""

from dataclasses import dataclass, replace

import numpy as np

from core.axon.propagate.line import Row
from core.compartments.run import Course, Experiment, Probe, State, integrate
from core.compartments.staggered import integrate_staggered
from core.result import Floats
from core.waveform import Waveform

LOOSER = 10.0
"""Tolerance of the run that measures the error in time, in units of the other's."""
LONGER = 2.0
"""Its step, where all steps have one length."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Three runs of one experiment.

    Attributes
    ----------
    fine
        As asked for.
    loose
        With ten times the tolerance of a step, or with steps twice as long.
    coarse
        With half as many compartments.
    row, coarse_row
        The compartments of the first two, and of the third.
    threshold, rest
        Voltage at which spikes arrive, and that at which the axon begins [mV].
    """

    fine: Course
    loose: Course
    coarse: Course
    row: Row
    coarse_row: Row
    threshold: float
    rest: float


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """An experiment before it is put on compartments.

    Attributes
    ----------
    injections
        Position [µm] and waveform [nA] of each.
    recorded
        Positions of the record [µm].
    duration, tolerance
        [ms] and [mV].
    time_step
        Length of all steps [ms]; None: by the tolerance.
    times, profile_times
        Of the samples and the profiles [ms].
    """

    injections: tuple[tuple[float, Waveform], ...]
    recorded: tuple[float, ...]
    duration: float
    tolerance: float
    time_step: float | None
    times: Floats
    profile_times: Floats

    def looser(self) -> "Setting":
        """The setting of the run that measures the error in time."""
        longer = None if self.time_step is None else LONGER * self.time_step
        return replace(self, tolerance=LOOSER * self.tolerance, time_step=longer)

    def course(self, row: Row, state: State, threshold: float) -> Course:
        """Run the experiment."""
        if self.time_step is None:
            return integrate(row.compartments, state, self.on(row, threshold), self.tolerance)
        return integrate_staggered(row.compartments, state, self.on(row, threshold), self.time_step)

    def on(self, row: Row, threshold: float) -> Experiment:
        """The experiment on compartments."""
        sites = []
        for number, (position, _) in enumerate(self.injections):
            sites += [(cell, number, share) for cell, share in zip(*row.shares(position), strict=True)]
        return Experiment(
            duration=self.duration,
            sites=tuple(sites),
            waveforms=tuple(wave for _, wave in self.injections),
            probes=tuple(Probe(*row.shares(position)) for position in self.recorded),
            times=self.times,
            profile_times=self.profile_times,
            threshold=threshold,
            everywhere=True,
        )


def run(setting: Setting, rows: tuple[tuple[Row, State], tuple[Row, State]], threshold: float | None) -> Runs:
    """The three runs.

    Parameters
    ----------
    setting
        The experiment.
    rows
        The compartments and how they begin, and the same of half as many.
    threshold
        Voltage at which spikes arrive [mV]; None: half way from rest to the highest voltage in the middle.
    """
    (fine_row, state), (coarse_row, coarse_state) = rows
    resting = float(np.median(state.voltage))
    chosen = resting + LEAST_SPIKE if threshold is None else threshold
    looser, bare = setting.looser(), replace(setting, profile_times=np.zeros(0))
    loose = looser.course(fine_row, state, chosen)
    if threshold is None:
        chosen = halfway(loose, fine_row, resting)
        loose = looser.course(fine_row, state, chosen)
    fine = setting.course(fine_row, state, chosen)
    coarse = bare.course(coarse_row, coarse_state, chosen)
    return Runs(fine, loose, coarse, fine_row, coarse_row, chosen, resting)


LEAST_SPIKE = 10.0
"""What rises less above rest [mV] is no spike."""


def halfway(course: Course, row: Row, rest: float) -> float:
    """Half way from rest to the highest voltage in the middle third of the axon, or its median [mV]."""
    peaks = course.peaks[row.excitable]
    middle = float(np.median(peaks[peaks.size // 3 : peaks.size - peaks.size // 3]))
    return rest + max(0.5 * (middle - rest), LEAST_SPIKE)
