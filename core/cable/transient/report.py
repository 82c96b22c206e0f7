"""What a cable is and does in time, beside its voltages."""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.geometry import End
from core.cable.transient.delays import Delay, delay, log_attenuation, steady_transfer
from core.cable.transient.frequency import METRE_PER_SECOND
from core.cable.transient.line import Line
from core.cable.transient.modes import modes
from core.cable.transient.request import CableTransientRequest
from core.cable.transient.slow_modes import bound_mode
from core.cable.uniform_cable import PointPair
from core.parameters import parameter
from core.quantity import (
    Dimensionless,
    Duration,
    MicrometreFound,
    Millisecond,
    Nanofarad,
    Position,
    Potential,
    Resistance,
    Velocity,
)


@dataclass(frozen=True, kw_only=True)
class EqualizingMode:
    """A pattern of voltage that decays without change of shape."""

    decay_time: Duration = parameter(meaning="its time constant", symbol=r"\tau_n")
    amplitudes: tuple[tuple[Resistance, ...], ...] = parameter(
        meaning="what it lacks of the final voltage at the onset of a step, per current: a row for each "
        "injection, in it a number for each recorded point"
    )


@dataclass(frozen=True, kw_only=True)
class CableEnd:
    """An end of the cable."""

    kind: str = parameter(meaning="what it is joined to")
    position: Position = parameter(meaning="where")
    soma_resistance: Resistance | None = parameter(meaning="resistance of the soma; null without one")
    soma_capacitance: Nanofarad | None = parameter(meaning="capacitance of the soma; null without one")
    soma_time_constant: Duration | None = parameter(meaning="their product; null without a soma")


@dataclass(frozen=True, kw_only=True)
class RecordedPoint:
    """A recorded point during the run."""

    position: Position = parameter(meaning="where")
    highest_voltage: Potential = parameter(meaning="the highest voltage of the run")
    highest_time: Millisecond = parameter(meaning="when it is reached")
    lowest_voltage: Potential = parameter(meaning="the lowest voltage of the run")
    lowest_time: Millisecond = parameter(meaning="when it is reached")
    half_maximum_time: Millisecond | None = parameter(
        meaning="when the voltage first comes half of the way from rest to where it is farthest from it in "
        "this run; null where it stays at rest"
    )


@dataclass(frozen=True, kw_only=True)
class SignalPath:
    """What becomes of a signal from one point to another, whatever else happens in the run."""

    source: Position = parameter(meaning="where a current is injected")
    target: Position = parameter(meaning="where its voltage arrives")
    transfer_resistance: Resistance = parameter(
        meaning="steady voltage at the target per current into the source"
    )
    log_ratio: Dimensionless | None = parameter(
        meaning="logarithm of the steady voltage at the source over that at the target; null where one of "
        "them is held"
    )
    centroid_delay: Duration | None = parameter(
        meaning="centroid of the voltage at the target after that of a transient current into the source, "
        "whatever its course; null where the target is held"
    )
    propagation_delay: Duration | None = parameter(
        meaning="the same less that at the source itself; null where one of them is held"
    )
    half_time: Duration | None = parameter(
        meaning="time after which a step has brought the target to half of its final voltage; null where it "
        "is held or farther than 30 length constants"
    )
    half_time_delay: Duration | None = parameter(meaning="the same less that at the source itself")
    half_maximum_velocity: Velocity | None = parameter(
        meaning="velocity, away from the source, at which the point of half the final voltage passes the "
        "target; null where it does not move on: at the source itself and at a sealed end"
    )


@dataclass(frozen=True, kw_only=True)
class CableTransientReport:
    """A passive cable in time."""

    length_constant: MicrometreFound = parameter(meaning="length constant", symbol=r"\lambda")
    time_constant: Duration = parameter(meaning="membrane time constant", symbol=r"\tau")
    electrotonic_length: Dimensionless | None = parameter(
        meaning="length in length constants; null without end", symbol="L"
    )
    semi_infinite_resistance: Resistance = parameter(
        meaning="input resistance at the end of a semi-infinite cable", symbol=r"R_\infty"
    )
    left: CableEnd | None = parameter(meaning="the left end; null without one")
    right: CableEnd | None = parameter(meaning="the right end; null without one")
    modes: tuple[EqualizingMode, ...] = parameter(
        meaning="the slowest modes: a voltage at rest from which a step of current I leads to a steady V is "
        "V less the sum of amplitude times I times the decay of each; without a far end there are none, but "
        "the one that a soma slower than the membrane binds"
    )
    points: tuple[RecordedPoint, ...] = parameter(meaning="the recorded points during the run")
    paths: tuple[SignalPath, ...] = parameter(meaning="as asked for in the request")


