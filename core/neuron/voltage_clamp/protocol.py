"""The command of every trace, as straight pieces, from the segments of a request."""

from dataclasses import dataclass, replace
from typing import Literal

from core.errors import ParameterError
from core.neuron.voltage_clamp.request import (
    MAX_DURATION,
    ClampRamp,
    DurationList,
    Segment,
    VoltageClampRequest,
)
from core.result import Floats


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight part of the command: its begin and end [ms], and the command at both [mV]."""

    begin: float
    end: float
    first: float
    last: float

    @property
    def duration(self) -> float:
        """Its length [ms]."""
        return self.end - self.begin

    @property
    def slope(self) -> float:
        """Slope of the command [mV/ms]."""
        return (self.last - self.first) / self.duration

    def command(self, elapsed: Floats) -> Floats:
        """The command [mV] at times [ms] from its begin."""
        return self.first + self.slope * elapsed


@dataclass(frozen=True, slots=True)
class Trace:
    """One sweep: the value that varies [mV or ms], and the pieces of its command in time."""

    value: float
    pieces: tuple[Piece, ...]

    @property
    def duration(self) -> float:
        """Its length [ms]."""
        return self.pieces[-1].end


@dataclass(frozen=True, slots=True)
class Protocol:
    """All traces of a request.

    Attributes
    ----------
    holding
        Voltage before the first piece [mV].
    varies
        What differs from trace to trace.
    varied
        Segment in which it differs, None for a single trace.
    measured
        Segment in which currents are measured.
    """

    holding: float
    traces: tuple[Trace, ...]
    varies: Literal["voltage", "duration"]
    varied: int | None
    measured: int

    @property
    def has_tail(self) -> bool:
        """Whether a segment follows the measured one."""
        return self.measured + 1 < len(self.traces[0].pieces)

    @property
    def extremes(self) -> tuple[float, float]:
        """Lowest and highest command of all [mV]."""
        ends = [
            value for trace in self.traces for piece in trace.pieces for value in (piece.first, piece.last)
        ]
        return min(self.holding, *ends), max(self.holding, *ends)

    def jump(self, trace: Trace) -> float:
        """Jump of the command at the onset of the measured piece [mV]."""
        before = trace.pieces[self.measured - 1].last if self.measured else self.holding
        return trace.pieces[self.measured].first - before


def protocol(request: VoltageClampRequest, holding: float) -> Protocol:
    """The traces of a request.

    Parameters
    ----------
    holding
        Voltage before the first segment [mV].

    Raises
    ------
    ParameterError
        Two families, a measured segment that does not exist, or a trace that is too long.
    """
    families = [k for k, segment in enumerate(request.segments) if segment.family is not None]
    if len(families) > 1:
        raise ParameterError(
            f"/segments/{families[1]}/family", "a second segment varies", hint="vary one segment in a request"
        )
    varied = families[0] if families else None
    measured = _measured(request, varied, holding)
    varies: Literal["voltage", "duration"] = "voltage"
    if varied is None:
        traces = [_trace(request.segments, holding, 0.0)]
        traces = [replace(traces[0], value=traces[0].pieces[measured].last)]
    else:
        varies = "duration" if isinstance(request.segments[varied].family, DurationList) else "voltage"
        traces = [
            _trace(request.segments, holding, value) for value in _values(request.segments[varied], varied)
        ]
    for trace in traces:
        if trace.duration > MAX_DURATION:
            raise ParameterError(
                "/segments",
                "the segments are too long together",
                received=trace.duration,
                allowed=f"<= {MAX_DURATION:g} ms",
            )
    return Protocol(holding, tuple(traces), varies, varied, measured)


def _values(segment: Segment, number: int) -> list[float]:
    """The values of a family, each once."""
    family = segment.family
    values = [] if family is None else family.values.tolist()
    if family is not None and len(set(values)) < len(values):
        raise ParameterError(
            f"/segments/{number}/family/{family.kind}",
            "a value occurs twice in the family",
            hint="give each value once",
        )
    return values


def _measured(request: VoltageClampRequest, varied: int | None, holding: float) -> int:
    """Number of the measured segment."""
    segments = request.segments
    if request.measured is not None:
        if request.measured >= len(segments):
            raise ParameterError(
                "/measured",
                "there is no such segment",
                received=request.measured,
                allowed=f"0 to {len(segments) - 1}",
            )
        return request.measured
    if varied is not None:
        return varied
    away = (k for k, segment in enumerate(segments) if segment.voltage not in {None, holding})
    return next(away, 0)


def _trace(segments: tuple[Segment, ...], holding: float, value: float) -> Trace:
    """The pieces of one trace, where the family has one of its values."""
    pieces, voltage, time = [], holding, 0.0
    for segment in segments:
        target, duration = segment.voltage, segment.duration or value
        if segment.family is not None and segment.duration is not None:
            target = value
        target = holding if target is None else float(target)
        first = voltage if isinstance(segment, ClampRamp) else target
        pieces.append(Piece(time, time + duration, first, target))
        voltage, time = target, time + duration
    return Trace(value, tuple(pieces))
