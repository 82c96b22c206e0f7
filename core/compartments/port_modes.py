"""A passive forest as its port sees it: a leak and a few modes, each a compartment on the port.

The voltages V of a forest obey C V' = −G V + b V_a + i, with V_a that of the port, b the couplings to it and
i the currents of the leaks. With V = h + U, G h = i, and modes G x_k = λ_k C x_k, x_kᵀ C x_k = 1,

    U = q V_a + Σ x_k u_k,   u_k' = β_k V_a − λ_k u_k,   β_k = bᵀ x_k,

where q is what joints without a capacitance take of V_a at once. Such a mode is a compartment of capacitance
s², coupled to the port by β_k s and leaking by λ_k s² − β_k s, of voltage u_k/s; with s = β_k/λ_k it leaks
nothing (Foster's form of the driving-point admittance). Galerkin's modes in the rational Krylov space

    span {(G + σ C)⁻¹ b : σ = 0, σ_1, σ_2, ...}

make admittance and transfer exact at s = σ, that at s = 0 with its slope: the steady state and the charge.
No conductance is negative (A. Odabasioglu, M. Celik, L. T. Pileggi 1998, doi:10.1109/43.712097), and the
error falls exponentially with the number of σ spread over the decades of interest (V. Druskin,
L. Knizhnerman, M. Zaslavsky 2009, doi:10.1137/080742403). For dendrites: A. R. Kellems, D. Roos, N. Xiao,
S. J. Cox 2009, doi:10.1007/s10827-008-0134-2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.compartments.passive_circuit import PassiveCircuit
from core.numerics.tall import times
from core.numerics.tree.response import Complexes
from core.result import Floats

SWING, SLOPE = 100.0, 1000.0
"""Largest amplitude [mV] and rate of change [mV/ms] of the port's voltage: what the error is stated for."""
HIGHEST_SHIFT = 300.0
"""Largest σ [1/ms]."""
HIGHEST_FREQUENCY = 50.0
"""Up to which the error is measured [kHz]."""
FREQUENCIES = 12
FEWEST, MOST, PER_DECADE = 20, 64, 8.0
"""Numbers of σ; the fewest fill a row of lanes with the frequencies. How many more leave a tenth."""
ATTEMPTS = 3
EXCURSION = 20.0
"""Largest deviation of a mode's voltage from that of the port at the beginning [mV]."""
TINY = np.finfo(np.float64).tiny

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PortModes:
    """What stands for a forest.

    Attributes
    ----------
    couplings, leaks, leak_currents, capacitances, voltages
        Of the compartments that are its modes, each coupled to the port: shape (k,) [µS, nA, nF, mV].
    port_leak, port_leak_current, port_capacitance
        What the port gets [µS, nA, nF].
    shares, port_shares, offsets
        A voltage of the forest is a sum of shares, (n, k), of the modes' voltages, a share of the port's and
        an offset [mV].
    error
        Of the voltages [mV].
    """

    couplings: Floats
    leaks: Floats
    leak_currents: Floats
    capacitances: Floats
    voltages: Floats
    port_leak: float
    port_leak_current: float
    port_capacitance: float
    shares: Floats
    port_shares: Floats
    offsets: Floats
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class _Modes:
    """Modes x_k, their decays λ_k [1/ms], what they reach at a steady port, β_k/λ_k, and begin with."""

    vectors: Floats
    decays: Floats
    steady: Floats
    away: Floats

    def __getitem__(self, some: Bools) -> "_Modes":
        return _Modes(self.vectors[:, some], self.decays[some], self.steady[some], self.away[some])


def port_modes(circuit: PassiveCircuit, voltages: Floats, port: float, goal: float) -> PortModes:
    """Modes of a forest.

    Parameters
    ----------
    voltages, port
        Of the forest and of the port at the beginning [mV].
    goal
        Error to aim at [mV]: the largest of the voltages, that of the port being any sinusoid of up to
        `HIGHEST_FREQUENCY` within `SWING` and `SLOPE`.
    """
    away = circuit.away(voltages, port)
    if np.abs(away).max() <= 0.1 * goal:
        away = np.zeros(away.size)
    count = FEWEST
    found = _approximation(circuit, away, port, goal, count)
    for _ in range(ATTEMPTS - 1):
        if not goal < found.error < np.inf or count >= min(MOST, circuit.charged):
            break
        count = min(count + int(np.ceil(PER_DECADE * np.log10(found.error / goal))), MOST)
        finer = _approximation(circuit, away, port, goal, count)
        found = finer if finer.error < found.error else found
    return found