def transient_report(
    request: CableTransientRequest, points: tuple[RecordedPoint, ...]
) -> CableTransientReport:
    """Findings about a cable."""
    line = request.line
    return CableTransientReport(
        length_constant=request.length_constant,
        time_constant=request.time_constant,
        electrotonic_length=line.length if math.isfinite(line.length) else None,
        semi_infinite_resistance=request.semi_infinite_resistance,
        left=_end(request, request.ends[0], request.reach[0]),
        right=_end(request, request.ends[1], request.reach[1]),
        modes=_equalizing(request, line),
        points=points,
        paths=_paths(request, line),
    )


def _end(request: CableTransientRequest, end: End | None, position: float) -> CableEnd | None:
    if end is None:
        return None
    soma = request.soma(end)
    return CableEnd(
        kind=end.kind,
        position=position,
        soma_resistance=None if soma is None else soma.resistance,
        soma_capacitance=None if soma is None else soma.capacitance,
        soma_time_constant=None if soma is None else soma.time_constant,
    )


def _equalizing(request: CableTransientRequest, line: Line) -> tuple[EqualizingMode, ...]:
    scale = request.length_constant
    sources = np.array([injection.position for injection in request.injections]) / scale
    targets = np.array(request.recorded) / scale
    if math.isfinite(line.length):
        known = modes(line, request.modes)
        rates = known.rates[: request.modes]
        at_sources, at_targets = (known.at(x)[:, : request.modes] for x in (sources, targets))
    else:
        nu = None if line.left is None else bound_mode(line.left)
        if nu is None or line.left is None:
            return ()
        k = 1.0 - nu
        size = 1.0 / math.sqrt(0.5 / k + line.left.capacitance)
        rates = np.array([nu * (2.0 - nu)])
        at_sources, at_targets = (size * np.exp(-k * x)[:, np.newaxis] for x in (sources, targets))
    sizes = request.semi_infinite_resistance / rates
    tables = (at_sources[:, np.newaxis, :] * at_targets[np.newaxis, :, :] * sizes).transpose(2, 0, 1)
    return tuple(
        EqualizingMode(decay_time=request.time_constant / rate, amplitudes=tuple(map(tuple, table)))
        for rate, table in zip(rates.tolist(), tables[: rates.size].tolist(), strict=True)
    )


def _paths(request: CableTransientRequest, line: Line) -> tuple[SignalPath, ...]:
    scale = request.length_constant
    sources = {pair.source for pair in request.asked_paths}
    own = {source: delay(line, source / scale, source / scale) for source in sources}
    return tuple(_path(request, line, pair, own[pair.source]) for pair in request.asked_paths)


def _path(request: CableTransientRequest, line: Line, pair: PointPair, here: Delay | None) -> SignalPath:
    """Findings about a path; `here` is the delay at its source."""
    scale, tau = request.length_constant, request.time_constant
    source, target = pair.source / scale, pair.target / scale
    there = here if target == source else delay(line, source, target)
    log_ratio = log_attenuation(line, source, target)
    found: dict[str, float | None] = dict.fromkeys(DELAYS)
    if there is not None:
        half, velocity = there.half, there.velocity
        found["centroid_delay"] = there.centroid * tau
        found["half_time"] = None if half is None else half * tau
        found["half_maximum_velocity"] = (
            None if velocity is None else velocity * scale / tau * METRE_PER_SECOND
        )
        if here is not None and here.half is not None:
            found["propagation_delay"] = (there.centroid - here.centroid) * tau
            found["half_time_delay"] = None if half is None else (half - here.half) * tau
    return SignalPath(
        source=pair.source,
        target=pair.target,
        transfer_resistance=request.semi_infinite_resistance * steady_transfer(line, source, target),
        log_ratio=log_ratio if math.isfinite(log_ratio) else None,
        **found,
    )


DELAYS = ("centroid_delay", "propagation_delay", "half_time", "half_time_delay", "half_maximum_velocity")
