"""What a cable in the steady state is and does, beside the voltage along it."""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.geometry import KilledEnd, VoltageClampedEnd
from core.cable.steady_state.profile import Profile
from core.cable.steady_state.request import CableSteadyStateRequest
from core.parameters import parameter
from core.quantity import (
    Current,
    Dimensionless,
    Duration,
    MicrometreFound,
    Position,
    Potential,
    Resistance,
    ResistancePerLength,
    ResistanceTimesLength,
)


@dataclass(frozen=True, kw_only=True)
class Attenuation:
    """The loss of voltage from one point to another, for a current into the first."""

    source: Position = parameter(meaning="where the current is injected")
    target: Position = parameter(meaning="where its voltage arrives")
    voltage_ratio: Dimensionless | None = parameter(
        meaning="voltage at the source over that at the target; null where it is infinite or past 1e300"
    )
    log_ratio: Dimensionless | None = parameter(
        meaning="its natural logarithm; null where the target is held and sees nothing"
    )
    transfer_resistance: Resistance = parameter(meaning="voltage at the target per current into the source")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of injection."""

    position: Position = parameter(meaning="where")
    current: Current = parameter(meaning="current injected here")
    voltage: Potential = parameter(meaning="voltage here, with all the currents")
    input_resistance: Resistance = parameter(meaning="change of the voltage here per current into this point")
    to_left_end: Attenuation | None = parameter(meaning="attenuation to the left end; null without one")
    to_right_end: Attenuation | None = parameter(meaning="attenuation to the right end; null without one")


@dataclass(frozen=True, kw_only=True)
class EndState:
    """An end of the cable in the steady state."""

    kind: str = parameter(meaning="what it is joined to")
    position: Position = parameter(meaning="where")
    voltage: Potential = parameter(meaning="voltage there")
    current_out: Current = parameter(
        meaning="current that leaves here: into the soma, the bath, or (negative: out of) the clamp"
    )
    conductance_ratio: Dimensionless | None = parameter(
        meaning="input conductance of the cable here over that of the soma (Rall's ρ); null without a soma"
    )
    soma_time_constant: Duration | None = parameter(
        meaning="resistance times capacitance of the soma; null without a soma"
    )


@dataclass(frozen=True, kw_only=True)
class CableReport:
    """A cable in the steady state."""

    length_constant: MicrometreFound = parameter(meaning="length constant", symbol=r"\lambda")
    time_constant: Duration = parameter(meaning="membrane time constant", symbol=r"\tau")
    axial_resistance: ResistancePerLength = parameter(meaning="axial resistance per length", symbol="r_i")
    membrane_resistance: ResistanceTimesLength = parameter(
        meaning="membrane resistance times length", symbol="r_m"
    )
    semi_infinite_resistance: Resistance = parameter(
        meaning="input resistance at the end of a semi-infinite cable", symbol=r"R_\infty"
    )
    infinite_resistance: Resistance = parameter(meaning="input resistance of an infinite cable: half of it")
    electrotonic_length: Dimensionless | None = parameter(
        meaning="length in length constants; null without end", symbol="L"
    )
    sites: tuple[Site, ...] = parameter(meaning="the injections, in the order of the request")
    left: EndState | None = parameter(meaning="the left end; null without one")
    right: EndState | None = parameter(meaning="the right end; null without one")
    attenuations: tuple[Attenuation, ...] = parameter(meaning="as asked for in the request")


def cable_report(request: CableSteadyStateRequest, profile: Profile) -> CableReport:
    """Findings about a solved cable."""
    low, high = request.reach
    return CableReport(
        length_constant=request.length_constant,
        time_constant=request.time_constant,
        axial_resistance=request.axial_resistance,
        membrane_resistance=request.membrane_length_resistance,
        semi_infinite_resistance=request.semi_infinite_resistance,
        infinite_resistance=0.5 * request.semi_infinite_resistance,
        electrotonic_length=high / request.length_constant if math.isfinite(high - low) else None,
        sites=tuple(
            Site(
                position=injection.position,
                current=injection.current,
                voltage=request.resting_potential + _at(profile, injection.position),
                input_resistance=_transfer(profile, injection.position, injection.position),
                to_left_end=_attenuation(profile, injection.position, low),
                to_right_end=_attenuation(profile, injection.position, high),
            )
            for injection in request.injections
        ),
        left=_end_state(request, profile, 0),
        right=_end_state(request, profile, 1),
        attenuations=tuple(
            found
            for pair in request.attenuation_between
            if (found := _attenuation(profile, pair.source, pair.target)) is not None
        ),
    )


def _at(profile: Profile, position: float) -> float:
    return float(profile.voltage(np.array([position / profile.scale]))[0])


def _transfer(profile: Profile, source: float, target: float) -> float:
    return float(profile.line.transfer(np.array([target / profile.scale]), source / profile.scale)[0])


def _attenuation(profile: Profile, source: float, target: float) -> Attenuation | None:
    """Attenuation between two positions [µm]; None where the target is at infinity."""
    if not math.isfinite(target):
        return None
    log_ratio = profile.line.log_attenuation(source / profile.scale, target / profile.scale)
    return Attenuation(
        source=source,
        target=target,
        voltage_ratio=math.exp(log_ratio) if log_ratio < 690.0 else None,
        log_ratio=log_ratio if math.isfinite(log_ratio) else None,
        transfer_resistance=_transfer(profile, source, target),
    )


def _end_state(request: CableSteadyStateRequest, profile: Profile, side: int) -> EndState | None:
    """State of the left (0) or right (1) end."""
    end, position = request.ends[side], request.reach[side]
    if end is None:
        return None
    soma = request.soma(end)
    return EndState(
        kind=end.kind,
        position=position,
        voltage=request.resting_potential + _at(profile, position),
        current_out=_current_out(request, profile, side),
        conductance_ratio=None if soma is None else soma.resistance * profile.line.input_conductances()[side],
        soma_time_constant=None if soma is None else soma.time_constant,
    )


def _current_out(request: CableSteadyStateRequest, profile: Profile, side: int) -> float:
    """Current that leaves through an end [nA]."""
    end, position = request.ends[side], request.reach[side]
    soma = request.soma(end)
    if soma is not None:
        return _at(profile, position) / soma.resistance
    if not isinstance(end, KilledEnd | VoltageClampedEnd):
        return 0.0
    # What arrives along the cable, and what is injected at the very end.
    along = float(profile.axial_current(np.array([position / profile.scale]))[0])
    injected = sum(item.current for item in request.injections if item.position == position)
    return along + injected if side else injected - along
