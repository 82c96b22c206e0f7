"""Two coupled copies of a cycle, as they are reported."""

from typing import TYPE_CHECKING

import numpy as np

from core.dynamics.cycles.phases import PhasedCycle
from core.dynamics.phase_response.report import Arrangement, CouplingReport, PhaseLock
from core.dynamics.phase_response.request import PhaseResponseRequest
from core.result import Curve, Notice, Variable

if TYPE_CHECKING:
    from core.dynamics.phase_response.adjoint import Adjoint
    from core.dynamics.phase_response.interaction import Interaction, Lock

STRONG = 0.1
"""Largest |H| T from which on a coupling is called strong."""
NEAR = 1e-9
"""Distance of a phase from 0 or 1/2 that counts as there."""


def coupled(
    request: PhaseResponseRequest, phased: PhasedCycle, found: "Adjoint", relative_error: float
) -> tuple[tuple[CouplingReport, ...], tuple[Curve, ...]]:
    """Report and curve of every coupling that is asked for.

    Parameters
    ----------
    relative_error
        Of the response of V.
    """
    from core.dynamics.phase_response.interaction import interaction, locks

    reports, curves = [], []
    for number, coupling in enumerate(request.couplings, start=1):
        name = f"interaction {number}"
        made = interaction(phased, found, coupling, request.spike_threshold)
        largest = float(np.abs(made.values).max())
        error = made.error + relative_error * largest
        entries = tuple(_lock(lock, made, phased.cycle.period) for lock in locks(made))
        reports.append(
            CouplingReport(
                name=name,
                kind=coupling.kind,
                summary=f"{coupling.kind}: {_wording(entries)}",
                locks=entries,
                strength=largest * phased.cycle.period,
                error=error,
            )
        )
        curves.append(_curve(name, coupling.kind, made, request.points, error))
    return tuple(reports), tuple(curves)


def _lock(lock: "Lock", made: "Interaction", period: float) -> PhaseLock:
    arrangement: Arrangement = "out of phase"
    if min(lock.phase, 1.0 - lock.phase) <= NEAR:
        arrangement = "in phase"
    elif abs(lock.phase - 0.5) <= NEAR:
        arrangement = "antiphase"
    return PhaseLock(
        phase_difference=lock.phase,
        arrangement=arrangement,
        stable=lock.slope < 0.0,
        slope=lock.slope,
        frequency=1000.0 * (1.0 / period + made.at(lock.phase)),
    )


def _wording(locks: tuple[PhaseLock, ...]) -> str:
    if not locks:
        return "no interaction that shifts phases"
    stable = [
        f"{lock.arrangement} (φ = {lock.phase_difference:.4g})"
        if lock.arrangement == "out of phase"
        else lock.arrangement
        for lock in locks
        if lock.stable
    ]
    return f"stable {' and '.join(stable)}" if stable else "no stable phase difference"


def _curve(name: str, kind: str, made: "Interaction", points: int, error: float) -> Curve:
    # Points of the grid of the integrals, about as many as are asked for.
    stride = max(made.values.size // max(points - 1, 1), 1)
    phases = np.arange(0, made.values.size + 1, stride) / made.values.size
    rows = (np.round(phases * made.values.size).astype(np.int64)) % made.values.size
    return Curve(
        name,
        "interaction",
        (
            Variable("phase_difference", "φ", "1", phases),
            Variable("interaction", "H", "1/ms", made.values[rows], error),
            Variable("drift", "G", "1/ms", made.odd[rows], 2.0 * error),
        ),
        detail=f"{kind}: dφ/dt = G(φ) = H(−φ) − H(φ)",
    )


def coupling_doubts(
    request: PhaseResponseRequest, couplings: tuple[CouplingReport, ...]
) -> tuple[Notice, ...]:
    """Couplings for which the theory is doubtful, or that do nothing."""
    notices = []
    for index, (coupling, report) in enumerate(zip(request.couplings, couplings, strict=True)):
        pointer = f"/couplings/{index}"
        if report.strength > STRONG:
            detail = (
                f"the coupling shifts phases by up to {report.strength:.2g} of a cycle in a period: the "
                "theory is for weak coupling, and the order of magnitude is all that may hold"
            )
            notices.append(Notice("strong-coupling", detail, pointer))
        if report.strength == 0.0 and coupling.kind in {"alpha", "double-exponential"}:
            detail = "the cycle does not cross spike_threshold, so that this synapse has no events"
            notices.append(Notice("no-events", detail, "/spike_threshold"))
    return tuple(notices)
