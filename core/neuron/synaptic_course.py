"""The course of a synapse's conductance after an event: alpha function, difference of exponentials.

Alpha: g(t) = g_max (s/τ) e^(1 − s/τ). Double exponential: g(t) = g_max f (e^(−s/τ₂) − e^(−s/τ₁)) with f such
that the peak is g_max. s is the time since the event; events add up.
Source: Roth and van Rossum, "Modeling synapses", in De Schutter (ed.), Computational Modeling Methods for
Neuroscientists, MIT Press 2009, doi:10.7551/mitpress/9780262013277.003.0007.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import MillisiemensPerCm2, Millivolt, TimeSpan

NEAREST = 1e-4
"""Least relative difference of two time constants: below it, the difference of exponentials loses digits."""


@dataclass(frozen=True, kw_only=True)
class AlphaCourse(Parameters):
    """A conductance g(t) = g_max (s/τ) e^(1 − s/τ) after each event."""

    g_max: MillisiemensPerCm2 = parameter(meaning="peak conductance of one event", symbol=r"\bar g")
    tau: TimeSpan = parameter(2.0, "time from an event to the peak", symbol=r"\tau")
    reversal: Millivolt = parameter(0.0, "reversal potential", symbol="E")

    @property
    def rates(self) -> tuple[float, float]:
        """1/τ₁ and 1/τ₂ [1/ms] of g = (a + b s) e^(−s/τ₁) + c e^(−s/τ₂)."""
        return 1.0 / self.tau, 0.0

    @property
    def jumps(self) -> tuple[float, float, float]:
        """What an event adds to a [mS/cm²], b [mS/cm²/ms] and c [mS/cm²]."""
        return 0.0, self.g_max * math.e / self.tau, 0.0


@dataclass(frozen=True, kw_only=True)
class DoubleExponentialCourse(Parameters):
    """A conductance that is a difference of two exponentials after each event, its peak at g_max."""

    g_max: MillisiemensPerCm2 = parameter(meaning="peak conductance of one event", symbol=r"\bar g")
    tau_rise: TimeSpan = parameter(0.5, "rise time constant", symbol=r"\tau_1")
    tau_decay: TimeSpan = parameter(5.0, "decay time constant; longer than the rise", symbol=r"\tau_2")
    reversal: Millivolt = parameter(0.0, "reversal potential", symbol="E")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.tau_rise > (1.0 - NEAREST) * self.tau_decay:
            raise ParameterError(
                "/tau_rise",
                "the rise of a double-exponential synapse is not faster than its decay",
                received=self.tau_rise,
                allowed=f"<= {1.0 - NEAREST:g} tau_decay = {(1.0 - NEAREST) * self.tau_decay:g}",
                hint="equal time constants are an alpha synapse",
            )

    @property
    def peak_factor(self) -> float:
        """What makes the peak of e^(−s/τ₂) − e^(−s/τ₁) one."""
        rise, decay = self.tau_rise, self.tau_decay
        peak = rise * decay / (decay - rise) * math.log(decay / rise)
        return 1.0 / (math.exp(-peak / decay) - math.exp(-peak / rise))

    @property
    def rates(self) -> tuple[float, float]:
        """1/τ₁ and 1/τ₂ [1/ms] of g = (a + b s) e^(−s/τ₁) + c e^(−s/τ₂)."""
        return 1.0 / self.tau_rise, 1.0 / self.tau_decay

    @property
    def jumps(self) -> tuple[float, float, float]:
        """What an event adds to a [mS/cm²], b [mS/cm²/ms] and c [mS/cm²]."""
        height = self.g_max * self.peak_factor
        return -height, 0.0, height


Course = AlphaCourse | DoubleExponentialCourse


Coefficients = tuple[float, float, float]
"""a [mS/cm²], b [mS/cm²/ms] and c [mS/cm²] of g = (a + b s) e^(−s/τ₁) + c e^(−s/τ₂)."""


def later(course: Course, now: Coefficients, elapsed: float) -> Coefficients:
    """The coefficients after some time [ms]."""
    first, second = course.rates
    fast = math.exp(-elapsed * first)
    a, b, c = now
    return (a + b * elapsed) * fast, b * fast, c * math.exp(-elapsed * second)


def course_pieces(
    course: Course, knots: Sequence[float], counts: Sequence[int], start: Coefficients = (0.0, 0.0, 0.0)
) -> list[Coefficients]:
    """The coefficients from each knot on.

    Parameters
    ----------
    course
        The course after one event.
    knots
        Increasing times [ms].
    counts
        How many events happen at each.
    start
        The coefficients just before the first knot.
    """
    more_a, more_b, more_c = course.jumps
    first, second = course.rates
    (a, b, c), then, exp = start, knots[0], math.exp
    found = []
    # Plain numbers, and `later` written out: an event takes half a microsecond.
    for time, count in zip(knots, counts, strict=True):
        elapsed = time - then
        fast, then = exp(-elapsed * first), time
        a = (a + b * elapsed) * fast + count * more_a
        b = b * fast + count * more_b
        c = c * exp(-elapsed * second) + count * more_c
        found.append((a, b, c))
    return found