def _approximation(circuit: PassiveCircuit, away: Floats, port: float, goal: float, count: int) -> PortModes:
    """Modes from so many σ."""
    count = min(count, circuit.charged)
    highest = max(HIGHEST_SHIFT, 10.0 * circuit.slowest)
    rates = _rates(circuit, count, highest, 2.0 * np.pi * HIGHEST_FREQUENCY)
    fed = circuit.fed(rates)
    columns = [fed[:, :count].real - circuit.at_once[:, np.newaxis]]
    # What does not rest at the beginning may begin as steeply as it can end.
    all_rates = _rates(circuit, count, max(highest, circuit.fastest), max(highest, circuit.fastest))
    settling = circuit.settling(all_rates, away) if away.any() else None
    if settling is not None:
        columns += [away[:, np.newaxis], settling[:, :count].real]
    modes = _modes(circuit, np.concatenate(columns, axis=1), away)
    kept = _kept(modes, goal)
    merged = float(np.sum(modes.steady[~kept] ** 2))
    modes = modes[kept]
    error = _error(circuit, modes, merged, rates[count:], fed[:, count:])
    if settling is not None:
        error += _settling_error(modes, all_rates[count:], settling[:, count:])
    return _scaled(circuit, modes, merged, port, error)


def _rates(circuit: PassiveCircuit, count: int, highest: float, limit: float) -> Complexes:
    """So many σ, and i ω at which errors are measured [1/ms], up to a highest and a limit."""
    shifts = np.geomspace(circuit.slowest, highest, count - 1)
    frequencies = np.geomspace(min(0.3 * circuit.slowest, 0.1 * limit), limit, FREQUENCIES)
    return np.concatenate([[0.0], shifts, 1j * frequencies])


def _modes(circuit: PassiveCircuit, columns: Floats, away: Floats) -> _Modes:
    """Galerkin's modes in the space of some columns."""
    basis = circuit.basis(columns)
    decays, turn = np.linalg.eigh(circuit.conductances(basis))
    gains = circuit.into_port(basis) @ turn
    vectors = times(basis, turn * np.where(gains < 0.0, -1.0, 1.0))
    return _Modes(vectors, decays, np.abs(gains) / decays, times(vectors.T, circuit.capacitances * away))


def _kept(modes: _Modes, goal: float) -> Bools:
    """All but those that may follow the port at once: together they err by a quarter of the goal."""
    corner = SLOPE / SWING
    swings = SWING * modes.steady * corner / np.hypot(modes.decays, corner) + np.abs(modes.away)
    errors = np.abs(modes.vectors).max(axis=0) * swings
    order = np.argsort(errors)
    kept = np.ones(errors.size, dtype=np.bool_)
    kept[order[np.cumsum(errors[order]) <= 0.25 * goal]] = False
    return kept


def _error(
    circuit: PassiveCircuit, modes: _Modes, merged: float, tests: Complexes, exact: Complexes
) -> float:
    """Error of the voltages and, over the whole admittance, of the current [mV]; of U/V_a = `exact`."""
    lags = modes.steady[:, np.newaxis] * (1.0 / (1.0 + tests / modes.decays[:, np.newaxis]) - 1.0)
    real = circuit.steady[:, np.newaxis] + times(modes.vectors, lags.real) - exact.real
    imaginary = times(modes.vectors, lags.imag) - exact.imag
    off = np.sqrt((real**2 + imaginary**2).max(axis=0))
    # What flows into the forest, and what is wrong with it.
    total = circuit.feeding.sum() - circuit.into_port(exact.real) - 1j * circuit.into_port(exact.imag)
    wrong = circuit.into_port(real) + 1j * circuit.into_port(imaginary) - tests * merged
    amplitudes = np.minimum(SWING, SLOPE / np.abs(tests))
    # Nothing flows into a forest that is coupled to its port by nothing.
    size = np.maximum(np.abs(total), TINY)
    return float(np.max(amplitudes * np.maximum(off, np.abs(wrong) / size)))


def _settling_error(modes: _Modes, tests: Complexes, exact: Complexes) -> float:
    """Error of what ends from the beginning on [mV]."""
    ends = modes.away[:, np.newaxis] / (modes.decays[:, np.newaxis] + tests)
    real = times(modes.vectors, ends.real) - exact.real
    imaginary = times(modes.vectors, ends.imag) - exact.imag
    return float(np.max(np.abs(tests) * np.sqrt((real**2 + imaginary**2).max(axis=0))))


def _scaled(circuit: PassiveCircuit, modes: _Modes, merged: float, port: float, error: float) -> PortModes:
    """The modes as compartments."""
    scales = np.maximum(modes.steady, np.abs(modes.away) / EXCURSION)
    couplings = modes.decays * modes.steady * scales
    leaks = modes.decays * scales * (scales - modes.steady)
    offsets = circuit.rest - port * times(modes.vectors, scales - modes.steady)
    return PortModes(
        couplings,
        leaks,
        leaks * port,
        scales**2,
        port + modes.away / scales,
        circuit.leak - float(np.sum(modes.decays * modes.steady * (scales - modes.steady))),
        float(circuit.into_port(offsets[:, np.newaxis])[0]),
        merged,
        modes.vectors * scales,
        circuit.steady - times(modes.vectors, modes.steady),
        offsets,
        error,
    )
