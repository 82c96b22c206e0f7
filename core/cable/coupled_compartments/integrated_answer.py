"""The answer about a network with excitable cells, or with junctions that follow their voltage."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.cable.coupled_compartments.answer_parts import cut_series, profile_curves
from core.cable.coupled_compartments.couplings import coupling_curves
from core.cable.coupled_compartments.features import CoupledFeatures, lockings, synchrony
from core.cable.coupled_compartments.junctions import RectifyingJunction, VoltageGatedJunction
from core.cable.coupled_compartments.linear import LEADING
from core.cable.coupled_compartments.linear_response import injected, sources
from core.cable.coupled_compartments.linearisation import Rest, find_rest
from core.cable.coupled_compartments.network_rest import (
    at_rest,
    starting_state,
    system_of,
    usual_tolerance,
)
from core.cable.coupled_compartments.report import coupled_report
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import CoupledTable, Neurons, needs
from core.references import cite
from core.result import Notice, Result, Variable
from core.sampling import plan


def integrated_answer(neurons: Neurons, request: CoupledCompartmentsRequest, names: Sequence[str]) -> Result:
    """The answer about a network that is not linear."""
    # Numba is imported here and not with the module: it takes half a second.
    from core.cable.coupled_compartments.joint.solution import integrate

    system = system_of(neurons, request)
    rest = find_rest(system)
    start = starting_state(system, request, rest)
    currents = sources(request.compartments, request.duration)
    planned = plan(request.sampling, request.duration)
    times = np.union1d(planned.times, request.profiles_at)
    wanted, tolerance = needs(names, request), usual_tolerance(neurons, request)
    solution = integrate(
        request, system, currents, start, times=times, whole=wanted.states, tolerance=tolerance
    )
    everything = range(len(neurons))
    at_plan = np.searchsorted(times, planned.times)
    leading = [solution.voltage(k)[at_plan] for k in (wanted.voltages or everything)[:LEADING]]
    rows = at_plan[planned.select(*leading)]
    errors = np.array([solution.checked.error(k) for k in everything])
    table = CoupledTable(
        request,
        neurons,
        times[rows],
        {k: solution.voltage(k)[rows] for k in everything},
        {k: solution.states(k)[:, rows] for k in wanted.states},
        errors,
        lambda k, when: injected(currents, k, when),
    )
    profiles = [
        np.array([solution.voltage(k)[place] for k in everything])
        for place in np.searchsorted(times, request.profiles_at).tolist()
    ]
    events, features, doubts = solution.features()
    couplings = None if rest is None else at_rest(rest)
    known = couplings is not None and couplings.eigenvalues[0].real < 0.0
    waves = np.array([solution.voltage(k)[at_plan] for k in solution.active])
    return Result(
        axis=Variable("time", "t", "ms", table.times),
        series=tuple(table.series(name) for name in names),
        curves=(
            *profile_curves(request, profiles, errors),
            *(coupling_curves(request, couplings) if couplings is not None and known else ()),
        ),
        events=events,
        features=CoupledFeatures(
            compartments=features,
            locking=lockings(solution.trains()),
            synchrony=synchrony(planned.times, waves) if waves.size else None,
        ),
        report=coupled_report(
            request,
            [None if neuron is None else neuron.model.name for neuron in neurons],
            1.0 / system.gains,
            couplings,
            [None] * len(neurons),
        ),
        warnings=(*cut_series(request), *_restless(rest), *_mixed(neurons), *planned.doubts(), *doubts),
        sampling=planned.describe(table.times.size),
        numerics=solution.numerics(tolerance),
        references=cite(*_literature(neurons, request, stiff=solution.checked.fine.task.stiff)),
    )


def _restless(rest: Rest | None) -> Iterator[Notice]:
    """Whether there is no rest to linearise the network at."""
    if rest is None:
        yield Notice(
            "no-rest",
            "no equilibrium of the network without currents was found: each compartment begins at its own, "
            "and resistances and coupling coefficients are not known",
            "/compartments",
        )
    elif not rest.stable:
        yield Notice(
            "unstable-rest",
            "the equilibrium of the network without currents is not stable: each compartment begins at its "
            "own, and resistances and coupling coefficients have no meaning",
            "/compartments",
        )


def _mixed(neurons: Neurons) -> Iterator[Notice]:
    """Whether plain numbers are taken for millivolts."""
    dimensionless = {each is not None and each.model.dimensionless for each in neurons}
    if len(dimensionless) > 1:
        yield Notice(
            "mixed-units",
            "the voltage of one model is a plain number, which its junctions take for millivolts",
            "/compartments",
        )


def _literature(neurons: Neurons, request: CoupledCompartmentsRequest, *, stiff: bool) -> Iterator[str]:
    """Keys of the sources."""
    yield "hairer-wanner-1996" if stiff else "chan-tsai-2010"
    if any(isinstance(each, VoltageGatedJunction) for each in request.junctions):
        yield "harris-1981"
    if any(isinstance(each, RectifyingJunction) for each in request.junctions):
        yield "furshpan-potter-1959"
    if sum(each is not None for each in neurons) > 1:
        yield "golomb-rinzel-1993"
    for neuron in neurons:
        if neuron is not None:
            yield from neuron.model.references
