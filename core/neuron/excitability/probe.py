"""Experiments on one neuron, many side by side, all from the same state."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.neuron.declaration import Neuron
from core.neuron.equations import equations, steady_current
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.excitability.search import ACCURACY, Brackets, ladder, thresholds
from core.neuron.initial import NUDGE, resting_state
from core.neuron.lane_runs import Outcomes, run_points
from core.neuron.layout import layout
from core.neuron.point_waveforms import PointWaveforms
from core.neuron.run import LOCAL_FRACTION
from core.result import Floats

JUMP = 0.1
"""Rise of the peak at the threshold, as a share of a spike, from which a response is all-or-none."""
FAR, DEEP = 2.0, 1.5
"""How far past a spike, and below rest, currents are tried, in units of a spike."""
BESIDE = 1e-3
"""Distance from the threshold at which the responses are compared."""
STEADY_INTERVALS = 1.5
"""Firing is steady if the run ends within so many of its last interspike intervals after the last spike."""


class Probe:
    """A neuron at rest and the means to find out how it responds.

    Parameters
    ----------
    neuron
        The neuron.
    request
        Durations, threshold voltage and tolerance.
    """

    def __init__(self, neuron: Neuron, request: ExcitabilityRequest) -> None:
        self.neuron, self.request = neuron, request
        self.rest, self.stable = resting_state(neuron)

    @cached_property
    def start(self) -> Floats:
        """The state that every experiment begins in: rest, or beside it where it is not stable."""
        state = self.rest.copy()
        if not self.stable:
            state[0] += NUDGE * self.neuron.model.swing
        return state

    @cached_property
    def strongest(self) -> float:
        """Strongest current worth trying [µA/cm²]: with it the open channels alone take V far past a spike."""
        made = layout(self.neuron.model)
        capacitance, *constants = made.constants(self.neuron.values)
        del capacitance
        if not made.slopes.all():
            return self.request.strongest_current
        total = sum(float(g) for g in constants[: made.slopes.size])
        return min(self.request.strongest_current, FAR * self.neuron.model.swing * total)

    @cached_property
    def deepest(self) -> float:
        """Strongest hyperpolarising current worth trying [µA/cm²]: it holds V far below rest."""
        if equations(self.neuron.model).unsolved:
            return self.strongest
        low = np.array([self.rest[0] - DEEP * self.neuron.model.swing])
        return min(self.strongest, abs(float(steady_current(self.neuron, low)[0][0])))

    def run(
        self, knots: Floats, values: Floats, duration: float | Floats, threshold: float | None = None
    ) -> Outcomes:
        """Outcomes of currents that are given by rows of knots [ms] and values from them on, shape (points, k).

        The threshold of spikes [mV] is that of the request unless another is given.
        """
        waves = PointWaveforms(
            np.ascontiguousarray(knots),
            np.ascontiguousarray(values),
            np.zeros(values.shape),
            np.zeros((1, 0, 6)),
        )
        states = np.repeat(self.start[:, np.newaxis], knots.shape[0], axis=1)
        return run_points(
            self.neuron.model,
            self.neuron.values,
            waves,
            states,
            duration,
            threshold=self.request.spike_threshold if threshold is None else threshold,
            tolerance=LOCAL_FRACTION * self.request.tolerance,
        )

    def steps(self, currents: Floats, duration: float, threshold: float | None = None) -> Outcomes:
        """Outcomes of currents of shape (k,) that are on from 0 to the end of the run [ms]."""
        return self.run(np.zeros((currents.size, 1)), currents[:, np.newaxis], duration, threshold)

    def pulses(self, amplitudes: Floats, durations: Floats, observation: float) -> Outcomes:
        """Outcomes of pulses from 0 on, shapes (k,), watched for a time after their ends [ms]."""
        knots = np.stack([np.zeros(durations.size), durations], axis=1)
        values = np.stack([amplitudes, np.zeros(amplitudes.size)], axis=1)
        return self.run(knots, values, durations + observation)

    def pulse_thresholds(self, durations: Floats) -> tuple[Brackets, NDArray[np.bool_]]:
        """Thresholds of pulses of some lengths [ms], shape (k,), and whether the responses are all-or-none."""
        request = self.request

        def outcomes(amplitudes: Floats) -> Outcomes:
            lengths = np.repeat(durations, amplitudes.shape[1])
            return self.pulses(amplitudes.ravel(), lengths, request.observation)

        def fires(amplitudes: Floats) -> NDArray[np.bool_]:
            return outcomes(amplitudes).spike_count.reshape(amplitudes.shape) > 0

        # The shorter a pulse, the stronger: one that only charges the membrane takes V far past a spike.
        capacitance = float(layout(self.neuron.model).constants(self.neuron.values)[0])
        strongest = self.strongest + FAR * self.neuron.model.swing * capacitance / durations
        first = np.array([ladder(float(value)) for value in strongest])
        found = thresholds(fires, first)
        ends = beside(found)
        peaks = outcomes(ends).peak_voltage.reshape(ends.shape)
        return found, self.jumps(peaks) & np.isfinite(found.firing)

    def step_threshold(self, duration: float) -> tuple[Brackets, NDArray[np.bool_]]:
        """Threshold of a long step [ms], and whether the response is all-or-none: shapes (1,)."""

        def fires(amplitudes: Floats) -> NDArray[np.bool_]:
            return self.steps(amplitudes.ravel(), duration).spike_count.reshape(amplitudes.shape) > 0

        found = thresholds(fires, ladder(self.strongest)[np.newaxis])
        ends = beside(found)
        peaks = self.steps(ends.ravel(), duration).peak_voltage.reshape(ends.shape)
        return found, self.jumps(peaks) & np.isfinite(found.firing)

    def jumps(self, peaks: Floats) -> NDArray[np.bool_]:
        """Whether the peak [mV] at the threshold rises by a good part of a spike at once, shape (k, 2)."""
        return peaks[:, 1] - peaks[:, 0] > JUMP * self.neuron.model.swing

    def is_steady(self, outcomes: Outcomes, duration: float) -> NDArray[np.bool_]:
        """Which runs still fire at their end [ms]."""
        silence = duration - outcomes.last_spike_time
        few = np.nan_to_num(silence, nan=np.inf)
        interval = np.nan_to_num(outcomes.last_interspike_interval, nan=0.0)
        steady: NDArray[np.bool_] = (outcomes.spike_count >= 3) & (few <= STEADY_INTERVALS * interval)
        return steady


def beside(brackets: Brackets) -> Floats:
    """Amplitudes a little below and above thresholds, shape (searches, 2).

    Not the bracket itself: where the spike comes ever later, that ends in the middle of an upstroke.
    """
    ends = np.stack([(1.0 - BESIDE) * brackets.silent, (1.0 + BESIDE) * brackets.firing], axis=1)
    return np.nan_to_num(ends)


def uncertainty(brackets: Brackets, index: int = 0) -> float:
    """Half the bracket of a threshold [µA/cm²], at least what the search resolves."""
    return float(max(brackets.half_width[index], 0.5 * ACCURACY * abs(brackets.middle[index])))
