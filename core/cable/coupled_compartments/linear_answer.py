"""The answer about a network whose compartments are all passive and whose junctions are all ohmic."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.cable.coupled_compartments.answer_parts import cut_series, profile_curves
from core.cable.coupled_compartments.couplings import coupling_curves
from core.cable.coupled_compartments.features import CoupledFeatures
from core.cable.coupled_compartments.linear import LinearSolution, solve_linear
from core.cable.coupled_compartments.linear_response import injected
from core.cable.coupled_compartments.report import coupled_report
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import CoupledTable, Neurons, needs
from core.references import cite
from core.result import ErrorEstimate, Notice, Numerics, Result, Variable
from core.sampling import undersampled

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""
METHOD = (
    "closed form: modes of the network by star-mesh elimination and Jacobi rotations, each driven exactly by "
    "the currents"
)


def linear_answer(neurons: Neurons, request: CoupledCompartmentsRequest, names: Sequence[str]) -> Result:
    """The answer about a linear network."""
    solution = solve_linear(request)
    wanted = needs(names, request).voltages
    times, voltages, sampling = solution.sampled(wanted)
    features, couplings = solution.features(), solution.couplings()
    error = solution.response.rounding()
    table = CoupledTable(
        request,
        neurons,
        times,
        dict(zip(wanted, voltages, strict=True)),
        {},
        np.full(len(neurons), error),
        lambda k, when: injected(solution.response.sources, k, when),
    )
    everything = range(len(neurons))
    profiles = [solution.voltages(np.array([time]), everything)[:, 0] for time in request.profiles_at]
    extremes = [value for each in features for value in (each.highest_voltage, each.lowest_voltage)]
    return Result(
        axis=Variable("time", "t", "ms", times),
        series=tuple(table.series(name) for name in names),
        curves=(
            *profile_curves(request, profiles, np.full(len(neurons), error)),
            *coupling_curves(request, couplings),
        ),
        features=CoupledFeatures(compartments=features, locking=(), synchrony=None),
        report=coupled_report(
            request,
            [None] * len(neurons),
            solution.response.circuit.capacitance,
            couplings,
            solution.steady(),
        ),
        warnings=(
            *cut_series(request),
            *_floating(solution),
            *undersampled(sampling, request.duration, solution.response.shortest_period),
            *_broken(max(map(abs, extremes))),
        ),
        sampling=sampling,
        numerics=Numerics(
            method=METHOD,
            estimated_errors=(
                ErrorEstimate("voltage", "mV", error, "bound on the rounding, with the error of the modes"),
                ErrorEstimate(
                    "input_resistance",
                    "1",
                    solution.modes.error(),
                    "relative difference between the sum over the modes and the elimination",
                ),
            ),
        ),
        references=cite("koch-1999", "grassmann-1985", "demmel-1999"),
    )


def _floating(solution: LinearSolution) -> Iterator[Notice]:
    """Which compartments have no steady state."""
    numbers = np.flatnonzero(solution.response.circuit.floating) + 1
    if numbers.size:
        listed = ", ".join(map(str, numbers[:10].tolist())) + (" ..." if numbers.size > 10 else "")
        yield Notice(
            "no-steady-state",
            f"nothing leaks from compartments {listed} nor from what they are joined to: a steady current "
            "charges them for ever, and their rest is where their charge leaves them",
            "/compartments",
        )


def _broken(largest: float) -> Iterator[Notice]:
    if largest > BREAKDOWN:
        yield Notice("beyond-breakdown", "a voltage is past what any membrane withstands", "/compartments")
