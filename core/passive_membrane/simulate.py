"""A passive membrane under any current: the voltage, its time constant, its steady state, its formula."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.parameters import parameter
from core.passive_membrane.expression import AnalyticPiece, analytic_solution
from core.passive_membrane.request import (
    ALL_SERIES,
    STIMULUS_POINTER,
    USUAL_SERIES,
    AreaMembrane,
    PassiveMembraneRequest,
)
from core.quantity import Megaohm, Millisecond, OhmCm2, Potential
from core.references import cite
from core.result import ErrorEstimate, Floats, Notice, Numerics, Result, Sampling, Variable
from core.sampling import (
    OutputSampling,
    SamplePlan,
    chosen_series,
    interval_times,
    keeps_extremes,
    plan,
    undersampled,
)
from core.stimulus import Pulse, Step, Stimulus
from core.waveform import late_stimuli

if TYPE_CHECKING:
    from core.passive_membrane.response import Response

BREAKDOWN = 1000.0
"""Membranes break down at some hundred millivolts; past this [mV] the answer says so."""


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """A highest or lowest voltage and when it is reached."""

    voltage: Potential = parameter(meaning="the voltage")
    time: Millisecond = parameter(meaning="when")


@dataclass(frozen=True, kw_only=True)
class PassiveMembraneReport:
    """What a passive membrane did."""

    time_constant: Millisecond = parameter(meaning="resistance times capacitance", symbol=r"\tau")
    specific_resistance: OhmCm2 | None = parameter(meaning="resistance of a unit of area; null for a cell")
    input_resistance: Megaohm | None = parameter(meaning="resistance of the cell; null for an area")
    steady_state: Potential | None = parameter(
        meaning="voltage that the current at the end of the run leads to; null where that is not constant",
        symbol=r"V_\infty",
    )
    peak: Extreme = parameter(meaning="the highest voltage of the run")
    minimum: Extreme = parameter(meaning="the lowest voltage of the run")
    solution: tuple[AnalyticPiece, ...] | None = parameter(
        meaning="the voltage as a formula, piece by piece; null unless the current is one step"
    )


def simulate(request: PassiveMembraneRequest) -> Result:
    """Voltage of a passive membrane under any current.

    Solves c dV/dt = −(V − E)/r + i, exactly: the piecewise-linear part of the current by the propagation of
    exponentials from breakpoint to breakpoint, sinusoids and linear chirps by their closed forms. There is no
    time step.

    Parameters
    ----------
    request
        The membrane, by area or as a whole cell, and its current.

    Returns
    -------
    Result
        Axis: time [ms]. Series: voltage [mV], stimulus [µA/cm² or nA]; on request leak_current (positive
        outward) and capacitive_current, which add up to the stimulus. Report: `PassiveMembraneReport`.

    Raises
    ------
    ParameterError
        A series that does not exist, an output interval or a noise too fine.

    References
    ----------
    Koch (1999), Biophysics of Computation, chapter 1. Poppe and Wijers (1990), doi:10.1145/77626.77629, for
    the function behind the chirp.
    """
    names = chosen_series(request.sampling, USUAL_SERIES, ALL_SERIES)
    # Numba is imported here and not with the module: it takes half a second.
    from core.passive_membrane.response import respond

    response = respond(request)
    fine = _table(response, response.critical_times(request.sampling.points))
    table, sampling = _sampled(request.sampling, response, fine)
    extremes = _extremes(request, response, fine)
    error = response.rounding(float(np.max(np.abs(fine.deviation))), float(np.max(np.abs(fine.current))))
    error += float(np.spacing(abs(request.resting_potential)))
    per_area = isinstance(request.membrane, AreaMembrane)
    return Result(
        axis=Variable("time", "t", "ms", table.times),
        series=_series(request, table, names, error),
        report=PassiveMembraneReport(
            time_constant=request.membrane.time_constant,
            specific_resistance=request.membrane.resistance if per_area else None,
            input_resistance=None if per_area else request.membrane.resistance,
            steady_state=_steady_state(request, response),
            peak=extremes[0],
            minimum=extremes[1],
            solution=analytic_solution(request),
        ),
        warnings=_doubts(request, response, sampling, extremes),
        sampling=sampling,
        numerics=Numerics(
            method="closed form: exponential propagation between breakpoints, closed forms of sinusoids",
            estimated_errors=(ErrorEstimate("voltage", "mV", error, "bound on the rounding"),),
        ),
        references=cite("koch-1999", *(("poppe-wijers-1990",) if response.sweeps else ())),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Times [ms], voltage above rest [mV] and current at them, shape (n,) each."""

    times: Floats
    deviation: Floats
    current: Floats


