"""All measures of excitability of one neuron."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.neuron.declaration import Neuron
from core.neuron.excitability.report import (
    AnodeBreak,
    ExcitabilityReport,
    Refractoriness,
    Rest,
    StrengthDuration,
    Threshold,
)
from core.neuron.excitability.request import ExcitabilityRequest
from core.neuron.excitability.search import RUNGS
from core.references import cite
from core.result import Curve, ErrorEstimate, Numerics, Result, Variable

if TYPE_CHECKING:
    from core.neuron.excitability.probe import Probe

POINT_COST = 4e-8
"""Time of a millisecond of one run [s], measured for a neuron of four states."""
ROUNDS = 6.0

_ACTIVE = "the cell fires by itself, or its rest is not stable: it has no threshold from rest"


def excitability(neuron: Neuron, request: ExcitabilityRequest) -> Result:
    """Rest, thresholds, strength-duration, f-I, refractory periods, anode break and Hodgkin's class.

    Every measure is an experiment from rest, done for many amplitudes side by side and refined until its
    bracket is 10⁻⁶ of it. A threshold counts only where the response is all-or-none: where the peak at the
    threshold jumps by a good part of a spike.

    Parameters
    ----------
    neuron
        The model with the values of its parameters.
    request
        The measures and their protocols.

    Returns
    -------
    Result
        Axis: current of the f-I curve [µA/cm²]. Series: steady rate [Hz], spike count, latency, last
        interspike interval [ms], peak [mV]. Curves: strength_duration, recovery, ramp_up, ramp_down. Report:
        `ExcitabilityReport`.

    Raises
    ------
    ParameterError
        The neuron has no resting state, or a rate has no meaning.
    DivergenceError
        The voltage leaves ±1000 mV on a ramp.
    """
    from core.neuron.excitability.firing import FiringCurve
    from core.neuron.excitability.probe import Probe
    from core.neuron.excitability.ramp import hysteresis

    probe = Probe(neuron, request)
    rest = _rest(probe)
    report, curves = _thresholds(probe, ExcitabilityReport(rest=rest))
    firing = FiringCurve(probe)
    if request.wants("f-i", "class"):
        onset = firing.onset()
        graded = report.rheobase is not None and report.rheobase.verdict == "never fires"
        if request.wants("f-i"):
            report = replace(report, firing=firing.report(onset))
        if request.wants("class"):
            report = replace(report, hodgkin_class=firing.hodgkin_class(onset, graded=graded))
    if request.wants("hysteresis"):
        found, ramps = hysteresis(probe)
        report, curves = replace(report, hysteresis=found), (*curves, *ramps)
    return Result(
        axis=Variable("current", "I", "µA/cm²", firing.currents),
        series=firing.columns(),
        curves=curves,
        report=report,
        numerics=Numerics(
            method="explicit Runge-Kutta in lanes on the declared expressions; thresholds by subdivision",
            tolerance=request.tolerance,
            estimated_errors=_errors(report),
        ),
        references=cite("hodgkin-1948", "lapicque-1907", "weiss-1901", *neuron.model.references),
    )


def _rest(probe: "Probe") -> Rest:
    duration = 2.0 * probe.request.step_duration
    quiet = probe.steps(np.zeros(1), duration)
    rate = float(quiet.rate[0]) if probe.is_steady(quiet, duration)[0] else float("nan")
    return Rest(
        voltage=float(probe.rest[0]),
        stable=probe.stable,
        spontaneous_spikes=int(quiet.spike_count[0]),
        spontaneous_rate=rate if np.isfinite(rate) else None,
    )


def _thresholds(  # noqa: C901 - one measure after the other
    probe: "Probe", report: ExcitabilityReport
) -> tuple[ExcitabilityReport, tuple[Curve, ...]]:
    """What begins with a silent cell."""
    if report.rest.spontaneous_spikes or not report.rest.stable:
        return _active(probe.request, report), ()
    from core.neuron.excitability.pulses import brief_pulse, rheobase, strength_duration
    from core.neuron.excitability.rebound import anode_break
    from core.neuron.excitability.recovery import recovery

    request, curves = probe.request, []
    if request.wants("rheobase", "strength-duration", "class"):
        found = rheobase(probe)
        if request.wants("rheobase", "class"):
            report = replace(report, rheobase=found)
        if request.wants("strength-duration"):
            laws, curve = StrengthDuration(verdict=found.verdict), None
            if found.current is not None:
                laws, curve = strength_duration(probe, found.current)
            report = replace(report, strength_duration=laws)
            curves += [curve] if curve else []
    if request.wants("brief-pulse", "refractory"):
        pulse = brief_pulse(probe)
        if request.wants("brief-pulse"):
            report = replace(report, brief_pulse=pulse)
        if request.wants("refractory"):
            periods, curve = Refractoriness(verdict=pulse.verdict, explanation=pulse.explanation), None
            if pulse.current is not None:
                periods, curve = recovery(probe, pulse.current)
            report = replace(report, refractoriness=periods)
            curves += [curve] if curve else []
    if request.wants("anode-break"):
        report = replace(report, anode_break=anode_break(probe))
    return report, tuple(curves)


def _active(request: ExcitabilityRequest, report: ExcitabilityReport) -> ExcitabilityReport:
    """The report of a cell that fires without a current."""
    threshold = Threshold(verdict="spontaneously active", explanation=_ACTIVE)
    return replace(
        report,
        rheobase=threshold if request.wants("rheobase") else None,
        brief_pulse=threshold if request.wants("brief-pulse") else None,
        strength_duration=StrengthDuration(verdict="spontaneously active")
        if request.wants("strength-duration")
        else None,
        refractoriness=Refractoriness(verdict="spontaneously active", explanation=_ACTIVE)
        if request.wants("refractory")
        else None,
        anode_break=AnodeBreak(verdict="spontaneously active", explanation=_ACTIVE)
        if request.wants("anode-break")
        else None,
    )


def _errors(report: ExcitabilityReport) -> tuple[ErrorEstimate, ...]:
    """Half the brackets of the searches."""
    basis = "half the bracket of the search"
    found = [
        (name, getattr(getattr(report, name), field))
        for name, field in (
            ("rheobase", "uncertainty"),
            ("brief_pulse", "uncertainty"),
            ("firing", "onset_uncertainty"),
            ("anode_break", "uncertainty"),
        )
        if getattr(report, name) is not None
    ]
    return tuple(ErrorEstimate(name, "µA/cm²", value, basis) for name, value in found if value is not None)


def cost(neuron: Neuron, request: ExcitabilityRequest) -> float:
    """Predicted time of `excitability` [s]."""
    states = len(neuron.model.states)
    runs = request.points * request.step_duration + 300.0 * request.step_duration
    runs += (
        ROUNDS
        * RUNGS
        * len(request.durations)
        * (request.observation + sum(request.durations) / len(request.durations))
    )
    runs += ROUNDS * RUNGS * len(request.intervals) * (request.observation + 20.0)
    runs += ROUNDS * RUNGS * (request.hyperpolarisation_duration + request.observation)
    return POINT_COST * (1.0 + 0.5 * states) * (runs + 20.0 * request.ramp_duration)
