"""Thresholds of long steps and of pulses; the strength-duration curve with Lapicque's and Weiss's laws."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import curve_fit

from core.neuron.excitability.probe import Probe, uncertainty
from core.neuron.excitability.report import StrengthDuration, Threshold
from core.neuron.excitability.search import Brackets, thresholds
from core.result import Curve, Floats, Variable

JUST_ABOVE = 1.001
"""Stimulus at which the latency is measured, in units of the threshold."""
_SHORTEST = 1e-4
"""Share of the longest pulse from which the chronaxie is looked for."""


def rheobase(probe: Probe) -> Threshold:
    """Threshold of a long step from rest."""
    duration = probe.request.step_duration
    found, sharp = probe.step_threshold(duration)
    current = float(found.middle[0])
    latency = None
    if sharp[0]:
        latency = probe.steps(np.array([JUST_ABOVE * current]), duration).first_spike_time[0]
    return _threshold(probe, found, sharp, latency, f"a step of {duration:g} ms")


def brief_pulse(probe: Probe) -> Threshold:
    """Threshold of a brief pulse at rest."""
    length = probe.request.pulse_duration
    found, sharp = probe.pulse_thresholds(np.array([length]))
    latency = None
    if sharp[0]:
        above = np.array([JUST_ABOVE * float(found.middle[0])])
        latency = probe.pulses(above, np.array([length]), probe.request.observation).first_spike_time[0]
    return _threshold(probe, found, sharp, latency, f"a pulse of {length:g} ms")


def _threshold(
    probe: Probe, found: Brackets, sharp: NDArray[np.bool_], latency: float | None, what: str
) -> Threshold:
    if np.isnan(found.firing[0]):
        text = f"no current up to {probe.strongest:.4g} µA/cm² makes a spike in {what}"
        return Threshold(verdict="never fires", explanation=text)
    current, width = float(found.middle[0]), uncertainty(found)
    if not sharp[0]:
        text = (
            f"{what} of {current:.4g} µA/cm² takes the voltage over {probe.request.spike_threshold:g} mV, but the "
            "peak rises smoothly with the current: a graded response, no spike"
        )
        return Threshold(verdict="never fires", explanation=text)
    return Threshold(
        verdict="found",
        explanation=f"{what} from rest makes a spike from {current:.6g} µA/cm² on",
        current=current,
        uncertainty=width,
        latency=None if latency is None or np.isnan(latency) else float(latency),
    )


def strength_duration(probe: Probe, rheobase_current: float) -> tuple[StrengthDuration, Curve | None]:
    """The curve, its chronaxie, and the fits of the two classical laws.

    Lapicque (1907): I = I₀/(1 − e^(−d/τ)). Weiss (1901): I d = I₀ (d + c).
    """
    durations = np.array(probe.request.durations)
    found, sharp = probe.pulse_thresholds(durations)
    known = sharp & np.isfinite(found.firing)
    if known.sum() < 3:
        return StrengthDuration(verdict="not found"), None
    length, strength = durations[known], found.middle[known]
    lapicque = _fitted(_lapicque, length, strength, rheobase_current)
    weiss = _fitted(_weiss, length, strength, rheobase_current)
    report = StrengthDuration(
        verdict="found",
        chronaxie=_chronaxie(probe, 2.0 * rheobase_current, float(durations[-1])),
        lapicque_rheobase=lapicque[0],
        lapicque_time_constant=lapicque[1],
        lapicque_error=lapicque[2],
        weiss_rheobase=weiss[0],
        weiss_chronaxie=weiss[1],
        weiss_error=weiss[2],
    )
    return report, _curve(length, strength, found.half_width[known], lapicque, weiss)


def _curve(length: Floats, strength: Floats, width: Floats, lapicque: "Fit", weiss: "Fit") -> Curve:
    columns = [
        Variable("duration", "d", "ms", length),
        Variable("threshold", "I", "µA/cm²", strength, float(width.max())),
        Variable("charge", "Q", "nC/cm²", strength * length),
    ]
    for name, law, fit in (("lapicque", _lapicque, lapicque), ("weiss", _weiss, weiss)):
        if fit[0] is not None and fit[1] is not None:
            columns.append(Variable(name, "I", "µA/cm²", law(length, fit[0], fit[1])))
    return Curve("strength_duration", "strength-duration", tuple(columns))


Fit = tuple[float | None, float | None, float | None]
"""Rheobase, time, error of a law; None where the fit failed."""


def _lapicque(length: Floats, current: float, time: float) -> Floats:
    law: Floats = current / -np.expm1(-length / time)
    return law


def _weiss(length: Floats, current: float, time: float) -> Floats:
    law: Floats = current * (1.0 + time / length)
    return law


def _fitted(law: Callable[..., Floats], length: Floats, strength: Floats, start: float) -> Fit:
    """Least squares of the logarithms."""

    def logarithm(d: Floats, a: float, b: float) -> Floats:
        value: Floats = np.log(law(d, np.exp(a), np.exp(b)))
        return value

    guess = (np.log(start), np.log(np.median(length)))
    try:
        found, _ = curve_fit(logarithm, length, np.log(strength), guess)
    except RuntimeError:
        return None, None, None
    current, time = (float(value) for value in np.exp(found))
    error = float(np.sqrt(np.mean((law(length, current, time) / strength - 1.0) ** 2)))
    return (current, time, error) if np.isfinite([current, time, error]).all() else (None, None, None)


def _chronaxie(probe: Probe, current: float, longest: float) -> float | None:
    """The shortest pulse [ms] of a current that makes a spike."""

    def fires(lengths: Floats) -> NDArray[np.bool_]:
        amplitudes = np.full(lengths.size, current)
        outcomes = probe.pulses(amplitudes, np.maximum(lengths.ravel(), 1e-6), probe.request.observation)
        return outcomes.spike_count.reshape(lengths.shape) > 0

    first = longest * np.logspace(np.log10(_SHORTEST), 0.0, 32)
    found = thresholds(fires, first[np.newaxis])
    return None if np.isnan(found.firing[0]) else float(found.middle[0])