def _table(response: "Response", times: Floats) -> _Table:
    return _Table(times, *response(times))


def _sampled(sampling: OutputSampling, response: "Response", fine: _Table) -> tuple[_Table, Sampling]:
    """The rows to return, from those that hold the extremes or at the times that were asked for."""
    if not keeps_extremes(sampling, response.duration, response.finest(sampling.points)):
        even = plan(sampling, response.duration, fine_interval=np.inf)
        return _table(response, even.times), even.describe(even.times.size)
    every = fine
    if sampling.interval is not None:
        asked = interval_times(sampling.interval, response.duration)
        every = _table(response, np.union1d(fine.times, asked))
    planned = SamplePlan(every.times, sampling.points, "min-max")
    rows = planned.select(every.deviation, every.current)
    kept = _Table(every.times[rows], every.deviation[rows], every.current[rows])
    return kept, planned.describe(kept.times.size)


def _series(
    request: PassiveMembraneRequest, table: _Table, names: tuple[str, ...], error: float
) -> tuple[Variable, ...]:
    """The series of these names."""
    leak = table.deviation / request.membrane.gain
    unit, symbol = ("µA/cm²", "i") if isinstance(request.membrane, AreaMembrane) else ("nA", "I")
    size = error / request.membrane.gain
    every = (
        Variable("voltage", "V", "mV", request.resting_potential + table.deviation, error),
        Variable("stimulus", symbol, unit, table.current),
        Variable("leak_current", f"{symbol}_leak", unit, leak, size),
        Variable("capacitive_current", f"{symbol}_C", unit, table.current - leak, size),
    )
    by_name = {variable.name: variable for variable in every}
    return tuple(by_name[name] for name in names)


def _extremes(request: PassiveMembraneRequest, response: "Response", fine: _Table) -> tuple[Extreme, Extreme]:
    """Highest and lowest voltage of the run: the best row, and what lies between its neighbours."""
    found = []
    for sign in (1.0, -1.0):
        best = int(np.argmax(sign * fine.deviation))
        low, high = max(best - 1, 0), min(best + 1, fine.times.size - 1)
        deviation, time = response.peak_near(float(fine.times[low]), float(fine.times[high]), sign)
        if sign * fine.deviation[best] >= sign * deviation:
            deviation, time = float(fine.deviation[best]), float(fine.times[best])
        found.append(Extreme(voltage=request.resting_potential + deviation, time=time))
    return found[0], found[1]


def _steady_state(request: PassiveMembraneRequest, response: "Response") -> float | None:
    """E + r I for the current at the end of the run [mV]; None while it is still changing."""
    if any(_changes_at(stimulus, request.duration) for stimulus in request.membrane.stimulus):
        return None
    return request.resting_potential + response.gain * float(response.drive.values[-1])


def _changes_at(stimulus: Stimulus, time: float) -> bool:
    """Whether a stimulus is under way and not constant at a time [ms]."""
    if isinstance(stimulus, Step | Pulse):
        return False
    end = stimulus.end
    return stimulus.onset < time and (end is None or end > time)


def _doubts(
    request: PassiveMembraneRequest,
    response: "Response",
    sampling: Sampling,
    extremes: tuple[Extreme, Extreme],
) -> tuple[Notice, ...]:
    doubts = []
    if max(abs(extreme.voltage) for extreme in extremes) > BREAKDOWN:
        doubts.append(
            Notice("beyond-breakdown", "the voltage is past what any membrane withstands", STIMULUS_POINTER)
        )
    doubts += undersampled(sampling, request.duration, response.shortest_period)
    return (*doubts, *late_stimuli(request.membrane.stimulus, request.duration, STIMULUS_POINTER))
