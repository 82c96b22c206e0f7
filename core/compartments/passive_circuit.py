"""Passive compartments that hang on one other, their port.

Their voltages V obey C V' = −G V + b V_a + i, with V_a that of the port, b the couplings to it and i the
currents of the leaks. Joints have no capacitance: at every moment they follow the others and V_a.
"""

import numpy as np

from core.numerics.orthonormal import orthonormal
from core.numerics.tall import gram
from core.numerics.tree.response import Complexes, Network, responses
from core.result import Floats

JOINT = 1e-8
"""A compartment whose time constant is shorter [ms] has no capacitance."""
HELD = 1e100
"""Conductance that holds a compartment at 0 [µS]."""


class PassiveCircuit:
    """A forest of n compartments, some of which have a capacitance.

    Parameters
    ----------
    network
        Couplings, conductances and capacitances; a parent −1 is the port.
    leaks, leak_currents
        [µS] and [nA].

    Attributes
    ----------
    feeding, steady
        b [µS], and w = G⁻¹ b: how much of a steady V_a each one has.
    rest
        h = G⁻¹ i: voltages while V_a = 0 [mV].
    at_once
        How much of V_a joints have while all others are at 0.
    slowest, fastest
        No mode decays slower, or more than twice as fast [1/ms].
    """

    def __init__(self, network: Network, leaks: Floats, leak_currents: Floats) -> None:
        self._charged = network.capacitances > JOINT * network.conductances
        self._network = network._replace(capacitances=np.where(self._charged, network.capacitances, 0.0))
        self._leaks, self.capacitances = leaks, self._network.capacitances
        self._roots = np.sqrt(self.capacitances[self._charged])[:, np.newaxis]
        self._inner, near = np.flatnonzero(network.parents >= 0), np.flatnonzero(network.parents < 0)
        self._above = network.parents[self._inner]
        self._near, self._near_couplings = near, network.couplings[near]
        self.feeding = np.where(network.parents < 0, network.couplings, 0.0)
        right = np.stack([self.feeding, leak_currents, self.capacitances], axis=1)
        found = responses(self._network, np.zeros(3, dtype=np.complex128), right).real
        self.steady, self.rest = found[:, 0], found[:, 1]
        # Rates are at least 1 over the largest sum of a row of G⁻¹ C, whose elements are positive.
        self.slowest = 1.0 / float(found[:, 2].max())
        own = network.conductances[self._charged] / network.capacitances[self._charged]
        self.fastest = float(own.max())
        self.at_once = self._joints(self.feeding[:, np.newaxis])[:, 0]

    @property
    def charged(self) -> int:
        """How many have a capacitance."""
        return self._roots.size

    @property
    def leak(self) -> float:
        """Conductance that the port sees in the end, Σ b − bᵀ w = Σ leak w [µS]."""
        return float(self._leaks @ self.steady)

    def away(self, voltages: Floats, port: float) -> Floats:
        """How far charged compartments are from their steady voltages for that of the port [mV]."""
        return np.where(self._charged, voltages - self.rest - self.steady * port, 0.0)

    def fed(self, rates: Complexes) -> Complexes:
        """(G + s C)⁻¹ b for every s [1/ms], shape (n, k)."""
        return responses(self._network, rates, self.feeding)

    def settling(self, rates: Complexes, away: Floats) -> Complexes:
        """(G + s C)⁻¹ C v for every s: how deviations v end [mV·ms]."""
        return responses(self._network, rates, self.capacitances * away)

    def into_port(self, voltages: Floats) -> Floats:
        """bᵀ V: current into the port, held at 0, of voltages of shape (n, k) [nA]."""
        total: Floats = self._near_couplings @ voltages[self._near]
        return total

    def basis(self, columns: Floats) -> Floats:
        """Columns made orthonormal with C as metric; joints follow, with V_a = 0."""
        found = orthonormal(self._roots * columns[self._charged, : self.charged])
        basis = np.zeros((columns.shape[0], found.shape[1]))
        basis[self._charged] = found / self._roots
        if self._charged.all():
            return basis
        flow, g = np.zeros(basis.shape), self._network.couplings[:, np.newaxis]
        below, above = self._inner[~self._charged[self._inner]], self._inner[~self._charged[self._above]]
        flow[below] = g[below] * basis[self._network.parents[below]]
        np.add.at(flow, self._network.parents[above], g[above] * basis[above])
        return basis + self._joints(flow)

    def conductances(self, basis: Floats) -> Floats:
        """G in a basis: a sum of squares over all conductances, so that rounding leaves it positive."""
        along = basis.copy()
        along[self._inner] -= basis[self._above]
        along *= np.sqrt(self._network.couplings)[:, np.newaxis]
        out = np.sqrt(self._leaks)[:, np.newaxis] * basis
        return gram(along) + gram(out)

    def _joints(self, right: Floats) -> Floats:
        """Voltages of joints from currents into them, shape (n, k), while all others are held at 0."""
        if self._charged.all():
            return np.zeros(right.shape)
        held = self._network._replace(conductances=np.where(self._charged, HELD, self._network.conductances))
        found: Floats = responses(held, np.zeros(right.shape[1], dtype=np.complex128), right).real
        found[self._charged] = 0.0
        return found
