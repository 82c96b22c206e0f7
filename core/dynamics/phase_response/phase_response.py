"""The response of a cycle to small disturbances, and the phase locking of two coupled copies."""

from typing import TYPE_CHECKING

import numpy as np

from core.dynamics.cycles.limit_cycle import (
    BASIS,
    PHASE_ZERO,
    doubts,
    names_by_swing,
    orbit_curve,
    stable_cycles,
)
from core.dynamics.cycles.limit_cycle import cost as cost_of_cycle
from core.dynamics.cycles.limit_cycle_report import orbit_error, with_phase
from core.dynamics.cycles.outcome import Outcome
from core.dynamics.cycles.phases import PhasedCycle
from core.dynamics.phase_response.coupled_report import coupled, coupling_doubts
from core.dynamics.phase_response.report import (
    CRITERION,
    ONE_SIGNED,
    Check,
    Checks,
    PhaseResponseReport,
    ResponseType,
)
from core.dynamics.phase_response.request import PhaseResponseRequest
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Numerics, Result, Variable

if TYPE_CHECKING:
    from core.dynamics.cycles.refinement import Refined
    from core.dynamics.phase_response.adjoint import Adjoint

FINE = 4096
"""Phases at which lobes and extremes of the response are taken."""
CHECK_COST, COUPLING_COST = 3e-3, 0.03
"""Measured [s]: a phase of the check for each state, a coupling."""


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # rates may overflow far from all equilibria
def phase_response(neuron: Neuron, request: PhaseResponseRequest) -> Result:
    """The infinitesimal phase response of a stable cycle by the adjoint equations, and what follows from it.

    Z(φ) says by how much all later events come early, per small change of a state at phase φ. It solves
    dZ/dt = −AᵀZ, Z·dx/dt = 1 on the mesh of the cycle; two copies that are coupled weakly interact by the
    function H, whose odd part shows where their phases lock.

    Parameters
    ----------
    neuron
        The model and its parameters.
    request
        The current [µA/cm²], the checks and the couplings.

    Returns
    -------
    Result
        Axis: phase. Series: time [ms], V [mV], the advance by a brief charge [ms per nC/cm² and cycles per
        nC/cm²], Z of every state [ms per its unit]. Curves: the cycle; the measured response; H and
        G(φ) = H(−φ) − H(φ) [1/ms] of each coupling. Report `PhaseResponseReport`.

    Raises
    ------
    ParameterError
        There is no stable cycle, or none of the number asked for; a rate of the neuron has no meaning.
    ConvergenceError
        The cycle is at a bifurcation.
    """
    # Numba is imported here and not with the module: it takes half a second.
    from core.dynamics.phase_response.adjoint import adjoint, period_slope, period_slope_by_adjoint

    _, entries, outcomes = stable_cycles(neuron, request)
    entry = _chosen(request, entries, outcomes)
    cycle = entry.cycle
    phased = with_phase(cycle, request.spike_threshold if request.phase_zero == "threshold" else None)
    found, coarser = adjoint(cycle), adjoint(entry.coarser)
    phases = np.linspace(0.0, 1.0, request.points)
    error = _response_error(found, coarser, phased)
    voltage_error = float(orbit_error(entry, phased, np.linspace(0.0, 1.0, 512, endpoint=False))[0])
    per_charge = _per_current(phased)
    fine = np.arange(FINE) / FINE
    response = found.gradients(phased.origin + fine)[:, 0]
    checks, measured = _checked(request, phased, found)
    couplings, curves = coupled(request, phased, found, error[0] / max(float(np.abs(response).max()), 1e-300))
    highest, lowest = int(np.argmax(response)), int(np.argmin(response))
    delays = float(np.abs(np.minimum(response, 0.0)).sum() / max(float(np.abs(response).sum()), 1e-300))
    kind: ResponseType = "type I" if min(delays, 1.0 - delays) <= ONE_SIGNED else "type II"
    delayed = response[lowest] < 0.0
    report = PhaseResponseReport(
        current=float(request.current),
        summary=_summary(kind, delays, [coupling.summary for coupling in couplings]),
        period=cycle.period,
        period_error=max(entry.period_error, float(np.finfo(float).eps) * cycle.period),
        cycle_count=len(entries),
        phase_zero=PHASE_ZERO[request.phase_zero],
        type=kind,
        criterion=CRITERION,
        delaying_share=delays,
        largest_advance=float(response[highest]) * per_charge,
        phase_of_advance=float(fine[highest]),
        largest_delay=float(response[lowest]) * per_charge if delayed else 0.0,
        phase_of_delay=float(fine[lowest]) if delayed else None,
        period_slope=period_slope(cycle),
        period_slope_by_response=period_slope_by_adjoint(found),
        normalisation_error=found.normalisation_error,
        checks=checks,
        couplings=couplings,
    )
    return Result(
        numerics=_numerics(entry, error, voltage_error, checks),
        axis=Variable("phase", "φ", "1", phases),
        series=_series(neuron, phased, found, phases, error, voltage_error),
        curves=(
            orbit_curve(neuron, "cycle", phased, phases, voltage_error, stable=True),
            *([measured] if measured is not None else []),
            *curves,
        ),
        report=report,
        warnings=(*doubts(outcomes, entries), *coupling_doubts(request, couplings)),
        references=cite(
            "govaerts-sautois-2006",
            "ermentrout-1996",
            "sanz-serna-2016",
            *(("hansel-1995",) if request.couplings else ()),
            *neuron.model.references,
        ),
    )


