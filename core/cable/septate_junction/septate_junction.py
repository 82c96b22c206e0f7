"""The voltage along two cables that a junction joins: steady, and as it rises."""

from collections.abc import Iterator

import numpy as np

from core.cable.geometry import KilledEnd, VoltageClampedEnd
from core.cable.positions import positions_of_interest
from core.cable.septate_junction.joined import Bridge, Joined, join
from core.cable.septate_junction.report import SeptateReport, septate_report
from core.cable.septate_junction.request import SeptateJunctionRequest
from core.cable.septate_junction.rise import rise
from core.cable.steady_state.profile import Profile
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Notice, Numerics, Result, Variable

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""
EPSILON = float(np.finfo(np.float64).eps)
MICROAMP_PER_MILLIAMP = 1e3


def septate_junction(request: SeptateJunctionRequest) -> Result:
    """Voltage along two passive cables joined by a junction, in the steady state and as it rises.

    Each cable obeys λ² V'' = τ ∂V/∂t + V − E, with ends of any kind; the septum between them is a resistance,
    with a leak to the outside if there is one. Both the steady state and the rise from when currents and
    clamps are switched on are closed forms: Green's functions, Kirchhoff's laws at the junction, and an
    inverse Laplace transform. A junction without resistance makes one cable of the two, one that conducts
    nothing leaves two.

    Parameters
    ----------
    request
        The cables, the junction, and the currents.

    Returns
    -------
    Result
        Axis: position [µm] from the left end of segment 1; the junction stands twice, with the voltage before
        and behind it. Series: voltage [mV], axial_current [nA] (towards larger positions; where a current is
        injected, the value behind it), membrane_current [µA/cm²] (positive outward). Curves: with a duration,
        rise_<k> of each recorded site. Report: `SeptateReport`.

    Raises
    ------
    ParameterError
        A position that is not on its segment.

    References
    ----------
    Brink and Barr (1977), doi:10.1085/jgp.69.5.517, for a septate axon. Rall (1959),
    doi:10.1016/0014-4886(59)90046-9. Weideman and Trefethen (2007), doi:10.1090/S0025-5718-07-01945-X, for
    the inverse transform.
    """
    joined = join(_alone(request, 1), _alone(request, 2), Bridge.of(request.junction))
    findings = septate_report(request, joined)
    positions, voltage, axial, membrane = _table(request, joined)
    error = _rounding(joined, voltage) + float(np.spacing(abs(request.resting_potential)))
    imbalance = _imbalance(request, joined, findings)
    flow_error = max(imbalance, 16.0 * EPSILON * float(np.max(np.abs(axial))))
    estimates = [
        ErrorEstimate("voltage", "mV", error, "bound on the rounding"),
        ErrorEstimate(
            "axial_current",
            "nA",
            flow_error,
            "charge balance: currents in at the points, less those out through ends, cleft and membranes, "
            "the latter by quadrature of the voltage",
        ),
    ]
    curves: tuple[Curve, ...] = ()
    if request.duration is not None:
        times = np.linspace(0.0, request.duration, request.time_points)
        courses, lost = rise(request, times)
        curves = tuple(_curves(request, times, courses, lost))
        estimates.append(ErrorEstimate("rise", "mV", lost, "bound on what the inverse transform leaves out"))
    gain = MICROAMP_PER_MILLIAMP / min(segment.membrane_resistance for segment in request.segments)
    return Result(
        axis=Variable("position", "x", "µm", positions),
        series=(
            Variable("voltage", "V", "mV", request.resting_potential + voltage, error),
            Variable("axial_current", "I_i", "nA", axial, flow_error),
            Variable("membrane_current", "i_m", "µA/cm²", membrane, gain * error),
        ),
        curves=curves,
        report=findings,
        warnings=tuple(_doubts(request, findings)),
        numerics=Numerics(
            method="closed form: Green's functions of both cables and Kirchhoff's laws at the junction"
            + ("; inverse Laplace transform of the rise" if curves else ""),
            estimated_errors=tuple(estimates),
        ),
        references=cite("brink-barr-1977", "rall-1959", *(("weideman-trefethen-2007",) if curves else ())),
    )


