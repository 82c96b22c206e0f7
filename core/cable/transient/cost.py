"""How long a cable in time will take, before it is computed."""

import math

from core.cable.transient.plan import Work, plan, reach
from core.cable.transient.request import CableTransientRequest
from core.cable.transient.times import fine_points
from core.sampling import MAX_POINTS
from core.stimulus import Chirp, Noise, Ramp, Samples, Sine, Step, Stimulus
from core.waveform import knot_count

# Measured seconds.
PER_REQUEST = 2e-3
PER_PATH = 5e-4
PER_GREEN_TIME = 2e-6
PER_KNOT = 1e-7
PER_FREQUENCY_POINT = 1e-6


def cost(request: CableTransientRequest) -> float:
    """Predicted computing time [s] on one core of today."""
    times, profile = output_times(request), request.points + 100
    total = PER_REQUEST + PER_PATH * len(request.asked_paths)
    total += PER_FREQUENCY_POINT * len(request.frequencies) * len(request.injections) * len(request.recorded)
    greens = sum(name.startswith("green") for name in request.sampling.series or ())
    total += PER_GREEN_TIME * greens * times
    sources = [injection.stimulus for injection in request.injections]
    sources += [(Step(amplitude=1.0),) for end in request.ends if request.clamp(end) != 0.0]
    for stimuli in sources:
        total += PER_KNOT * sum(knot_count(stimulus, request.duration) for stimulus in stimuli)
        total += _seconds(request, stimuli, len(request.recorded), times)
        if request.profiles_at:
            total += _seconds(request, stimuli, profile, len(request.profiles_at))
    return total


def columns(request: CableTransientRequest) -> int:
    """Series in the answer besides the time."""
    return len(request.recorded if request.sampling.series is None else request.sampling.series)


def numbers(request: CableTransientRequest) -> int:
    """Numbers in the answer besides the main table and the report."""
    frequencies = len(request.frequencies) * len(request.injections) * (3 + 3 * len(request.recorded))
    return frequencies + 2 * len(request.profiles_at) * (request.points + 100)


def output_times(request: CableTransientRequest) -> int:
    """Number of times that will be computed, at most."""
    sampling, duration = request.sampling, request.duration
    if sampling.interval is not None and sampling.method != "min-max":
        return math.ceil(min(duration / sampling.interval, MAX_POINTS)) + 1
    if sampling.method == "uniform":
        return sampling.points
    stimuli = [stimulus for injection in request.injections for stimulus in injection.stimulus]
    fastest = max(map(_fastest, stimuli), default=0.0)
    points = fine_points(sampling.points, duration, 1000.0 / fastest if fastest else math.inf)
    if sampling.interval is not None:
        points = max(points, math.ceil(min(duration / sampling.interval, MAX_POINTS)) + 1)
    return points + 2 * sum(knot_count(stimulus, duration) for stimulus in stimuli)


def _seconds(
    request: CableTransientRequest, stimuli: tuple[Stimulus, ...], positions: int, times: int
) -> float:
    """Of the response to one source."""
    tau, duration = request.time_constant, request.duration / request.time_constant
    far = 2.0 * reach(duration)
    sines = [stimulus for stimulus in stimuli if isinstance(stimulus, Sine)]
    chirps = [stimulus for stimulus in stimuli if isinstance(stimulus, Chirp)]
    turn = 2e-3 * math.pi * tau
    sweeps = (abs(each.frequency - each.initial_frequency) / each.duration for each in chirps)
    return plan(
        Work(
            length=min(request.line.length, far),
            duration=duration,
            times=times,
            positions=positions,
            knots=1 + sum(knot_count(stimulus, request.duration) for stimulus in stimuli),
            sines=len(sines),
            chirps=len(chirps),
            fastest=turn * max(map(_fastest, stimuli), default=0.0),
            sweep=max((turn * tau * sweep for sweep in sweeps), default=0.0),
            steepest=max(map(_steepness, stimuli), default=0.0) * tau,
        )
    ).seconds


def _fastest(stimulus: Stimulus) -> float:
    """Highest frequency [Hz] of a sinusoid; 0 of what is none."""
    if isinstance(stimulus, Chirp):
        return max(stimulus.frequency, stimulus.initial_frequency)
    return stimulus.frequency if isinstance(stimulus, Sine) else 0.0


def _steepness(stimulus: Stimulus) -> float:
    """Changes of slope over the size of a stimulus [1/ms], about."""
    if isinstance(stimulus, Ramp):
        return 1.0 / stimulus.duration
    if isinstance(stimulus, Samples) and stimulus.interpolation == "linear":
        return 2.0 / stimulus.interval
    if isinstance(stimulus, Noise) and stimulus.correlation_time > 0.0:
        return 2.0 / stimulus.interval
    return 0.0
