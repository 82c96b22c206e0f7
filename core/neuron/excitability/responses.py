"""Thresholds of steps and pulses of which the response is all-or-none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.neuron.excitability.probe import Probe
from core.neuron.excitability.search import ACCURACY, RUNGS, TIGHTER, Brackets, ladder, moved, thresholds
from core.neuron.lanes.runs import Outcomes
from core.result import Floats

JUMP = 0.1
"""Rise of the peak at the threshold, as a share of a spike, from which a response is all-or-none."""
BESIDE = 1e-3
"""Distance from the threshold at which the responses are compared, as a share of it."""

Experiment = Callable[[Floats, int, float], Outcomes]
"""Outcomes of amplitudes of shape (searches, k), in a row; spikes that are enough (0: all); tolerance."""


@dataclass(frozen=True, slots=True)
class Responses:
    """Thresholds of several searches.

    Attributes
    ----------
    brackets
        Of the crossing of the spike threshold.
    sharp
        Whether the peak rises by a good part of a spike there at once; else the response is graded. Shape
        (searches,).
    errors
        How far the thresholds may be off [µA/cm²], by their brackets and by the tolerance; shape
        (searches,).
    """

    brackets: Brackets
    sharp: NDArray[np.bool_]
    errors: Floats

    @property
    def spikes(self) -> NDArray[np.bool_]:
        """Which searches found the threshold of a spike, shape (searches,)."""
        return self.sharp & self.brackets.found


def responses(
    probe: Probe,
    experiment: Experiment,
    first: Floats,
    baseline: NDArray[np.int64] | int = 0,
    accuracy: float = ACCURACY,
) -> Responses:
    """Search thresholds of an experiment.

    Parameters
    ----------
    probe
        The neuron.
    experiment
        What is done with amplitudes.
    first
        Amplitudes to begin with, shape (searches, k).
    baseline
        Spikes that there are without a stimulus, shape (searches, 1) or one for all.
    accuracy
        Width of the brackets, as a share of the threshold.
    """
    enough = int(np.max(baseline)) + 1

    def fires(amplitudes: Floats, share: float = 1.0) -> NDArray[np.bool_]:
        counts = experiment(amplitudes, enough, share).spike_count.reshape(amplitudes.shape)
        more: NDArray[np.bool_] = counts > baseline
        return more

    found = thresholds(fires, first, accuracy)
    # Not at the bracket itself: where the spike comes ever later, that ends in the middle of an upstroke.
    ends = np.stack([(1.0 - BESIDE) * found.silent, (1.0 + BESIDE) * found.firing], axis=1)
    ends = np.nan_to_num(ends)
    peaks = experiment(ends, 0, 1.0).peak_voltage.reshape(ends.shape)
    sharp = peaks[:, 1] - peaks[:, 0] > JUMP * probe.neuron.model.swing
    errors = found.half_width + moved(lambda amplitudes: fires(amplitudes, TIGHTER), found)
    return Responses(found, sharp, errors)


def pulse_responses(probe: Probe, durations: Floats) -> Responses:
    """Thresholds of pulses of some lengths [ms], shape (k,), from rest."""

    def experiment(amplitudes: Floats, enough: int, share: float) -> Outcomes:
        lengths = np.repeat(durations, amplitudes.shape[1])
        return probe.pulses(amplitudes.ravel(), lengths, enough=enough, share=share)

    first = np.array([ladder(float(strongest)) for strongest in probe.strongest_pulse(durations)])
    return responses(probe, experiment, first)


def step_responses(probe: Probe, duration: float) -> Responses:
    """Threshold of a long step [ms] from rest."""

    def experiment(amplitudes: Floats, enough: int, share: float) -> Outcomes:
        return probe.steps(amplitudes.ravel(), duration, enough=enough, share=share)

    return responses(probe, experiment, ladder(probe.strongest, 2 * RUNGS)[np.newaxis])
