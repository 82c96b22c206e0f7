"""Whether small deviations of a tree from an equilibrium fade, by Nyquist's criterion.

With the states of a compartment eliminated, a deviation u e^{λt} obeys M(λ) u = 0, where M has the couplings
of the tree and on its diagonal the admittances Y(λ) of the compartments. Where the real parts of all Y(iω)
are positive, that of u* M u is so in the whole right half-plane, which then holds no eigenvalue. Otherwise
the eigenvalues there are counted: the argument of det M(iω) rises by (n − 2 Z + 2 P) π/2 from ω = 0 to
infinity, with n compartments that have a capacitance, Z eigenvalues with positive real part, and P of the
states at fixed voltage.

Nyquist H (1932) Regeneration theory. Bell System Technical Journal 11:126-147,
doi:10.1002/j.1538-7305.1932.tb02344.x.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.compartments.compartments import NANO_PER_MICRO, Compartments
from core.compartments.steady_membrane import SteadyKind
from core.numerics.tree.recursion import pivots
from core.result import Floats

Complexes = NDArray[np.complex128]

LOWEST, PER_DECADE = 1e-6, 12
"""Lowest angular frequency after 0 [rad/ms], and how many there are in a decade."""
BEYOND = 1e3
"""Highest frequency, in units of the fastest exchange of charge between compartments or with a state."""
FASTEST_STATE = 1e2
"""Rate of the fastest states [1/ms]."""
LARGEST_TURN = 0.7
"""Change of an argument between two frequencies up to which it is followed [rad]."""
REFINEMENTS = 6


def is_stable(compartments: Compartments, kinds: Sequence[SteadyKind | None], voltages: Floats) -> bool:
    """Whether an equilibrium is stable.

    Parameters
    ----------
    compartments, kinds
        The tree, and its kinds of membrane.
    voltages
        Of the equilibrium [mV].
    """
    frequencies = _frequencies(compartments, kinds)
    rows, growing = _admittances(compartments, kinds, voltages, frequencies)
    if growing == 0 and rows.real.min() >= 0.0:
        return True
    for _ in range(REFINEMENTS):
        arguments = np.unwrap(_arguments(compartments, rows), axis=1)
        wide = np.flatnonzero(np.abs(np.diff(arguments, axis=1)).max(axis=0) > LARGEST_TURN)
        if wide.size == 0:
            break
        between = 0.5 * (frequencies[wide] + frequencies[wide + 1])
        frequencies = np.insert(frequencies, wide + 1, between)
        rows, _ = _admittances(compartments, kinds, voltages, frequencies)
    arguments = np.unwrap(_arguments(compartments, rows), axis=1)
    quarters = float(np.sum(arguments[:, -1] - arguments[:, 0])) / (0.5 * np.pi)
    charged = int(np.count_nonzero(capacitances(compartments, kinds) > 0.0))
    return round(0.5 * (charged - quarters)) + growing == 0


def capacitances(compartments: Compartments, kinds: Sequence[SteadyKind | None]) -> Floats:
    """Capacitance of every compartment [nF]."""
    total = compartments.capacitances.copy()
    for number, kind in enumerate(kinds):
        if kind is not None:
            members = compartments.kinds == number
            total[members] += NANO_PER_MICRO * kind.capacitance * compartments.areas[members]
    return total


def links_of(compartments: Compartments) -> Floats:
    """Sum of the couplings of every compartment [µS]."""
    links = compartments.couplings.copy()
    np.add.at(links, compartments.parents[1:], compartments.couplings[1:])
    return links


def _frequencies(compartments: Compartments, kinds: Sequence[SteadyKind | None]) -> Floats:
    """Angular frequencies from 0 to beyond all that a tree can follow [rad/ms]."""
    charges = capacitances(compartments, kinds)
    held = charges > 0.0
    fastest = float((links_of(compartments)[held] / charges[held]).max(initial=FASTEST_STATE))
    highest = BEYOND * fastest
    count = round(np.log10(highest / LOWEST) * PER_DECADE) + 1
    return np.concatenate([[0.0], np.geomspace(LOWEST, highest, count)])


def _admittances(
    compartments: Compartments, kinds: Sequence[SteadyKind | None], voltages: Floats, frequencies: Floats
) -> tuple[Complexes, int]:
    """Admittance of every compartment [µS], shape (n, f), and the sum of P."""
    shift = (1j * frequencies).astype(np.complex128)
    rows: Complexes = compartments.leaks[:, np.newaxis] + compartments.capacitances[:, np.newaxis] * shift
    growing = 0
    for number, kind in enumerate(kinds):
        if kind is not None:
            members = np.flatnonzero(compartments.kinds == number)
            density, more = kind.admittance(voltages[members], frequencies)
            rows[members] += NANO_PER_MICRO * compartments.areas[members, np.newaxis] * density
            growing += more
    return rows, growing


def _arguments(compartments: Compartments, rows: Complexes) -> Floats:
    """Arguments of the pivots of M, shape (n, f); their sum is that of its determinant."""
    diagonal = list(rows + links_of(compartments)[:, np.newaxis])
    made = pivots(compartments.parents.tolist(), compartments.couplings.tolist(), diagonal)
    arguments: Floats = np.angle(np.array(made))
    return arguments
