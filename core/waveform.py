"""A sum of stimuli as one exact function of time, in the form that the solvers read."""

import math
from dataclasses import dataclass, field
from functools import singledispatch

import numpy as np

from core.errors import ParameterError
from core.interruption import checkpoint
from core.parameters import numbers
from core.result import Floats, Notice
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

# A page of fresh memory costs about as much as the arithmetic on it. glibc returns large freed blocks to
# the system until it has seen a larger one freed: after this one (never touched, so free of charge) it keeps
# them.
np.empty(2**21)


def late_stimuli(stimuli: tuple[Stimulus, ...], duration: float, pointer: str) -> tuple[Notice, ...]:
    """Warn of stimuli that begin when the run [ms] is over.

    Parameters
    ----------
    pointer
        JSON pointer of the field that holds them.
    """
    return tuple(
        Notice("stimulus-after-end", "this stimulus begins after the run has ended", f"{pointer}/{index}")
        for index, stimulus in enumerate(stimuli)
        if stimulus.onset >= duration
    )


def knot_count(stimulus: Stimulus, duration: float) -> int:
    """Breakpoints of a stimulus within a run [ms], to within one, without making its waveform."""
    if isinstance(stimulus, PulseTrain):
        return 2 * stimulus.count
    if isinstance(stimulus, Samples):
        return len(stimulus.values)
    if isinstance(stimulus, Noise):
        end = duration if stimulus.end is None else min(stimulus.end, duration)
        # More are refused by the noise itself, which knows what to say.
        return math.ceil(min(max(end - stimulus.onset, 0.0) / stimulus.interval, MAX_SAMPLES))
    return 2


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
        frequency at the begin [rad/ms], its rate of rise [rad/ms²]. Their begins and ends are knots; an end
        that the run does not reach is infinite, so that the current at the end of the run is its limit.
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


Sinusoid = tuple[float, float, float, float, float, float]
NOTHING = np.empty(0)


@dataclass(frozen=True, slots=True)
class _Part:
    """One stimulus: a piecewise-linear current that is zero before its first knot, and sinusoids."""

    knots: Floats = field(default_factory=NOTHING.copy)
    values: Floats = field(default_factory=NOTHING.copy)
    slopes: Floats = field(default_factory=NOTHING.copy)
    sinusoids: tuple[Sinusoid, ...] = ()


def waveform(stimuli: tuple[Stimulus, ...], duration: float, pointer: str = "/stimulus") -> Waveform:
    """Sum of stimuli from 0 to `duration` [ms].

    Parameters
    ----------
    stimuli
        The stimuli.
    duration
        Length of the run [ms], above 0.
    pointer
        JSON pointer of the stimuli in the request, for errors.

    Raises
    ------
    ParameterError
        A noise with more than 200,000 values within the duration.
    """
    parts = [_clipped(_part(each, duration, f"{pointer}/{k}"), duration) for k, each in enumerate(stimuli)]
    rows = [row for part in parts for row in part.sinusoids]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 6)
    if len(parts) == 1 and not rows:
        return Waveform(*_from_zero(parts[0]), table)
    edges = [edge for row in rows for edge in row[:2] if edge < duration]
    knots = np.unique(np.concatenate([[0.0], edges, *(part.knots for part in parts)]))
    values, slopes = np.zeros(knots.size), np.zeros(knots.size)
    for part in parts:
        checkpoint()
        index = np.searchsorted(part.knots, knots, side="right") - 1
        on = index >= 0
        local = index[on]
        values[on] += part.values[local] + part.slopes[local] * (knots[on] - part.knots[local])
        slopes[on] += part.slopes[local]
    return Waveform(knots, values, slopes, table)


def _clipped(part: _Part, duration: float) -> _Part:
    """The knots and the sinusoids that begin within the run; those that go on past it have no end."""
    size = int(np.searchsorted(part.knots, duration))
    rows = tuple(
        (begin, end if end < duration else np.inf, amplitude, phase, omega, rate)
        for begin, end, amplitude, phase, omega, rate in part.sinusoids
        if begin < duration
    )
    return _Part(part.knots[:size], part.values[:size], part.slopes[:size], rows)


def _from_zero(part: _Part) -> tuple[Floats, Floats, Floats]:
    """Knots, values and slopes of a part alone, with zero before its first knot."""
    if part.knots.size and part.knots[0] == 0.0:
        return part.knots, part.values, part.slopes
    knots, values, slopes = (
        np.concatenate([[0.0], column]) for column in (part.knots, part.values, part.slopes)
    )
    return knots, values, slopes


def _constant_pieces(knots: Floats, values: Floats) -> _Part:
    return _Part(knots, values, np.zeros(knots.size))


def _part(stimulus: Stimulus, duration: float, pointer: str) -> _Part:
    """One stimulus; of a long table, only what the run sees."""
    if isinstance(stimulus, Noise):
        return _noise(stimulus, duration, pointer)
    if isinstance(stimulus, Samples):
        values = numbers(stimulus, "values")
        length = (values.size - _is_linear(stimulus)) * stimulus.interval
        return _samples(values, stimulus, length, duration)
    return _shape(stimulus)


