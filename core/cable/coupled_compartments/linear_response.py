"""The voltages of a linear network at any time: each mode driven exactly, and summed.

V = V_rest + Σ_k S_k [b_k e^{−λ_k t} + Σ_j S_jk ∫ e^{−λ_k (t−s)} I_j(s) ds], S_k the shape of mode k, b_k its
part of the initial deviation. The integral is a relaxation under the waveform, which has a closed form.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cable.coupled_compartments.circuit import Circuit
from core.cable.coupled_compartments.compartments import Compartment, Passive
from core.cable.coupled_compartments.modes import Modes
from core.interruption import checkpoint
from core.numerics.driven_relaxation import relaxation, relaxation_at_knots
from core.result import Floats
from core.stimulus import Stimulus
from core.waveform import Waveform, waveform

EVER = 1e15
"""Time constant of a mode that does not decay, in durations of the run: all that it loses is rounding."""
ROOM = 2**22
"""Numbers held at a time."""
EPSILON = float(np.finfo(np.float64).eps)
FADDEEVA_ERROR = 1e-13


@dataclass(frozen=True, eq=False)
class Source:
    """A current and the compartments that it goes into.

    Attributes
    ----------
    drive
        The current [nA].
    compartments
        Their indices.
    """

    drive: Waveform
    compartments: tuple[int, ...]


def sources(compartments: Sequence[Compartment], duration: float) -> tuple[Source, ...]:
    """The currents into all compartments; equal ones are found once.

    Raises
    ------
    ParameterError
        A noise with too many values.
    """
    places: dict[tuple[Stimulus, ...], list[int]] = {}
    for index, compartment in enumerate(compartments):
        if compartment.stimulus:
            places.setdefault(compartment.stimulus, []).append(index)
    return tuple(
        Source(waveform(stimuli, duration, f"/compartments/{found[0]}/stimulus"), tuple(found))
        for stimuli, found in places.items()
    )


def injected(currents: Sequence[Source], index: int, times: Floats) -> Floats:
    """Current into a compartment [nA] at times [ms], shape (m,)."""
    for source in currents:
        if index in source.compartments:
            return source.drive(times)
    return np.zeros(times.size)


@dataclass(frozen=True, eq=False)
class LinearResponse:
    """A linear network under its currents.

    Attributes
    ----------
    circuit, modes
        The network.
    sources
        What is injected.
    rest
        Voltages without currents [mV], shape (n,); of a floating piece, the mean that its charge keeps.
    amplitudes
        Modes at time 0 [mV nF^{1/2}], shape (n,).
    duration
        Length of the run [ms].
    """

    circuit: Circuit
    modes: Modes
    sources: tuple[Source, ...]
    rest: Floats
    amplitudes: Floats
    duration: float

    @property
    def decay_times(self) -> Floats:
        """Time constants [ms], those of modes that do not decay finite, shape (n,)."""
        return np.minimum(self.modes.time_constants, EVER * self.duration)

    def __call__(self, times: Floats, rows: Sequence[int] | None = None) -> Floats:
        """Voltage above rest [mV] of some compartments at increasing times [ms], shape (rows, m)."""
        shapes = self.modes.shapes if rows is None else self.modes.shapes[list(rows)]
        total = np.zeros((shapes.shape[0], times.size))
        together = max(ROOM // max(times.size, 1), 1)
        for first in range(0, self.modes.rates.size, together):
            part = range(first, min(first + together, self.modes.rates.size))
            courses = np.array([self._course(k, times) for k in part])
            total += shapes[:, part.start : part.stop] @ courses
        return total

    def rounding(self) -> float:
        """Bound on the rounding error of the voltages [mV].

        Every mode adds its own share, of either sign: the sizes of the shares are added up, each with the
        error of the modes and with what the closed forms lose.
        """
        shapes, lasting = np.abs(self.modes.shapes), np.minimum(self.decay_times, self.duration)
        fresh = EPSILON * (16.0 + self.duration / lasting.min())
        share = self.modes.error() + min(fresh, EPSILON * 1e6)
        error = share * float(np.max(shapes @ np.abs(self.amplitudes)))
        for source in self.sources:
            weights = shapes[list(source.compartments)].sum(axis=0) * lasting
            size = float(np.max(shapes @ weights))
            drive = source.drive
            steps = EPSILON * drive.knots.size
            error += size * float(np.max(np.abs(drive.values))) * (share + steps)
            for begin, end, amplitude, _, omega, rate in drive.sinusoids.tolist():
                elapsed = min(end, self.duration) - begin
                turned = max(abs(omega), abs(omega + rate * elapsed)) * self.duration
                lost = EPSILON * turned + (FADDEEVA_ERROR if rate else 0.0)
                error += size * abs(amplitude) * (share + lost)
        largest = float(np.max(np.abs(self.rest)))
        return float(error + np.spacing(largest))

    def _course(self, k: int, times: Floats) -> Floats:
        """Amplitude of a mode at times [ms]."""
        checkpoint()
        tau = float(self.decay_times[k])
        course: Floats = self.amplitudes[k] * np.exp(-times / tau)
        for source in self.sources:
            weight = float(self.modes.shapes[list(source.compartments), k].sum())
            if weight != 0.0:
                held = relaxation_at_knots(source.drive, tau)
                course += weight * tau * relaxation(source.drive, tau, held, times)[0]
        return course

    @property
    def shortest_period(self) -> float:
        """Shortest period of the currents' sinusoids [ms]; infinite without any."""
        fastest = 0.0
        for source in self.sources:
            for begin, end, _, _, omega, rate in source.drive.sinusoids.tolist():
                last = omega + rate * (min(end, self.duration) - begin)
                fastest = max(fastest, abs(omega), abs(last))
        return 2.0 * math.pi / fastest if fastest > 0.0 else math.inf


