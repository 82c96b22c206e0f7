"""The voltage of a passive cable in time, at any points and along it."""

import numpy as np

from core.cable.geometry import KilledEnd, VoltageClampedEnd
from core.cable.positions import positions_of_interest
from core.cable.transient.doubts import doubts
from core.cable.transient.drive import Drive
from core.cable.transient.frequency import frequency_curves
from core.cable.transient.green import green
from core.cable.transient.line import Side
from core.cable.transient.record import Record
from core.cable.transient.report import transient_report
from core.cable.transient.request import CableTransientRequest
from core.cable.transient.response import Response
from core.cable.transient.source import Source
from core.cable.transient.times import planned_times
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Numerics, Result, Variable
from core.sampling import chosen_series
from core.stimulus import Step
from core.waveform import Waveform, waveform

SIDES: tuple[Side, Side] = ("left", "right")
IMPULSES = "bound: modes that are left out (proven), inverse transforms (measured on exponentials)"


def transient(request: CableTransientRequest) -> Result:
    """Voltage of a passive cable in time: infinite, semi-infinite or finite, any ends, any currents.

    Solves τ ∂V/∂t = λ² ∂²V/∂x² − (V − E) from rest, exactly: with error functions for steps, pulses and ramps
    on a cable without a far end; otherwise by the modes of the cable with its somata, each driven in closed
    form, and by inverse Laplace transforms for the last moments before each time, for which many modes would
    be needed. There is neither a time step nor a compartment. An end that is voltage-clamped is held from
    time 0 on.

    Parameters
    ----------
    request
        The cable, its ends and its currents.

    Returns
    -------
    Result
        Axis: time [ms]. Series: voltage_1, voltage_2 ... [mV] at the recorded points; on request stimulus_1,
        stimulus_2 ... [nA], the injected currents, and green_1, green_2 ... [mV/pC], for each path the
        voltage at its target after a charge into its source at time 0. Curves: a profile for each asked time;
        tables over frequency. Report: `CableTransientReport`.

    Raises
    ------
    ParameterError
        A position that is not on the cable, a time that is not in the run, a series that does not exist, an
        output interval or a noise too fine.

    References
    ----------
    Hodgkin and Rushton (1946), doi:10.1098/rspb.1946.0024. Rall (1969), doi:10.1016/S0006-3495(69)86467-2.
    Weideman and Trefethen (2007), doi:10.1090/S0025-5718-07-01945-X. Agmon-Snir and Segev (1993),
    doi:10.1152/jn.1993.70.5.2066.
    """
    names = tuple(f"voltage_{k}" for k in range(1, len(request.recorded) + 1))
    currents = tuple(f"stimulus_{k}" for k in range(1, len(request.injections) + 1))
    greens = tuple(f"green_{k}" for k in range(1, len(request.asked_paths) + 1))
    chosen = chosen_series(request.sampling, names, names + currents + greens)
    drives = [
        waveform(injection.stimulus, request.duration, f"/injections/{index}/stimulus")
        for index, injection in enumerate(request.injections)
    ]
    sources = _sources(request, drives)
    tau, rest = request.time_constant, request.resting_potential
    planned = planned_times(request.sampling, request.duration, drives)
    places = np.array(request.recorded) / request.length_constant
    even = planned.method == "uniform"
    response = Response(sources, places, request.duration / tau, planned.times.size, even=even)
    record = Record(response, tau, planned.times, response(planned.times / tau))
    rows = planned.select(*record.voltages)
    times = planned.times[rows]
    errors, omitted = response.errors()
    errors = errors + np.spacing(abs(rest))
    every = {
        name: Variable(name, f"V({place:g} µm)", "mV", rest + course[rows], float(error))
        for name, place, course, error in zip(names, request.recorded, record.voltages, errors, strict=True)
    }
    if any(name in currents for name in chosen):
        for index, (name, drive) in enumerate(zip(currents, drives, strict=True), 1):
            every[name] = Variable(name, f"I_{index}", "nA", drive(times))
    impulses = _greens(request, [name for name in chosen if name in greens], times)
    every |= {variable.name: variable for variable in impulses}
    sampling = planned.describe(times.size)
    return Result(
        axis=Variable("time", "t", "ms", times),
        series=tuple(every[name] for name in chosen),
        curves=(*_profiles(request, sources), *frequency_curves(request)),
        report=transient_report(request, record.points(request.recorded, rest, errors)),
        warnings=doubts(request, record, drives, sampling),
        sampling=sampling,
        numerics=Numerics(
            method=_method(response, tau),
            estimated_errors=(
                *(
                    ErrorEstimate(name, "mV", float(error), _basis(float(share)))
                    for name, error, share in zip(names, errors, omitted, strict=True)
                ),
                *(ErrorEstimate(each.name, each.unit, each.resolution or 0.0, IMPULSES) for each in impulses),
            ),
        ),
        references=cite(
            "hodgkin-rushton-1946",
            "rall-1969",
            "agmon-snir-segev-1993",
            *(() if response.closed else ("weideman-trefethen-2007",)),
        ),
    )


