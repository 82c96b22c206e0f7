"""Ways in which two copies of a neuron may be coupled: a gap junction, chemical synapses."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.neuron.synaptic_course import AlphaCourse, Course, DoubleExponentialCourse
from core.parameters import Parameters, parameter
from core.quantity import MillisiemensPerCm2, Millivolt, PerMillisecond, TimeSpan
from core.result import Floats

Complexes = NDArray[np.complex128]
_DELAY = "time from a spike, the upward crossing of `spike_threshold`, to the event"


@dataclass(frozen=True, kw_only=True)
class GapJunction(Parameters):
    """A current g (V_other − V) into either cell."""

    kind: Literal["gap-junction"] = "gap-junction"
    conductance: MillisiemensPerCm2 = parameter(0.01, "conductance of the junction", symbol="g")


@dataclass(frozen=True, kw_only=True)
class AlphaCoupling(AlphaCourse):
    """A synapse with an alpha function after each spike of the other cell, in both directions."""

    kind: Literal["alpha"] = "alpha"
    delay: TimeSpan = parameter(0.5, _DELAY)


@dataclass(frozen=True, kw_only=True)
class DoubleExponentialCoupling(DoubleExponentialCourse):
    """A synapse with a difference of two exponentials after each spike, in both directions."""

    kind: Literal["double-exponential"] = "double-exponential"
    delay: TimeSpan = parameter(0.5, _DELAY)


@dataclass(frozen=True, kw_only=True)
class KineticSynapse(Parameters):
    """A synapse g s (V − E) with ds/dt = α S(V_pre) (1 − s) − β s, S(V) = 1/(1 + e^((V_half − V)/k)).

    X.-J. Wang and J. Rinzel (1992) Neural Comput 4:84-97, doi:10.1162/neco.1992.4.1.84.
    """

    kind: Literal["kinetic"] = "kinetic"
    conductance: MillisiemensPerCm2 = parameter(0.01, "conductance with all receptors open", symbol="g")
    reversal: Millivolt = parameter(0.0, "reversal potential", symbol="E")
    opening: PerMillisecond = parameter(1.0, "rate α of opening", symbol=r"\alpha", gt=0.0, le=1e4)
    closing: PerMillisecond = parameter(0.1, "rate β of closing", symbol=r"\beta", gt=0.0, le=1e4)
    half_release: Millivolt = parameter(0.0, "presynaptic voltage of half the release", symbol=r"V_{1/2}")
    release_slope: Millivolt = parameter(2.0, "steepness k of release", symbol="k", gt=0.0)


Coupling = GapJunction | AlphaCoupling | DoubleExponentialCoupling | KineticSynapse


def event_spectrum(course: Course, period: float, orders: Floats) -> Complexes:
    """Fourier coefficients [mS/cm²] of the conductance after events at the times k T, k an integer.

    Of (a + b t) e^(−t/τ₁) + c e^(−t/τ₂) after each event: (1/T) [a/z₁ + b/z₁² + c/z₂] with z = 1/τ + i ω.

    Parameters
    ----------
    period
        T [ms].
    orders
        Numbers k of the frequencies ω = 2πk/T, shape (k,).
    """
    a, b, c = course.jumps
    first, second = course.rates
    rotation = 2j * np.pi * orders / period
    made = a / (first + rotation) + b / (first + rotation) ** 2
    if c != 0.0:
        made += c / (second + rotation)
    return np.asarray(made / period, dtype=np.complex128)


def release_gating(synapse: KineticSynapse, voltages: Floats, period: float) -> Floats:
    """The open share s of a kinetic synapse at M equally spaced phases of a cycle, shape (M,).

    Parameters
    ----------
    voltages
        Presynaptic V [mV] at 4 M equally spaced phases, shape (4 M,).
    """
    fine, rough = _gating(synapse, voltages, period)[::2], _gating(synapse, voltages[::2], period)
    return np.asarray((16.0 * fine - rough) / 15.0)


def _gating(synapse: KineticSynapse, voltages: Floats, period: float) -> Floats:
    """The same to the fourth order of a step, at every second of the phases.

    The equation is linear in s: over a step, s is multiplied by e^(−∫B) and gains ∫A e^(−∫B), where A = α S
    and B = A + β are parabolas through three phases; and the solution repeats with the period.
    """
    z = (synapse.half_release - voltages) / synapse.release_slope
    source = synapse.opening / (1.0 + np.exp(np.clip(z, -700.0, 700.0)))
    h = 2.0 * period / voltages.size
    first, second, third = (np.roll(source, -k)[::2] for k in range(3))
    # Integrals of B from the begin, and from the middle, to the end.
    whole = h * synapse.closing + h / 6.0 * (first + 4.0 * second + third)
    half = 0.5 * h * synapse.closing + h / 24.0 * (-first + 8.0 * second + 5.0 * third)
    kept = np.exp(-whole)
    gained = h / 6.0 * (first * kept + 4.0 * second * np.exp(-half) + third)
    steps = list(zip(kept.tolist(), gained.tolist(), strict=True))
    multiplied, gain = 1.0, 0.0
    for factor, more in steps:
        multiplied, gain = multiplied * factor, gain * factor + more
    share, found = gain / (1.0 - multiplied), []
    for factor, more in steps:
        found.append(share)
        share = share * factor + more
    return np.array(found)
