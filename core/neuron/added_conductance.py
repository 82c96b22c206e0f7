"""Conductances added from outside: the dynamic clamp, and synapses driven at given times.

I = −g(t) (V − E). Between two knots every g(t) is g₀ + g₁ s + (a + b s) e^(−s/τ₁) + c e^(−s/τ₂), s being the
time since the knot: exact for piecewise-linear conductances, alpha functions and differences of exponentials.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from core.errors import ParameterError
from core.neuron.synaptic_course import AlphaCourse, Course, DoubleExponentialCourse, course_pieces
from core.parameters import Parameters, numbers, parameter
from core.quantity import (
    Bounds,
    Driven,
    Millisecond,
    MillisiemensPerCm2,
    Millivolt,
    Quantity,
    annotated_quantity,
)
from core.result import Floats, Notice
from core.stimulus import MAX_STIMULI, Noise, Pulse, PulseTrain, Ramp, Samples, Step
from core.waveform import Waveform, knot_count, late_stimuli, waveform

if TYPE_CHECKING:
    from core.neuron.integrator.workspace import Drive

MAX_EVENTS = 10_000
MAX_CONDUCTANCES = 8
_SPECIFIC = annotated_quantity(MillisiemensPerCm2)
_SIGNED = Quantity(_SPECIFIC.name, _SPECIFIC.unit, Bounds(ge=-1e6, le=1e6))
_TIMES = "times of the events, in any order; a time given twice is two events"
G0, G1, A, B, FIRST_RATE, C, SECOND_RATE = range(7)
"""Columns of a piece."""

PiecewiseLinear = Step | Pulse | PulseTrain | Ramp | Noise | Samples
"""Stimuli that a conductance can follow: all but the sinusoids."""


@dataclass(frozen=True, kw_only=True)
class ClampedConductance(Parameters):
    """A conductance that a dynamic clamp adds: constant, stepped, ramped or recorded."""

    kind: Literal["dynamic-clamp"] = "dynamic-clamp"
    stimulus: Annotated[tuple[PiecewiseLinear, ...], Driven(_SIGNED)] = parameter(
        meaning="the conductance in time, a sum of stimuli; negative to take conductance away",
        min_items=1,
        max_items=MAX_STIMULI,
    )
    reversal: Millivolt = parameter(0.0, "reversal potential of its current", symbol="E")


@dataclass(frozen=True, kw_only=True)
class AlphaSynapse(AlphaCourse):
    """A synapse with g(t) = g_max (s/τ) e^(1 − s/τ) after each event."""

    kind: Literal["alpha"] = "alpha"
    times: tuple[Millisecond, ...] = parameter(meaning=_TIMES, min_items=1, max_items=MAX_EVENTS, ge=0.0)


@dataclass(frozen=True, kw_only=True)
class DoubleExponentialSynapse(DoubleExponentialCourse):
    """A synapse whose conductance is a difference of two exponentials with its peak at g_max."""

    kind: Literal["double-exponential"] = "double-exponential"
    times: tuple[Millisecond, ...] = parameter(meaning=_TIMES, min_items=1, max_items=MAX_EVENTS, ge=0.0)


Conductance = ClampedConductance | AlphaSynapse | DoubleExponentialSynapse


@dataclass(frozen=True, slots=True, eq=False)
class AddedConductance:
    """A conductance in the form that the kernels read.

    Attributes
    ----------
    knots
        Increasing times [ms], shape (n,), the first where the run begins.
    pieces
        Coefficients from each knot on, shape (n, 7); see `core.neuron.integrator.workspace.Drive`.
    reversal
        Reversal potential [mV].
    """

    knots: Floats
    pieces: Floats
    reversal: float

    def moved(self, knots: Floats) -> Floats:
        """Pieces from other knots [ms] on, among which are all its own: shape (m, 7)."""
        own = np.maximum(np.searchsorted(self.knots, knots, side="right") - 1, 0)
        elapsed, made = knots - self.knots[own], self.pieces[own].copy()
        early, late = np.exp(-elapsed * made[:, FIRST_RATE]), np.exp(-elapsed * made[:, SECOND_RATE])
        made[:, G0] += made[:, G1] * elapsed
        made[:, A] = (made[:, A] + made[:, B] * elapsed) * early
        made[:, B] *= early
        made[:, C] *= late
        return made

    def __call__(self, times: Floats) -> Floats:
        """Conductance [mS/cm²] at times [ms], shape (k,); at a jump, the value after it."""
        moved = self.moved(times)
        total: Floats = moved[:, G0] + moved[:, A] + moved[:, C]
        return total


def added_conductance(conductance: Conductance, duration: float, pointer: str) -> AddedConductance:
    """A conductance in the form that the kernels read.

    Parameters
    ----------
    conductance
        As it is asked for.
    duration
        Length of the run [ms].
    pointer
        JSON pointer of the conductance in the request, for errors.

    Raises
    ------
    ParameterError
        A sinusoid, or as `core.waveform.waveform`.
    """
    if isinstance(conductance, ClampedConductance):
        wave = waveform(conductance.stimulus, duration, f"{pointer}/stimulus")
        if wave.sinusoids.size:
            raise ParameterError(
                f"{pointer}/stimulus",
                "a conductance cannot be a sinusoid",
                hint="send it as samples with linear interpolation",
            )
        pieces = np.zeros((wave.knots.size, 7))
        pieces[:, G0], pieces[:, G1] = wave.values, wave.slopes
        return AddedConductance(wave.knots, pieces, conductance.reversal)
    return synaptic_conductance(conductance, numbers(conductance, "times"), duration)


def synaptic_conductance(course: Course, times: Floats, end: float) -> AddedConductance:
    """The conductance of a synapse with events at times [ms], shape (n,), in any order.

    Parameters
    ----------
    course
        Its course after an event.
    times
        Times of the events; those from `end` [ms] on are left out.
    """
    knots, counts = np.unique(np.append(0.0, times[times < end]), return_counts=True)
    counts[0] -= 1
    pieces = np.zeros((knots.size, 7))
    pieces[:, FIRST_RATE], pieces[:, SECOND_RATE] = course.rates
    pieces[:, [A, B, C]] = course_pieces(course, knots.tolist(), counts.tolist())
    return AddedConductance(knots, pieces, course.reversal)


def late_events(conductances: tuple[Conductance, ...], duration: float, pointer: str) -> tuple[Notice, ...]:
    """Warn of stimuli and events that begin when the run [ms] is over.

    Parameters
    ----------
    pointer
        JSON pointer of the field that holds the conductances.
    """
    found: list[Notice] = []
    for k, conductance in enumerate(conductances):
        if isinstance(conductance, ClampedConductance):
            found += late_stimuli(conductance.stimulus, duration, f"{pointer}/{k}/stimulus")
            continue
        late = np.flatnonzero(numbers(conductance, "times") >= duration)
        if late.size:
            these = "this event is" if late.size == 1 else f"this event and {late.size - 1} more are"
            detail = f"{these} after the end of the run"
            found.append(Notice("event-after-end", detail, f"{pointer}/{k}/times/{late[0]}"))
    return tuple(found)


def conductance_references(conductances: tuple[Conductance, ...]) -> tuple[str, ...]:
    """Keys of the sources of dynamic clamps and of synapses, where there are any."""
    clamps = [isinstance(conductance, ClampedConductance) for conductance in conductances]
    found = ("sharp-1993",) if any(clamps) else ()
    return found if all(clamps) else (*found, "roth-van-rossum-2009")


def conductance_knots(conductance: Conductance, duration: float) -> int:
    """Breakpoints of a conductance within a run [ms], to within one for each stimulus, without making it."""
    if isinstance(conductance, ClampedConductance):
        return sum(knot_count(stimulus, duration) for stimulus in conductance.stimulus)
    return len(conductance.times)


def drive_of(wave: Waveform, conductances: tuple[AddedConductance, ...]) -> "Drive":
    """A current (or command) and conductances on common knots, as the kernels read them."""
    from core.neuron.integrator.workspace import Drive

    if not conductances:
        none = np.zeros((0, 0, 7))
        return Drive(wave.knots, wave.values, wave.slopes, wave.sinusoids, none, none[0:0].ravel())
    knots = np.unique(np.concatenate([wave.knots, *(added.knots for added in conductances)]))
    own = np.searchsorted(wave.knots, knots, side="right") - 1
    return Drive(
        knots,
        wave.values[own] + wave.slopes[own] * (knots - wave.knots[own]),
        wave.slopes[own],
        wave.sinusoids,
        np.stack([added.moved(knots) for added in conductances], axis=1),
        np.array([added.reversal for added in conductances]),
    )