def _sources(request: CableTransientRequest, drives: list[Waveform]) -> tuple[Source, ...]:
    """What drives the cable: its injections, and the ends that are held."""
    line, tau, scale = request.line, request.time_constant, request.length_constant
    resistance = request.semi_infinite_resistance
    sources = [
        Source(line, injection.position / scale, resistance, Drive.of(drive, tau, request.duration))
        for injection, drive in zip(request.injections, drives, strict=True)
    ]
    for side, end in zip(SIDES, request.ends, strict=True):
        if isinstance(end, KilledEnd | VoltageClampedEnd):
            held = waveform((Step(amplitude=request.clamp(end)),), request.duration)
            sources.append(Source(line, side, 1.0, Drive.of(held, tau, request.duration)))
    return tuple(sources)


def _greens(request: CableTransientRequest, names: list[str], times: Floats) -> list[Variable]:
    """Green's functions of the paths that are asked for."""
    scale, tau = request.length_constant, request.time_constant
    # MΩ over ms is mV per nA ms, which is a picocoulomb.
    unit = request.semi_infinite_resistance / tau
    found = []
    for name in names:
        path = request.asked_paths[int(name.removeprefix("green_")) - 1]
        values, error = green(request.line, path.source / scale, path.target / scale, times / tau)
        label = f"G({path.source:g} to {path.target:g} µm)"
        found.append(Variable(name, label, "mV/pC", unit * values, unit * error, gaps=True))
    return found


def _profiles(request: CableTransientRequest, sources: tuple[Source, ...]) -> tuple[Curve, ...]:
    """The voltage along the cable at the asked times."""
    if not request.profiles_at:
        return ()
    scale, tau, rest = request.length_constant, request.time_constant, request.resting_potential
    places = {*request.recorded, *(injection.position for injection in request.injections)}
    positions = positions_of_interest(request.reach, places, scale, request.points)
    times, rows = np.unique(np.array(request.profiles_at), return_inverse=True)
    response = Response(sources, positions / scale, float(times[-1]) / tau, times.size)
    voltages = response(times / tau)
    error = float(response.errors()[0].max() + np.spacing(abs(rest)))
    x = Variable("position", "x", "µm", positions)
    return tuple(
        Curve(
            f"profile_{number}",
            "profile",
            (x, Variable("voltage", "V", "mV", rest + voltages[:, row], error)),
            detail=f"along the cable at {time:g} ms",
        )
        for number, (time, row) in enumerate(zip(request.profiles_at, rows.tolist(), strict=True), 1)
    )


def _method(response: Response, tau: float) -> str:
    if not response.driven:
        return "at rest: nothing drives the recorded points"
    if response.closed:
        return "closed form: error functions, superposed"
    transforms = "inverse Laplace transforms along parabolas"
    if not response.modes:
        return transforms
    return (
        f"{response.modes} modes of the cable, each driven in closed form, for what is longer ago than "
        f"{response.window * tau:.3g} ms; {transforms} for what is not"
    )


def _basis(omitted: float) -> str:
    return (
        "bound: modes that are left out (proven), inverse transforms (measured on exponentials), rounding; "
        f"of it, {omitted:.1g} mV for the modes"
    )
