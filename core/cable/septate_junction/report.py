"""What two joined cables are, beside the voltage along them."""

import math
from dataclasses import dataclass

import numpy as np

from core.cable.septate_junction.joined import Bridge, Joined
from core.cable.septate_junction.request import SeptateJunctionRequest
from core.parameters import parameter
from core.quantity import (
    Count,
    Current,
    Dimensionless,
    Duration,
    MicrometreFound,
    Position,
    Potential,
    Resistance,
)


@dataclass(frozen=True, kw_only=True)
class SegmentState:
    """One of the two cables."""

    segment: Count = parameter(meaning="its number")
    length_constant: MicrometreFound = parameter(meaning="length constant", symbol=r"\lambda")
    time_constant: Duration = parameter(meaning="membrane time constant", symbol=r"\tau")
    electrotonic_length: Dimensionless = parameter(meaning="length in length constants", symbol="L")
    semi_infinite_resistance: Resistance = parameter(
        meaning="input resistance at the end of a semi-infinite cable of this kind", symbol=r"R_\infty"
    )
    junction_resistance_seen: Resistance = parameter(
        meaning="input resistance of this cable alone at its end at the junction", symbol="Z"
    )
    end_kind: str = parameter(meaning="what its outer end is joined to")
    end_voltage: Potential = parameter(meaning="voltage of its outer end")


@dataclass(frozen=True, kw_only=True)
class JunctionFindings:
    """The junction in the steady state."""

    voltage_before: Potential = parameter(meaning="voltage on its side of segment 1", symbol="V_a")
    voltage_behind: Potential = parameter(meaning="voltage on its side of segment 2", symbol="V_b")
    junctional_voltage: Potential = parameter(meaning="the first less the second")
    current_out: Current = parameter(meaning="current that leaves segment 1")
    current_in: Current = parameter(meaning="current that enters segment 2")
    leak_current: Current = parameter(meaning="what is lost to the outside between the two")
    voltage_ratio: Dimensionless | None = parameter(
        meaning="voltage above rest before the junction over that behind it, with these currents; null where "
        "that is zero"
    )
    attenuation_forwards: Dimensionless | None = parameter(
        meaning="the same for any currents into segment 1 alone; null where the cables are two"
    )
    attenuation_backwards: Dimensionless | None = parameter(
        meaning="voltage behind over voltage before, for currents into segment 2 alone"
    )


@dataclass(frozen=True, kw_only=True)
class InjectionSite:
    """A place of injection."""

    segment: Count = parameter(meaning="number of the segment")
    position: Position = parameter(meaning="distance from the left end of the segment")
    current: Current = parameter(meaning="current injected here")
    voltage: Potential = parameter(meaning="voltage here, with all the currents")
    input_resistance: Resistance = parameter(meaning="change of the voltage here per current into this point")


@dataclass(frozen=True, kw_only=True)
class SeptateReport:
    """Two joined cables in the steady state."""

    segments: tuple[SegmentState, ...] = parameter(meaning="the two cables")
    junction: JunctionFindings = parameter(meaning="what joins them")
    sites: tuple[InjectionSite, ...] = parameter(meaning="the injections, in the order of the request")


def septate_report(request: SeptateJunctionRequest, joined: Joined) -> SeptateReport:
    """Findings about two joined cables."""
    return SeptateReport(
        segments=tuple(_segment(request, joined, number) for number in (1, 2)),
        junction=_junction(request, joined),
        sites=tuple(
            InjectionSite(
                segment=injection.segment,
                position=injection.position,
                current=injection.current,
                voltage=request.resting_potential
                + _above_rest(joined, injection.segment, injection.position),
                input_resistance=_input_resistance(request, joined, injection.segment, injection.position),
            )
            for injection in request.injections
        ),
    )


def _above_rest(joined: Joined, number: int, position: float) -> float:
    profile = joined.profiles[number - 1]
    return float(profile.voltage(np.array([position / profile.scale]))[0])


def _segment(request: SeptateJunctionRequest, joined: Joined, number: int) -> SegmentState:
    cable, segment = request.steady_cable(number), request.segments[number - 1]
    return SegmentState(
        segment=number,
        length_constant=cable.length_constant,
        time_constant=cable.time_constant,
        electrotonic_length=segment.length / cable.length_constant,
        semi_infinite_resistance=cable.semi_infinite_resistance,
        junction_resistance_seen=joined.impedances[number - 1],
        end_kind=segment.end.kind,
        end_voltage=request.resting_potential
        + _above_rest(joined, number, 0.0 if number == 1 else segment.length),
    )


def _junction(request: SeptateJunctionRequest, joined: Joined) -> JunctionFindings:
    (before, behind), (out, into), bridge = joined.sides, joined.currents, Bridge.of(request.junction)
    attenuations = [bridge.attenuation(impedance) for impedance in joined.impedances[::-1]]
    forwards, backwards = (value if math.isfinite(value) else None for value in attenuations)
    return JunctionFindings(
        voltage_before=request.resting_potential + before,
        voltage_behind=request.resting_potential + behind,
        junctional_voltage=before - behind,
        current_out=out,
        current_in=into,
        leak_current=out - into,
        voltage_ratio=before / behind if behind else None,
        attenuation_forwards=forwards,
        attenuation_backwards=backwards,
    )


def _input_resistance(request: SeptateJunctionRequest, joined: Joined, number: int, position: float) -> float:
    """Resistance at a point of a segment with the other one behind the junction [MΩ]."""
    profile = joined.profiles[number - 1]
    line, place = profile.line, np.array([position / profile.scale])
    joint = line.end if number == 1 else line.begin
    here = line.transfer(place, float(place[0]))
    there = line.transfer(place, joint)
    z_a, z_b = (np.array([impedance]) for impedance in joined.impedances)
    bridge, none = Bridge.of(request.junction), np.zeros(1)
    if number == 1:
        lost = bridge.currents(there, none, z_a, z_b)[0]
    else:
        lost = -bridge.currents(none, there, z_a, z_b)[1]
    return float((here - lost * there)[0])
