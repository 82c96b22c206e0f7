"""The steady voltage along a passive cable with currents injected into it."""

import numpy as np

from core.cable.geometry import KilledEnd, VoltageClampedEnd
from core.cable.steady_state.profile import Profile, grid, solve
from core.cable.steady_state.report import CableReport, cable_report
from core.cable.steady_state.request import CableSteadyStateRequest
from core.references import cite
from core.result import ErrorEstimate, Floats, Notice, Numerics, Result, Variable

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""
MICROAMP_PER_MILLIAMP = 1e3
EPSILON = float(np.finfo(np.float64).eps)


def steady_state(request: CableSteadyStateRequest) -> Result:
    """Steady voltage along a passive cable, infinite, semi-infinite or finite, with any ends.

    Solves λ² V'' = V − E with a current into each point of injection, in closed form, by superposition. Ends
    are sealed, killed (short-circuited to the bath), voltage-clamped, or joined to an isopotential soma.

    Parameters
    ----------
    request
        The cable, its ends and its currents.

    Returns
    -------
    Result
        Axis: position [µm], with every injection, end and asked point exactly. Series: voltage [mV],
        axial_current [nA] (towards larger positions; where a current is injected, the value behind it) and
        membrane_current [µA/cm²] (positive outward). Report: `CableReport`.

    Raises
    ------
    ParameterError
        A position that is not on the cable.

    References
    ----------
    Hodgkin and Rushton (1946), doi:10.1098/rspb.1946.0024. Rall (1959), doi:10.1016/0014-4886(59)90046-9.
    Rall and Rinzel (1973), doi:10.1016/S0006-3495(73)86014-X, for the attenuation.
    """
    profile, positions = solve(request), grid(request)
    x = positions / request.length_constant
    deviation, axial = profile.voltage(x), profile.axial_current(x)
    findings = cable_report(request, profile)
    imbalance = abs(_imbalance(profile, findings))
    error = _rounding(request, profile, x, deviation)
    flow_error = max(imbalance, 16.0 * EPSILON * float(np.max(np.abs(axial))))
    gain = MICROAMP_PER_MILLIAMP / request.membrane_resistance
    return Result(
        axis=Variable("position", "x", "µm", positions),
        series=(
            Variable("voltage", "V", "mV", request.resting_potential + deviation, error),
            Variable("axial_current", "I_i", "nA", axial, flow_error),
            Variable("membrane_current", "i_m", "µA/cm²", gain * deviation, gain * error),
        ),
        report=findings,
        warnings=_doubts(request, findings),
        numerics=Numerics(
            method="closed form: Green's functions of the cable equation, superposed",
            estimated_errors=(
                ErrorEstimate("voltage", "mV", error, "bound on the rounding"),
                ErrorEstimate(
                    "axial_current",
                    "nA",
                    flow_error,
                    "charge balance: currents in at the points, less those out through ends and membrane, "
                    "the latter by quadrature of the voltage",
                ),
            ),
        ),
        references=cite("hodgkin-rushton-1946", "rall-1959", "rall-rinzel-1973"),
    )


def _imbalance(profile: Profile, findings: CableReport) -> float:
    """Current that comes in and does not go out [nA]."""
    ends = sum(end.current_out for end in (findings.left, findings.right) if end is not None)
    return float(np.sum(profile.currents)) - ends - profile.membrane_charge()


def _rounding(request: CableSteadyStateRequest, profile: Profile, x: Floats, deviation: Floats) -> float:
    """Bound on the rounding error of the voltage [mV], at positions x [length constants].

    Each source's share is a product of a dozen factors good to ε, and of e^{−s}, whose distance s is the
    difference of two positions that are known to ε of themselves.
    """
    shares = [
        abs(current) * float(profile.line.transfer(np.array([source]), float(source))[0])
        for source, current in zip(profile.sources, profile.currents, strict=True)
    ]
    held = abs(profile.line.left.held) + abs(profile.line.right.held)
    largest = max(sum(shares) + held, float(np.max(np.abs(deviation))))
    rounding = (16.0 + float(np.max(np.abs(x)))) * EPSILON * largest
    return float(rounding + np.spacing(abs(request.resting_potential)))


def _doubts(request: CableSteadyStateRequest, findings: CableReport) -> tuple[Notice, ...]:
    doubts: list[Notice] = []
    for end, state in zip(request.ends, (findings.left, findings.right), strict=True):
        if state is None or not isinstance(end, KilledEnd | VoltageClampedEnd):
            continue
        doubts.extend(
            Notice(
                "current-into-held-end",
                f"the current at {state.position:g} µm enters a {end.kind} end: all of it leaves there, and "
                "the cable sees none of it",
                f"/injections/{index}",
            )
            for index, injection in enumerate(request.injections)
            if injection.position == state.position
        )
    if any(abs(site.voltage) > BREAKDOWN for site in findings.sites):
        doubts.append(Notice("beyond-breakdown", "no membrane withstands this voltage", "/injections"))
    return tuple(doubts)