def linear_response(
    compartments: Sequence[Passive], circuit: Circuit, modes: Modes, duration: float
) -> LinearResponse:
    """The response of a network of passive compartments to its currents.

    Raises
    ------
    ParameterError
        A noise with too many values.
    """
    floating = circuit.floating.tolist()
    asked = [
        compartment.resting_potential
        if floats and compartment.initial_voltage is None
        else compartment.initial_voltage
        for compartment, floats in zip(compartments, floating, strict=True)
    ]
    rest = resting_voltages(circuit, modes, asked)
    start = np.array([rest[i] if voltage is None else voltage for i, voltage in enumerate(asked)])
    amplitudes = modes.shapes.T @ (circuit.capacitance * (start - rest))
    return LinearResponse(circuit, modes, sources(compartments, duration), rest, amplitudes, duration)


def resting_voltages(circuit: Circuit, modes: Modes, initial: Sequence[float | None]) -> Floats:
    """Voltages that the network comes to without currents [mV], shape (n,).

    Of a piece of which nothing leaks, the mean of its initial voltages weighted by the capacitances: no
    charge leaves it. Initial voltages may be None elsewhere.
    """
    floating = circuit.floating
    rest = np.empty(circuit.size)
    leaking = ~floating
    if leaking.any():
        # Relative to one of the potentials: where all are equal, the rest is exactly that.
        base = circuit.reversal[leaking][0]
        pulled = circuit.leak[leaking] * (circuit.reversal[leaking] - base)
        rest[leaking] = base + modes.resistances[np.ix_(leaking, leaking)] @ pulled
    for piece in np.unique(circuit.pieces[floating]):
        nodes = np.flatnonzero(circuit.pieces == piece)
        voltages = np.array([initial[i] for i in nodes.tolist()], dtype=np.float64)
        # Relative to one of them, so that equal ones stay what they are.
        moved = np.average(voltages - voltages[0], weights=circuit.capacitance[nodes])
        rest[nodes] = voltages[0] + moved
    return rest
