"""Injected currents: a vocabulary shared by every simulation.

Each stimulus is a declaration. `core.waveform` turns a sum of them into one exact description for the
solvers: a piecewise-linear current with its breakpoints, plus sinusoids of constant or linearly rising
frequency.
Positive is inward (depolarising). The amplitude's unit is that of the field which holds the stimulus.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Degree, Hertz, Millisecond, StimulusAmplitude, TimeSpan

MAX_STIMULI = 16
MAX_SAMPLES = 200_000
MAX_PULSES = 10_000

Amplitude = Annotated[float, StimulusAmplitude()]


@dataclass(frozen=True, kw_only=True)
class Step(Parameters):
    """A current that is switched on and stays on."""

    kind: Literal["step"] = "step"
    amplitude: Amplitude = parameter(meaning="current after the onset")
    onset: Millisecond = parameter(0.0, "time at which it is switched on", ge=0.0)

    @property
    def end(self) -> float | None:
        """Time [ms] at which it is over; None: never."""
        return None


@dataclass(frozen=True, kw_only=True)
class Pulse(Parameters):
    """A rectangular pulse."""

    kind: Literal["pulse"] = "pulse"
    amplitude: Amplitude = parameter(meaning="current during the pulse")
    onset: Millisecond = parameter(0.0, "time at which the pulse begins", ge=0.0)
    duration: TimeSpan = parameter(meaning="length of the pulse")

    @property
    def end(self) -> float:
        """Time [ms] at which it is over."""
        return self.onset + self.duration


@dataclass(frozen=True, kw_only=True)
class PulseTrain(Parameters):
    """Equal rectangular pulses at a fixed period."""

    kind: Literal["pulse-train"] = "pulse-train"
    amplitude: Amplitude = parameter(meaning="current during each pulse")
    onset: Millisecond = parameter(0.0, "time at which the first pulse begins", ge=0.0)
    duration: TimeSpan = parameter(meaning="length of each pulse; shorter than the period")
    period: TimeSpan = parameter(meaning="time from one pulse's onset to the next one's")
    count: Count = parameter(10, "number of pulses", ge=1, le=MAX_PULSES)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.duration >= self.period:
            raise ParameterError(
                "/duration",
                "the pulses of a train overlap",
                received=self.duration,
                allowed=f"< period = {self.period}",
                hint="shorten the pulses, lengthen the period, or send one step",
            )

    @property
    def end(self) -> float:
        """Time [ms] at which it is over."""
        return self.onset + self.period * (self.count - 1) + self.duration


@dataclass(frozen=True, kw_only=True)
class Ramp(Parameters):
    """A current that rises or falls linearly."""

    kind: Literal["ramp"] = "ramp"
    initial_amplitude: Amplitude = parameter(0.0, "current at the onset")
    amplitude: Amplitude = parameter(meaning="current at the end of the ramp")
    onset: Millisecond = parameter(0.0, "time at which the ramp begins", ge=0.0)
    duration: TimeSpan = parameter(meaning="length of the ramp")
    hold: bool = parameter(True, "whether the final current stays on after the ramp")

    @property
    def end(self) -> float:
        """Time [ms] at which it is over or constant."""
        return self.onset + self.duration


@dataclass(frozen=True, kw_only=True)
class Sine(Parameters):
    """A sinusoid around an offset: offset + amplitude sin(2π f (t − onset) + phase)."""

    kind: Literal["sine"] = "sine"
    amplitude: Amplitude = parameter(meaning="peak of the sinusoid")
    frequency: Hertz = parameter(meaning="frequency f")
    phase: Degree = parameter(0.0, "phase at the onset")
    offset: Amplitude = parameter(0.0, "constant current added while it is on")
    onset: Millisecond = parameter(0.0, "time at which it is switched on", ge=0.0)
    duration: TimeSpan | None = parameter(None, "how long it is on; null: to the end")

    @property
    def end(self) -> float | None:
        """Time [ms] at which it is over; None: never."""
        return None if self.duration is None else self.onset + self.duration


@dataclass(frozen=True, kw_only=True)
class Chirp(Parameters):
    """A sinusoid whose frequency rises or falls linearly (a ZAP current)."""

    kind: Literal["chirp"] = "chirp"
    amplitude: Amplitude = parameter(meaning="peak of the sinusoid")
    initial_frequency: Hertz = parameter(0.0, "frequency at the onset")
    frequency: Hertz = parameter(meaning="frequency at the end")
    phase: Degree = parameter(0.0, "phase at the onset")
    onset: Millisecond = parameter(0.0, "time at which it is switched on", ge=0.0)
    duration: TimeSpan = parameter(meaning="how long it is on")

    @property
    def end(self) -> float:
        """Time [ms] at which it is over."""
        return self.onset + self.duration


@dataclass(frozen=True, kw_only=True)
class Noise(Parameters):
    """Gaussian noise from a seed.

    Independent values held for an interval each; with a correlation time, an Ornstein-Uhlenbeck process,
    sampled exactly at the interval and joined by straight lines.
    """

    kind: Literal["noise"] = "noise"
    mean: Amplitude = parameter(0.0, "mean current")
    standard_deviation: Annotated[float, StimulusAmplitude(ge=0.0)] = parameter(
        meaning="standard deviation of the current"
    )
    correlation_time: Millisecond = parameter(0.0, "correlation time; 0: independent values", ge=0.0)
    interval: TimeSpan = parameter(0.1, "time between two values")
    seed: Count = parameter(0, "seed of the generator: the same seed, the same noise", le=2**53 - 1)
    onset: Millisecond = parameter(0.0, "time at which it is switched on", ge=0.0)
    duration: TimeSpan | None = parameter(None, "how long it is on; null: to the end")

    @property
    def end(self) -> float | None:
        """Time [ms] at which it is over; None: never."""
        return None if self.duration is None else self.onset + self.duration


@dataclass(frozen=True, kw_only=True)
class Samples(Parameters):
    """A recorded or designed current, given as equally spaced values; zero after the last."""

    kind: Literal["samples"] = "samples"
    values: tuple[Amplitude, ...] = parameter(
        meaning="current at onset, onset + interval, ...", min_items=1, max_items=MAX_SAMPLES
    )
    interval: TimeSpan = parameter(meaning="time between two values")
    interpolation: Literal["hold", "linear"] = parameter(
        "hold", "whether a value is held until the next or joined to it by a straight line"
    )
    onset: Millisecond = parameter(0.0, "time of the first value", ge=0.0)

    @property
    def end(self) -> float:
        """Time [ms] at which it is over."""
        return self.onset + self.interval * (len(self.values) - (self.interpolation == "linear"))


Stimulus = Step | Pulse | PulseTrain | Ramp | Sine | Chirp | Noise | Samples
