"""The strength-duration curve with Lapicque's and Weiss's laws."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from core.neuron.excitability.probe import Probe
from core.neuron.excitability.report import StrengthDuration
from core.neuron.excitability.responses import pulse_responses
from core.neuron.excitability.search import RUNGS, thresholds
from core.result import Curve, Floats, Variable

SHORTEST = 1e-4
"""Share of the longest pulse from which the chronaxie is looked for."""
FEWEST = 3
"""Points of the curve that two laws of two constants are fitted to at least."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A law of strength and duration fitted to thresholds.

    Attributes
    ----------
    rheobase
        [µA/cm²]
    time
        τ of Lapicque's law, c of Weiss's [ms].
    error
        Root mean square of the relative deviations.
    """

    rheobase: float
    time: float
    error: float


def lapicque(length: Floats, rheobase: float, time: float) -> Floats:
    """Threshold of a passive membrane that must reach a voltage: I = I₀/(1 − e^(−d/τ)) (Lapicque, 1907)."""
    law: Floats = rheobase / -np.expm1(-length / time)
    return law


def weiss(length: Floats, rheobase: float, time: float) -> Floats:
    """Threshold where the charge is linear in the length: I d = I₀ (d + c) (Weiss, 1901)."""
    law: Floats = rheobase * (1.0 + time / length)
    return law


def fitted(law: Callable[..., Floats], length: Floats, strength: Floats) -> Fit | None:
    """Least squares of the logarithms; None where they lead to no constants.

    Parameters
    ----------
    law
        `lapicque` or `weiss`.
    length, strength
        Pulses [ms] and their thresholds [µA/cm²], shape (k,).
    """

    def deviations(logarithms: Floats) -> Floats:
        found: Floats = np.log(law(length, *np.exp(logarithms)) / strength)
        return found

    guess = (np.log(strength.min()), np.log(np.median(length)))
    with np.errstate(all="ignore"):
        try:
            found = least_squares(deviations, guess, xtol=1e-12, ftol=1e-12, gtol=1e-12)
        except ValueError:
            return None
        rheobase, time = (float(value) for value in np.exp(found.x))
        error = float(np.sqrt(np.mean((law(length, rheobase, time) / strength - 1.0) ** 2)))
    # Thresholds that hardly depend on the length, or only on the charge, leave a constant undetermined.
    sane = 1e-6 * length[0] < time < 1e6 * length[-1] and rheobase > 1e-6 * strength.min()
    return Fit(rheobase, time, error) if sane and np.isfinite(error) else None


def strength_duration(probe: Probe, rheobase: float) -> tuple[StrengthDuration, Curve | None]:
    """The curve, its chronaxie, and the fits of the two classical laws.

    Parameters
    ----------
    probe
        The neuron.
    rheobase
        Threshold of a long step [µA/cm²].
    """
    durations = np.array(probe.request.durations)
    found = pulse_responses(probe, durations)
    known = found.spikes
    text = f"pulses of {known.sum()} of {known.size} lengths make spikes"
    if known.sum() < known.size:
        text += "; the response to the others is graded, or there is none"
    if known.sum() < FEWEST:
        return StrengthDuration(verdict="not found", explanation=text), None
    length, strength = durations[known], found.brackets.middle[known]
    first, second = (fitted(law, length, strength) for law in (lapicque, weiss))
    report = StrengthDuration(
        verdict="found",
        explanation=text,
        chronaxie=_chronaxie(probe, 2.0 * rheobase, float(durations[-1])),
    )
    if first is not None:
        report = replace(
            report,
            lapicque_rheobase=first.rheobase,
            lapicque_time_constant=first.time,
            lapicque_error=first.error,
        )
    if second is not None:
        report = replace(
            report, weiss_rheobase=second.rheobase, weiss_chronaxie=second.time, weiss_error=second.error
        )
    width = float(found.errors[known].max())
    return report, _curve(length, strength, width, first, second)


def _curve(length: Floats, strength: Floats, width: float, first: Fit | None, second: Fit | None) -> Curve:
    columns = [
        Variable("duration", "d", "ms", length),
        Variable("threshold", "I", "µA/cm²", strength, width or None),
        Variable("charge", "Q", "nC/cm²", strength * length),
    ]
    for law, fit in ((lapicque, first), (weiss, second)):
        if fit is not None:
            columns.append(Variable(law.__name__, "I", "µA/cm²", law(length, fit.rheobase, fit.time)))
    return Curve("strength_duration", "strength-duration", tuple(columns))


def _chronaxie(probe: Probe, current: float, longest: float) -> float | None:
    """The shortest pulse [ms] of a current [µA/cm²] that makes a spike."""

    def fires(lengths: Floats) -> NDArray[np.bool_]:
        amplitudes = np.full(lengths.size, current)
        outcomes = probe.pulses(amplitudes, np.maximum(lengths.ravel(), 1e-6), enough=1)
        return outcomes.spike_count.reshape(lengths.shape) > 0

    first = longest * np.logspace(np.log10(SHORTEST), 0.0, RUNGS)
    found = thresholds(fires, first[np.newaxis])
    return float(found.middle[0]) if found.found[0] else None
