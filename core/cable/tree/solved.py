"""One request solved: the tree cut at all of its places, its conductances and voltages."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.cable.arbor import Arbor
from core.cable.tree.ends import Ends, ends_of
from core.cable.tree.request import CableTreeRequest
from core.cable.tree.solution import Solution, solve
from core.cable.tree.stretches import Cut, cut
from core.result import Floats, Rows

SLOW = 1e-8
"""ωτ of the slowest membrane at which the steady state is computed.

Its square is below rounding: the real parts are the steady state's, and the phases are delays.
"""


@dataclass(frozen=True, eq=False)
class Solved:
    """A request with its steady state.

    Attributes
    ----------
    request, arbor, cut, ends
        What was asked for: the tree, cut at every place of interest.
    omega
        Angular frequency [rad/ms] that stands for the steady state.
    steady
        What is seen from its nodes in the steady state.
    voltage
        Voltages of the nodes above rest [mV], shape (nodes,).
    injected, sites, sources, targets
        Nodes of the injections, of the sites, and of the two places of each pair.
    drawn
        Nodes of the points along the branches that are drawn, shape (branches, points).
    """

    request: CableTreeRequest
    arbor: Arbor
    cut: Cut
    ends: Ends
    omega: float
    steady: Solution
    voltage: Floats
    injected: Rows
    sites: Rows
    sources: Rows
    targets: Rows
    drawn: Rows

    @cached_property
    def distances(self) -> Floats:
        """Distance of every node from the root: in µm, and in length constants, shape (2, nodes)."""
        stretches = self.cut.stretches
        return self.steady.from_root(np.stack([stretches.length, stretches.electrotonic_length])).real

    @cached_property
    def log_losses(self) -> Floats:
        """ln(V_root/V) for a current into the root, ln(V/V_root) for one into the node, shape (2, nodes)."""
        return self.steady.from_root(self.steady.losses).real

    @cached_property
    def flows(self) -> Floats:
        """Current from end to end of every stretch, outwards [nA], shape (stretches,)."""
        ahead = self.voltage[self.cut.stretches.near] - self.voltage[1:]
        return self.steady.ports.through.real * ahead

    @cached_property
    def leaks(self) -> Floats:
        """Current through the membrane of every stretch [nA], shape (stretches,)."""
        ports = self.steady.ports
        near, far = self.voltage[self.cut.stretches.near], self.voltage[1:]
        leaks: Floats = ports.near_leak.real * near + ports.far_leak.real * far
        return leaks

    @property
    def root_current(self) -> float:
        """Current that leaves at the near end of the root: into a soma, the bath, or a clamp [nA]."""
        if not self.ends.held[0]:
            return float(self.ends.conductance[0] * self.voltage[0])
        stems = self.cut.stretches.near == 0
        into_stems = self.flows[stems] + self.steady.ports.near_leak.real[stems] * self.voltage[0]
        return float(np.sum(self.currents[self.injected == 0]) - np.sum(into_stems))

    @property
    def imbalance(self) -> float:
        """Current that enters where no voltage is held and does not leave [nA]."""
        held, near = self.ends.held, self.cut.stretches.near
        entering = float(np.sum(self.currents[~held[self.injected]]))
        leaking = float(np.sum((self.steady.own.real * self.voltage)[~held]))
        arriving = np.sum(self.flows[held[1:] & ~held[near]]) - np.sum(self.flows[held[near] & ~held[1:]])
        return entering - leaking - float(arriving)

    def input_delays(self, nodes: Rows) -> Floats:
        """Centroid of the voltage at nodes less that of a current into each [ms], NaN where held."""
        return self._delays(_logarithm(self.steady.resistance[nodes]))

    def transfer_delays(self, sources: Rows, targets: Rows) -> Floats:
        """Centroid of the voltage at targets less that of a current into sources [ms], NaN where held."""
        impedance = _logarithm(self.steady.resistance[sources])
        return self._delays(impedance - self.steady.log_loss(sources, targets))

    def _delays(self, impedance: NDArray[np.complex128]) -> Floats:
        """−d ln Z/d(iω) at ω = 0 (Agmon-Snir and Segev 1993, doi:10.1152/jn.1993.70.5.2066).

        The step of the difference is a purely imaginary one, which cancels no digits.
        """
        return np.where(np.isfinite(impedance.real), -impedance.imag / self.omega, np.nan)

    @property
    def currents(self) -> Floats:
        """The injected currents [nA], shape (k,)."""
        return np.array([injection.steady_current for injection in self.request.injections])


def _logarithm(values: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Logarithm; minus infinity of zero, without a warning."""
    with np.errstate(divide="ignore"):
        return np.log(values)


def solved(request: CableTreeRequest) -> Solved:
    """The steady state of a tree."""
    arbor = request.arbor
    pairs = request.attenuation_between
    places = [
        *request.injections,
        *request.sites,
        *(pair.source for pair in pairs),
        *(pair.target for pair in pairs),
    ]
    drawn = np.array(request.drawn, dtype=np.intp)
    branches = [place.branch for place in places]
    along = np.linspace(0.0, 1.0, request.points) * arbor.length[drawn][:, np.newaxis]
    made = cut(
        arbor,
        np.concatenate([branches, np.repeat(drawn, request.points)]).astype(np.intp),
        np.concatenate([[request.position(place) for place in places], along.ravel()]),
    )
    counts = (len(request.injections), len(request.sites), len(pairs), len(pairs))
    injected, sites, sources, targets, points = np.split(made.place_nodes, np.cumsum(counts))
    ends = ends_of(request.ends, request, made, request.resting_potential)
    omega = SLOW / max(float(np.max(arbor.time_constant)), float(np.max(ends.time_constant)))
    steady = solve(made.stretches, ends, omega)
    currents = np.array([injection.steady_current for injection in request.injections], dtype=np.complex128)
    return Solved(
        request=request,
        arbor=arbor,
        cut=made,
        ends=ends,
        omega=omega,
        steady=steady,
        voltage=steady.voltages(injected, currents, clamps=True).real,
        injected=injected,
        sites=sites,
        sources=sources,
        targets=targets,
        drawn=points.reshape(drawn.size, request.points),
    )
