"""All measures of excitability of one neuron."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix
from core.neuron.excitability.report import (
    AnodeBreak,
    ExcitabilityReport,
    Refractoriness,
    Rest,
    StrengthDuration,
    Threshold,
)
from core.neuron.excitability.request import ExcitabilityRequest
from core.references import cite
from core.result import Curve, ErrorEstimate, Notice, Numerics, Result, Variable

if TYPE_CHECKING:
    from core.neuron.excitability.probe import Probe
    from core.neuron.excitability.rest_loss import RestLoss

SLOW = 2.0
"""A long step that is shorter than so many of the slowest time constants at rest is too short."""
UNCERTAIN = (
    ("rheobase", "uncertainty"),
    ("brief_pulse", "uncertainty"),
    ("firing", "onset_uncertainty"),
    ("anode_break", "uncertainty"),
    ("hysteresis", "uncertainty"),
)
"""Parts of the report, and the fields that hold their errors [µA/cm²]."""


def excitability(neuron: Neuron, request: ExcitabilityRequest) -> Result:
    """Rest, thresholds, strength-duration, f-I, refractory periods, anode break and Hodgkin's class.

    Every measure is an experiment from rest, done for many amplitudes side by side and refined between those
    that fail and those that do not. A threshold counts only where the response is all-or-none: where the peak
    at the threshold jumps by a good part of a spike.

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
    """
    from core.neuron.excitability.firing import FiringCurve
    from core.neuron.excitability.hodgkin import hodgkin_class
    from core.neuron.excitability.probe import Probe
    from core.neuron.excitability.ramp import hysteresis
    from core.neuron.excitability.rest_loss import rest_loss

    probe = Probe(neuron, request)
    loss = rest_loss(neuron, float(probe.rest[0])) if probe.stable else None
    report, curves = _from_rest(probe, ExcitabilityReport(rest=_rest(probe, loss)))
    firing = FiringCurve(probe)
    if request.wants("f-i", "class"):
        onset = firing.onset(loss)
        creeping = 0.0 if onset is None else firing.beside(onset)
        if request.wants("f-i"):
            report = replace(report, firing=firing.report(onset, creeping))
        if request.wants("class"):
            report = replace(report, hodgkin_class=hodgkin_class(firing, onset, loss, creeping))
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
        warnings=_doubts(probe),
        references=cite("hodgkin-1948", "lapicque-1907", "weiss-1901", *neuron.model.references),
    )


def _rest(probe: "Probe", loss: "RestLoss | None") -> Rest:
    from core.neuron.excitability.long_steps import long_steps

    quiet = long_steps(probe, np.zeros(1), 2.0 * probe.request.step_duration)
    return Rest(
        voltage=float(probe.rest[0]),
        stable=probe.stable,
        spontaneous_spikes=int(quiet.outcomes.spike_count[0]),
        spontaneous_rate=float(quiet.rates[0]) if quiet.steady[0] else None,
        lost_at=None if loss is None else loss.current,
        lost_by=None if loss is None else loss.kind,
    )


def _from_rest(probe: "Probe", report: ExcitabilityReport) -> tuple[ExcitabilityReport, tuple[Curve, ...]]:
    """What begins with a silent cell."""
    if report.rest.spontaneous_spikes or not report.rest.stable:
        return _active(probe, report), ()
    parts: dict[str, Any] = {}
    curves = [*_long_and_short(probe, parts), *_brief(probe, parts)]
    if probe.request.wants("anode-break"):
        from core.neuron.excitability.rebound import anode_break

        parts["anode_break"] = anode_break(probe)
    return replace(report, **parts), tuple(curves)


def _long_and_short(probe: "Probe", parts: dict[str, Any]) -> tuple[Curve, ...]:
    """Enter the rheobase and the strength-duration curve into the parts of the report."""
    from core.neuron.excitability.pulses import rheobase
    from core.neuron.excitability.strength_duration import strength_duration

    request = probe.request
    if not request.wants("rheobase", "strength-duration"):
        return ()
    found = rheobase(probe)
    if request.wants("rheobase"):
        parts["rheobase"] = found
    if not request.wants("strength-duration"):
        return ()
    if found.current is None:
        parts["strength_duration"] = StrengthDuration(verdict=found.verdict, explanation=found.explanation)
        return ()
    parts["strength_duration"], curve = strength_duration(probe, found.current)
    return () if curve is None else (curve,)


def _brief(probe: "Probe", parts: dict[str, Any]) -> tuple[Curve, ...]:
    """Enter the threshold of a brief pulse and the refractory periods into the parts of the report."""
    from core.neuron.excitability.pulses import brief_pulse
    from core.neuron.excitability.recovery import recovery

    request = probe.request
    if not request.wants("brief-pulse", "refractory"):
        return ()
    found = brief_pulse(probe)
    if request.wants("brief-pulse"):
        parts["brief_pulse"] = found
    if not request.wants("refractory"):
        return ()
    if found.current is None:
        parts["refractoriness"] = Refractoriness(verdict=found.verdict, explanation=found.explanation)
        return ()
    parts["refractoriness"], curve = recovery(probe, found.current)
    return () if curve is None else (curve,)


def _active(probe: "Probe", report: ExcitabilityReport) -> ExcitabilityReport:
    """The report of a cell that does not rest."""
    request, spikes = probe.request, report.rest.spontaneous_spikes
    why = "the cell fires without a current" if spikes else "the resting state is not stable"
    said: dict[str, Any] = {
        "verdict": "spontaneously active",
        "explanation": f"{why}: it has no threshold from rest",
    }
    return replace(
        report,
        rheobase=Threshold(**said) if request.wants("rheobase") else None,
        brief_pulse=Threshold(**said) if request.wants("brief-pulse") else None,
        strength_duration=StrengthDuration(**said) if request.wants("strength-duration") else None,
        refractoriness=Refractoriness(**said) if request.wants("refractory") else None,
        anode_break=AnodeBreak(**said) if request.wants("anode-break") else None,
    )


def _doubts(probe: "Probe") -> tuple[Notice, ...]:
    """Whether the steps are too short for the slowest process of the cell at rest."""
    slowest = float(-np.linalg.eigvals(jacobian_matrix(probe.neuron, probe.rest)).real.max())
    step = probe.request.step_duration
    if slowest <= 0.0 or step * slowest >= SLOW:
        return ()
    amounts = probe.amounts
    text = (
        f"long steps of {amounts.time(step)} are short beside the slowest time constant at rest, "
        f"{amounts.time(1.0 / slowest)}: rates and onset are those of so short a step"
    )
    return (Notice("short-steps", text, "/step_duration"),)


def _errors(report: ExcitabilityReport) -> tuple[ErrorEstimate, ...]:
    """The errors that the parts of the report state, together."""
    basis = "bracket of the search; of the onset, also runs of half the length"
    parts = ((name, getattr(report, name), field) for name, field in UNCERTAIN)
    found = ((name, getattr(part, field)) for name, part, field in parts if part is not None)
    return tuple(ErrorEstimate(name, "µA/cm²", value, basis) for name, value in found if value is not None)