@singledispatch
def _shape(stimulus: Stimulus) -> _Part:
    raise TypeError(f"no waveform for {type(stimulus).__name__}")


@_shape.register
def _(stimulus: Step) -> _Part:
    return _constant_pieces(np.array([stimulus.onset]), np.array([stimulus.amplitude]))


@_shape.register
def _(stimulus: Pulse) -> _Part:
    knots = stimulus.onset + np.array([0.0, stimulus.duration])
    return _constant_pieces(knots, np.array([stimulus.amplitude, 0.0]))


@_shape.register
def _(stimulus: PulseTrain) -> _Part:
    onsets = stimulus.onset + stimulus.period * np.arange(stimulus.count)
    knots = np.column_stack([onsets, onsets + stimulus.duration]).ravel()
    return _constant_pieces(knots, np.tile([stimulus.amplitude, 0.0], stimulus.count))


@_shape.register
def _(stimulus: Ramp) -> _Part:
    slope = (stimulus.amplitude - stimulus.initial_amplitude) / stimulus.duration
    after = stimulus.amplitude if stimulus.hold else 0.0
    knots = stimulus.onset + np.array([0.0, stimulus.duration])
    return _Part(knots, np.array([stimulus.initial_amplitude, after]), np.array([slope, 0.0]))


@_shape.register
def _(stimulus: Sine) -> _Part:
    end = np.inf if stimulus.duration is None else stimulus.onset + stimulus.duration
    omega = 2e-3 * np.pi * stimulus.frequency
    row = (stimulus.onset, end, stimulus.amplitude, float(np.radians(stimulus.phase)), omega, 0.0)
    return _Part(np.array([stimulus.onset, end]), np.array([stimulus.offset, 0.0]), np.zeros(2), (row,))


@_shape.register
def _(stimulus: Chirp) -> _Part:
    end = stimulus.onset + stimulus.duration
    omega = 2e-3 * np.pi * stimulus.initial_frequency
    rate = 2e-3 * np.pi * (stimulus.frequency - stimulus.initial_frequency) / stimulus.duration
    phase = float(np.radians(stimulus.phase))
    return _Part(sinusoids=((stimulus.onset, end, stimulus.amplitude, phase, omega, rate),))


def _noise(stimulus: Noise, duration: float, pointer: str) -> _Part:
    end = duration if stimulus.duration is None else stimulus.onset + stimulus.duration
    length = max(min(end, duration) - stimulus.onset, 0.0)
    if length / stimulus.interval > MAX_SAMPLES:
        raise ParameterError(
            f"{pointer}/interval",
            f"the noise would need {length / stimulus.interval:.3g} values",
            received=stimulus.interval,
            allowed=f">= {length / MAX_SAMPLES:.6g}",
            hint="lengthen the interval or shorten the noise",
        )
    count = int(np.ceil(length / stimulus.interval))
    normal = np.random.default_rng(stimulus.seed).standard_normal(count + 1)
    if _is_linear(stimulus):
        normal = _ornstein_uhlenbeck(normal, stimulus.interval / stimulus.correlation_time)
    else:
        normal = normal[:count]
    values = stimulus.mean + stimulus.standard_deviation * normal
    return _samples(values, stimulus, length, duration)


def _samples(values: Floats, stimulus: Samples | Noise, length: float, duration: float) -> _Part:
    """Held values, or lines from each value to the next if there is one more; zero after `length`."""
    onset, interval = stimulus.onset, stimulus.interval
    linear = _is_linear(stimulus)
    seen = min(values.size - linear, max(math.ceil((duration - onset) / interval), 0))
    closed = onset + length < duration
    # In place: a fresh array of 100,000 numbers costs more than the arithmetic on it.
    knots = np.arange(float(seen + closed))
    knots *= interval
    if onset > 0.0:
        knots += onset
    slopes = np.zeros(knots.size)
    if linear:
        np.subtract(values[1 : seen + 1], values[:seen], out=slopes[:seen])
        slopes /= interval
    if not closed:
        return _Part(knots, values[:seen], slopes)
    knots[-1] = onset + length
    return _Part(knots, np.append(values[:seen], 0.0), slopes)


def _is_linear(stimulus: Samples | Noise) -> bool:
    """Whether straight lines join the values."""
    if isinstance(stimulus, Noise):
        return stimulus.correlation_time > 0.0
    return stimulus.interpolation == "linear"


def _ornstein_uhlenbeck(normal: Floats, interval: float) -> Floats:
    """Stationary process of unit variance from standard normal values.

    x[k+1] = e^{−h} x[k] + √(1 − e^{−2h}) ξ[k], with the interval h in correlation times.
    """
    from scipy.signal import lfilter

    driven = np.sqrt(-np.expm1(-2.0 * interval)) * normal
    driven[0] = normal[0]
    process: Floats = lfilter([1.0], [1.0, -np.exp(-interval)], driven)
    return process