def _alone(request: SeptateJunctionRequest, number: int) -> Profile:
    """A segment (1 or 2) sealed at the junction, with its own currents."""
    cable = request.steady_cable(number)
    scale = cable.length_constant
    placed = [injection for injection in request.injections if injection.segment == number]
    return Profile(
        cable.line,
        scale,
        np.array([injection.position for injection in placed]) / scale,
        np.array([injection.current for injection in placed]),
    )


def _table(request: SeptateJunctionRequest, joined: Joined) -> tuple[Floats, Floats, Floats, Floats]:
    """Positions [µm], voltage above rest [mV], axial current [nA] and membrane current [µA/cm²]."""
    columns: list[Floats] = []
    for number, (segment, profile) in enumerate(zip(request.segments, joined.profiles, strict=True), 1):
        places = {each.position for each in request.injections if each.segment == number}
        places |= {each.position for each in request.recorded if each.segment == number}
        own = positions_of_interest((0.0, segment.length), places, profile.scale, request.points)
        voltage = profile.voltage(own / profile.scale)
        axial = profile.axial_current(own / profile.scale)
        begin = 0.0 if number == 1 else request.first.length
        membrane = voltage * (MICROAMP_PER_MILLIAMP / segment.membrane_resistance)
        columns.append(np.array([begin + own, voltage, axial, membrane]))
    positions, voltage, axial, membrane = np.concatenate(columns, axis=1)
    return positions, voltage, axial, membrane


def _rounding(joined: Joined, voltage: Floats) -> float:
    """Bound on the rounding error of the voltage [mV]: of every source's share, before they cancel."""
    total, furthest = 0.0, 0.0
    for profile in joined.profiles:
        furthest = max(furthest, profile.line.end)
        total += abs(profile.line.left.held) + abs(profile.line.right.held)
        for source, current in zip(profile.sources.tolist(), profile.currents.tolist(), strict=True):
            total += abs(current) * float(profile.line.transfer(np.array([source]), source)[0])
    largest = max(total, float(np.max(np.abs(voltage))))
    return (16.0 + furthest) * EPSILON * largest


def _imbalance(request: SeptateJunctionRequest, joined: Joined, findings: SeptateReport) -> float:
    """Current that comes in and does not go out [nA]."""
    total = sum(injection.current for injection in request.injections) - findings.junction.leak_current
    for number, (profile, segment) in enumerate(zip(joined.profiles, request.segments, strict=True), 1):
        total -= profile.membrane_charge()
        soma = request.steady_cable(number).soma(segment.end)
        outer = 0.0 if number == 1 else segment.length
        place = np.array([outer / profile.scale])
        if soma is not None:
            total -= float(profile.voltage(place)[0]) / soma.resistance
        elif isinstance(segment.end, KilledEnd | VoltageClampedEnd):
            along = float(profile.axial_current(place)[0])
            into = [each for each in request.injections if each.segment == number and each.position == outer]
            total -= sum(each.current for each in into) + (along if number == 2 else -along)
    return abs(total)


def _curves(request: SeptateJunctionRequest, times: Floats, courses: Floats, error: float) -> Iterator[Curve]:
    for k, (site, course) in enumerate(zip(request.recorded, courses, strict=True), 1):
        yield Curve(
            f"rise_{k}",
            "rise",
            (
                Variable("time", "t", "ms", times),
                Variable("voltage", "V", "mV", request.resting_potential + course, error),
            ),
            detail=f"at {site.position:.12g} µm of segment {site.segment}, from when currents and clamps are "
            "switched on",
        )


def _doubts(request: SeptateJunctionRequest, findings: SeptateReport) -> Iterator[Notice]:
    for index, injection in enumerate(request.injections):
        segment = request.segments[injection.segment - 1]
        outer = 0.0 if injection.segment == 1 else segment.length
        if injection.position == outer and isinstance(segment.end, KilledEnd | VoltageClampedEnd):
            yield Notice(
                "current-into-held-end",
                f"the current enters a {segment.end.kind} end: all of it leaves there, and the cable sees "
                "none of it",
                f"/injections/{index}",
            )
    if any(abs(site.voltage) > BREAKDOWN for site in findings.sites):
        yield Notice("beyond-breakdown", "no membrane withstands this voltage", "/injections")
