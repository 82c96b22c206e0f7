"""A passive tree of cylinders and cones: voltages, resistances, attenuations, impedances."""

import numpy as np

from core.cable.tree.branch_points import branch_points
from core.cable.tree.equivalent_cable import equivalent_cable
from core.cable.tree.impedance import impedances
from core.cable.tree.refinement import refined
from core.cable.tree.report import CableTreeReport, tree_report
from core.cable.tree.request import CableTreeRequest
from core.cable.tree.solved import Solved, solved
from core.cable.tree.tables import branch_point_curve, branch_series, profile_curves
from core.references import cite
from core.result import ErrorEstimate, Notice, Numerics, Result, Sampling, Variable

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""


def tree(request: CableTreeRequest) -> Result:
    """Steady voltages and impedances of a passive tree of any shape, with any ends, exactly; runs in time.

    Every unbranched stretch of cable is a network of three admittances in closed form: a cylinder's of
    hyperbolic functions, a linearly tapering one's of modified Bessel functions, with the membrane of a true
    cone, dA = π d √(1 + (d'/2)²) dx. The tree of networks is eliminated from the tips to the root and back
    (Rall's recursion) by sums, products and quotients of positive numbers, in the steady state without any
    loss of digits, and at every frequency in the same way. There are no compartments.

    With a `duration`, the tree is also run in time from rest, under the steady currents and clamps, which are
    switched on at time 0, and under stimuli of any course: in compartments, with an adaptive step. The record
    then is the main table, and what the table of the steady state was is the curve `branches`. Two further
    runs, one with ten times the tolerance and one with half as many compartments, measure the errors.

    Parameters
    ----------
    request
        The tree, its ends, its currents, what is asked about it, and whether it is run.

    Returns
    -------
    Result
        Axis: branch, counted from 0. Series, at the far end of each branch: voltage [mV],
        input_resistance [MΩ], input_conductance [nS] (of the branch and everything beyond, seen from its near
        end), path_distance [µm] and electrotonic_distance from the root, electrotonic_length and
        membrane_area [µm²] of the branch, log_attenuation_from_root and log_attenuation_to_root. Curves: the
        voltage along branches; branch_points; equivalent_cable (Σ d^{3/2} by electrotonic distance);
        impedances by frequency. Report: `CableTreeReport`.
        Of a run: axis time [ms]; series voltage_1, voltage_2 ... [mV] at the recorded places; on request
        stimulus_1, stimulus_2 ... [nA], the injected currents. Further curves: profile_<k>_branch_<b>, the
        voltage along a branch at each time asked.

    Raises
    ------
    ParameterError
        The branches are no tree, or a place is not on it; a series that does not exist, or an output
        interval, a noise or compartments too fine.
    ConvergenceError
        Too many steps.

    References
    ----------
    Rall (1959), doi:10.1016/0014-4886(59)90046-9. Rall (1962), doi:10.1111/j.1749-6632.1962.tb54120.x. Rall
    and Rinzel (1973), doi:10.1016/S0006-3495(73)86014-X. Koch and Poggio (1985),
    doi:10.1016/0165-0270(85)90015-9. Clements and Redman (1989), doi:10.1113/jphysiol.1989.sp017485.
    Agmon-Snir and Segev (1993), doi:10.1152/jn.1993.70.5.2066, for the delays.
    """
    found = solved(request)
    points, cable = branch_points(found), equivalent_cable(found)
    findings = tree_report(found, points, cable)
    estimates = _estimates(found)
    error = estimates[0].value
    curves = [
        *profile_curves(found, error),
        branch_point_curve(found, points, request.rows, error),
        cable.curve(),
    ]
    if request.frequencies:
        further, estimate = impedances(found)
        curves += further
        estimates = (*estimates, estimate)
    rows = min(request.rows, found.arbor.count)
    steady = Result(
        axis=Variable("branch", "branch", "1", np.arange(float(rows))),
        series=branch_series(found, rows, error),
        curves=tuple(curves),
        report=findings,
        warnings=_doubts(found, findings),
        sampling=Sampling(found.arbor.count, rows, "the first branches"),
        numerics=Numerics(
            method="closed forms of cylinders and cones, eliminated along the tree",
            estimated_errors=estimates,
        ),
        references=cite(
            "rall-1959",
            "rall-1962",
            "rall-rinzel-1973",
            "koch-poggio-1985",
            "clements-redman-1989",
            "agmon-snir-segev-1993",
        ),
    )
    if request.duration is None:
        return steady
    # The integrator is imported here and not with the module: it takes half a second.
    from core.cable.tree.in_time.answer import with_run

    return with_run(steady, findings, found, request.duration)


def _estimates(found: Solved) -> tuple[ErrorEstimate, ...]:
    """Errors of the voltage, of the input resistances and of the currents."""
    finer, nodes = refined(found.steady, found.omega)
    currents = found.currents.astype(np.complex128)
    again = finer.voltages(nodes[found.injected], currents, clamps=True).real[nodes]
    changed = float(np.max(np.abs(again - found.voltage)))
    resistance = float(np.max(np.abs(finer.resistance.real[nodes] - found.steady.resistance.real)))
    rest = float(np.spacing(abs(found.request.resting_potential)))
    basis = "largest change where stretches of the tree are cut in two"
    return (
        ErrorEstimate("voltage", "mV", changed + rest, basis),
        ErrorEstimate("input_resistance", "MΩ", resistance, basis),
        ErrorEstimate(
            "membrane_current",
            "nA",
            abs(found.imbalance),
            "charge balance: currents in, less those out through membrane and ends",
        ),
    )


def _doubts(found: Solved, findings: CableTreeReport) -> tuple[Notice, ...]:
    doubts = [
        Notice(
            "current-into-held-end",
            "the current enters an end that is held: all of it leaves there, and the tree sees none of it",
            f"/injections/{index}",
        )
        for index in np.flatnonzero(found.ends.held[found.injected]).tolist()
    ]
    if np.any(np.abs(found.request.resting_potential + found.voltage) > BREAKDOWN):
        doubts.append(Notice("beyond-breakdown", "no membrane withstands this voltage", "/injections"))
    if findings.branches > found.request.rows:
        detail = f"the table holds the first {found.request.rows:,} of {findings.branches:,} branches"
        doubts.append(Notice("table-cut", detail, "/rows"))
    return tuple(doubts)
