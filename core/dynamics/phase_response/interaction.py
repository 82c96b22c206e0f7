"""The interaction of two weakly coupled copies of an oscillating neuron, and where their phases lock.

With phases θ₁, θ₂ that advance by 1 in a period T, coupling of first order in its strength gives
dθ₁/dt = 1/T + H(θ₂ − θ₁) and the same for the other, where H(φ) is the mean over a period of the phase
response times the current that a cell at phase s receives from one at s + φ. The difference φ = θ₂ − θ₁
obeys dφ/dt = G(φ) = H(−φ) − H(φ); zeros of G with a negative slope are stable.

D. Hansel, G. Mato and C. Meunier (1995) Neural Comput 7:307-337, doi:10.1162/neco.1995.7.2.307.
"""

from dataclasses import dataclass

import numpy as np

from core.dynamics.cycles.phases import PhasedCycle, crossing_places
from core.dynamics.phase_response.adjoint import Adjoint
from core.dynamics.phase_response.coupling import (
    Complexes,
    Coupling,
    GapJunction,
    KineticSynapse,
    event_spectrum,
    release_gating,
)
from core.result import Floats

FIRST_GRID, LAST_GRID = 1024, 65_536
"""Phases of the integrals: twice as many until the function no longer changes."""
ACCURACY = 1e-9
"""Change of H that ends this, as a share of its largest magnitude."""
NEGLIGIBLE = 1e-13
"""Share of the largest coefficient of a Fourier series below which the others are left out."""
NEWTON_STEPS = 30


@dataclass(frozen=True, eq=False)
class Interaction:
    """H of one coupling.

    Attributes
    ----------
    values
        H [1/ms] at M equally spaced phases from 0 on, shape (M,).
    error
        Change of H [1/ms] from half as many phases.
    """

    values: Floats
    error: float

    @property
    def odd(self) -> Floats:
        """G(φ) = H(−φ) − H(φ) [1/ms] at the same phases."""
        return np.asarray(np.roll(self.values[::-1], 1) - self.values)

    def at(self, phase: float) -> float:
        """H [1/ms] at one phase, by its Fourier series."""
        count = self.values.size
        terms = np.fft.rfft(self.values) * np.exp(2j * np.pi * np.arange(count // 2 + 1) * phase) / count
        return float(2.0 * terms.real.sum() - terms[0].real - terms[-1].real)


@dataclass(frozen=True, slots=True)
class Lock:
    """A phase difference that persists: a zero of G, and G′ there [1/ms]."""

    phase: float
    slope: float


def interaction(phased: PhasedCycle, found: Adjoint, coupling: Coupling, threshold: float) -> Interaction:
    """H of a coupling; spikes are upward crossings of the threshold [mV]."""
    count = FIRST_GRID
    earlier = _interaction(phased, found, coupling, threshold, count)
    while True:
        count *= 2
        values = _interaction(phased, found, coupling, threshold, count)
        error = float(np.abs(values[::2] - earlier).max())
        if error <= ACCURACY * float(np.abs(values).max()) or count >= LAST_GRID:
            return Interaction(values, error)
        earlier = values


def _interaction(
    phased: PhasedCycle, found: Adjoint, coupling: Coupling, threshold: float, count: int
) -> Floats:
    """H at so many phases."""
    phases = np.arange(count) / count
    voltages, period = phased.states(phases)[:, 0], phased.cycle.period
    # Phase advance per current density: ∂F/∂I of V is 1/C.
    point = np.append(phased.cycle.mesh_states[0], phased.cycle.values)
    per_current = float(phased.cycle.field.jacobian(point)[0, -1])
    response = found.gradients(phased.origin + phases)[:, 0] * per_current / period
    if isinstance(coupling, GapJunction):
        received = _correlation(response, np.fft.rfft(voltages)) - float(np.mean(response * voltages))
        return np.asarray(coupling.conductance * received)
    if isinstance(coupling, KineticSynapse):
        finer = phased.states(np.arange(4 * count) / (4.0 * count))[:, 0]
        spectrum = np.fft.rfft(coupling.conductance * release_gating(coupling, finer, period))
    else:
        orders = np.arange(count // 2 + 1.0)
        late = crossing_places(phased.cycle, threshold) - phased.origin + coupling.delay / period
        shifts = np.exp(-2j * np.pi * np.multiply.outer(late, orders)).sum(axis=0)
        spectrum = count * event_spectrum(coupling, period, orders) * shifts
    return -_correlation(response * (voltages - coupling.reversal), spectrum)


def _correlation(a: Floats, spectrum: Complexes) -> Floats:
    """The mean over s of a(s) b(s + φ) at every φ of the grid, b being given by its Fourier transform."""
    return np.asarray(np.fft.irfft(np.conj(np.fft.rfft(a)) * spectrum, a.size) / a.size)


def locks(found: Interaction) -> list[Lock]:
    """All zeros of G in [0, 1), by increasing phase; none where G vanishes to within its error.

    G is odd and periodic: 0 and 1/2 are always among them. The others are found between the phases of the
    grid on the Fourier series of G.
    """
    odd = found.odd
    if float(np.abs(odd).max()) <= 2.0 * found.error:
        return []
    count = odd.size
    sines = np.asarray(-2.0 * np.imag(np.fft.rfft(odd)) / count, dtype=np.float64)
    kept = int(np.flatnonzero(np.abs(sines) > NEGLIGIBLE * np.abs(sines).max())[-1]) + 1
    sines, orders = sines[:kept], 2.0 * np.pi * np.arange(float(kept))
    inside = odd[1 : count // 2]
    phases = [0.0, 0.5]
    for i in np.flatnonzero(inside[:-1] * inside[1:] <= 0.0).tolist():
        phase = _zero(sines, orders, (i + 1.0) / count, (i + 2.0) / count)
        phases += [phase, 1.0 - phase]
    return [Lock(phase, float((sines * orders) @ np.cos(orders * phase))) for phase in sorted(set(phases))]


def _zero(sines: Floats, orders: Floats, low: float, high: float) -> float:
    """The zero of a series of sines between two phases: Newton's method within the bracket."""
    rising = float(sines @ np.sin(orders * high)) > float(sines @ np.sin(orders * low))
    x = 0.5 * (low + high)
    for _ in range(NEWTON_STEPS):
        value = float(sines @ np.sin(orders * x))
        if (value > 0.0) == rising:
            high = x
        else:
            low = x
        slope = float((sines * orders) @ np.cos(orders * x))
        step = value / slope if slope else 0.0
        moved = x - step if low < x - step < high else 0.5 * (low + high)
        if abs(moved - x) <= 1e-15:
            break
        x = moved
    return x
