"""What a voltage clamp is asked for: segments of the command, a family, the clamp's resistance, a block."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Fraction, Millivolt, OhmCm2, TimeSpan, annotated_quantity
from core.result import Floats
from core.sampling import OutputSampling

MAX_TRACES = 100
MAX_SEGMENTS = 32
MAX_TRACE_POINTS = 20_000
MAX_DURATION = 1e6
"""Length of a trace [ms]."""
LEAST_RESISTANCE = 1e-3
"""Resistance [Ω·cm²] below which a clamp is as good as ideal and its transients shorter than a nanosecond."""
_FRACTION = annotated_quantity(Fraction).bounds
_VOLTAGE = annotated_quantity(Millivolt).bounds


@dataclass(frozen=True, kw_only=True)
class VoltageList(Parameters):
    """A segment's voltages, one a trace."""

    kind: Literal["voltages"] = "voltages"
    voltages: tuple[Millivolt, ...] = parameter(
        meaning="voltages, one for each trace", min_items=1, max_items=MAX_TRACES
    )

    @property
    def values(self) -> Floats:
        """The voltages [mV]."""
        return np.array(self.voltages, dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class VoltageRange(Parameters):
    """A segment's voltages, one a trace, equally spaced."""

    kind: Literal["range"] = "range"
    start: Millivolt = parameter(meaning="voltage of the first trace")
    stop: Millivolt = parameter(meaning="last voltage, if the steps reach it")
    step: Millivolt = parameter(10.0, "from one trace to the next; negative where the voltages fall")

    def __post_init__(self) -> None:
        super().__post_init__()
        steps = (self.stop - self.start) / self.step if self.step else np.inf
        if not 0.0 <= steps * (1.0 + 1e-12) < MAX_TRACES:
            raise ParameterError(
                "/step",
                f"the range has no end, or more than {MAX_TRACES} voltages",
                received=self.step,
                allowed=f"1 to {MAX_TRACES} voltages from start to stop",
                hint="enlarge the step, or give it the sign of stop - start",
            )

    @property
    def values(self) -> Floats:
        """The voltages [mV]; those that are round by the request are so here."""
        count = int((self.stop - self.start) / self.step * (1.0 + 1e-12)) + 1
        return np.round(self.start + self.step * np.arange(count), 10) + 0.0


@dataclass(frozen=True, kw_only=True)
class DurationList(Parameters):
    """A segment's durations, one a trace: recovery between two pulses, envelopes of tails."""

    kind: Literal["durations"] = "durations"
    durations: tuple[TimeSpan, ...] = parameter(
        meaning="durations, one for each trace", min_items=1, max_items=MAX_TRACES
    )

    @property
    def values(self) -> Floats:
        """The durations [ms]."""
        return np.array(self.durations, dtype=np.float64)


Family = VoltageList | VoltageRange | DurationList


@dataclass(frozen=True, kw_only=True)
class _Segment(Parameters):
    """A part of the command."""

    voltage: Millivolt | None = parameter(
        None, "command at its end; null: the holding voltage, or what the family says"
    )
    duration: TimeSpan | None = parameter(None, "its length; null: what the family says")
    family: Family | None = parameter(None, "what differs from trace to trace; of one segment at most")

    def __post_init__(self) -> None:
        super().__post_init__()
        varies_duration = isinstance(self.family, DurationList)
        if self.family is not None and not varies_duration and self.voltage is not None:
            raise ParameterError(
                "/voltage", "the segment has a voltage and a family of them", hint="leave one of them out"
            )
        if varies_duration != (self.duration is None):
            raise ParameterError(
                "/duration",
                "the segment has a duration and a family of them"
                if varies_duration
                else "the segment has no duration",
                received=self.duration,
                hint="leave one of them out" if varies_duration else "give its length [ms]",
            )


@dataclass(frozen=True, kw_only=True)
class ClampStep(_Segment):
    """The command jumps to a voltage and stays there."""

    kind: Literal["step"] = "step"


@dataclass(frozen=True, kw_only=True)
class ClampRamp(_Segment):
    """The command goes in a straight line from where it is to a voltage."""

    kind: Literal["ramp"] = "ramp"


Segment = ClampStep | ClampRamp


@dataclass(frozen=True, kw_only=True)
class TraceSampling(Parameters):
    """Which series of every trace are returned, and at which times."""

    interval: TimeSpan | None = parameter(None, "return a point every so often; null: as `points` says")
    points: Count = parameter(301, "equally spaced points of every trace", ge=2, le=MAX_TRACE_POINTS)
    series: tuple[str, ...] | None = parameter(
        None, "names of the series to return; null: the command and the currents", min_items=1, max_items=64
    )

    @property
    def uniform(self) -> OutputSampling:
        """The same for `core.sampling`."""
        return OutputSampling(
            interval=self.interval, points=self.points, method="uniform", series=self.series
        )


STANDARD_FAMILY: tuple[Segment, ...] = (
    ClampStep(duration=2.0),
    ClampStep(duration=20.0, family=VoltageRange(start=-90.0, stop=60.0)),
    ClampStep(duration=6.0),
)


@dataclass(frozen=True, kw_only=True)
class VoltageClampRequest(Parameters):
    """A voltage-clamp experiment: one trace, or a family of them."""

    holding: Millivolt | None = parameter(
        None,
        "voltage before the first segment, with every state at its steady value; null: the resting potential "
        "without block",
        symbol="V_h",
    )
    segments: tuple[Segment, ...] = parameter(
        STANDARD_FAMILY,
        "the command, one segment after the other; one of them may hold a family",
        min_items=1,
        max_items=MAX_SEGMENTS,
    )
    measured: Count | None = parameter(
        None,
        "number, from 0, of the segment in which peaks and the steady state are measured, the next one "
        "having the tails; null: the one that varies, or else the first that leaves the holding voltage",
        le=MAX_SEGMENTS - 1,
    )
    tail_delay: TimeSpan | None = parameter(
        None,
        "time from the onset of the segment after the measured one to the measurement of the tail current; "
        "null: at once, or with a series resistance 5 of the clamp's time constants",
    )
    series_resistance: OhmCm2 = parameter(
        0.0, "resistance in series with the membrane; 0: the ideal clamp", symbol="R_s", ge=0.0, le=1e9
    )
    compensation: Fraction = parameter(0.0, "fraction of the series resistance that is compensated")
    block: Mapping[str, Fraction] | None = parameter(
        None, 'fraction of a current that is blocked, by the current\'s name (tetrodotoxin: {"na": 1})'
    )
    sampling: TraceSampling = parameter(TraceSampling(), "which series are returned, and when")
    tolerance: Millivolt = parameter(
        1e-4,
        "error to aim at where gates have no closed form (ramps, pools, series resistance); that of a gate "
        "counts by its share of a spike",
        ge=1e-9,
        le=1.0,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, fraction in (self.block or {}).items():
            if not _FRACTION.contain(fraction):
                raise ParameterError(
                    f"/block/{name[:40]}",
                    "the blocked part of a current is a fraction",
                    received=fraction,
                    allowed=str(_FRACTION),
                )
        if self.compensation > 0.0 and self.series_resistance == 0.0:
            raise ParameterError(
                "/compensation",
                "there is no series resistance to compensate",
                received=self.compensation,
                allowed="0 where series_resistance is 0",
                hint="give the series resistance",
            )
        if 0.0 < self.resistance < LEAST_RESISTANCE:
            raise ParameterError(
                "/series_resistance",
                "so little is left of the series resistance that the clamp is as good as ideal",
                received=self.resistance,
                allowed=f"0, or >= {LEAST_RESISTANCE:g} after compensation",
                hint="send 0 for the ideal clamp",
            )

    @property
    def resistance(self) -> float:
        """What the compensation leaves of the series resistance [Ω·cm²]."""
        return self.series_resistance * (1.0 - self.compensation)
