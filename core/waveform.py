"""A sum of stimuli as one exact function of time, in the form that the solvers read."""

from dataclasses import dataclass
from functools import singledispatch

import numpy as np

from core.errors import ParameterError
from core.result import Floats
from core.stimulus import (
    MAX_SAMPLES,
    Chirp,
    Noise,
    Pulse,
    PulseTrain,
    Ramp,
    Samples,
    Sine,
    Step,
    Stimulus,
)


@dataclass(frozen=True, slots=True)
class Waveform:
    """A piecewise-linear current plus sinusoids.

    Attributes
    ----------
    knots
        Increasing times [ms], shape (n,), the first 0; between two of them the current is smooth.
    values, slopes
        Linear part from knot k to the next: values[k] + slopes[k] (t − knots[k]), shape (n,).
    sinusoids
        Shape (m, 6), one row each: begin [ms], end [ms], amplitude, phase at the begin [rad], angular
        frequency at the begin [rad/ms], its rate of rise [rad/ms²]. Their begins and ends are knots.
    """

    knots: Floats
    values: Floats
    slopes: Floats
    sinusoids: Floats

    def __call__(self, times: Floats) -> Floats:
        """Current at times [ms], shape (k,); at a jump, the value after it."""
        index = np.maximum(np.searchsorted(self.knots, times, side="right") - 1, 0)
        current: Floats = self.values[index] + self.slopes[index] * (times - self.knots[index])
        for begin, end, amplitude, phase, omega, rate in self.sinusoids:
            elapsed = times - begin
            on = (times >= begin) & (times < end)
            current += np.where(on, amplitude * np.sin(phase + elapsed * (omega + 0.5 * rate * elapsed)), 0.0)
        return current


@dataclass(frozen=True, slots=True)
class _Part:
    """One stimulus: a piecewise-linear current that is zero before its first knot, and sinusoids."""

    knots: Floats
    values: Floats
    slopes: Floats
    sinusoids: tuple[tuple[float, float, float, float, float, float], ...] = ()


def waveform(stimuli: tuple[Stimulus, ...], duration: float) -> Waveform:
    """Sum of stimuli from 0 to `duration` [ms].

    Raises
    ------
    ParameterError
        A noise with more than 200,000 values within the duration.
    """
    parts = [_part(stimulus, duration) for stimulus in stimuli]
    edges = [edge for part in parts for row in part.sinusoids for edge in row[:2]]
    knots = np.unique(np.concatenate([[0.0], edges, *(part.knots for part in parts)]))
    knots = knots[(knots >= 0.0) & (knots < duration)] if duration > 0.0 else knots[:1]
    values, slopes = np.zeros(knots.size), np.zeros(knots.size)
    for part in parts:
        index = np.searchsorted(part.knots, knots, side="right") - 1
        on = index >= 0
        local = index[on]
        values[on] += part.values[local] + part.slopes[local] * (knots[on] - part.knots[local])
        slopes[on] += part.slopes[local]
    rows = [row for part in parts for row in part.sinusoids]
    return Waveform(knots, values, slopes, np.array(rows, dtype=np.float64).reshape(len(rows), 6))


def _constant_pieces(knots: Floats, values: Floats) -> _Part:
    return _Part(knots, values, np.zeros(knots.size))


@singledispatch
def _part(stimulus: Stimulus, duration: float) -> _Part:
    raise TypeError(f"no waveform for {type(stimulus).__name__}")


@_part.register
def _(stimulus: Step, duration: float) -> _Part:
    return _constant_pieces(np.array([stimulus.onset]), np.array([stimulus.amplitude]))


@_part.register
def _(stimulus: Pulse, duration: float) -> _Part:
    knots = stimulus.onset + np.array([0.0, stimulus.duration])
    return _constant_pieces(knots, np.array([stimulus.amplitude, 0.0]))