def _chosen(
    request: PhaseResponseRequest, entries: "list[Refined]", outcomes: tuple[Outcome, ...]
) -> "Refined":
    """The cycle that is asked for."""
    if not entries:
        rests = all(run.ending == "equilibrium" for run in outcomes)
        raise ParameterError(
            "/current",
            "there is no stable cycle whose phase could respond: "
            + ("all runs come to rest at equilibria" if rests else "not every run settles"),
            received=request.current,
            hint="choose a current at which the neuron fires" + ("" if rests else ", or raise search_steps"),
        )
    if request.cycle > len(entries):
        raise ParameterError(
            "/cycle",
            "there are not so many stable cycles",
            received=request.cycle,
            allowed=f"1 to {len(entries)}",
        )
    return entries[names_by_swing(entries).index(f"cycle {request.cycle}")]


def _per_current(phased: PhasedCycle) -> float:
    """Change of V per charge density [mV per nC/cm²]: 1/C, from the equations."""
    cycle = phased.cycle
    return float(cycle.field.jacobian(np.append(cycle.mesh_states[0], cycle.values))[0, -1])


def _response_error(found: "Adjoint", coarser: "Adjoint", phased: PhasedCycle) -> Floats:
    """Largest difference of Z from that of a coarser mesh, shape (n,) [ms per unit of a state]."""
    places = phased.origin + np.linspace(0.0, 1.0, 512, endpoint=False)
    return np.asarray(np.abs(found.gradients(places) - coarser.gradients(places)).max(axis=0))


def _checked(
    request: PhaseResponseRequest, phased: PhasedCycle, found: "Adjoint"
) -> tuple[Checks | None, Curve | None]:
    """The response measured by simulation, in the report's words and as a curve."""
    from core.dynamics.phase_response.direct import measured_response

    if request.checks == 0:
        return None, None
    phases = (np.arange(request.checks) + 0.5) / request.checks
    measured = measured_response(phased, phases)
    predicted = found.gradients(phased.origin + phases)[:, 0]
    off = measured.advances - predicted
    largest = float(np.abs(found.gradients(phased.origin + np.arange(FINE) / FINE)[:, 0]).max())
    seen = np.isfinite(off)
    checks = Checks(
        voltage_step=measured.step,
        periods=measured.periods,
        remaining=measured.remaining,
        largest_discrepancy=float(np.abs(off[seen]).max() / largest) if seen.any() else None,
        at=tuple(
            Check(
                phase=float(phase),
                predicted=float(z),
                measured=float(z + change) if np.isfinite(change) else None,
                discrepancy=float(change) if np.isfinite(change) else None,
            )
            for phase, z, change in zip(phases, predicted, off, strict=True)
        ),
    )
    curve = Curve(
        "measured response",
        "check",
        (
            Variable("phase", "φ", "1", phases),
            Variable("predicted", "Z_V", "ms/mV", predicted),
            Variable("measured", "ΔT/ΔV", "ms/mV", measured.advances, gaps=True),
        ),
        detail="advance of later spikes by a small change of V, by the adjoint and by simulation",
    )
    return checks, curve


def _series(
    neuron: Neuron, phased: PhasedCycle, found: "Adjoint", phases: Floats, error: Floats, voltage_error: float
) -> tuple[Variable, ...]:
    """The response over the phase."""
    period, per_charge, model = phased.cycle.period, _per_current(phased), neuron.model
    gradients = found.gradients(phased.origin + phases)
    voltage = phased.states(phases)[:, 0]
    # Where a period ends the next one begins, in spite of rounding.
    gradients[-1], voltage[-1] = gradients[0], voltage[0]
    charge, charge_error = gradients[:, 0] * per_charge, float(error[0]) * per_charge
    units = [f"ms/{unit}" if unit != "1" else "ms" for unit in model.units]
    return (
        Variable("time", "t", "ms", phases * period),
        Variable("voltage", "V", "mV", voltage, voltage_error),
        Variable("advance", "ΔT/Q", "ms/(nC/cm²)", charge, charge_error),
        Variable("phase_advance", "Δφ/Q", "1/(nC/cm²)", charge / period, charge_error / period),
        *(
            Variable(f"z_{name}", f"Z_{label}", unit, values, float(own))
            for name, label, unit, values, own in zip(
                model.state_names, model.states, units, gradients.T, error, strict=True
            )
        ),
    )


def _numerics(entry: "Refined", error: Floats, voltage_error: float, checks: Checks | None) -> Numerics:
    estimates = [
        ErrorEstimate("period", "ms", entry.period_error, BASIS),
        ErrorEstimate("voltage", "mV", voltage_error, BASIS),
        ErrorEstimate("z_voltage", "ms/mV", float(error[0]), BASIS),
    ]
    if checks is not None and checks.largest_discrepancy is not None:
        estimates.append(
            ErrorEstimate(
                "advance",
                "1",
                checks.largest_discrepancy,
                "largest difference from runs after small charges, as a share of the largest response: it "
                "contains what is not linear in the charges and the errors of the runs",
            )
        )
    return Numerics(
        method="adjoint equations by Gauss collocation of degree 5 on the adaptive mesh of the cycle",
        steps=entry.cycle.mesh.size - 1,
        estimated_errors=tuple(estimates),
    )


def _summary(kind: ResponseType, delays: float, locks: list[str]) -> str:
    if kind == "type II":
        text = f"type II response: delays make up {100.0 * delays:.3g} % of it"
    else:
        text = "type I response: depolarising charges " + ("delay" if delays > 0.5 else "advance")
        text += " the next spike at almost all phases"
    return "; ".join([text, *locks])


def cost(neuron: Neuron, request: PhaseResponseRequest) -> float:
    """Predicted time [s]."""
    states = len(neuron.model.states)
    return (
        cost_of_cycle(neuron, request)
        + CHECK_COST * states * request.checks
        + COUPLING_COST * len(request.couplings)
    )
