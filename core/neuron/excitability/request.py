"""What is asked about the excitability of a neuron."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from core.errors import ParameterError
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, Dimensionless, MicroampPerCm2, Millivolt, TimeSpan

Measure = Literal[
    "rheobase",
    "strength-duration",
    "brief-pulse",
    "f-i",
    "hysteresis",
    "refractory",
    "anode-break",
    "class",
]
MEASURES: tuple[Measure, ...] = (
    "rheobase",
    "strength-duration",
    "brief-pulse",
    "f-i",
    "hysteresis",
    "refractory",
    "anode-break",
    "class",
)


@dataclass(frozen=True, kw_only=True)
class ExcitabilityRequest(Parameters):
    """Measures of excitability, and the protocols that they are found by; all begin at rest."""

    measures: tuple[Measure, ...] = parameter(
        MEASURES, "which measures are wanted; the resting potential is always there", min_items=1, max_items=8
    )
    current_range: tuple[MicroampPerCm2, ...] = parameter(
        (0.0, 100.0), "lowest and highest current of the f-I curve", symbol="I", min_items=2, max_items=2
    )
    points: Count = parameter(41, "currents of the f-I curve, equally spaced", ge=3, le=2001)
    step_duration: TimeSpan = parameter(
        1000.0, "length of a long step, which stands for an endless one", le=1e5
    )
    pulse_duration: TimeSpan = parameter(0.5, "length of a brief pulse, also of those of a pair", le=1e3)
    durations: tuple[TimeSpan, ...] = parameter(
        (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0),
        "pulse lengths of the strength-duration curve",
        min_items=3,
        max_items=40,
    )
    intervals: tuple[TimeSpan, ...] = parameter(
        (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 25, 30, 40, 50),
        "times between the onsets of two pulses; longer than a pulse",
        min_items=2,
        max_items=60,
    )
    conditioning_strength: Dimensionless = parameter(
        1.5, "first pulse of a pair, in units of its threshold", gt=1.0, le=100.0
    )
    strongest_test: Dimensionless = parameter(
        5.0,
        "strongest second pulse, in units of the threshold at rest: where even it fails the cell is "
        "absolutely refractory",
        gt=1.0,
        le=1000.0,
    )
    hyperpolarisation_duration: TimeSpan = parameter(100.0, "length of the step of anode break", le=1e4)
    observation: TimeSpan = parameter(100.0, "time after a pulse in which its spike must come", le=1e4)
    ramp_duration: TimeSpan = parameter(2000.0, "time in which the current rises, and then falls", le=1e5)
    strongest_current: MicroampPerCm2 = parameter(
        1e4,
        "strongest long step that is tried before the cell is said never to fire; pulses are stronger by "
        "what charges the membrane",
        gt=0.0,
    )
    spike_threshold: Millivolt = parameter(0.0, "a spike is an upward crossing of this voltage")
    tolerance: Millivolt = parameter(0.01, "error of the voltage to aim at", ge=1e-6, le=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_increasing(self, "current_range")
        for name in ("durations", "intervals"):
            values = getattr(self, name)
            if any(after <= before for before, after in pairwise(values)):
                raise ParameterError(f"/{name}", f"{name} do not increase", allowed="increasing times")
        if self.intervals[0] <= self.pulse_duration:
            raise ParameterError(
                "/intervals/0",
                "the second pulse begins before the first has ended",
                received=self.intervals[0],
                allowed=f"> pulse_duration = {self.pulse_duration}",
            )

    def wants(self, *measures: Measure) -> bool:
        """Whether one of these measures is wanted."""
        return any(measure in self.measures for measure in measures)