@_part.register
def _(stimulus: PulseTrain, duration: float) -> _Part:
    onsets = stimulus.onset + stimulus.period * np.arange(stimulus.count)
    knots = np.column_stack([onsets, onsets + stimulus.duration]).ravel()
    return _constant_pieces(knots, np.tile([stimulus.amplitude, 0.0], stimulus.count))


@_part.register
def _(stimulus: Ramp, duration: float) -> _Part:
    slope = (stimulus.amplitude - stimulus.initial_amplitude) / stimulus.duration
    after = stimulus.amplitude if stimulus.hold else 0.0
    knots = stimulus.onset + np.array([0.0, stimulus.duration])
    return _Part(knots, np.array([stimulus.initial_amplitude, after]), np.array([slope, 0.0]))


@_part.register
def _(stimulus: Sine, duration: float) -> _Part:
    end = duration if stimulus.duration is None else stimulus.onset + stimulus.duration
    omega = 2e-3 * np.pi * stimulus.frequency
    row = (stimulus.onset, end, stimulus.amplitude, float(np.radians(stimulus.phase)), omega, 0.0)
    knots = np.array([stimulus.onset, max(end, stimulus.onset)])
    return _Part(knots, np.array([stimulus.offset, 0.0]), np.zeros(2), (row,))


@_part.register
def _(stimulus: Chirp, duration: float) -> _Part:
    end = stimulus.onset + stimulus.duration
    omega = 2e-3 * np.pi * stimulus.initial_frequency
    rate = (2e-3 * np.pi * stimulus.frequency - omega) / stimulus.duration
    phase = float(np.radians(stimulus.phase))
    return _Part(
        np.empty(0),
        np.empty(0),
        np.empty(0),
        ((stimulus.onset, end, stimulus.amplitude, phase, omega, rate),),
    )


@_part.register
def _(stimulus: Noise, duration: float) -> _Part:
    end = duration if stimulus.duration is None else stimulus.onset + stimulus.duration
    length = max(min(end, duration) - stimulus.onset, 0.0)
    if length / stimulus.interval > MAX_SAMPLES:
        raise ParameterError(
            "/interval",
            f"the noise would need {length / stimulus.interval:.3g} values",
            received=stimulus.interval,
            allowed=f">= {length / MAX_SAMPLES:.6g}",
            hint="lengthen the interval or shorten the noise",
        )
    count = int(np.ceil(length / stimulus.interval))
    normal = np.random.default_rng(stimulus.seed).standard_normal(count + 1)
    if stimulus.correlation_time == 0.0:
        values = stimulus.mean + stimulus.standard_deviation * normal[:count]
        return _samples(values, stimulus.interval, stimulus.onset, length, linear=False)
    deviations = _ornstein_uhlenbeck(normal, float(np.exp(-stimulus.interval / stimulus.correlation_time)))
    values = stimulus.mean + stimulus.standard_deviation * deviations
    return _samples(values, stimulus.interval, stimulus.onset, length, linear=True)


@_part.register
def _(stimulus: Samples, duration: float) -> _Part:
    values = np.array(stimulus.values)
    linear = stimulus.interpolation == "linear"
    length = (values.size - linear) * stimulus.interval
    return _samples(values, stimulus.interval, stimulus.onset, length, linear=linear)


def _samples(values: Floats, interval: float, onset: float, length: float, *, linear: bool) -> _Part:
    """Held values, or lines from each value to the next; zero after `length`."""
    slopes = np.diff(values) / interval if linear else np.zeros(values.size)
    pieces = values[: slopes.size]
    knots = onset + interval * np.arange(pieces.size)
    return _Part(np.append(knots, onset + length), np.append(pieces, 0.0), np.append(slopes, 0.0))


def _ornstein_uhlenbeck(normal: Floats, decay: float) -> Floats:
    """Unit-variance stationary process x[k+1] = decay x[k] + √(1 − decay²) ξ[k], from standard normal values."""
    from scipy.signal import lfilter

    driven = np.sqrt(1.0 - decay * decay) * normal
    driven[0] = normal[0]
    process: Floats = lfilter([1.0], [1.0, -decay], driven)
    return process
