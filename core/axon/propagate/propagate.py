"""Spikes that travel along an axon: the voltage in space and time, arrivals, velocity, block, collisions."""

import numpy as np

from core.axon.propagate.report import PropagateReport
from core.axon.propagate.request import PropagateRequest
from core.neuron.declaration import Neuron
from core.references import cite
from core.result import Notice, Numerics, Result, Variable
from core.sampling import plan
from core.waveform import late_stimuli, waveform

ADAPTIVE = "Rosenbrock 4(3) (Shampine) with exact Jacobian, adaptive steps"
FIXED = "Crank-Nicolson with gates half a step later, steps of one length"
SPACE = "velocity by Richardson extrapolation from half as many compartments"


def propagate(neuron: Neuron, request: PropagateRequest) -> Result:
    """Spikes along an axon of any declared membrane.

    Solves C ∂V/∂t = (d/4R_i) ∂²V/∂x² − I_ion(V, x) + i(x, t) on equal compartments. The error is measured: a
    second run has ten times the tolerance of a step, a third one half as many compartments.

    Parameters
    ----------
    neuron
        The membrane of the axon.
    request
        The axon, its stretches, its currents.

    Returns
    -------
    Result
        Axis: time [ms]. Series: voltage_<k> [mV] at the recorded points. Curves: arrival (position [µm],
        arrival_time [ms], peak_voltage [mV], peak_time [ms], passages), and a profile (position, voltage) for
        every time asked. Report: `PropagateReport`.

    Raises
    ------
    ParameterError
        A stretch without a meaning, or an axon that does not rest.
    DivergenceError
        The voltage leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.

    References
    ----------
    Hodgkin and Huxley (1952), doi:10.1113/jphysiol.1952.sp004764. Shampine (1982),
    doi:10.1145/355993.355994. Hines (1984), doi:10.1016/0020-7101(84)90008-4.
    """
    # Numba is imported here and not with the module: it takes half a second.
    from core.axon.propagate.answer import arrivals, errors, profiles, report
    from core.axon.propagate.runs import Setting, run
    from core.axon.propagate.start import rows_at_begin

    rows = rows_at_begin(request.geometry, neuron, request.count(neuron), request.initial_voltage)
    injections = request.filled(neuron)
    planned = plan(request.sampling, request.duration)
    setting = Setting(
        injections=tuple(
            (
                each.position,
                waveform(each.stimulus or (), request.duration, f"/injections/{index}/stimulus"),
            )
            for index, each in enumerate(injections)
        ),
        recorded=request.recorded,
        duration=request.duration,
        tolerance=request.tolerance,
        time_step=request.time_step,
        times=planned.times,
        profile_times=np.unique(request.profiles_at),
    )
    runs = run(setting, rows, request.spike_threshold)
    chosen = planned.select(*runs.fine.samples)
    told = report(request, neuron, runs)
    adaptive = request.time_step is None
    estimated = errors(runs, adaptive=adaptive)
    return Result(
        axis=Variable("time", "t", "ms", planned.times[chosen]),
        series=tuple(
            Variable(f"voltage_{k + 1}", f"V({position:g} µm)", "mV", samples[chosen], estimated[0].value)
            for k, (position, samples) in enumerate(zip(request.recorded, runs.fine.samples, strict=True))
        ),
        curves=(arrivals(runs), *profiles(runs, setting.profile_times)),
        report=told,
        warnings=(*_late(request), *_cut_short(told), *planned.doubts()),
        sampling=planned.describe(planned.times[chosen].size),
        numerics=Numerics(
            method=f"compartments of equal length; {ADAPTIVE if adaptive else FIXED}; {SPACE}",
            tolerance=request.tolerance if adaptive else None,
            steps=runs.fine.steps,
            rejected_steps=runs.fine.rejected,
            evaluations=(3 if adaptive else 1) * (runs.fine.steps + runs.fine.rejected),
            estimated_errors=estimated,
        ),
        references=cite(
            "hodgkin-huxley-1952", "shampine-1982" if adaptive else "hines-1984", *neuron.model.references
        ),
    )


def _cut_short(told: PropagateReport) -> list[Notice]:
    if told.outcome != "under-way":
        return []
    return [Notice("under-way", f"{told.detail}: a longer one will tell more", "/duration")]


def _late(request: PropagateRequest) -> list[Notice]:
    return [
        notice
        for index, each in enumerate(request.injections)
        for notice in late_stimuli(each.stimulus or (), request.duration, f"/injections/{index}/stimulus")
    ]
