"""Conductances added from outside: the dynamic clamp, and synapses driven at given times.

I = −g(t) (V − E). Between two knots every g(t) is g₀ + g₁ s + (a + b s) e^(−s/τ₁) + c e^(−s/τ₂), s being the
time since the knot: exact for piecewise-linear conductances, alpha functions and differences of exponentials.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import (
    Bounds,
    Driven,
    Millisecond,
    MillisiemensPerCm2,
    Millivolt,
    Quantity,
    TimeSpan,
    annotated_quantity,
)
from core.result import Floats
from core.stimulus import MAX_STIMULI, Stimulus
from core.waveform import Waveform, waveform

if TYPE_CHECKING:
    from core.neuron.workspace import Drive

MAX_EVENTS = 10_000
MAX_CONDUCTANCES = 8
_SPECIFIC = annotated_quantity(MillisiemensPerCm2)
_SIGNED = Quantity(_SPECIFIC.name, _SPECIFIC.unit, Bounds(ge=-1e6, le=1e6))
G0, G1, A, B, FIRST_RATE, C, SECOND_RATE = range(7)
"""Columns of a piece."""


@dataclass(frozen=True, kw_only=True)
class ClampedConductance(Parameters):
    """A conductance that a dynamic clamp adds: constant, stepped, ramped or recorded."""

    kind: Literal["dynamic-clamp"] = "dynamic-clamp"
    stimulus: Annotated[tuple[Stimulus, ...], Driven(_SIGNED)] = parameter(
        meaning="the conductance in time, a sum of stimuli; negative to take conductance away; no sinusoids",
        min_items=1,
        max_items=MAX_STIMULI,
    )
    reversal: Millivolt = parameter(0.0, "reversal potential of its current", symbol="E")


@dataclass(frozen=True, kw_only=True)
class AlphaSynapse(Parameters):
    """A synapse with g(t) = g_max (s/τ) e^(1 − s/τ) after each event."""

    kind: Literal["alpha"] = "alpha"
    g_max: MillisiemensPerCm2 = parameter(meaning="peak conductance of one event", symbol=r"\bar g")
    tau: TimeSpan = parameter(2.0, "time from an event to the peak", symbol=r"\tau")
    reversal: Millivolt = parameter(0.0, "reversal potential", symbol="E")
    times: tuple[Millisecond, ...] = parameter(
        meaning="times of the events", min_items=1, max_items=MAX_EVENTS, ge=0.0
    )


@dataclass(frozen=True, kw_only=True)
class DoubleExponentialSynapse(Parameters):
    """A synapse whose conductance is a difference of two exponentials with its peak at g_max."""

    kind: Literal["double-exponential"] = "double-exponential"
    g_max: MillisiemensPerCm2 = parameter(meaning="peak conductance of one event", symbol=r"\bar g")
    tau_rise: TimeSpan = parameter(0.5, "rise time constant", symbol=r"\tau_1")
    tau_decay: TimeSpan = parameter(5.0, "decay time constant; longer than the rise", symbol=r"\tau_2")
    reversal: Millivolt = parameter(0.0, "reversal potential", symbol="E")
    times: tuple[Millisecond, ...] = parameter(
        meaning="times of the events", min_items=1, max_items=MAX_EVENTS, ge=0.0
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.tau_rise >= self.tau_decay:
            raise ParameterError(
                "/tau_rise",
                "the rise of a double-exponential synapse is not faster than its decay",
                received=self.tau_rise,
                allowed=f"< tau_decay = {self.tau_decay}",
                hint="equal time constants are an alpha synapse",
            )

    @property
    def peak_factor(self) -> float:
        """What makes the peak of e^(−s/τ₂) − e^(−s/τ₁) one."""
        rise, decay = self.tau_rise, self.tau_decay
        peak = rise * decay / (decay - rise) * math.log(decay / rise)
        return 1.0 / (math.exp(-peak / decay) - math.exp(-peak / rise))


Conductance = ClampedConductance | AlphaSynapse | DoubleExponentialSynapse


@dataclass(frozen=True, slots=True, eq=False)
class AddedConductance:
    """A conductance in the form that the kernels read.

    Attributes
    ----------
    knots
        Increasing times [ms], shape (n,), the first 0.
    pieces
        Coefficients from each knot on, shape (n, 7); see `core.neuron.workspace.Drive`.
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
        """Conductance [mS/cm²] at times [ms], shape (k,)."""
        moved = self.moved(times)
        total: Floats = moved[:, G0] + moved[:, A] + moved[:, C]
        return total


def added_conductance(conductance: Conductance, duration: float, pointer: str) -> AddedConductance:
    """A conductance in the form that the kernels read.

    Raises
    ------
    ParameterError
        A sinusoid among the stimuli of a dynamic clamp.
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
    times = np.sort(np.array([time for time in conductance.times if time < duration]))
    knots, counts = np.unique(np.append(0.0, times), return_counts=True)
    counts[0] -= 1
    return AddedConductance(knots, _events(conductance, knots, counts), conductance.reversal)


def _events(
    synapse: AlphaSynapse | DoubleExponentialSynapse,
    knots: Floats,
    counts: "np.ndarray[tuple[int], np.dtype[np.int64]]",
) -> Floats:
    """Pieces of a synapse after each of its events."""
    pieces = np.zeros((knots.size, 7))
    if isinstance(synapse, AlphaSynapse):
        pieces[:, FIRST_RATE], jump = 1.0 / synapse.tau, np.zeros(7)
        jump[B] = synapse.g_max * math.e / synapse.tau
    else:
        pieces[:, FIRST_RATE], pieces[:, SECOND_RATE] = 1.0 / synapse.tau_rise, 1.0 / synapse.tau_decay
        jump = np.zeros(7)
        jump[A], jump[C] = -synapse.g_max * synapse.peak_factor, synapse.g_max * synapse.peak_factor
    elapsed = np.diff(knots, prepend=0.0)
    early, late = np.exp(-elapsed * pieces[:, FIRST_RATE]), np.exp(-elapsed * pieces[:, SECOND_RATE])
    last = np.zeros(7)
    for k in range(knots.size):
        a, b, c = (last[A] + last[B] * elapsed[k]) * early[k], last[B] * early[k], last[C] * late[k]
        pieces[k, [A, B, C]] = np.array([a, b, c]) + counts[k] * jump[[A, B, C]]
        last = pieces[k]
    return pieces


def drive_of(wave: Waveform, conductances: tuple[AddedConductance, ...]) -> "Drive":
    """A current (or command) and conductances on common knots, as the kernels read them."""
    from core.neuron.workspace import Drive

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
